import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** What `gnt-job list -o ops` shows of the last job, without times, UUIDs and the number of the job. */
function lastOps(lab: ReturnType<typeof sitting>): string {
  const { output } = lab.on('nodeA', 'gnt-job list --no-headers --separator=% -o id,ops')
  const [id = '', ops = ''] = (output.trim().split('\n').at(-1) ?? '').split('%')
  return ops
    .replace(/\d{19}/g, 'NS')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(`job=${id.trim()};`, 'job=N;')
}

const HEAD = "'debug_level': 0, 'priority': 0, 'depends': None, 'comment': None, 'reason': "

/** Commands with the opcodes that a real 3.0.2 cluster made of them. */
const SENT: [line: string, reason: string, fields: string][] = [
  [
    'gnt-instance shutdown debianx',
    "[['gnt:client:gnt-instance', 'shutdown', NS], ['gnt:opcode:instance_shutdown', 'job=N;index=0', NS]]",
    "'OP_ID': 'OP_INSTANCE_SHUTDOWN', 'instance_name': 'debianx', 'instance_uuid': 'UUID', 'force': False, 'ignore_offline_nodes': False, 'timeout': 120, 'no_remember': False, 'admin_state_source': 'admin'",
  ],
  [
    'gnt-instance modify -B maxmem=300 debianz',
    "[['gnt:client:gnt-instance', 'modify', NS], ['gnt:opcode:instance_set_params', 'job=N;index=0', NS]]",
    "'OP_ID': 'OP_INSTANCE_SET_PARAMS', 'instance_name': 'debianz', 'instance_uuid': 'UUID', 'force': False, 'force_variant': False, 'ignore_ipolicy': False, 'nics': [], 'disks': [], 'beparams': {'maxmem': 300}, 'hvparams': {}, 'ext_params': {}, 'osparams': {}, 'osparams_private': {}, 'wait_for_sync': True, 'conflicts_check': True, 'hotplug': False, 'hotplug_if_possible': False",
  ],
  [
    'gnt-node modify --drained=yes nodec',
    "[['gnt:client:gnt-node', 'modify', NS], ['gnt:opcode:node_set_params', 'job=N;index=0', NS]]",
    "'OP_ID': 'OP_NODE_SET_PARAMS', 'node_name': 'nodec.virt.nsrc.org', 'node_uuid': 'UUID', 'force': False, 'hv_state': {}, 'disk_state': {}, 'drained': True, 'auto_promote': False",
  ],
  [
    'gnt-debug delay 1',
    "[['gnt:client:gnt-debug', 'delay', NS], ['gnt:opcode:test_delay', 'job=N;index=0', NS]]",
    "'OP_ID': 'OP_TEST_DELAY', 'duration': 1, 'on_master': True, 'on_nodes': [], 'on_node_uuids': ['UUID'], 'repeat': 0, 'interruptible': False, 'no_locks': False",
  ],
]

describe('the opcodes of a job', () => {
  it.each(SENT)('are those that a real cluster makes of %s', (line, reason, fields) => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', line).exit).toBe(0)
    expect(lastOps(lab)).toBe(`[{'dry_run': False, ${HEAD}${reason}, ${fields}}]`)
  })

  it('name the opcode that submitted them, and the command before it', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-cluster verify')
    const ops = lastOps(lab)
    expect(ops).toContain("'comment': 'Submitted by OP_CLUSTER_VERIFY'")
    expect(ops).toContain(
      "[['gnt:client:gnt-cluster', 'verify', NS], ['gnt:opcode:cluster_verify', 'job=1;index=0', NS], ['gnt:opcode:cluster_verify_group', 'job=N;index=0', NS]]",
    )
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o opresult 1').output).toBe(
      "[{'jobs': [[True, 2], [True, 3]]}]\n",
    )
  })

  it('begin with what --reason said', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-instance reboot --reason=kernel debianx')
    expect(lastOps(lab)).toContain("[['gnt:user', 'kernel', NS], ['gnt:client:gnt-instance', ")
    expect(lab.on('nodeA', 'gnt-job info 1').output).toMatch(/- - gnt:user\n +- kernel\n/)
  })
})
