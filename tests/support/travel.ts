import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { shownBy } from '../../src/session/history/terminal-output.ts'
import { restore } from '../../src/session/save/restore.ts'
import { saveOf } from '../../src/session/save/save.ts'
import { act, openSession, passTime, redo, type Session, undo } from '../../src/session/session.ts'
import type { Emission, Input } from '../../src/sim/input.ts'
import { nextEvent } from '../../src/sim/world.ts'
import type { History } from './history.ts'
import { inputOf } from './random-sitting.ts'

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
const stateOf = (session: Session, shownOf: (session: Session) => unknown) => {
  const { world, progress, now, inputs, shownLength } = session
  return { world, progress, now, inputs, shownLength, shown: shownOf(session) }
}

/** The parts in which two sessions differ. */
const differences = (a: Session, b: Session, shownOf = shownBy as (s: Session) => unknown) => {
  const [one, other] = [stateOf(a, shownOf), stateOf(b, shownOf)]
  return (Object.keys(one) as (keyof typeof one)[]).filter(
    (part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]),
  )
}

/** What each terminal still shows: without what was there before it was cleared, down to the last line typed. */
function readable(session: Session): Record<string, Emission[]> {
  const screens: Record<string, Emission[]> = {}
  for (const emission of shownBy(session)) {
    const { terminal, stream, text } = emission
    if (terminal === '') continue
    screens[terminal] ??= []
    const screen = screens[terminal]
    if (stream === 'screen' && text === 'clear')
      screen.length = 1 + screen.findLastIndex((one) => one.stream === 'echo')
    screen.push(emission)
  }
  return screens
}

/** The same of two sessions. A save keeps only the newest output: then it is not compared. */
const readableIn = (...sessions: Session[]) => {
  const whole = sessions.every(({ shownFrom }) => shownFrom === 0)
  return whole ? readable : () => null
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
    const read = restore({ engine: ENGINE, renderCheck: null }, save, { ok: true, lab: null })
    if (!read.ok) return [`${where}: ${read.error}`]
    const end = steps.slice(at + 1).reduce((so, { deed }) => doDeed(so, deed), read.session)
    const last = steps.at(-1)?.session ?? session
    const differs = (a: Session, b: Session, how: string): string[] =>
      differences(a, b, readableIn(a, b)).map((part) => `${where}: ${how} another ${part}`)
    return [
      ...differs(read.session, session, 'it shows'),
      ...differs(end, last, 'it goes on to'),
      ...differs(undo(read.session), undo(session), 'undo gives'),
    ]
  })
}
