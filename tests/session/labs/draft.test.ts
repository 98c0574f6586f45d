import { expect, it } from 'vitest'
import { allLabs } from '../../../src/door/catalogue.ts'
import { checkLab, openingOf } from '../../../src/door/check-lab.ts'
import { problemLine } from '../../../src/labs/format/problem.ts'
import { readLab } from '../../../src/labs/format/read.ts'
import { isFor, type Lab, type LabStep } from '../../../src/labs/lab.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { draftOf } from '../../../src/session/labs/draft.ts'
import { act, openSession, passTime, type Session } from '../../../src/session/session.ts'
import { takeSteps } from '../../support/take-steps.ts'

const labNamed = (id: string): Lab => {
  const lab = allLabs().find((l) => l.id === id)
  if (!lab) throw new Error(`no lab called ${id}`)
  return lab
}

const read = (draft: string): Lab => {
  const result = readLab(draft)
  if (result.ok) return result.lab
  throw new Error(result.problems.map((problem) => problemLine('draft.md', problem)).join('\n'))
}

it.each(['maintenance', 'crash'])(
  'the sitting that solves "%s" becomes a lab that it solves',
  (id) => {
    const lab = labNamed(id)
    const solved = takeSteps(openingOf(lab, '2.11'), lab.solution)
    const drafted = read(draftOf(solved))
    // Answers that no one asks for in this release are not typed, and waiting is counted again.
    const deeds = (steps: readonly LabStep[]) =>
      steps
        .filter((step) => !('wait' in step) && isFor(step, '2.11'))
        .map(({ answers: _, in: _releases, ...step }: LabStep & { answers?: unknown }) => step)
    expect(deeds(drafted.solution)).toEqual(deeds(lab.solution))
    expect(checkLab(drafted, '2.11')).toEqual([])
  },
)

it('a draft keeps when something was done in the middle of a command', () => {
  const line = (s: Session, node: string, text: string) =>
    act(s, { kind: 'line', terminal: `${node}.virt.nsrc.org`, text })
  const { cluster } = labNamed('maintenance').start
  const began = passTime(openSession(ENGINE, { ...cluster, release: '2.11' }), 3000)
  const busy = line(began, 'nodeA', 'gnt-instance migrate -f debianY')
  const cut = act(passTime(busy, 10_000), {
    kind: 'power',
    node: 'nodeB.virt.nsrc.org',
    to: 'off',
  })
  const drafted = read(draftOf(passTime(cut, 200_000)))
  expect(drafted.solution).toEqual([
    { wait: 3 },
    { on: 'nodeA', run: 'gnt-instance migrate -f debianY', leaveAfter: 7 },
    { power: 'nodeB', to: 'off' },
  ])
})

it('a draft asks for what was set: a tag, a larger disk, memory, a paused watcher', () => {
  const { cluster } = labNamed('maintenance').start
  const done = takeSteps(openSession(ENGINE, { ...cluster, release: '2.11' }), [
    { on: 'nodeA', run: 'gnt-instance add-tags debianZ env:test' },
    { on: 'nodeA', run: 'gnt-instance grow-disk debianZ 0 1G' },
    { on: 'nodeA', run: 'gnt-instance modify -B memory=256 debianZ' },
    { on: 'nodeA', run: 'gnt-cluster watcher pause 1h' },
  ])
  expect(read(draftOf(done)).goals[0]?.needs).toEqual({
    all: [
      { watcher: 'paused' },
      { instance: 'debianZ', size: 3167 },
      { instance: 'debianZ', memory: 256 },
      { instance: 'debianZ', tag: 'env:test', is: true },
    ],
  })
})
