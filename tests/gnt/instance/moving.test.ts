import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { nodesIn } from '../../support/nodes.ts'
import { RECORDED, said } from '../../support/recorded.ts'

/** Outputs recorded on a real Ganeti 3.0.2 cluster of three nodes; dates are left out. */

const [A, B, C] = nodesIn('3.0')

const refused = (errorClass: string, text: string): string[] => [
  'Failure: prerequisites not met for this operation:',
  `error type: ${errorClass}, error details:`,
  text,
]

describe('gnt-instance migrate', () => {
  it('prints every step of a live migration', () => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', 'gnt-instance migrate -f debiany').output)).toEqual([
      'Migrating instance debiany',
      '* checking disk consistency between source and target',
      `* closing instance disks on node ${C}`,
      '* changing into standalone mode',
      '* changing disks into dual-master mode',
      '* wait until resync is done',
      `* opening instance disks on node ${B} in shared mode`,
      `* opening instance disks on node ${C} in shared mode`,
      `* preparing ${C} to accept the instance`,
      `* migrating instance to ${C}`,
      '* starting memory transfer',
      '* memory transfer complete',
      `* closing instance disks on node ${B}`,
      '* wait until resync is done',
      '* changing into standalone mode',
      '* changing disks into single-master mode',
      '* wait until resync is done',
      '* done',
    ])
    expect(
      on('nodea', 'gnt-instance list --no-headers -o pnode,snodes,status debiany').stdout,
    ).toBe(`${C} ${B} running\n`)
  })

  it('says fewer steps in 2.11, and shows how far a large memory is', () => {
    const { on } = sitting({ memoryMibPerSecond: 1 })
    const { output } = on('nodeA', 'gnt-instance migrate -f dX')
    expect(output).toContain('* switching node nodeB.virt.nsrc.org to secondary mode')
    expect(output).not.toContain('opening instance disks')
    expect(said(output).at(-1)).toBe('* done')
  })

  it('falls back to a failover where it may and must', () => {
    const { on } = sitting(RECORDED)
    on('nodea', 'gnt-instance shutdown debianx')
    expect(said(on('nodea', 'gnt-instance migrate -f debianx').output)).toEqual(
      refused('wrong_state', "Can't migrate, please use failover: Instance debianx is not running"),
    )
    expect(said(on('nodea', 'gnt-instance migrate -f --allow-failover debianx').output)).toEqual([
      ' - INFO: Instance is marked down or offline, fallback allowed, switching to failover',
      ' - INFO: Not checking memory on the secondary node as instance will not be started',
      'Failover instance debianx',
      '* not checking disk consistency as instance is not running',
      '* shutting down instance on source node',
      "* deactivating the instance's disks on source node",
    ])
  })

  it('cleans up after a migration that did not need it', () => {
    const { on } = sitting(RECORDED)
    const answer = on('nodea', 'gnt-instance migrate --cleanup debianx', 'y')
    expect(said(answer.output)).toEqual([
      'Instance debianx will be recovered from a failed migration. Note that',
      'the migration procedure (including cleanup) might impact the instance',
      'if anything goes wrong (e.g. due to bugs in the hypervisor). Continue?',
      'y/[n]/?: y',
      ' - INFO: Not checking memory on the secondary node as instance will not be started',
      'Migrating instance debianx',
      '* checking where the instance actually runs (if this hangs, the hypervisor might be in a bad state)',
      `* instance running on: ${A}`,
      `* instance confirmed to be running on its primary node (${A})`,
      `* closing instance disks on node ${B}`,
      '* wait until resync is done',
      '* changing into standalone mode',
      '* changing disks into single-master mode',
      '* wait until resync is done',
      '* done',
    ])
  })

  it.each([
    ['-f debianz', 'wrong_state', "Instance's disk layout 'plain' does not allow migrations"],
    [
      '-f -n nodec debianx',
      'wrong_input',
      'Instances with disk types drbd cannot be migrated to arbitrary nodes (neither an iallocator nor a target node can be passed)',
    ],
    ['-f nosuch', 'unknown_entity', "Instance 'nosuch' not known"],
    [
      '-n nodec -I hail debianx',
      'wrong_input',
      'Specify either an iallocator (-I), or a target node (-n) but not both',
    ],
  ])('refuses %s', (words, errorClass, text) => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', `gnt-instance migrate ${words}`).output)).toEqual(
      refused(errorClass, text),
    )
  })

  it('stops where the secondary is dead, and recovers with failover once the primary is offline', () => {
    const { on, power } = sitting(RECORDED)
    power('nodeb', 'off')
    expect(on('nodea', 'gnt-instance migrate -f debianx').output).toContain(
      `Can't get data from node ${B}: Error`,
    )
    expect(on('nodea', 'gnt-instance failover -f debiany').output).toContain(
      'Disk 0 is degraded on target node, aborting failover',
    )
    on('nodea', 'gnt-node modify --offline=yes nodeb')
    expect(said(on('nodea', 'gnt-instance failover -f debiany').output)).toEqual([
      'Failover instance debiany',
      '* checking disk consistency between source and target',
      `Node ${B} is offline, ignoring degraded disk 0 on target node ${C}`,
      '* shutting down instance on source node',
      ` - WARNING: Could not shutdown instance debiany on node ${B}, proceeding anyway; please make sure node ${B} is down; error details: Node is marked offline`,
      "* deactivating the instance's disks on source node",
      ` - WARNING: Could not shutdown block device disk/0 on node ${B}: Node is marked offline`,
      `* activating the instance's disks on target node ${C}`,
      ` - WARNING: Could not prepare block device disk/0 on node ${B} (is_primary=False, pass=1): Node is marked offline`,
      `* starting the instance on the target node ${C}`,
    ])
  })
})

