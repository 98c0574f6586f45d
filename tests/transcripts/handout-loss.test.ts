import { describe, expect, it } from 'vitest'
import { expectLines, lines } from '../support/blocks.ts'
import { sitting } from '../support/driver.ts'
import { instance, start } from '../support/starts.ts'

/**
 * The blocks of the NSRC handout "failure and recovery" about nodes that are lost, from the degraded
 * failover on, in its own release 2.11. Where it names instances that its first picture has elsewhere, a
 * start provides them.
 */
const LIST = 'gnt-instance list -o name,pnode,snodes,status'

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
    const { stdout } = at.on('nodeA', 'gnt-node modify --offline=yes nodeB.virt.nsrc.org')
    expect(lines(stdout).slice(-3)).toEqual([
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
