import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { expectLines, lines } from '../support/blocks.ts'
import { sitting } from '../support/driver.ts'

/**
 * The blocks of the NSRC handout "failure and recovery" from the degraded failover to its last line, in its
 * own release 2.11. Where it names instances that its first picture has elsewhere, a start provides them.
 */
const LIST = 'gnt-instance list -o name,pnode,snodes,status'
const NAMES = (letters: string) => [...letters].map((letter) => `node${letter}.virt.nsrc.org`)

const instance = (name: string, nodes: string, mib = 2048) => ({
  name,
  template: nodes.length === 2 ? 'drbd' : 'plain',
  disksMib: [mib],
  minmemMib: 128,
  maxmemMib: 128,
  vcpus: 1,
  os: 'debootstrap+default',
  nodes: NAMES(nodes),
  writesMibPerMinute: 20,
})

/** The exercise's cluster with other instances, and perhaps other memory. */
const start = (instances: ReturnType<typeof instance>[], freeMib: Record<string, number> = {}) => ({
  ...EXERCISE,
  instances,
  nodes: EXERCISE.nodes.map((node) => ({
    ...node,
    memoryFreeMib: freeMib[node.name.slice(4, 5)] ?? node.memoryFreeMib,
  })),
})

const notMaster = (master: string) => [
  'Failure: prerequisites not met for this operation:',
  'error type: wrong_input, error details:',
  `This is not the master node, please connect to node '${master}.virt.nsrc.org' and rerun the command`,
]

describe('failing over from a node that is dead and not flagged', () => {
  const at = sitting(start([instance('debianX', 'BA')]))

  it('is refused as degraded', () => {
    at.on('nodeB', 'halt -p')
    expectLines(
      at.on('nodeA', 'gnt-instance failover debianX', 'y').output,
      'Failover instance debianX',
      '* checking disk consistency between source and target',
      'Failure: command execution error:',
      'Disk 0 is degraded on target node, aborting failover',
    )
  })

  it('is done with --ignore-consistency', () => {
    expectLines(
      at.on('nodeA', 'gnt-instance failover --ignore-consistency debianX', 'y').output,
      'Failover instance debianX',
      '* checking disk consistency between source and target',
      "* activating the instance's disks on target node nodeA.virt.nsrc.org",
      '* starting the instance on the target node nodeA.virt.nsrc.org',
    )
  })
})