describe('gnt-instance replace-disks', () => {
  it('moves the secondary to a named node', () => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', 'gnt-instance replace-disks -n nodec debianx').output)).toEqual([
      "Replacing disk(s) 0 for instance 'debianx'",
      `Current primary node: ${A}`,
      `Current secondary node: ${B}`,
      'STEP 1/6 Check device existence',
      ` - INFO: Checking disk/0 on ${A}`,
      ' - INFO: Checking volume groups',
      'STEP 2/6 Check peer consistency',
      ` - INFO: Checking disk/0 consistency on node ${A}`,
      'STEP 3/6 Allocate new storage',
      ` - INFO: Adding new local storage on ${C} for disk/0`,
      'STEP 4/6 Changing drbd configuration',
      ` - INFO: activating a new drbd on ${C} for disk/0`,
      ' - INFO: Shutting down drbd for disk/0 on old node',
      ' - INFO: Detaching primary drbds from the network (=> standalone)',
      ' - INFO: Updating instance configuration',
      ' - INFO: Attaching primary drbds to new secondary (standalone => connected)',
      'STEP 5/6 Sync devices',
      ' - INFO: Waiting for instance debianx to sync disks',
      '<progress>',
      " - INFO: Instance debianx's disks are in sync",
      'STEP 6/6 Removing old storage',
      ' - INFO: Remove logical volumes for 0',
    ])
  })

  it('renews the disks of one node in place, early release included', () => {
    const { on } = sitting(RECORDED)
    const { output } = on('nodea', 'gnt-instance replace-disks --early-release -s debianx')
    expect(said(output).slice(3)).toEqual([
      'STEP 1/6 Check device existence',
      ` - INFO: Checking disk/0 on ${A}`,
      ` - INFO: Checking disk/0 on ${B}`,
      ' - INFO: Checking volume groups',
      'STEP 2/6 Check peer consistency',
      ` - INFO: Checking disk/0 consistency on node ${A}`,
      'STEP 3/6 Allocate new storage',
      ` - INFO: Adding storage on ${B} for disk/0`,
      'STEP 4/6 Changing drbd configuration',
      ' - INFO: Detaching disk/0 drbd from local storage',
      ' - INFO: Renaming the old LVs on the target node',
      ' - INFO: Renaming the new LVs on the target node',
      ` - INFO: Adding new mirror component on ${B}`,
      'STEP 5/6 Removing old storage',
      ' - INFO: Remove logical volumes for disk/0',
      'STEP 6/6 Sync devices',
      ' - INFO: Waiting for instance debianx to sync disks',
      '<progress>',
      " - INFO: Instance debianx's disks are in sync",
    ])
  })

  it('lets hail choose, and fails with a dead node that is not flagged', () => {
    const { on, power } = sitting(RECORDED)
    const chosen = on('nodea', 'gnt-instance replace-disks -I . debianx')
    expect(chosen.output).toMatch(
      new RegExp(`INFO: Selected new secondary for instance '[-0-9a-f]+': ${C}`),
    )
    expect(chosen.exit).toBe(0)
    power('nodeb', 'off')
    expect(on('nodea', 'gnt-instance replace-disks -I . debianx').output).toMatch(
      new RegExp(`^Failure: command execution error:\nCan't get data for node ${B}: Error`),
    )
    on('nodea', 'gnt-node modify --offline=yes nodeb')
    expect(said(on('nodea', 'gnt-instance replace-disks -I . debianx').output)).toEqual(
      refused(
        'insufficient_resources',
        "Can't compute nodes using iallocator 'hail': Request failed: Can't find any good node:",
      ),
    )
  })

  it.each([
    [
      'debianx',
      'wrong_input',
      'One and only one of the -p, -s, -a, -n and -I options must be passed',
    ],
    ['-n nodea debianx', 'wrong_input', 'The specified node is the primary node of the instance'],
    [
      '-n nodeb debianx',
      'wrong_input',
      'The specified node is already the secondary node of the instance',
    ],
    [
      '-p debianz',
      'internal_error',
      'The instance has a strange layout, expected one secondary but found 0',
    ],
    ['-p --disks=5 debianx', 'wrong_input', 'Invalid disk index: 5 (instace has disks 0 to 0'],
    ['-n nosuch debianx', 'unknown_entity', "Node 'nosuch' not known"],
  ])('refuses %s', (words, errorClass, text) => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', `gnt-instance replace-disks ${words}`).output)).toEqual(
      refused(errorClass, text),
    )
  })
})

