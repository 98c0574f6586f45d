import fc from 'fast-check'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { inputsOf, isInPast, MOST_BRANCHES, nameOfWay } from '../../src/session/history/branches.ts'
import { renamed, withoutOne } from '../../src/session/history/branching.ts'
import { restore } from '../../src/session/save/restore.ts'
import { saveOf } from '../../src/session/save/save.ts'
import {
  act,
  goOn,
  openBranch,
  openSession,
  playOn,
  redo,
  replay,
  type Session,
  seek,
  undo,
} from '../../src/session/session.ts'
import type { Release } from '../../src/sim/releases.ts'
import { inputOf, type Move, someMove } from './random-sitting.ts'

/** What a learner does with the time of a session. `place`: thousandths of what there is to choose from. */
export type Travel =
  | { go: 'do'; move: Move }
  | { go: 'seek' | 'open' | 'delete' | 'name'; place: number }
  | { go: 'undo' | 'redo' | 'go on' | 'back to now' | 'save' }

const place = fc.nat({ max: 999 })

export const someTravel: fc.Arbitrary<Travel> = fc.oneof(
  { weight: 5, arbitrary: someMove.map((move): Travel => ({ go: 'do', move })) },
  {
    weight: 4,
    arbitrary: fc.record({ go: fc.constantFrom('seek', 'open', 'delete', 'name'), place }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ go: fc.constantFrom('undo', 'redo', 'go on', 'back to now', 'save') }),
  },
)

/** The branch at thousandths of the list. */
const chosen = ({ branches }: Session, at: number) =>
  branches[Math.floor((at / 1000) * branches.length)]

/** The session after it was saved and opened again. Throws where that is refused. */
export function reopened(session: Session): Session {
  const save: unknown = JSON.parse(JSON.stringify(saveOf(session)))
  const read = restore({ engine: ENGINE, renderCheck: null }, save, { ok: true, lab: session.lab })
  if (!read.ok) throw new Error(read.error)
  return read.session
}

export function travelled(session: Session, travel: Travel): Session {
  switch (travel.go) {
    case 'do': {
      const then = playOn(session, session.now + travel.move.afterMs)
      return act(then, inputOf(then.world, travel.move))
    }
    case 'seek':
      return seek(session, Math.floor((session.until * travel.place) / 1000))
    case 'open':
      return openBranch(session, chosen(session, travel.place)?.id ?? 0)
    case 'delete':
      return withoutOne(session, chosen(session, travel.place)?.id ?? 0)
    case 'name':
      return renamed(session, chosen(session, travel.place)?.id ?? 0, `way ${travel.place}`)
    case 'undo':
      return undo(session)
    case 'redo':
      return redo(session)
    case 'go on':
      return goOn(session)
    case 'back to now':
      return seek(session, session.until)
    case 'save':
      return reopened(session)
  }
}

const text = (value: unknown): string => JSON.stringify(value)
const stateOf = ({ world, progress, now, inputs }: Session) => ({ world, progress, now, inputs })

/** All that a learner can reach from a session: each of its ways, the present one first. */
const waysOf = (session: Session) => [
  {
    name: nameOfWay(session.way),
    inputs: [...session.inputs, ...[...session.undone].reverse()],
    until: session.until,
  },
  ...session.branches.map((branch) => ({
    name: nameOfWay(branch),
    inputs: inputsOf(session, branch),
    until: branch.until,
  })),
]

/** Whether every way of `before` is still there, or is where a way of `after` begins. */
const keepsAll = (before: Session, after: Session): boolean => {
  const ways = waysOf(after).map(({ inputs }) => text(inputs).slice(0, -1))
  return waysOf(before).every(({ inputs }) =>
    ways.some((way) => way.startsWith(text(inputs).slice(0, -1))),
  )
}

/** What is wrong with a sitting that is travelled through, as sentences. */
export function differsAfterTravel(release: Release, travels: readonly Travel[]): string[] {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  const found: string[] = []
  for (const [i, travel] of travels.entries()) {
    const before = session
    session = travelled(session, travel)
    const where = `step ${i} (${travel.go})`
    const again = replay(ENGINE, session.definition, session.inputs, session.now)
    if (text(again.world) !== text(session.world)) found.push(`${where}: not what a replay gives`)
    const mayLose = travel.go === 'delete' || before.branches.length === MOST_BRANCHES
    if (!mayLose && !keepsAll(before, session)) found.push(`${where}: a way is lost`)
    if (travel.go === 'save' && text(waysOf(before)) !== text(waysOf(session)))
      found.push(`${where}: it opens with other ways`)
  }
  return [...found, ...differsWhenOpened(session)]
}

/** Opens each branch of a session, and goes back: both must be as they were. */
function differsWhenOpened(session: Session): string[] {
  const present = isInPast(session) ? seek(session, session.until) : session
  return session.branches.flatMap((branch) => {
    const opened = openBranch(present, branch.id)
    const whole = replay(ENGINE, session.definition, inputsOf(session, branch), branch.until)
    const back = openBranch(opened, session.way.id)
    return [
      ...(text(stateOf(whole)) === text(stateOf(opened)) ? [] : [`branch ${branch.id} differs`]),
      // A way without an input of its own is not kept: waiting gives it again.
      ...(back === opened || text(stateOf(back)) === text(stateOf(present))
        ? []
        : [`back from branch ${branch.id}: another session`]),
    ]
  })
}
