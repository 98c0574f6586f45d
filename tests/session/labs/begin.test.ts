import { describe, expect, it } from 'vitest'
import { allLabs } from '../../../src/door/catalogue.ts'
import { causesIn } from '../../../src/labs/drill.ts'
import { readLab } from '../../../src/labs/format/read.ts'
import { definitionOf, type Lab } from '../../../src/labs/lab.ts'
import type { LabProgress } from '../../../src/labs/progress.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import type { PlacedStep } from '../../../src/session/labs/budget.ts'
import { draftOf } from '../../../src/session/labs/draft.ts'
import { runStep } from '../../../src/session/labs/lab-steps.ts'
import { seedOf } from '../../../src/session/labs/opening.ts'
import { playThroughGoal, playToGoal } from '../../../src/session/labs/solution.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import {
  openSession,
  passTime,
  play,
  redo,
  type Session,
  undo,
} from '../../../src/session/session.ts'
import type { Release } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'
import { takeSteps } from '../../support/take-steps.ts'

const found = allLabs().find((lab) => lab.id === 'crash')
if (!found) throw new Error('there is no lab about a crash')
const crash: Lab = found
const done = ({ done }: LabProgress) => done.map(({ goal }) => goal)
const indexOf = (lab: Lab, goal: string) => lab.goals.findIndex(({ id }) => id === goal)

/** Takes steps like a start does, but each of one solution only once. */
function remembering() {
  const known = new Map<PlacedStep[1], Session>()
  return (session: Session, [, step]: PlacedStep): Session => {
    const next =
      known.get(step) ??
      play(session, (driver) => {
        expect(runStep(driver, step)).toBeNull()
      })
    known.set(step, next)
    return next
  }
}

/** Every sitting that a lab can start with in a release: the lab's own, or one for each fault. */
const openings = (lab: Lab, release: Release): Session[] =>
  (lab.causes.length > 0
    ? causesIn(lab, release).map((cause) => seedOf(lab, release, cause))
    : [undefined]
  ).map((seed) => openSession(ENGINE, definitionOf(lab, release, seed), lab))

const isQuiet = ({ world, now, progress }: Session, lab: Lab): boolean =>
  Object.values(world.terminals).every(({ stack }) => stack.length <= 1) &&
  now >= progress.began &&
  progress.done.length < lab.goals.length

describe.each(allLabs().map((lab) => [lab.id, lab] as const))('lab %s', (_, lab) => {
  it.each(lab.releases)(
    'can be begun at each of its goals, and shows each goal reached, in %s',
    (release) => {
      for (const opened of openings(lab, release)) {
        const take = remembering()
        const whole = lab.goals.map(({ id }) => playToGoal(opened, lab, id, take))
        for (const [i, session] of whole.entries()) {
          expect(isQuiet(session, lab)).toBe(true)
          const reached = session.progress.done.length
          // One step may reach several goals at once: then the learner begins before that step.
          expect(whole[Math.min(reached, i)]).toBe(session)
          expect(reached).toBeLessThanOrEqual(i)
          expect(session.progress.wrong).toEqual([])
        }
        expect(whole[0]).toBe(opened)
        for (const [i, { id }] of lab.goals.entries()) {
          const end = playThroughGoal(opened, lab, id, take)
          expect(end.progress.done.length).toBeGreaterThan(i)
          expect(end.progress.done[i]?.at).toBeLessThanOrEqual(end.now)
        }
      }
    },
  )
})

it('no step of a solution reaches two goals, so each goal can be begun at', () => {
  const together = allLabs().flatMap((lab) =>
    lab.releases.flatMap((release) => {
      const [opened] = openings(lab, release)
      const take = remembering()
      return (opened ? lab.goals : []).flatMap(({ id }, i) =>
        opened && playToGoal(opened, lab, id, take).progress.done.length < i
          ? [`${lab.id}: ${id} in ${release}`]
          : [],
      )
    }),
  )
  expect(together).toEqual([])
})

describe('a session that begins at a goal', () => {
  const begun = openSession(ENGINE, definitionOf(crash, '3.0'), crash, 'offline')
  const at = indexOf(crash, 'offline')

  it('has the goals before it played for the learner, and nothing else', () => {
    expect(done(begun.progress)).toEqual(crash.goals.slice(0, at).map(({ id }) => id))
    expect(begun.progress.done.every(({ played }) => played)).toBe(true)
    expect(begun).toMatchObject({ inputs: [], from: 'offline', began: begun.now })
    expect(begun.progress).toMatchObject({ typed: [], wrong: [], trouble: {} })
    expect(passTime(begun, begun.now + 600_000).progress.done).toHaveLength(at)
  })

  it('is the same each time, and goes on to the end of the lab', () => {
    const again = openSession(ENGINE, definitionOf(crash, '3.0'), crash, 'offline')
    expect(again).toEqual(begun)
    const rest = crash.solution.slice(
      crash.solution.findIndex((s) => 'run' in s && /offline=yes/.test(s.run)),
    )
    const end = takeSteps(begun, rest)
    expect(done(end.progress)).toEqual(crash.goals.map(({ id }) => id))
    expect(end.progress.done.filter(({ played }) => played)).toHaveLength(at)
  })

  it('is replayed from there, also where its checkpoints are of no use', () => {
    const later = takeSteps({ ...begun, checkpoints: [] }, [
      { on: 'nodeA', run: 'gnt-node modify --offline=yes nodeB' },
    ])
    const back = undo({ ...later, checkpoints: [] })
    expect(back.world).toEqual(begun.world)
    expect(back.progress).toEqual(begun.progress)
    expect(passTime(redo({ ...back, checkpoints: [] }), later.now).world).toEqual(later.world)
  })

  it('is saved with its beginning, which must be a goal of its lab', () => {
    const trial = { engine: ENGINE, renderCheck: null }
    const save: unknown = JSON.parse(JSON.stringify(saveOf(begun)))
    const restored = restore(trial, save, { ok: true, lab: crash })
    expect(restored).toMatchObject({ ok: true, session: { from: 'offline', began: begun.began } })
    const stranger = restore(trial, { ...(save as object), from: 'tea' }, { ok: true, lab: crash })
    expect(stranger).toMatchObject({
      error:
        'This session cannot be opened: from: its lab has no goal called tea. Nothing was changed.',
    })
  })

  it('is drafted as a lab that starts with what was played', () => {
    const after = takeSteps(begun, [{ on: 'nodeA', run: 'gnt-node modify --offline=yes nodeB' }])
    const read = readLab(draftOf(after))
    expect(read.ok && read.lab.start.before.length).toBeGreaterThan(3)
    expect(read.ok && read.lab.solution).toHaveLength(1)
  })
})

it('the door opens a lab at a goal, and names the goals where there is none', () => {
  const open = sitting({ lab: 'crash', release: '2.12', goal: 'dead' })
  expect(open.goals().filter((goal) => goal.done)).toHaveLength(1)
  expect(() => sitting({ lab: 'crash', goal: 'tea' })).toThrow(
    'The goals of this lab are arranged, ',
  )
})
