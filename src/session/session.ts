import { causeOf } from '../labs/drill.ts'
import type { Lab, Step } from '../labs/lab.ts'
import { holds, NO_PROGRESS, observe, type Progress } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission, Input } from '../sim/input.ts'
import { nextEvent, type World } from '../sim/world.ts'
import { structuredCloneWorld } from './copy.ts'
import { engine, language } from './language.ts'
import { type Hands, takeStep } from './steps.ts'

/** An input and the simulated millisecond at which it came. */
export interface LoggedInput {
  at: number
  input: Input
}

/**
 * One sitting: a start, the inputs since, and what follows from them. A value; every function below
 * returns the next one. Time is handed in: this file knows no clock.
 */
export interface Session {
  definition: ClusterDefinition
  /** The lab it belongs to; null: free play. */
  lab: Lab | null
  /** How far it has come in that lab. */
  progress: Progress
  world: World
  /** Simulated milliseconds at which it began: later than 0 where something was done before. */
  began: number
  /** Simulated milliseconds; runs on while the World rests. */
  now: number
  inputs: LoggedInput[]
  /** Inputs taken back, the next to redo last. Gone with the next new input. */
  undone: LoggedInput[]
  /**
   * Everything the terminals showed, oldest first. The array only grows and may be shared by later
   * sessions: of it, the first `shownLength` entries belong to this one.
   */
  shown: Emission[]
  shownLength: number
  checkpoints: Checkpoint[]
}

/** A World to replay from. */
interface Checkpoint {
  at: number
  world: World
  progress: Progress
  /** How many inputs it contains, and how much its terminals had shown. */
  inputs: number
  shown: number
}

/** Inputs between two checkpoints. */
const CHECKPOINT_EVERY = 20

/**
 * A new sitting at the definition's start, or at the lab's: what was done before the learner comes has been
 * done, and is not among the inputs.
 */
export function openSession(definition: ClusterDefinition, lab: Lab | null = null): Session {
  const empty = beginning(definition, null, engine().startWorld(language(), definition), 0)
  const before = [
    ...(lab?.start.before ?? []),
    ...((lab && causeOf(lab, definition.release, definition.seed ?? 1)?.before) ?? []),
  ]
  const { world, now } = before.length === 0 ? empty : takeSteps(empty, before)
  return beginning(definition, lab, world, now)
}

/** The sitting that begins with a World as it is. */
export function beginning(
  definition: ClusterDefinition,
  lab: Lab | null,
  world: World,
  at: number,
): Session {
  const progress = observe(lab, { ...NO_PROGRESS, began: at }, world, at)
  return {
    definition,
    lab,
    progress,
    world,
    began: at,
    now: at,
    inputs: [],
    undone: [],
    shown: [],
    shownLength: 0,
    checkpoints: [{ at, world, progress, inputs: 0, shown: 0 }],
  }
}

/** What its terminals have shown so far. */
export const shownBy = (session: Session): Emission[] =>
  session.shown.length === session.shownLength
    ? session.shown
    : session.shown.slice(0, session.shownLength)

const show = (session: Session, emitted: Emission[]): Pick<Session, 'shown' | 'shownLength'> => {
  const shown = shownBy(session)
  shown.push(...emitted)
  return { shown, shownLength: shown.length }
}

/** The session with more on its terminals, by no input: what the trainer itself has to say there. */
export const withShown = (session: Session, emitted: Emission[]): Session => ({
  ...session,
  ...show(session, emitted),
})

/** Does one input now, and remembers it. What was undone before is forgotten. */
export function act(session: Session, input: Input): Session {
  const { world, emitted } = engine().apply(language(), session.world, input, session.now)
  const inputs = [...session.inputs, { at: session.now, input }]
  const progress = observe(session.lab, session.progress, world, session.now, input)
  const next = { ...session, world, progress, inputs, undone: [], ...show(session, emitted) }
  if (inputs.length % CHECKPOINT_EVERY !== 0) return next
  const mark = { at: next.now, world, progress, inputs: inputs.length, shown: next.shownLength }
  return { ...next, checkpoints: [...next.checkpoints, mark] }
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
    const { world, emitted } = engine().advance(language(), next.world, due)
    const progress = observe(next.lab, next.progress, world, due)
    next = { ...next, world, progress, now: due, ...show(next, emitted) }
  }
  return now <= next.now ? next : { ...next, now }
}

