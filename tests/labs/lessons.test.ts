import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/shelf.ts'
import { causesIn } from '../../src/labs/drill.ts'
import type { Lab, Step } from '../../src/labs/lab.ts'
import { holds, isSolved, keptSoFar, standing } from '../../src/labs/progress.ts'
import { openSession, play, type Session } from '../../src/session/session.ts'
import { takeStep } from '../../src/session/steps.ts'
import type { Release } from '../../src/sim/releases.ts'
import { seedOf } from '../support/drills.ts'

const opened = (lab: Lab, release: Release, seed?: number): Session =>
  openSession({ ...lab.start.cluster, release, ...(seed === undefined ? {} : { seed }) }, lab)

/** Takes the steps, and says which of them could not be taken. */
function take(session: Session, steps: readonly Step[], until = () => false): [Session, string[]] {
  const problems: string[] = []
  let next = session
  for (const step of steps) {
    if (until()) break
    next = play(next, (hands) => {
      const problem = takeStep(hands, step)
      if (problem !== null) problems.push(`${JSON.stringify(step)}: ${problem}`)
    })
  }
  return [next, problems]
}

const missing = ({ progress, world, now }: Session, lab: Lab) =>
  standing(lab, progress, world, now)
    .filter((goal) => !goal.done)
    .map((goal) => `${goal.id}: ${goal.why}`)

const inEachRelease = allLabs().flatMap((lab) => lab.releases.map((release) => ({ lab, release })))

describe.each(inEachRelease.filter(({ lab }) => lab.causes.length === 0))(
  'the lab "$lab.id" in release $release',
  ({ lab, release }) => {
    it('is unsolved at its start, and says what is missing', () => {
      const { progress, world, now } = opened(lab, release)
      expect(progress.done).toEqual([])
      expect(progress.wrong).toEqual([])
      expect(standing(lab, progress, world, now)[0]?.why).toMatch(/\.$/)
    })

    it('is solved by its own solution, which keeps what is to be kept', () => {
      const [end, problems] = take(opened(lab, release), lab.solution)
      expect(problems).toEqual([])
      expect(missing(end, lab)).toEqual([])
      expect(keptSoFar(lab, end.progress).filter((kept) => kept.broken)).toEqual([])
      expect(end.progress.wrong).toEqual([])
    })

    const turns = lab.wrongTurns.filter(
      (turn) => turn.in === undefined || turn.in.includes(release),
    )
    it.each(turns)('notices the wrong turn "$id", which leads where it says', (turn) => {
      let session = opened(lab, release)
      for (const step of turn.after === undefined ? [] : lab.solution) {
        if (session.progress.done.some(({ goal }) => goal === turn.after)) break
        ;[session] = take(session, [step])
      }
      if (turn.after !== undefined)
        expect(session.progress.done.map(({ goal }) => goal)).toContain(turn.after)
      const [end, problems] = take(session, turn.steps)
      expect(problems).toEqual([])
      expect(end.progress.wrong.map((wrong) => wrong.turn)).toContain(turn.id)
      if (turn.leads)
        expect(holds(turn.leads, lab, end.progress, end.world, end.now)).toMatchObject({
          met: true,
        })
    })
  },
)

const drills = inEachRelease.flatMap(({ lab, release }) =>
  causesIn(lab, release).map((cause) => ({ lab, release, cause })),
)
if (drills.length > 0)
  describe.each(drills)('the drill "$cause.id" in release $release', ({ lab, release, cause }) => {
    it('is unsolved at its start, and mended by its own solution', () => {
      const start = opened(lab, release, seedOf(lab, release, cause))
      expect(start.progress.done).toEqual([])
      const [end, problems] = take(start, cause.solution)
      expect(problems).toEqual([])
      expect(missing(end, lab)).toEqual([])
      expect(isSolved(lab, end.progress)).toBe(true)
    })
  })
