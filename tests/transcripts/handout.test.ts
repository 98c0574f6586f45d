import { describe, expect, it } from 'vitest'
import { expectLines, lines } from '../support/blocks.ts'
import { sitting } from '../support/driver.ts'

/**
 * The blocks of the NSRC handout "failure and recovery" up to "Test that the migration has worked", in its
 * own release 2.11. Clock times and percentages are the handout's own affair and are left out.
 */
const LIST = 'gnt-instance list -o name,pnode,snodes,status'

describe('the handout in release 2.11', () => {
  const at = sitting()

  it('begins with its first picture', () => {
    expect(at.picture()).toContain(
      '| | dX |.....................: dX :   | dY |............: dY :          |',
    )
  })

  it('drains nodeB and lists the flag', () => {
    expectLines(
      at.on('nodeA', 'gnt-node modify --drained=yes nodeB').output,
      'Modified node nodeB',
      ' - master_candidate -> False',
      ' - drained -> True',
    )
    expectLines(
      at.on('nodeA', 'gnt-node list -o name,drained').output,
      'Node                Drained',
      'nodeB.virt.nsrc.org Y',
    )
  })

  it('migrates dY, and replaces the secondaries by name and by allocator', () => {
    expect(at.on('nodeA', 'gnt-instance migrate dY', 'y').exit).toBe(0)
    expect(at.on('nodeA', 'gnt-instance replace-disks -n nodeC debianX').exit).toBe(0)
    const ran = at.on('nodeA', 'gnt-instance replace-disks -I . debianY')
    expectLines(ran.output, 'STEP 3/6 Allocate new storage', 'STEP 6/6 Removing old storage')
    expect(ran.exit).toBe(0)
  })

  it('moves the plain instance', () => {
    expectLines(
      at.on('nodeA', 'gnt-instance move -n nodeC debianZ', 'y').output,
      ' - INFO: Shutting down instance debianZ on source node nodeB.virt.nsrc.org',
      'disk/0 sent 450M, 77.2 MiB/s, 21%, ETA 21s',
      'disk/0 finished receiving data',
      'disk/0 finished sending data',
      ' - INFO: Removing the disks on the original node',
      ' - INFO: Starting instance debianZ on node nodeC.virt.nsrc.org',
    )
    expect(at.on('nodeA', 'gnt-node modify --drained=no nodeB').exit).toBe(0)
  })

  it('arranges the second scenario and lists it as shown', () => {
    at.on('nodeA', 'gnt-instance replace-disks -n nodeB debianX')
    at.on('nodeA', 'gnt-instance migrate -f debianX')
    at.on('nodeA', 'gnt-instance replace-disks -n nodeA debianX')
    at.on('nodeA', 'gnt-instance replace-disks -n nodeB debianY')
    expect(lines(at.on('nodeA', LIST).output)).toEqual([
      'Instance Primary_node        Secondary_Nodes     Status',
      'debianX  nodeB.virt.nsrc.org nodeA.virt.nsrc.org running',
      'debianY  nodeC.virt.nsrc.org nodeB.virt.nsrc.org running',
      'debianZ  nodeC.virt.nsrc.org                     running',
    ])
  })

  it('loses nodeB: ERROR_nodedown, and a slow verify', () => {
    at.on('nodeB', 'halt -p')
    at.wait(10)
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeB.virt.nsrc.org nodeA.virt.nsrc.org ERROR_nodedown',
    )
    const verify = at.on('nodeA', 'gnt-cluster verify')
    expect(verify.exit).toBe(1)
    expect(verify.seconds).toBeGreaterThan(20)
  })

  // The handout leaves out what 2.11 says first: tests/gnt/node/modify.test.ts.
  it('marks nodeB offline, and ends with the three lines of the handout', () => {
    const ran = at.on('nodeA', 'gnt-node modify --offline=yes nodeB.virt.nsrc.org')
    expect(lines(ran.output).slice(-3)).toEqual([
      'Modified node nodeB.virt.nsrc.org',
      ' - master_candidate -> False',
      ' - offline -> True',
    ])
  })

  it('refuses to migrate', () => {
    expectLines(
      at.on('nodeA', 'gnt-instance migrate debianX', 'y').output,
      'Failure: prerequisites not met for this operation:',
      'error type: wrong_state, error details:',
      "Can't migrate, please use failover: Node is marked offline",
    )
  })

  it('fails over with every line shown', () => {
    const ran = at.on('nodeA', 'gnt-instance failover debianX', 'y')
    expectLines(
      ran.output,
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
    )
  })

  it('re-adds nodeB with its two lines', () => {
    at.power('nodeB', 'on')
    expectLines(
      at.on('nodeA', 'gnt-node add --readd nodeB.virt.nsrc.org', 'yes', 'yes').output,
      ' - INFO: Readding a node, the offline/drained flags were reset',
      ' - INFO: Node will be a master candidate',
    )
  })

  it('verifies with the errors shown, repairs them by verify-disks, and verifies clean', () => {
    const verify = at.on('nodeA', 'gnt-cluster verify').output
    expectLines(
      verify,
      '* Verifying node status',
      '  - ERROR: node nodeB.virt.nsrc.org: drbd minor 0 of instance debianX is not active',
      '* Verifying instance status',
    )
    expect(verify).toContain(
      '  - ERROR: instance debianX: disk/0 on nodeA.virt.nsrc.org is degraded',
    )
    expect(verify).toContain(
      "  - ERROR: instance debianX: couldn't retrieve status for disk/0 on nodeB.virt.nsrc.org: Can't find device <DRBD8(hosts=",
    )
    expectLines(
      at.on('nodeA', 'gnt-cluster verify-disks').output,
      "Activating disks for instance 'debianX'",
    )
    at.wait(60)
    expect(at.on('nodeA', 'gnt-cluster verify').exit).toBe(0)
  })

  it('migrates debianX home', () => {
    expect(at.on('nodeA', 'gnt-instance migrate debianX', 'y').exit).toBe(0)
    expectLines(
      at.on('nodeA', LIST).output,
      'debianX  nodeB.virt.nsrc.org nodeA.virt.nsrc.org running',
    )
  })
})
