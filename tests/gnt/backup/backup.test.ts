import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { nodesIn } from '../../support/nodes.ts'
import { RECORDED, said } from '../../support/recorded.ts'

/** Outputs recorded on a real Ganeti 3.0.2 cluster of three nodes; dates are left out. */

const [A, B, C] = nodesIn('3.0')

const copied = (what: string, from: string, to: string): string[] => [
  `Exporting ${what} from ${from} to ${to}`,
  `${what} is now listening, starting export`,
  `${what} finished receiving data`,
  `${what} finished sending data`,
]

describe('gnt-backup export', () => {
  it('restarts the instance on a snapshot, and leaves one export in the cluster', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-backup export -n nodec debianz')
    expect(said(on('nodea', 'gnt-backup export -n nodea debianz').output)).toEqual([
      'Shutting down instance debianz',
      `Creating a snapshot of disk/0 on node ${B}`,
      'Starting instance debianz',
      ...copied('snapshot/0', B, A),
      `Removing snapshot of disk/0 on node ${B}`,
      `Finalizing export on ${A}`,
      'Removing old exports for instance debianz',
    ])
    expect(on('nodea', 'gnt-backup list').output.split('\n')).toEqual([
      'Node                Export',
      `${A} debianz`,
      `${B} ?`,
      '',
    ])
    expect(on('nodeb', 'lvs --noheadings -o lv_name').output).not.toContain('snap')
    expect(on('nodea', 'gnt-instance list --no-headers -o status debianz').output).toBe('running\n')
  })

  it('reads the disks themselves where the instance is down, and may remove it', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-instance shutdown debianx')
    const { output } = on('nodea', 'gnt-backup export --remove-instance -n nodec debianx')
    expect(said(output)).toEqual([
      'Shutting down instance debianx',
      'Activating disks for debianx',
      ...copied('disk/0', A, C),
      `Finalizing export on ${C}`,
      'Deactivating disks for debianx',
      'Removing instance debianx',
      'Removing old exports for instance debianx',
    ])
    expect(on('nodea', 'gnt-instance list --no-headers -o name').output).not.toContain('debianx')
    expect(on('nodea', 'lvs --noheadings -o lv_name').output.trim()).toBe('')
  })

  it('writes files: the settings and a dump of each disk', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-instance add-tags debianz web prod')
    on('nodea', 'gnt-backup export --noshutdown -n nodec debianz')
    const folder = '/var/lib/ganeti/export/debianz'
    const [dump = ''] = on('nodec', `ls ${folder}`).output.split(' ')
    expect(dump).toMatch(/^[0-9a-f-]{36}$/)
    const ini = on('nodec', `cat ${folder}/config.ini`).output
    expect(ini).toContain(
      'os = debootstrap+default\ncompression = none\n\n[instance]\nname = debianz',
    )
    expect(ini).toContain(`disk0_dump = ${dump}\ndisk0_size = 1024\ndisk0_name = None\n`)
    expect(ini).toContain('disk_template = plain\nhypervisor = fake\ntags = prod web\n')
    expect(ini).toContain('[backend]\nalways_failover = False\nauto_balance = True\nmaxmem = 256\n')
    on('nodec', `rm -r ${folder}`)
    expect(on('nodea', 'gnt-backup list -n nodec').output).toBe('Node Export\n')
  })

  it('leaves NAME.new on a target that died, which is no export', () => {
    const s = sitting({ ...RECORDED, copyMibPerSecond: 5 })
    s.on('nodea', 'gnt-backup export --submit -n nodec debianz')
    s.wait(14)
    s.power('nodec', 'off')
    s.wait(300)
    const { output, exit } = s.on(
      'nodea',
      'gnt-job watch $(gnt-job list --no-headers -o id | tail -1)',
    )
    expect(exit).toBe(1)
    expect(said(output)).toContain(`snapshot/0 is sending data on ${B}`)
    expect(said(output).slice(-3)).toEqual([
      ` - WARNING: Some disk exports have failed; there may be leftover data for instance debianz on node ${C}`,
      'Job <job> failed: Failure: command execution error:',
      'Export failed, errors in export finalization, disk export: disk(s) 0',
    ])
    s.power('nodec', 'on')
    expect(s.on('nodea', 'gnt-backup list --no-headers -n nodec').output).toBe(`${C} debianz.new\n`)
    expect(
      s.on(
        'nodea',
        'gnt-backup import -t plain -n nodea --src-node nodec --src-dir debianz.new --no-name-check --no-ip-check new',
      ).stderr,
    ).toBe(
      "Failure: command execution error:\nNo export or invalid export found in dir /var/lib/ganeti/export/debianz.new: Export info file doesn't have the required fields\n",
    )
  })

  it('leaves the snapshot on a source that died', () => {
    const s = sitting({ ...RECORDED, copyMibPerSecond: 5 })
    s.on('nodea', 'gnt-backup export --submit -n nodec debianz')
    s.wait(14)
    s.power('nodeb', 'off')
    s.wait(300)
    s.power('nodeb', 'on')
    expect(s.on('nodeb', 'lvs --noheadings -o lv_name').output).toContain('.disk0.snap')
    expect(s.on('nodea', 'gnt-backup list --no-headers -n nodec').output).toBe(`${C} debianz.new\n`)
  })

  it('cannot freeze files, so it keeps the instance down only where that is allowed', () => {
    const { on } = sitting(RECORDED)
    on(
      'nodea',
      'gnt-instance add -t file -s 1g -o debootstrap+default --no-name-check --no-ip-check -n nodea f1',
    )
    const refusal = 'Failure: command execution error:\nNot all disks could be snapshotted, and you'
    expect(on('nodea', 'gnt-backup export --noshutdown -n nodea f1').stderr).toBe(
      `${refusal} requested a live export; aborting\n`,
    )
    expect(on('nodea', 'gnt-backup export -n nodea f1').stderr).toBe(
      `${refusal} did not allow the instance to remain offline for a longer time through the --long-sleep option; aborting\n`,
    )
    // The refusal came after the shutdown.
    expect(on('nodea', 'gnt-instance list --no-headers -o status f1').output).toBe('ERROR_down\n')
    on('nodea', 'gnt-instance start f1')
    expect(said(on('nodea', 'gnt-backup export --long-sleep -n nodea f1').output)).toEqual([
      'Shutting down instance f1',
      ...copied('disk/0', A, A),
      `Finalizing export on ${A}`,
      'Starting instance f1',
      'Removing old exports for instance f1',
    ])
  })

  it.each([
    ['debianz', 'wrong_input', 'Target node must be specified'],
    ['-n nosuch debianz', 'unknown_entity', "Node 'nosuch' not known"],
    ['-n nodea nosuch', 'unknown_entity', "Instance 'nosuch' not known"],
    [
      '-n nodec --remove-instance --noshutdown debianz',
      'wrong_state',
      'Can not remove instance without shutting it down before',
    ],
    [
      '-n nodec --long-sleep --noshutdown debianx',
      'wrong_input',
      'The long sleep option only makes sense when the instance can be shut down.',
    ],
    [
      '-n nodec --zero-free-space debianx',
      'wrong_input',
      'A zeroing image must be set for zeroing to work',
    ],
    [
      '-n nodec --zeroing-timeout-fixed=5 debianx',
      'wrong_input',
      'Zeroing timeout options can only be used only with the --zero-free-space option',
    ],
    [
      '-n nodec --transport-compression=lzop debianx',
      'wrong_input',
      'Compression tool not allowed, tools allowed are [gzip, gzip-fast, gzip-slow]',
    ],
  ])('refuses %s', (args, errorClass, text) => {
    const { on } = sitting(RECORDED)
    const { stderr, exit } = on('nodea', `gnt-backup export ${args}`)
    expect(stderr).toBe(
      `Failure: prerequisites not met for this operation:\nerror type: ${errorClass}, error details:\n${text}\n`,
    )
    expect(exit).toBe(1)
  })

  it('always reads snapshots in 2.11, also of an instance that is down', () => {
    const { on } = sitting()
    on('nodeA', 'gnt-instance shutdown debianZ')
    expect(said(on('nodeA', 'gnt-backup export -n nodeA debianZ').output)).toEqual([
      'Shutting down instance debianZ',
      'Activating disks for debianZ',
      'Creating a snapshot of disk/0 on node nodeB.virt.nsrc.org',
      ...copied('snapshot/0', 'nodeB.virt.nsrc.org', 'nodeA.virt.nsrc.org'),
      'Removing snapshot of disk/0 on node nodeB.virt.nsrc.org',
      'Finalizing export on nodeA.virt.nsrc.org',
      'Deactivating disks for debianZ',
      'Removing old exports for instance debianZ',
    ])
    expect(on('nodeA', 'ls /var/lib/ganeti/export/debianZ').output).toMatch(
      /\.disk0\.snap {2}config\.ini\n/,
    )
  })
})