describe('losing a node for good', () => {
  const at = sitting(
    start([instance('debianX', 'BA', 16_568), instance('debianZ', 'A', 200)], { A: 928, C: 680 }),
  )
  at.ask({ set: { syncMibPerSecond: 144 } })

  it('marks the halted node offline, and verify gives notice of it', () => {
    at.on('nodeB', 'halt -p')
    expect(
      lines(at.on('nodeA', 'gnt-node modify --offline=yes nodeB.virt.nsrc.org').output),
    ).toEqual([
      'Modified node nodeB.virt.nsrc.org',
      ' - master_candidate -> False',
      ' - offline -> True',
    ])
    expectLines(at.on('nodeA', 'gnt-cluster verify').output, '  - NOTICE: 1 offline node(s) found.')
  })

  it('refuses to remove it while an instance has it', () => {
    expect(lines(at.on('nodeA', 'gnt-node remove nodeB.virt.nsrc.org').output)).toEqual([
      'Failure: prerequisites not met for this operation:',
      'error type: wrong_input, error details:',
      'Instance debianX is still running on the node, please remove first',
    ])
  })

  it('fails over with these lines and no others', () => {
    expect(lines(at.on('nodeA', 'gnt-instance failover debianX', 'y').output)).toEqual([
      'Failover will happen to image debianX. This requires a shutdown of',
      'the instance. Continue?',
      'y/[n]/?: y',
      'Failover instance debianX',
      '* checking disk consistency between source and target',
      'Node nodeB.virt.nsrc.org is offline, ignoring degraded disk 0 on target node nodeA.virt.nsrc.org',
      '* shutting down instance on source node',
      ' - WARNING: Could not shutdown instance debianX on node nodeB.virt.nsrc.org, proceeding anyway; please make sure node nodeB.virt.nsrc.org is down; error details: Node is marked offline',
      "* deactivating the instance's disks on source node",
      ' - WARNING: Could not shutdown block device disk/0 on node nodeB.virt.nsrc.org: Node is marked offline',
      "* activating the instance's disks on target node nodeA.virt.nsrc.org",
      ' - WARNING: Could not prepare block device disk/0 on node nodeB.virt.nsrc.org (is_primary=False, pass=1): Node is marked offline',
      '* starting the instance on the target node nodeA.virt.nsrc.org',
    ])
  })

  it('evacuates what has it as secondary', () => {
    expectLines(
      at.on('nodeA', 'gnt-node evacuate -s nodeB', 'y').output,
      'Relocate instance(s) debianX from node(s) nodeB?',
      'y/[n]/?: y',
      " - INFO: Evacuating instances from node 'nodeB.virt.nsrc.org': debianX",
      ' - INFO: Instances to be moved: debianX (to nodeA.virt.nsrc.org, nodeC.virt.nsrc.org)',
      'STEP 3/6 Allocate new storage',
      ' - INFO: Adding new local storage on nodeC.virt.nsrc.org for disk/0',
      'STEP 6/6 Sync devices',
      ' - INFO: Waiting for instance debianX to sync disks',
      ' - INFO: - device disk/0:  1.20% done, 1m 55s remaining (estimated)',
      " - INFO: Instance debianX's disks are in sync",
      'All instances evacuated successfully.',
    )
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeC.virt.nsrc.org running',
    )
  })

  it('removes it with a warning, from the list and from /etc/hosts of the others', () => {
    const ran = at.on('nodeA', 'gnt-node remove nodeB.virt.nsrc.org')
    expect(ran.output).toContain(
      ' - WARNING: Errors encountered on the remote node while leaving the cluster: ',
    )
    expect(ran.exit).toBe(0)
    expect(lines(at.on('nodeA', 'gnt-node list').output)).toEqual([
      'Node                DTotal DFree MTotal MNode MFree Pinst Sinst',
      'nodeA.virt.nsrc.org  29.1G 12.6G   995M  145M  672M     2     0',
      'nodeC.virt.nsrc.org  29.0G 12.7G   995M  137M  680M     0     1',
    ])
    for (const node of ['nodeA', 'nodeC']) {
      const { output } = at.on(node, 'cat /etc/hosts')
      expect(output).toContain('nodeC.virt.nsrc.org')
      expect(output).not.toContain('nodeB')
    }
  })

  it('starts debianX, whose console answers', () => {
    at.on('nodeA', 'gnt-instance stop debianX')
    expect(at.on('nodeA', 'gnt-instance start debianX').exit).toBe(0)
    at.wait(30)
    expect(at.on('nodeA', 'gnt-instance console debianX').output).toContain('debianX login: ')
  })

  it('takes the repaired node in again', () => {
    at.power('nodeB', 'on')
    expectLines(
      at.on('nodeA', 'gnt-node add nodeB.virt.nsrc.org', 'yes').output,
      ' - INFO: Node will be a master candidate',
    )
    expect(at.on('nodeC', 'cat /etc/hosts').output).toContain('nodeB')
    expect(at.on('nodeA', 'gnt-cluster verify').exit).toBe(0)
  })
})