/** Somebody who works on a copy of the session's World; `end` gives the session that came of it. */
interface Sitting extends Hands {
  end: () => Session
}

/** Plays on without a screen, on one copy in place: even a day of `watch` takes seconds. */
function sitDown(session: Session): Sitting {
  const world = structuredCloneWorld(session.world)
  const shown = shownBy(session)
  const inputs = [...session.inputs]
  const emit = (emission: Emission) => shown.push(emission)
  let { progress, now } = session
  const replayed = replaying(session.lab, world, emit)
  return {
    world,
    get now() {
      return now
    },
    nextEvent: () => nextEvent(world),
    act(input) {
      inputs.push({ at: now, input })
      progress = replayed.act(progress, input, now)
    },
    pass(until) {
      progress = replayed.pass(progress, until)
      now = Math.max(now, until)
    },
    holds: (condition) => holds(condition, session.lab, progress, world, now),
    end() {
      const shownLength = shown.length
      const mark = { at: now, world, progress, inputs: inputs.length, shown: shownLength }
      const far = inputs.length - (session.checkpoints.at(-1)?.inputs ?? 0) >= CHECKPOINT_EVERY
      const checkpoints = far ? [...session.checkpoints, mark] : session.checkpoints
      const next = { ...session, world, progress, now, inputs, undone: [], shown, shownLength }
      return { ...next, checkpoints }
    },
  }
}

/** Inputs and time on a World that is changed in place, with the lab looking on. */
const replaying = (lab: Lab | null, world: World, emit: (emission: Emission) => void) => ({
  act(progress: Progress, input: Input, at: number): Progress {
    engine().applyInPlace(language(), world, input, at, emit)
    return observe(lab, progress, world, at, input)
  },
  pass(before: Progress, until: number): Progress {
    let progress = before
    for (let due = nextEvent(world); due !== undefined && due <= until; due = nextEvent(world)) {
      engine().advanceInPlace(language(), world, due, emit)
      progress = observe(lab, progress, world, due)
    }
    return progress
  },
})

/** Plays on without a screen: `work` types, presses and waits. */
export function play(session: Session, work: (hands: Hands) => void): Session {
  const sitting = sitDown(session)
  work(sitting)
  return sitting.end()
}

/** Takes steps of a lab one after the other. Throws a sentence about one that cannot be taken. */
export const takeSteps = (session: Session, steps: readonly Step[]): Session =>
  play(session, (hands) => {
    for (const step of steps) {
      const problem = takeStep(hands, step)
      if (problem !== null) throw new Error(problem)
    }
  })

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
  // Time may have passed since they were taken back: what comes after this one cannot have been before it.
  const undone = session.undone.slice(0, -1).map((i) => (i.at < at ? { ...i, at } : i))
  return { ...act(passTime(session, at), next.input), undone }
}

/** Replays `inputs` from the nearest checkpoint and stops at `now`. */
function rebuild(
  session: Session,
  inputs: LoggedInput[],
  undone: LoggedInput[],
  now: number,
): Session {
  const usable = session.checkpoints.filter((c) => c.inputs <= inputs.length && c.at <= now)
  // A session that was opened from a file has only the checkpoint it was saved at: start again.
  if (usable.length === 0) usable.push(...openSession(session.definition, session.lab).checkpoints)
  const from = usable.at(-1)
  if (!from) throw new Error('a session has a beginning')
  const world = structuredCloneWorld(from.world)
  const shown = session.shown.slice(0, from.shown)
  const again = replaying(session.lab, world, (emission) => shown.push(emission))
  let { progress } = from
  for (const { at, input } of inputs.slice(from.inputs))
    progress = again.act(again.pass(progress, at), input, at)
  progress = again.pass(progress, now)
  return {
    ...session,
    world,
    progress,
    now,
    inputs,
    undone,
    shown,
    shownLength: shown.length,
    checkpoints: usable,
  }
}

/** Replays a whole sitting from its start. Identical inputs give identical Worlds. */
export const replay = (
  definition: ClusterDefinition,
  inputs: LoggedInput[],
  now: number,
): Session => rebuild(openSession(definition), inputs, [], now)
