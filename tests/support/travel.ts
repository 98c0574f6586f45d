import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { restore } from '../../src/session/restore.ts'
import { saveOf } from '../../src/session/save.ts'
import { act, openSession, passTime, redo, type Session, undo } from '../../src/session/session.ts'
import { shownBy } from '../../src/session/shown.ts'
import type { Input } from '../../src/sim/input.ts'
import type { Release } from '../../src/sim/releases.ts'
import { nextEvent } from '../../src/sim/world.ts'
import { inputOf, type Move } from './random-sitting.ts'

/** A sitting in one release, by what is done in it. */
export interface History {
  release: Release
  moves: Move[]
}

/** An input or an event of a sitting: how it gets there from what was before. */
type Deed = { at: number; input: Input | null }

const doDeed = (session: Session, { at, input }: Deed): Session => {
  const then = passTime(session, at)
  return input ? act(then, input) : then
}

/** Everything that happens, and the session after each of it; the last event is ten minutes after the last input. */
function lived({ release, moves }: History): { deed: Deed; session: Session }[] {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  const steps: { deed: Deed; session: Session }[] = []
  const take = (deed: Deed) => {
    session = doDeed(session, deed)
    steps.push({ deed, session })
  }
  const pass = (until: number) => {
    for (let due = nextEvent(session.world); due !== undefined && due <= until; ) {
      take({ at: due, input: null })
      due = nextEvent(session.world)
    }
    if (session.now < until) take({ at: until, input: null })
  }
  for (const move of moves) {
    pass(session.now + move.afterMs)
    take({ at: session.now, input: inputOf(session.world, move) })
  }
  pass(session.now + 600_000)
  return steps
}

/** What a session is, without how it gets back there. */
const stateOf = (session: Session) => {
  const { world, progress, now, inputs, shownLength } = session
  return { world, progress, now, inputs, shownLength, shown: shownBy(session) }
}

/** The parts in which two sessions differ. */
const differences = (a: Session, b: Session): string[] => {
  const [one, other] = [stateOf(a), stateOf(b)]
  return (Object.keys(one) as (keyof typeof one)[]).filter(
    (part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]),
  )
}

/** Takes back every input, the last one first, and does it again. */
export function differsAfterUndo(history: History): string[] {
  const steps = lived(history)
  const found: string[] = []
  const end = steps.at(-1)?.session
  let now = end ?? openSession(ENGINE, { ...EXERCISE, release: history.release })
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]
    if (!step?.deed.input) continue
    const before =
      steps[i - 1]?.session ?? openSession(ENGINE, { ...EXERCISE, release: history.release })
    const back = undo(now)
    const where = `input ${step.session.inputs.length}`
    for (const part of differences(back, before)) found.push(`${where}: undo gives another ${part}`)
    for (const part of differences(redo(back), step.session))
      found.push(`${where}: redo gives another ${part}`)
    now = back
  }
  return found
}

/** Saves the sitting at events, each given in thousandths of its way, and opens what is saved. */
export function differsWhenSaved(history: History, places: readonly number[]): string[] {
  const steps = lived(history)
  return places.flatMap((place) => {
    const at = Math.floor((place / 1000) * steps.length)
    const session = steps[at]?.session
    if (!session) return []
    const where = `event ${at} of ${steps.length}`
    const save: unknown = JSON.parse(JSON.stringify(saveOf(session)))
    const read = restore({ engine: ENGINE, look: null }, save, { ok: true, lab: null })
    if (!read.ok) return [`${where}: ${read.error}`]
    const found = differences(read.session, session)
    const end = steps.slice(at + 1).reduce((so, { deed }) => doDeed(so, deed), read.session)
    const last = steps.at(-1)?.session ?? session
    const before = undo(session)
    return [
      ...found.map((part) => `${where}: another ${part}`),
      ...differences(end, last).map((part) => `${where}: it goes on to another ${part}`),
      ...differences(undo(read.session), before).map(
        (part) => `${where}: undo gives another ${part}`,
      ),
    ]
  })
}
