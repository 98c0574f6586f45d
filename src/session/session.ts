import { causeOf } from '../labs/drill.ts'
import { type Effort, NO_EFFORT, withNamed, withTurns } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import { holds, isRightCause, type LabProgress, NO_PROGRESS, observe } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission, Input } from '../sim/input.ts'
import { nextEvent, type World } from '../sim/world.ts'
import { type PlacedStep, takeWithin } from './budget.ts'
import {
  type Checkpoints,
  hasAhead,
  isDue,
  nearest,
  type Position,
  stateAt,
  upTo,
  withCheckpoint,
} from './checkpoint.ts'
import { copyOfWorld, frozenWorld } from './copy.ts'
import type { Engine } from './engine.ts'
import { type Shown, showMore, shownBy, trimmed } from './shown.ts'
import type { Hands } from './steps.ts'
import { type Ahead, playedAhead, wayTo } from './way.ts'

/** An input and the simulated millisecond at which it came. */
export interface LoggedInput {
  at: number
  input: Input
}

/**
 * One sitting: a start, the inputs since, and what follows from them. A value; every function below
 * returns the next one. Time is handed in: this file knows no clock.
 */
export interface Session extends Shown {
  /** What makes Worlds of its inputs; null: the page has not loaded it yet, and nothing can happen. */
  engine: Engine | null
  definition: ClusterDefinition
  /** The lab it belongs to; null: free play. */
  lab: Lab | null
  /** The goal at which it began, played there by the lab's own solution; null: at the lab's start. */
  from: string | null
  /** How far it has come in that lab. */
  progress: LabProgress
  /** What the learner needed so far. Going back in time does not take it back. */
  effort: Effort
  world: World
  /** Simulated milliseconds at which it began: later than 0 where something was done before. */
  began: number
  /** Simulated milliseconds; runs on while the World rests. */
  now: number
  inputs: LoggedInput[]
  /** Inputs taken back, the next to redo last. Gone with the next new input. */
  undone: LoggedInput[]
  /** Inputs and events since the beginning: what a replay from there has to do. */
  work: number
  /** States to replay from, of the whole way: also of what was taken back and can be redone. */
  checkpoints: Checkpoints
}

/** No honest sitting has so much to play again between two checkpoints, or in one that has none. */
const MOST_WORK = 400_000

/**
 * A new sitting at the definition's start, or at the lab's: what was done before the learner comes has been
 * done, and is not among the inputs. `from`: the goal to begin at, where the lab's own solution has been played so far.
 * Throws an Untaken where it cannot be done, or would take too much.
 */
export function openSession(
  engine: Engine,
  definition: ClusterDefinition,
  lab: Lab | null = null,
  from: string | null = null,
): Session {
  const start = engine.startWorld(engine.rules, definition)
  const empty = beginning(engine, definition, null, start, 0)
  const before = lab ? beforeOf(lab, definition) : []
  const { world, now } =
    before.length === 0 ? empty : play(empty, (hands) => takeWithin(hands, before))
  const opened = beginning(engine, definition, lab, world, now)
  if (!lab || from === null) return opened
  const there = wayTo(opened, lab, from, (session, step) =>
    play(session, (hands) => takeWithin(hands, [step])),
  )
  const ahead = { from, progress: playedAhead(there.progress) }
  return beginning(engine, definition, lab, there.world, there.now, ahead)
}

/** The engine of a session. Throws while it has none: who needs it waits for it. */
export function engineOf({ engine }: Pick<Session, 'engine'>): Engine {
  if (!engine) throw new Error('the engine is not loaded yet')
  return engine
}

/** What a lab does before its learner begins: always, and in the drill that is drawn. */
function beforeOf(lab: Lab, { release, seed }: ClusterDefinition): PlacedStep[] {
  const cause = causeOf(lab, release, seed ?? 1)
  const drawn = cause ? lab.causes.indexOf(cause) : -1
  return [
    ...lab.start.before.map((step, i): PlacedStep => [['start', 'before', i], step]),
    ...(cause?.before ?? []).map((step, i): PlacedStep => [['causes', drawn, 'before', i], step]),
  ]
}

/** The sitting that begins with a World as it is; `ahead`: with goals that are reached already. */
export function beginning(
  engine: Engine | null,
  definition: ClusterDefinition,
  lab: Lab | null,
  given: World,
  at: number,
  ahead?: Ahead,
): Session {
  const world = frozenWorld(given)
  const progress = observe(lab, ahead?.progress ?? { ...NO_PROGRESS, began: at }, world, at)
  return {
    engine,
    definition,
    lab,
    from: ahead?.from ?? null,
    progress,
    effort: NO_EFFORT,
    world,
    began: at,
    now: at,
    inputs: [],
    undone: [],
    shown: [],
    shownFrom: 0,
    shownLength: 0,
    work: 0,
    checkpoints: withCheckpoint([], { now: at, inputs: 0, shown: 0, work: 0 }, { world, progress }),
  }
}

