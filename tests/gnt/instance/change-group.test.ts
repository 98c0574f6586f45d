import { beforeEach, describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** Refusals recorded on a real Ganeti 3.0.2; the other words are those of its sources. */

let at: ReturnType<typeof sitting>
const run = (line: string) => at.on('nodeA', line)

beforeEach(() => {
  at = sitting({ release: '3.0' })
})

describe('gnt-instance change-group', () => {
  it('refuses where there is only one group', () => {
    expect(run('gnt-instance change-group debianx').output).toContain(
      'There are no possible target groups',
    )
  })

  it('refuses the group that the instance is in, and one that no one knows', () => {
    expect(run('gnt-instance change-group --to default debianx').output).toMatch(
      /Can't use group\(s\) '[0-9a-f-]{36}' as targets, they are used by the instance 'debianx'/,
    )
    expect(run('gnt-instance change-group --to nosuch debianx').output).toContain(
      "Node group 'nosuch' not found",
    )
  })

  it('leaves a mirrored instance where it is when the other group has one node', () => {
    run('gnt-cluster modify -I hail')
    run('gnt-group add grp2')
    run('gnt-instance shutdown debianz')
    for (const name of ['debiany', 'debianz']) run(`gnt-instance remove -f ${name}`)
    const place = () =>
      run("gnt-instance list --no-headers --separator=' ' -o pnode,snodes debianx").output.trim()
    const before = place().split(' ')
    const all = ['nodea', 'nodeb', 'nodec'].map((node) => `${node}.virt.nsrc.org`)
    const spare = all.find((node) => !before.includes(node)) ?? ''
    run(`gnt-group assign-nodes --force grp2 ${spare}`)
    const { output, exit } = run('gnt-instance change-group --to grp2 debianx')
    // One node is too few for two copies.
    expect(output).toContain('Unable to evacuate instances debianx')
    expect(exit).toBe(1)
    expect(place().split(' ')).toEqual(before)
  })
})
