import { describe, expect, it } from 'vitest'
import { instanceRuntime, instanceStatus } from '../../../src/gnt/query/fields/instance-live.ts'
import type { ClusterConfig, InstanceConf } from '../../../src/sim/cluster/config.ts'
import type { TypedReply } from '../../../src/sim/run/opcode.ts'
import { sitting } from '../../support/driver.ts'

type Reply = TypedReply<'all_instances_info'>

const runsOn = (node: string, ...names: string[]): Reply => {
  const info = { memoryMib: 128, vcpus: 1, since: 0 }
  return { node, ok: true, payload: Object.fromEntries(names.map((name) => [name, info])) }
}
const silent = (node: string, offline = false): Reply => ({ node, ok: false, error: '', offline })

interface Case {
  admin: InstanceConf['adminState']
  replies: Reply[]
  offline?: boolean
  status: string
}

const CASES: [string, Case][] = [
  ['runs as wanted', { admin: 'up', replies: [runsOn('A', 'x')], status: 'running' }],
  ['runs though stopped', { admin: 'down', replies: [runsOn('A', 'x')], status: 'ERROR_up' }],
  ['does not run', { admin: 'up', replies: [runsOn('A')], status: 'ERROR_down' }],
  ['was stopped', { admin: 'down', replies: [runsOn('A')], status: 'ADMIN_down' }],
  ['was set offline', { admin: 'offline', replies: [runsOn('A')], status: 'ADMIN_offline' }],
  ['lives on a silent node', { admin: 'up', replies: [silent('A')], status: 'ERROR_nodedown' }],
  [
    'is stopped and lives on a silent node',
    { admin: 'down', replies: [silent('A')], status: 'ERROR_nodedown' },
  ],
  [
    'runs on another node that was asked, its own being silent',
    { admin: 'up', replies: [silent('A'), runsOn('B', 'x')], status: 'ERROR_wrongnode' },
  ],
  [
    'runs on another node that was asked',
    { admin: 'up', replies: [runsOn('A'), runsOn('B', 'x')], status: 'ERROR_wrongnode' },
  ],
  [
    'lives on a node marked offline, wherever it runs',
    {
      admin: 'up',
      replies: [silent('A', true), runsOn('B', 'x')],
      offline: true,
      status: 'ERROR_nodeoffline',
    },
  ],
]

describe('the status of an instance that', () => {
  it.each(CASES)('%s', (_title, { admin, replies, offline, status }) => {
    const instance = { name: 'x', primary: 'A', adminState: admin } as InstanceConf
    const config = { nodes: { A: { offline: offline ?? false } } } as unknown as ClusterConfig
    expect(instanceStatus(instance, config, instanceRuntime(instance, replies))).toBe(status)
  })
})

describe('lists of a cluster with a dead node', () => {
  const at = sitting()
  const ask = (line: string) => at.on('nodeA', line)

  it('cost one time-out, asked of those nodes only that a column needs', () => {
    at.power('nodeB', 'off')
    expect(ask('gnt-instance list').seconds).toBeGreaterThan(5)
    expect(ask('gnt-instance list debianX').seconds).toBeLessThan(1)
    expect(ask('gnt-node list -o name,role').seconds).toBeLessThan(1)
  })

  it('show ? for what it does not tell, in words with -v', () => {
    expect(ask('gnt-node list --no-headers nodeB').output).toBe(
      'nodeB.virt.nsrc.org ? ? ? ? ? 2 1\n',
    )
    expect(ask('gnt-instance list --no-headers -v -o name,status,oper_ram debianY').output).toBe(
      'debianY ERROR_nodedown (nodata)\n',
    )
  })

  it('say what job list and job watch know of the jobs', () => {
    at.on('nodeA', 'gnt-instance info debianY')
    const { output } = ask('gnt-job list --error --no-headers')
    expect(output).toBe('1 error INSTANCE_QUERY_DATA\n')
    const watched = ask('gnt-job watch 1')
    expect(watched.exit).toBe(1)
    expect(watched.output).toContain(
      'Job 1 failed: Failure: command execution error:\nError checking node nodeB.virt.nsrc.org: ',
    )
    expect(ask('gnt-job archive 1').exit).toBe(0)
    expect(ask('gnt-job list --no-headers').output).toBe('')
    expect(ask('gnt-job list --no-headers --archived').output).toBe(
      '1 error INSTANCE_QUERY_DATA Y\n',
    )
  })
})