const positionOf = ({ now, inputs, shownLength, work }: Session): Position => ({
  now,
  inputs: inputs.length,
  shown: shownLength,
  work,
})

/** The session with a checkpoint where it stands, if the last one is far. */
const marked = (session: Session): Session => {
  const here = positionOf(session)
  if (!isDue(session.checkpoints, here)) return session
  const { world, progress } = session
  return { ...session, checkpoints: withCheckpoint(session.checkpoints, here, { world, progress }) }
}

/** The session with more on its terminals, by no input: what the trainer itself has to say there. */
export const withShown = (session: Session, emitted: Emission[]): Session => ({
  ...session,
  ...showMore(session, emitted),
})

/** Does one input now, and remembers it. What was undone before is forgotten. */
export function act(session: Session, input: Input): Session {
  const engine = engineOf(session)
  const { world, emitted } = engine.apply(engine.rules, session.world, input, session.now)
  const inputs = [...session.inputs, { at: session.now, input }]
  const progress = observe(session.lab, session.progress, world, session.now, input)
  return marked({
    ...session,
    world,
    progress,
    effort: afterInput(session, withTurns(session.effort, progress), world, input),
    inputs,
    undone: [],
    work: session.work + 1,
    checkpoints: upTo(session.checkpoints, positionOf(session)),
    ...showMore(session, emitted),
  })
}

/** The effort after an input: a wrong cause counts as a try. */
function afterInput({ lab }: Session, effort: Effort, world: World, input: Input): Effort {
  if (input.kind !== 'diagnosis' || !lab) return effort
  return withNamed(effort, input.cause, isRightCause(lab, input.cause, world))
}

/**
 * Lets simulated time pass until `now`, from event to event, so that the lab sees every state on the way.
 * Time never runs backwards here; see `seek`.
 */
export function passTime(session: Session, now: number): Session {
  let next = session
  for (
    let due = nextEvent(next.world);
    due !== undefined && due <= now;
    due = nextEvent(next.world)
  ) {
    const engine = engineOf(session)
    const { world, emitted } = engine.advance(engine.rules, next.world, due)
    const progress = observe(next.lab, next.progress, world, due)
    const work = next.work + 1
    const effort = withTurns(next.effort, progress)
    next = marked({ ...next, world, progress, effort, now: due, work, ...showMore(next, emitted) })
  }
  return now <= next.now ? next : { ...next, now }
}

/** Somebody who works on a copy of the session's World; `end` gives the session that came of it. */
interface Sitting extends Hands {
  end: () => Session
}

/** Plays on without a screen, on one copy in place: even a day of `watch` takes seconds. */
function sitDown(session: Session): Sitting {
  const inputs = [...session.inputs]
  const before = { ...session, checkpoints: upTo(session.checkpoints, positionOf(session)) }
  const replayed = replaying(before, copyOfWorld(session.world), inputs)
  const { world } = replayed
  return {
    world,
    get now() {
      return replayed.now
    },
    nextEvent: () => nextEvent(world),
    act(input) {
      inputs.push({ at: replayed.now, input })
      replayed.act(input)
    },
    pass: (until) => replayed.pass(until),
    holds: (condition) => holds(condition, session.lab, replayed.progress, world, replayed.now),
    end: () => ({ ...replayed.end(), inputs, undone: [] }),
  }
}

/**
 * Inputs and time on a World that is changed in place, with the lab looking on. `inputs` are those so far; whoever
 * hands them in adds what is done. Checkpoints are made on the way.
 */