describe('gnt-backup import', () => {
  const IMPORT = 'gnt-backup import --no-name-check --no-ip-check'

  it('makes the instance again from its export, with another kind of disks', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-backup export --remove-instance -n nodec debianz')
    const { output } = on('nodea', `${IMPORT} -n nodea --src-node=nodec -t plain debianz`)
    expect(said(output)).toEqual([
      '* disk 0, size 1.0G',
      '* creating instance disks...',
      'adding instance debianz to cluster config',
      'adding disks to cluster config',
      ' - INFO: Waiting for instance debianz to sync disks',
      " - INFO: Instance debianz's disks are in sync",
      ' - INFO: Waiting for instance debianz to sync disks',
      " - INFO: Instance debianz's disks are in sync",
      '* running the instance OS import scripts...',
      ...copied('disk/0', C, A),
      'Running rename script for debianz',
    ])
    const fields = 'pnode,status,be/maxmem,disk.sizes,os'
    expect(
      on('nodea', `gnt-instance list --no-headers --separator=/ -o ${fields} debianz`).output,
    ).toBe(`${A}/ADMIN_down/256/1024/debootstrap+default\n`)
    expect(on('nodea', 'gnt-instance start debianz').exit).toBe(0)
  })

  it('takes over what was not typed, and lets typed values go first', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-instance add-tags debianz web')
    on('nodea', 'gnt-backup export -n nodec debianz')
    const line = `${IMPORT} -n nodeb --src-dir=debianz -t plain -B maxmem=300 --disk 0:size=2g --net 0:mac=generate cp`
    expect(on('nodea', line).exit).toBe(0)
    const info = on('nodea', 'gnt-instance info cp').output
    expect(info).toContain('    maxmem: 300\n    memory: default (300)\n    minmem: 128\n')
    expect(info).toContain('- disk/0: plain, size 2.0G\n')
    expect(on('nodea', 'gnt-instance list-tags cp').output).toBe('web\n')
  })

  it('keeps what follows the cluster apart only if it is asked to', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-backup export --remove-instance -n nodec debianz')
    on('nodea', `${IMPORT} --identify-defaults -n nodeb -t plain debianz`)
    const info = on('nodea', 'gnt-instance info debianz').output
    expect(info).toContain('    minmem: default (128)\n')
    expect(info).toContain('    maxmem: 256\n')
  })

  it.each([
    [
      '-n nodea --src-dir=debianz -t plain cp',
      'resource_not_unique',
      /^MAC address aa:00:00:\S+ already in use in cluster$/,
    ],
    ['-t plain --src-dir=nosuch cp', 'wrong_input', /^No export found for relative path nosuch$/],
    ['-n nodea -t plain cp', 'wrong_input', /^No export found for relative path cp$/],
    ['-n nodea -t plain --src-node=nosuch cp', 'unknown_entity', /^Node 'nosuch' not known$/],
    [
      '-n nodea -t plain --src-dir=/var/lib/ganeti/export/debianz cp',
      'wrong_input',
      /^Importing an instance from a path requires a source node option$/,
    ],
    [
      '-n nodea --src-dir=debianz cp',
      'wrong_input',
      /^The networked disk templates need a mirror node$/,
    ],
    [
      '-n nodea -t plain debianz',
      'already_exists',
      /^Instance 'debianz' is already in the cluster$/,
    ],
  ])('refuses %s', (args, errorClass, text) => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-backup export -n nodec debianz')
    const [, type, details = ''] = on('nodea', `${IMPORT} ${args}`).stderr.split('\n')
    expect(type).toBe(`error type: ${errorClass}, error details:`)
    expect(details).toMatch(text)
  })
})

