import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const HOMES = 'gnt-instance list --no-headers -o name,pnode,snodes'

describe('hbal on the running cluster', () => {
  it('balances it by jobs, and then finds nothing left to do', () => {
    const { type } = sitting()
    expect(type('hbal -L').stdout).toContain('    1. debianY nodeB')
    const ran = type('hbal -L -X')
    expect(ran.exit).toBe(0)
    expect(ran.stdout).toContain('\nGot job IDs 1\n')
    expect(type('gnt-job list --no-headers -o status,summary').stdout).toBe(
      'success INSTANCE_MIGRATE(debianY),INSTANCE_REPLACE_DISKS(debianY)\n',
    )
    expect(type(HOMES).stdout).toMatch(/debianY +nodeC\.virt\.nsrc\.org nodeA\.virt\.nsrc\.org/)
    expect(type('hbal -L').stdout).toContain('No solution found\nSolution length=0\n')
  })

  it('changes nothing without -X', () => {
    const { type } = sitting()
    const before = type(HOMES).stdout
    type('hbal -L -C')
    expect(type(HOMES).stdout).toBe(before)
    expect(type('gnt-job list --no-headers').stdout).toBe('')
  })

  it('writes a script of the commands that do the same', () => {
    const { type } = sitting()
    type('hbal -L -C/tmp/moves')
    const script = type('cat /tmp/moves').stdout
    expect(script).toMatch(/^#!\/bin\/sh\n/)
    expect(script).toContain('  check\n  gnt-instance migrate -f debianY\n')
  })

  it('ends when a node is silent that no one has marked offline', () => {
    const { type, ask } = sitting()
    ask({ power: 'nodeC', to: 'off' })
    const ran = type('hbal -L -X')
    expect(ran.stderr).toContain(
      "failed to load data, aborting: Node 'nodeC.virt.nsrc.org', error while reading attribute 'mtotal': No data for a field",
    )
    expect(ran.exit).toBe(1)
  })

  it('finds no daemon on a node that is not the master', () => {
    const { on } = sitting()
    expect(on('nodeB', 'hbal -L').stderr).toBe(
      'Error: failed to load data, aborting: Network.Socket.connect: <socket: 3>: does not exist (No such file or directory)\n',
    )
  })

  it('executes nothing that comes from a file', () => {
    const { type } = sitting()
    type('hscan -d /tmp')
    const ran = type('hbal -t /tmp/LOCAL.data -X')
    expect(ran.stderr).toBe('Error: hbal: Execution of commands possible only on LUXI\n')
    expect(ran.exit).toBe(1)
  })

  it('keeps to the policy and the hypervisors that the cluster was given', () => {
    const { type } = sitting()
    type('gnt-cluster modify --ipolicy-vcpu-ratio=2 --ipolicy-std-specs=memory-size=256')
    type('hscan -d /tmp')
    expect(type('cat /tmp/LOCAL.data').stdout).toMatch(/^\|256,1,1024,.*\|2\.0\|32\.0$/m)
    expect(type('hspace -L').stdout).toContain('MEM 256, DSK 1024, CPU 1')
  })

  it('empties a node that -O counts as offline', () => {
    const { type } = sitting()
    expect(type('hbal -L -O nodeB -E').stdout).toContain('debianY nodeB')
  })
})

describe('hscan', () => {
  it('writes a file from which the others read the same cluster', () => {
    const { type } = sitting()
    type('hscan -d /tmp')
    expect(type('hinfo -t /tmp/LOCAL.data').stdout).toBe(type('hinfo -L').stdout)
  })

  it('says in its own words that no daemon answers', () => {
    const { on } = sitting()
    const { stdout, exit } = on('nodeB', 'hscan')
    expect(stdout).toContain('\nError for LOCAL: failed to load data. Details:\n')
    expect(exit).toBe(2)
  })
})

describe('hroller', () => {
  it('never puts both nodes of an instance into one group, and the master last', () => {
    const { type } = sitting()
    const groups = type('hroller -L --no-headers').stdout.trim().split('\n')
    expect(groups.at(-1)).toMatch(/nodeA\S*$/)
    for (const line of type(HOMES).stdout.trim().split('\n')) {
      const [, primary = '', secondary = ''] = line.trim().split(/ +/)
      const together = groups.filter((group) => group.includes(primary))
      expect(together).toHaveLength(1)
      expect(together[0]?.split(',')).not.toContain(secondary)
    }
  })

  it('shows where instances without a second copy would go, and has a page', () => {
    const { type } = sitting()
    expect(type('hroller -L --print-moves').stdout).toMatch(/^ {2}debianZ node[AC]\S*$/m)
    expect(type('man hroller').stdout).toContain('hroller {-L | -t FILE} [OPTION...]')
  })
})