function replaying(from: Session, world: World, inputs: readonly LoggedInput[]) {
  let { checkpoints, now, progress, work } = from
  let shown = shownBy(from).slice()
  let { shownFrom } = from
  const emit = (emission: Emission) => void shown.push(emission)
  const worked = (done: number): void => {
    work += 1
    ;({ shown, shownFrom } = trimmed(shown, shownFrom))
    const here = { now, inputs: done, shown: shownFrom + shown.length, work }
    if (isDue(checkpoints, here))
      checkpoints = withCheckpoint(checkpoints, here, {
        world: copyOfWorld(world),
        progress,
      })
  }
  return {
    world,
    get now() {
      return now
    },
    get progress() {
      return progress
    },
    act(input: Input, done = inputs.length): void {
      const engine = engineOf(from)
      engine.applyInPlace(engine.rules, world, input, now, emit)
      progress = observe(from.lab, progress, world, now, input)
      worked(done)
    },
    pass(until: number, done = inputs.length): void {
      for (let due = nextEvent(world); due !== undefined && due <= until; due = nextEvent(world)) {
        const engine = engineOf(from)
        engine.advanceInPlace(engine.rules, world, due, emit)
        now = due
        progress = observe(from.lab, progress, world, due)
        worked(done)
        if (work - from.work > MOST_WORK) throw new Error('It takes too long to play it again.')
      }
      now = Math.max(now, until)
    },
    end: (): Session => ({
      ...from,
      world: frozenWorld(world),
      progress,
      effort: withTurns(from.effort, progress),
      now,
      work,
      checkpoints,
      ...trimmed(shown, shownFrom),
    }),
  }
}

/** Plays on without a screen: `work` types, presses and waits. */
export function play(session: Session, work: (hands: Hands) => void): Session {
  const sitting = sitDown(session)
  work(sitting)
  return sitting.end()
}

/** The session as it was at `now`; inputs after that moment can be redone. */
export function seek(session: Session, now: number): Session {
  const all = [...session.inputs, ...[...session.undone].reverse()]
  const moment = Math.max(session.began, now)
  const kept = all.filter((i) => i.at <= moment)
  return rebuild(session, kept, all.slice(kept.length).reverse(), moment)
}

/** Takes the last input back, to the moment just before it. The same session when there is none. */
export function undo(session: Session): Session {
  const last = session.inputs.at(-1)
  if (!last) return session
  return rebuild(session, session.inputs.slice(0, -1), [...session.undone, last], last.at)
}

/** Does the input again that was taken back last. */
export function redo(session: Session): Session {
  const next = session.undone.at(-1)
  if (!next) return session
  const at = Math.max(session.now, next.at)
  const done = act(passTime(session, at), next.input)
  // Time may have passed since they were taken back: what comes after this one cannot have been before it.
  const undone = session.undone.slice(0, -1).map((i) => (i.at < at ? { ...i, at } : i))
  const known = at === next.at && hasAhead(session.checkpoints, positionOf(session))
  return { ...done, undone, checkpoints: known ? session.checkpoints : done.checkpoints }
}

/** Replays `inputs` from the nearest checkpoint and stops at `now`. Inputs and `undone` are one way as before. */
function rebuild(
  session: Session,
  inputs: LoggedInput[],
  undone: LoggedInput[],
  now: number,
): Session {
  const { from, contains } = startOf(session, inputs.length, now)
  const again = replaying(from, copyOfWorld(from.world), inputs)
  for (const [i, { at, input }] of inputs.entries()) {
    if (i < contains) continue
    again.pass(at, i)
    again.act(input, i + 1)
  }
  again.pass(now, inputs.length)
  const end = again.end()
  return { ...end, inputs, undone, shown: [...end.shown, ...shownAhead(session, end)] }
}

/** The session as it was at the checkpoint before a moment, or at its beginning where none can be used. */
function startOf(
  session: Session,
  inputs: number,
  now: number,
): { from: Session; contains: number } {
  const number = nearest(session.checkpoints, inputs, now)
  const point = session.checkpoints[number]
  try {
    if (point) {
      const { at, work, inputs: contains } = point
      const state = stateAt(session.checkpoints, number)
      const shown = session.shown.slice(0, Math.max(0, point.shown - session.shownFrom))
      const begun = { shown, shownFrom: point.shown - shown.length, shownLength: point.shown }
      return { from: { ...session, ...state, now: at, work, ...begun }, contains }
    }
  } catch {
    // The checkpoints of a session from outside may be no good; its inputs are.
  }
  const { definition, lab, from } = session
  const begun = openSession(engineOf(session), definition, lab, from)
  return { from: { ...begun, effort: session.effort }, contains: 0 }
}

/** What the terminals showed on the way that is taken back, for checkpoints that lie there. */
function shownAhead(before: Session, { checkpoints, shownLength }: Session): Emission[] {
  const last = checkpoints.at(-1)?.shown ?? 0
  if (last <= shownLength || shownLength < before.shownFrom) return []
  return before.shown.slice(shownLength - before.shownFrom, last - before.shownFrom)
}

/** Replays a whole sitting from its start. Identical inputs give identical Worlds. */
export const replay = (
  engine: Engine,
  definition: ClusterDefinition,
  inputs: LoggedInput[],
  now: number,
): Session => rebuild(openSession(engine, definition), inputs, [], now)