describe.each(RELEASES)('serving the master in release %s', (release) => {
  const at = sitting({ release })
  // Release 3.0 stores names in lower case; the shell's prompt and `hostname` show them so too.
  const name = (text: string) => (release === '3.0' ? text.toLowerCase() : text)
  const masters = (...nodes: string[]) =>
    nodes.map((node) => lines(at.on(node, 'gnt-cluster getmaster').output)[0])

  it('has a manual section to read', () => {
    const page = at.on('nodeB', 'man gnt-cluster').output
    expect(page).toContain('MASTER-FAILOVER')
    expect(page).toContain('--no-voting')
  })

  it('is refused on the master itself', () => {
    expect(at.on('nodeA', 'gnt-cluster master-failover').output).toContain(
      `This commands must be run on the node where you want the new master to be. ${name('nodeA')}.virt.nsrc.org is already the master`,
    )
  })

  it('moves the role, without a question, within seconds', () => {
    const ran = at.on('nodeB', 'gnt-cluster master-failover')
    expect(ran).toMatchObject({ output: '', exit: 0 })
    expect(ran.seconds).toBeGreaterThan(4)
    const nodeB = name('nodeB.virt.nsrc.org')
    expect(masters('nodeA', 'nodeB', 'nodeC')).toEqual([nodeB, nodeB, nodeB])
  })

  it('moves the address', () => {
    expect(at.on('nodeB', 'ifconfig br-lan:0').output).toContain('inet addr:10.10.0.10 ')
    expect(at.on('nodeA', 'ifconfig br-lan:0').output).not.toContain('inet addr')
    expect(at.on('nodeB', 'ip addr show br-lan').output).toContain(
      'inet 10.10.0.10/32 scope global br-lan:0',
    )
    expect(at.on('nodeA', 'ip addr').output).not.toContain('10.10.0.10/')
    expect(at.on('nodeC', 'ssh gnt.virt.nsrc.org hostname').output.trim()).toBe(name('nodeB'))
  })

  it('takes commands on the new master only', () => {
    expectLines(at.on('nodeA', 'gnt-instance list').output, ...notMaster(name('nodeB')))
    expect(at.on('nodeB', 'gnt-cluster verify').exit).toBe(0)
  })
})

describe('the crash of the master', () => {
  const at = sitting({
    ...start([instance('debianX', 'AC'), instance('debianY', 'CA'), instance('debianZ', 'C')]),
    master: 'nodeB.virt.nsrc.org',
  })
  const verify = () => at.on('nodeA', 'gnt-cluster verify')

  it('lets nothing be changed until another node is promoted', () => {
    at.on('nodeB', 'halt -p')
    for (const command of ['gnt-instance list', 'gnt-instance stop debianX', 'gnt-node list'])
      expect(lines(at.on('nodeA', command).output)).toEqual(notMaster('nodeB'))
    const ran = at.on('nodeA', 'gnt-cluster master-failover')
    expect(ran.exit).toBe(0)
    expect(ran.output).not.toContain('?')
    expect(lines(at.on('nodeA', 'gnt-cluster getmaster').output)).toEqual(['nodeA.virt.nsrc.org'])
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeC.virt.nsrc.org running',
      'debianY  nodeC.virt.nsrc.org nodeA.virt.nsrc.org running',
    )
  })

  it('sends whoever asks the old master to the new one', () => {
    at.power('nodeB', 'on')
    for (const command of ['gnt-instance list', 'gnt-instance stop debianX'])
      expect(lines(at.on('nodeB', command).output)).toEqual(notMaster('nodeA'))
    expectLines(
      at.on('nodeB', 'service ganeti status').output,
      'ganeti-masterd is not running ... failed!',
    )
  })

  it('finds the old copies by their checksums', () => {
    const { output } = verify()
    for (const file of ['config.data', 'ssconf_master_node'])
      expect(output).toMatch(
        new RegExp(
          `  - ERROR: cluster: File /var/lib/ganeti/${file} found with 2 different checksums \\((variant 1 on nodeA\\.virt\\.nsrc\\.org, nodeC\\.virt\\.nsrc\\.org; variant 2 on nodeB\\.virt\\.nsrc\\.org|variant 1 on nodeB\\.virt\\.nsrc\\.org; variant 2 on nodeA\\.virt\\.nsrc\\.org, nodeC\\.virt\\.nsrc\\.org)\\)$`,
          'm',
        ),
      )
  })

  it('is mended by redist-conf', () => {
    expect(at.on('nodeA', 'gnt-cluster redist-conf')).toMatchObject({ output: '', exit: 0 })
    const { output, exit } = verify()
    expect(output).not.toContain('ERROR')
    expect(exit).toBe(0)
    expect(lines(at.on('nodeB', 'gnt-cluster getmaster').output)).toEqual(['nodeA.virt.nsrc.org'])
  })

  it('makes nodeB master again', () => {
    expect(at.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    for (const node of ['nodeA', 'nodeB', 'nodeC'])
      expect(lines(at.on(node, 'gnt-cluster getmaster').output)).toEqual(['nodeB.virt.nsrc.org'])
    expect(at.on('nodeB', 'gnt-cluster verify').exit).toBe(0)
  })
})

