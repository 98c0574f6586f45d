import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const places = 'gnt-instance list --no-headers -o name,pnode,snodes --separator=" "'

describe('gnt-group evacuate', () => {
  it('takes a mirrored instance step by step into another group', () => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-instance remove -f debianZ')
    lab.on('nodeA', 'gnt-instance remove -f debianX')
    lab.on('nodeA', 'gnt-group add g2')
    lab.on('nodeA', 'gnt-group assign-nodes -f g2 nodeA nodeC')
    const { output, exit } = lab.on('nodeA', 'gnt-group evacuate --to g2 default')
    expect(output).toContain('Iallocator returned 1 job(s) for evacuating node group default')
    expect(output).toMatch(/All instances evacuated successfully\.\n$/)
    expect(exit).toBe(0)
    expect(lab.on('nodeA', places).output).toMatch(/^debianY node[AC]\S+ node[AC]\S+\n$/)
  })

  it('names the instances that cannot go', () => {
    const lab = sitting()
    lab.on('nodeA', 'gnt-group add empty')
    const { output, exit } = lab.on('nodeA', 'gnt-group evacuate --to empty default')
    expect(output).toMatch(
      /^Failure: command execution error:\nUnable to evacuate instances debianX/m,
    )
    expect(exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o status').output).toBe('success\nerror\n')
  })

  it.each([
    ['2.11', 'There are no possible target groups'],
    ['3.0', 'Failure: command execution error:\n'],
  ] as const)('needs somewhere to go, in %s', (release, text) => {
    const { output, exit } = sitting({ release }).on('nodeA', 'gnt-group evacuate default')
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })
})

describe('gnt-group show-ispecs-cmd', () => {
  it('prints the bounds that a group was given, and only with --include-defaults the others', () => {
    const lab = sitting()
    const bounds =
      'min:cpu-count=1,disk-count=1,disk-size=1024,memory-size=128,nic-count=0,spindle-use=1/max:cpu-count=2,disk-count=1,disk-size=2048,memory-size=512,nic-count=1,spindle-use=1'
    lab.on('nodeA', `gnt-group add --ipolicy-bounds-specs ${bounds} g2`)
    expect(lab.on('nodeA', 'gnt-group show-ispecs-cmd').output).toBe(
      `gnt-group add default\ngnt-group add --ipolicy-bounds-specs ${bounds} g2\n`,
    )
    expect(
      lab.on('nodeA', 'gnt-group show-ispecs-cmd --include-defaults default').output,
    ).toContain('/max:cpu-count=8,disk-count=16,')
  })
})