describe('gnt-backup remove and list', () => {
  it('removes the export of an instance, also of one that is gone', () => {
    const { on } = sitting(RECORDED)
    for (const node of ['nodea', 'nodeb', 'nodec'])
      on('nodea', `gnt-backup export -n ${node} debianz`)
    expect(on('nodea', 'gnt-backup remove debianz').output).toBe('')
    expect(on('nodea', 'gnt-backup list --no-headers').output).toBe('')
    expect(said(on('nodea', 'gnt-backup remove nosuch').output)).toEqual([
      'Export not found. If trying to remove an export belonging to a deleted instance please use its Fully Qualified Domain Name.',
    ])
  })

  it('says which nodes cannot be asked', () => {
    const s = sitting(RECORDED)
    s.power('nodec', 'off')
    s.on('nodea', 'gnt-node modify --offline=yes nodec')
    expect(s.on('nodea', 'gnt-backup list').output).toContain(`${A} ?\n${B} ?\n${C} *\n`)
    expect(s.on('nodea', 'gnt-backup list -v').output).toContain(`${C} (offline)\n`)
    expect(said(s.on('nodea', 'gnt-backup remove debianz').output).sort()).toEqual([
      ` - WARNING: Failed to query node ${A} (continuing): No exports directory`,
      ` - WARNING: Failed to query node ${B} (continuing): No exports directory`,
      ` - WARNING: Failed to query node ${C} (continuing): Node is marked offline`,
    ])
  })

  it('answers for the nodes that are named, and for fields that do not exist', () => {
    const { on } = sitting(RECORDED)
    expect(on('nodea', 'gnt-backup list -n nosuch').stderr).toContain('Node name nosuch not found')
    const { output, exit } = on('nodea', 'gnt-backup list --separator=: -o node,bogus -n nodea')
    expect(output).toBe(`Warning: Queried for unknown fields bogus\nNode:bogus\n${A}:??\n`)
    expect(exit).toBe(14)
    expect(
      on('nodea', 'gnt-backup list-fields')
        .output.split('\n')
        .map((line) => line.split(/ +/)[0]),
    ).toEqual(['Name', 'export', 'node', ''])
  })
})