describe.each(['2.12', '3.0'])('the crash of the master in release %s', (release) => {
  it('leaves the returned one waiting for its daemons, and no checksum differs', () => {
    const at = sitting({ release })
    at.on('nodeA', 'halt -p')
    expect(at.on('nodeB', 'gnt-cluster master-failover').exit).toBe(0)
    at.power('nodeA', 'on')
    const list = at.on('nodeA', 'gnt-instance list')
    expect(list.output).toContain('Timeout while talking to the master daemon.')
    expect(list.seconds).toBeGreaterThan(29)
    expect(at.on('nodeB', 'gnt-cluster verify').output).not.toContain('checksums')
    expect(at.on('nodeB', 'gnt-cluster redist-conf').exit).toBe(0)
    expect(at.on('nodeA', 'gnt-instance list').output).toContain('This is not the master node')
  })
})

describe('evacuating primaries', () => {
  const at = sitting(start([instance('debianX', 'AB'), instance('debianY', 'B')]))

  it('is stopped by a plain instance', () => {
    expect(lines(at.on('nodeA', 'gnt-node evacuate -p nodeB', 'y').output)).toEqual([
      'Relocate instance(s) debianY from node(s) nodeB?',
      'y/[n]/?: y',
      " - INFO: Evacuating instances from node 'nodeB.virt.nsrc.org': debianY",
      ' - WARNING: Unable to evacuate instances debianY (Instances of type plain cannot be relocated)',
      'Failure: command execution error:',
      'Unable to evacuate instances debianY (Instances of type plain cannot be relocated)',
    ])
  })

  it('does not touch the secondaries, which -s moves', () => {
    expectLines(
      at.on('nodeA', 'gnt-node evacuate -s nodeB', 'y').output,
      'All instances evacuated successfully.',
    )
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeC.virt.nsrc.org running',
      'debianY  nodeB.virt.nsrc.org                     running',
    )
  })
})

describe('marking a node online without re-adding it', () => {
  const MODIFY = 'gnt-node modify --offline=no nodeB.virt.nsrc.org'
  const back = (release: string) => {
    const at = sitting({ release })
    at.on('nodeB', 'halt -p')
    at.on('nodeA', 'gnt-node modify --offline=yes nodeB.virt.nsrc.org')
    at.power('nodeB', 'on')
    return at
  }
  const said = [
    ' - INFO: Auto-promoting node to master candidate',
    ' - WARNING: Transitioning node from offline to online state without using re-add. Please make sure the node is healthy!',
  ]

  it('says two things, then what changed', () => {
    for (const release of ['2.11', '2.12'])
      expect(lines(back(release).on('nodeA', MODIFY).output)).toEqual([
        ...said,
        'Modified node nodeB.virt.nsrc.org',
        ' - master_candidate -> True',
        ' - offline -> False',
      ])
  })

  it('is asked about in 3.0', () => {
    const at = back('3.0')
    const refused = at.on('nodeA', MODIFY, 'n')
    expect(refused.output).toContain('please use --readd instead.')
    expect(refused.exit).toBe(1)
    expectLines(at.on('nodeA', MODIFY, 'y').output, ...said)
  })
})

