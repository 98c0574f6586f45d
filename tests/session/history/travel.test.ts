import { expect, it } from 'vitest'
import { allLabs } from '../../../src/door/catalogue.ts'
import { openingOf } from '../../../src/door/check-lab.ts'
import { causeOf } from '../../../src/labs/drill.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import { act, passTime, redo, type Session, seek, undo } from '../../../src/session/session.ts'
import { takeSteps } from '../../support/take-steps.ts'

const A = 'nodeA.virt.nsrc.org'
const labNamed = (id: string) => {
  const lab = allLabs().find((l) => l.id === id)
  if (!lab) throw new Error(`there is no lab called ${id}`)
  return lab
}
const drills = labNamed('drills')
const type = (session: Session, text: string): Session =>
  act(session, { kind: 'line', terminal: A, text })
/** What a session is, without how it gets back there. */
const stateOf = ({ world, progress, now, inputs }: Session) => ({ world, progress, now, inputs })
const reopened = (session: Session): Session => {
  const save: unknown = JSON.parse(JSON.stringify(saveOf(session)))
  const restored = restore({ engine: ENGINE, renderCheck: null }, save, {
    ok: true,
    lab: session.lab,
  })
  if (!restored.ok) throw new Error(restored.error)
  return restored.session
}

/** A drill that begins later than 0, because its fault took time. */
const seed = [...Array(99).keys()].find((n) => openingOf(drills, '2.11', n).began > 0) ?? 0

it('nothing goes back to before the beginning: what was done there stays done', () => {
  const start = openingOf(drills, '2.11', seed)
  expect(start.began).toBeGreaterThan(0)
  const done = passTime(type(passTime(start, start.now + 5000), 'gnt-node list'), start.now + 9000)
  expect(undo(undo(undo(done))).now).toBe(start.now + 5000)
  expect(stateOf(seek(done, 0))).toEqual(stateOf(start))
})

it('a drill that was saved in its middle is the same drill, back to its start', () => {
  const cause = causeOf(drills, '2.11', seed)
  const start = openingOf(drills, '2.11', seed)
  const named = act(type(start, 'gnt-cluster verify'), {
    kind: 'diagnosis',
    cause: cause?.id ?? '',
  })
  const middle = passTime(named, named.now + 30_000)
  const again = reopened(middle)
  expect(again.progress.done.map(({ goal }) => goal)).toEqual([drills.goals[0]?.id])
  expect(stateOf(undo(again))).toEqual(stateOf(undo(middle)))
  expect(stateOf(undo(undo(again)))).toEqual(stateOf(start))
  expect(redo(undo(again)).progress).toEqual(redo(undo(middle)).progress)
  const end = takeSteps(again, cause?.solution ?? [])
  expect(end.progress.done).toHaveLength(drills.goals.length)
})

it('what happened on the way is forgotten by undo, and known again after redo', () => {
  const start = openingOf(labNamed('crash'), '2.11')
  const wrong = takeSteps(start, [
    { on: 'nodeA', run: 'gnt-instance info debianX' },
    { fault: { cable: 'nodeC', is: 'out' } },
    { on: 'nodeA', run: 'gnt-instance failover --ignore-consistency -f debianY' },
  ])
  const back = undo(undo(wrong))
  expect(back.progress.path).toEqual(undo(undo(undo(wrong))).progress.path)
  const forth = redo(redo(back))
  expect(passTime(forth, wrong.now).progress.path).toEqual(wrong.progress.path)
  expect(passTime(forth, wrong.now).progress.trouble).toEqual(wrong.progress.trouble)
  expect(wrong.progress.trouble).toHaveProperty('twice')
  expect(back.progress.trouble).toEqual({})
})

it('inputs that are redone later stay in their order, and none is lost by going back', () => {
  const start = openingOf(labNamed('maintenance'), '2.11')
  const first = type(passTime(start, 10_000), 'gnt-node list')
  const second = type(passTime(first, 20_000), 'gnt-instance list')
  const later = passTime(undo(undo(second)), 50_000)
  const redone = redo(later)
  const back = seek(redone, 30_000)
  expect(back.inputs).toEqual([])
  const texts = redo(redo(back)).inputs.map(({ input }) => input.kind === 'line' && input.text)
  expect(texts).toEqual(['gnt-node list', 'gnt-instance list'])
})

it('trouble is over when it is repaired, and begins again when it comes again', () => {
  const line = (run: string, ...answers: string[]) => ({ on: 'nodeA', run, answers })
  const start = openingOf(labNamed('crash'), '2.11')
  const twice = takeSteps(start, [
    { fault: { cable: 'nodeC', is: 'out' } },
    line('gnt-instance failover --ignore-consistency -f debianY'),
  ])
  const { twice: since = 0 } = twice.progress.trouble
  expect(since).toBeGreaterThan(0)
  const repaired = takeSteps(twice, [{ power: 'nodeC', to: 'off' }])
  expect(repaired.progress.trouble).not.toHaveProperty('twice')
  expect(repaired.progress.path).toEqual(twice.progress.path)
})

it('undo with nothing done, and redo with nothing taken back, change nothing', () => {
  const start = openingOf(labNamed('crash'), '2.11')
  expect(undo(start)).toBe(start)
  expect(redo(start)).toBe(start)
  const done = type(start, 'hostname')
  expect(redo(done)).toBe(done)
  const again = redo(undo(done))
  expect(again.inputs).toEqual(done.inputs)
  expect(redo(again)).toBe(again)
})