describe('gnt-instance move', () => {
  it('copies the disks and starts the instance on the other node', () => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', 'gnt-instance move -f -n nodec debianz').output)).toEqual([
      ` - INFO: Shutting down instance debianz on source node ${B}`,
      `Exporting disk/0 from ${B} to ${C}`,
      'disk/0 is now listening, starting export',
      `disk/0 is receiving data on ${C}`,
      `disk/0 is sending data on ${B}`,
      'disk/0 finished receiving data',
      'disk/0 finished sending data',
      ' - INFO: Removing the disks on the original node',
      ` - INFO: Starting instance debianz on node ${C}`,
    ])
  })

  it('shows the speed of a long copy', () => {
    const { on } = sitting()
    expect(on('nodeA', 'gnt-instance move -f -n nodeC debianZ').output).toMatch(
      / disk\/0 sent \d+M, 77\.2 MiB\/s, \d+%, ETA \d+s\n/,
    )
  })

  it('says what is missing without a target node', () => {
    const { on } = sitting(RECORDED)
    expect(on('nodea', 'gnt-instance move -f debianz').stderr).toBe(
      "Unhandled protocol error while talking to the master daemon:\nFailed to parse request: SubmitJob: Can't parse value for 'target_node': Unable to read String\n",
    )
  })

  it('leaves the instance stopped at its old place when the target dies', () => {
    const { on, ask, power, wait } = sitting({ ...RECORDED, copyMibPerSecond: 20 })
    on('nodea', 'gnt-instance move --submit -f -n nodec debianz')
    wait(12)
    power('nodec', 'off')
    wait(120)
    ask({ wait: 1 })
    expect(on('nodea', 'gnt-instance list --no-headers -o pnode,status debianz').stdout).toBe(
      `${B} ERROR_down\n`,
    )
  })
})

describe('disks of an instance', () => {
  it('are activated, grown and let go of', () => {
    const { on } = sitting(RECORDED)
    expect(on('nodea', 'gnt-instance activate-disks debianx').output).toBe(
      `${A}:disk/0:/dev/drbd0\n`,
    )
    expect(said(on('nodea', 'gnt-instance grow-disk debianx 0 1g').output)).toEqual([
      "Growing disk 0 of instance 'debianx' by 1.0G to 2.0G",
      ' - INFO: Waiting for instance debianx to sync disks',
      " - INFO: Instance debianx's disks are in sync",
    ])
    expect(said(on('nodea', 'gnt-instance deactivate-disks debianx').output)).toEqual(
      refused('wrong_state', "Instance 'debianx' is marked to be up, cannot shutdown disks"),
    )
    on('nodea', 'gnt-instance shutdown debianx')
    expect(on('nodea', 'gnt-instance deactivate-disks debianx').output).toBe('')
    expect(on('nodea', 'gnt-instance recreate-disks debianx').output).toContain(
      "Can't create block device: LV create failed (exited with exit code 5):",
    )
  })

  it.each([
    ['debianx 1 1G', 'wrong_input', 'Invalid disk index: 1 (instace has disks 0 to 0'],
    ['debianx 0 foo', 'wrong_input', "Can't parse the given amount 'foo'"],
    [
      'debianx zero 1G',
      'wrong_input',
      "Invalid disk index: invalid literal for int() with base 10: 'zero'",
    ],
    [
      '--absolute debianx 0 512M',
      'wrong_state',
      'Requested size (512M) is smaller than current disk size (1.0G)',
    ],
  ])('do not grow by %s', (words, errorClass, text) => {
    const { on } = sitting(RECORDED)
    expect(said(on('nodea', `gnt-instance grow-disk ${words}`).output)).toEqual(
      refused(errorClass, text),
    )
  })
})