describe('two nodes, one of them rebooted alone', () => {
  const alone = (release: string) => {
    const two = start([instance('debianX', 'AB'), instance('debianZ', 'B')])
    const at = sitting({ ...two, release, nodes: two.nodes.slice(0, 2) })
    at.on('nodeB', 'halt -p')
    at.on('nodeA', 'reboot')
    at.wait(240)
    const daemon = (name: string, rest: string, ...answers: string[]) =>
      at.on('nodeA', `/usr/lib/ganeti/daemon-util start ${name} ${rest}`, ...answers)
    return { ...at, daemon, status: () => lines(at.on('nodeA', 'service ganeti status').output) }
  }

  it('does not start the master daemon of 2.11, whose queries are answered all the same', () => {
    const at = alone('2.11')
    expect(at.status()).toEqual(
      expect.arrayContaining([
        'ganeti-noded is running.',
        'ganeti-masterd is not running ... failed!',
        'ganeti-luxid is running.',
      ]),
    )
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeB.virt.nsrc.org ERROR_down',
    )
    expect(lines(at.on('nodeA', 'gnt-cluster verify').output)).toEqual([
      'Cannot communicate with the master daemon.',
      'Is the process running and listening for connections?',
    ])
    const slow = at.daemon('ganeti-masterd', '')
    expect(slow.exit).toBe(1)
    expect(slow.seconds).toBeGreaterThan(55)
  })

  it('starts it without votes once YES is typed', () => {
    const at = alone('2.11')
    for (const answers of [[], ['yes']]) {
      const ran = at.daemon('ganeti-masterd', '--no-voting  # ganeti 2.11', ...answers)
      expect(ran.output).toContain("The 'no voting' option has been selected.\n")
      expect(ran.output).toContain('Aborting.')
      expect(ran.exit).toBe(1)
    }
    expect(at.daemon('ganeti-masterd', '--no-voting', 'YES').exit).toBe(0)
    expect(at.status()).toContain('ganeti-masterd is running.')
  })

  it('starts it without votes and questions by --yes-do-it', () => {
    const at = alone('2.11')
    expect(at.daemon('ganeti-masterd', '--no-voting --yes-do-it')).toMatchObject({
      output: '',
      exit: 0,
    })
    expect(at.daemon('ganeti-luxid', '--no-voting --yes-do-it').exit).toBe(0)
    at.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    expect(at.on('nodeA', 'gnt-instance start debianX').exit).toBe(0)
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeA.virt.nsrc.org nodeB.virt.nsrc.org running',
    )
    expect(at.on('nodeA', 'ifconfig br-lan:0').output).toContain('inet addr:10.10.0.10 ')
  })

  it.each(['2.12', '3.0'])('wants both flags for both daemons of %s', (release) => {
    const at = alone(release)
    for (const name of ['ganeti-wconfd', 'ganeti-luxid']) {
      expect(at.status()).toContain(`${name} is not running ... failed!`)
      const refused = at.daemon(name, '--no-voting')
      expect(refused.exit).toBe(1)
      expect(lines(refused.output)).toEqual([
        'The no-voting option is dangerous and cannot be given without providing yes-do-it as well.',
      ])
    }
    for (const name of ['ganeti-wconfd', 'ganeti-luxid'])
      expect(at.daemon(name, '--no-voting --yes-do-it').exit).toBe(0)
    for (const name of ['ganeti-wconfd', 'ganeti-luxid'])
      expectLines(
        at.on('nodeA', 'ps ax -o args').output,
        `/usr/sbin/${name} --no-voting --yes-do-it`,
      )
    expect(at.status().filter((line) => line.includes('not running'))).toEqual([])
    expect(at.on('nodeA', 'gnt-instance list').exit).toBe(0)
  })

  it('refuses to promote the survivor without --no-voting', () => {
    const two = start([instance('debianX', 'BA')])
    const at = sitting({ ...two, nodes: two.nodes.slice(0, 2) })
    at.on('nodeA', 'halt -p')
    expect(lines(at.on('nodeB', 'gnt-cluster master-failover').output)).toEqual([
      'Failure: prerequisites not met for this operation:',
      'error type: environment_error, error details:',
      'Cluster is inconsistent, most nodes did not respond.',
    ])
    expect(at.on('nodeB', 'gnt-cluster master-failover --no-voting', 'y').exit).toBe(0)
    expect(lines(at.on('nodeB', 'gnt-cluster getmaster').output)).toEqual(['nodeB.virt.nsrc.org'])
    expect(at.on('nodeB', 'gnt-instance list').exit).toBe(0)
  })
})
