import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const places = 'gnt-instance list --no-headers -o name,pnode,snodes --separator=" "'

describe('gnt-node evacuate', () => {
  it('finds the plain instance that spoils all, as the handout shows', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-node evacuate -p nodeB', 'y')
    expect(normalise(output)).toBe(`Relocate instance(s) debianY, debianZ from node(s) nodeB?
y/[n]/?: y
<date>  - INFO: Evacuating instances from node 'nodeB.virt.nsrc.org': debianY, debianZ
<date>  - WARNING: Unable to evacuate instances debianZ (Instances of type plain cannot be relocated)
Failure: command execution error:
Unable to evacuate instances debianZ (Instances of type plain cannot be relocated)`)
    expect(exit).toBe(1)
  })

  it.each(RELEASES)('moves secondaries to where hail says, in %s', (release) => {
    const lab = sitting({ release })
    const { output, exit } = lab.on('nodeA', 'gnt-node evacuate -f -s nodeb.virt.nsrc.org')
    expect(output).toMatch(/ - INFO: Instances to be moved: debian[xX] \(to node[aA].*, node[cC]/)
    expect(output).toMatch(/All instances evacuated successfully\.\n$/)
    expect(exit).toBe(0)
    expect(lab.on('nodeA', places).output.toLowerCase()).toContain(
      'debianx nodea.virt.nsrc.org nodec.virt.nsrc.org',
    )
  })

  it('moves secondaries to the node that is named', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-node evacuate -f -n nodeA nodeC')
    expect(output).toContain('New secondary node given (disabling iallocator), hence')
    expect(output).not.toContain('Instances to be moved')
    expect(exit).toBe(0)
    expect(lab.on('nodeA', places).output).toContain(
      'debianY nodeB.virt.nsrc.org nodeA.virt.nsrc.org',
    )
  })

  it.each([
    ['3.0', "- INFO: Can't migrate, instance offline, fallback to failover"],
    // Its hail counts no disks on a node that is offline, so it cannot leave the secondary there.
    ['2.11', 'Unable to evacuate instances debianX (FailDisk)'],
  ] as const)(
    'fails over where the primary is flagged offline, if hail can, in %s',
    (release, text) => {
      const lab = sitting({ release })
      lab.power('nodeA', 'off')
      lab.wait(70)
      lab.on('nodeB', 'gnt-cluster master-failover')
      lab.on('nodeB', 'gnt-node modify --offline=yes nodeA')
      const { output } = lab.on('nodeB', 'gnt-node evacuate -f -p nodea.virt.nsrc.org')
      expect(output).toContain(text)
    },
  )

  it.each([
    ['-p -s nodeB', 1, 'Only one of the --primary-only and --secondary-only options can be passed'],
    ['-s nodeA', 0, 'No instances to evacuate on node(s) nodeA, exiting.\n'],
    ['-s nowhere', 0, 'No instances to evacuate on node(s) nowhere, exiting.\n'],
    ['-f nodeB', 1, 'Due to an issue with the iallocator interface it is not possible'],
    ['-f -n nodeC nodeC', 1, 'Can not use evacuated node as a new secondary node'],
    ['-f -n nodeA nodeB', 1, 'Node nodeA.virt.nsrc.org is the primary node of instance debianX'],
    ['-f -n nodeA -I hail nodeB', 1, 'Do not specify both, iallocator and node'],
    ['-f -s -I bogus nodeB', 1, "iallocator module 'bogus' not found in the search path"],
  ])('answers %s with status %i', (args, status, text) => {
    const { output, exit } = sitting().on('nodeA', `gnt-node evacuate ${args}`)
    expect(output).toContain(text)
    expect(exit).toBe(status)
  })

  it('ends with status 13 after a no', () => {
    expect(sitting().on('nodeA', 'gnt-node evacuate -s nodeB', 'n').exit).toBe(13)
    expect(sitting().on('nodeA', 'gnt-node migrate nodeB', 'n').exit).toBe(13)
    expect(sitting().on('nodeA', 'gnt-node failover nodeB', 'n').exit).toBe(2)
    expect(sitting().on('nodeA', 'gnt-node powercycle nodeB', 'n').exit).toBe(2)
  })
})

describe('gnt-node migrate and failover', () => {
  it('migrate takes along what it can and counts the rest', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-node migrate -f nodeB')
    expect(output).toContain("Instance's disk layout 'plain' does not allow migrations\n")
    expect(output).toMatch(/There were 1 errors during the node migration\.\n$/)
    expect(exit).toBe(1)
    expect(lab.on('nodeA', places).output).toContain(
      'debianY nodeC.virt.nsrc.org nodeB.virt.nsrc.org',
    )
    expect(lab.on('nodeA', 'gnt-node migrate -f nodeC').output).toMatch(
      /All instances migrated successfully\.\n$/,
    )
  })

  it('failover counts as well, and still ends with 0', () => {
    const lab = sitting()
    const { output, exit } = lab.on('nodeA', 'gnt-node failover nodeB', 'y')
    expect(output).toContain("Fail over instance(s) 'debianY','debianZ'?\n")
    expect(output).toMatch(/There were errors during the failover:\n1 error\(s\) out of 2 instance/)
    expect(exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-node failover -f nodeC').output).toMatch(
      /All 1 instance\(s\) failed over successfully\.\n$/,
    )
  })

  it.each(['migrate', 'failover'])('%s of an empty node does nothing', (command) => {
    const { output, exit } = sitting().on('nodeA', `gnt-node ${command} -f nodeC`)
    expect([output, exit]).toEqual([
      'No primary instances on node nodeC.virt.nsrc.org, exiting.\n',
      0,
    ])
  })
})

describe('gnt-node powercycle', () => {
  it('resets a node: its guests are gone, and it boots', () => {
    const lab = sitting()
    const { stderr, exit } = lab.on('nodeA', 'gnt-node powercycle --yes nodeB')
    expect([stderr, exit]).toEqual(['Reboot scheduled in 5 seconds\n', 0])
    lab.wait(10)
    expect(lab.on('nodeA', 'gnt-instance list --no-headers -o status debianY').output).toBe(
      'ERROR_nodedown\n',
    )
    lab.wait(60)
    expect(lab.on('nodeA', 'gnt-instance list --no-headers -o status debianY').output).toBe(
      'ERROR_down\n',
    )
  })

  it('wants force for the master, and cannot reset what is flagged offline', () => {
    const lab = sitting()
    expect(lab.on('nodeA', 'gnt-node powercycle --yes nodeA').output).toContain(
      'The node is the master and the force parameter was not set',
    )
    lab.on('nodeA', 'gnt-node modify --offline=yes nodeB')
    expect(lab.on('nodeA', 'gnt-node powercycle --yes nodeB').output).toContain(
      'Failed to schedule the reboot: Node is marked offline',
    )
  })
})
