import { labOf } from '../labs/library.ts'
import { NO_PROGRESS, observe, type Progress } from '../labs/progress.ts'
import { advance, advanceInPlace, apply, applyInPlace, nextEvent } from '../sim/apply.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission, Input } from '../sim/input.ts'
import { startWorld } from '../sim/start.ts'
import type { World } from '../sim/world.ts'
import { structuredCloneWorld } from './copy.ts'
import { language } from './language.ts'

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
  lab: string | null
  /** How far it has come in that lab. */
  progress: Progress
  world: World
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

/** A new sitting at the definition's start. */
export function openSession(definition: ClusterDefinition, lab: string | null = null): Session {
  const world = startWorld(language(), definition)
  const progress = seen(lab, NO_PROGRESS, world, 0)
  return {
    definition,
    lab,
    progress,
    world,
    now: 0,
    inputs: [],
    undone: [],
    shown: [],
    shownLength: 0,
    checkpoints: [{ at: 0, world, progress, inputs: 0, shown: 0 }],
  }
}

const seen = (
  lab: string | null,
  progress: Progress,
  world: World,
  now: number,
  input?: Input,
): Progress => {
  const open = labOf(lab)
  return open ? observe(open, progress, world, now, input) : progress
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

/** Does one input now, and remembers it. What was undone before is forgotten. */
export function act(session: Session, input: Input): Session {
  const { world, emitted } = apply(language(), session.world, input, session.now)
  const inputs = [...session.inputs, { at: session.now, input }]
  const progress = seen(session.lab, session.progress, world, session.now, input)
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
    const { world, emitted } = advance(language(), next.world, due)
    const progress = seen(next.lab, next.progress, world, due)
    next = { ...next, world, progress, now: due, ...show(next, emitted) }
  }
  return now <= next.now ? next : { ...next, now }
}

/**
 * Plays on without a screen: `next` looks at the World and says what is typed now, or how long to wait at
 * most ('wait' until anything happens), or that it is done. Works on one copy in place, so that even a day
 * of `watch` takes seconds. Ends at `limit` simulated milliseconds at the latest.
 */
export function play(
  session: Session,
  next: (world: World) => Input | 'wait' | 'done',
  limit: number,
): Session {
  const world = structuredCloneWorld(session.world)
  const shown = shownBy(session)
  const inputs = [...session.inputs]
  const emit = (emission: Emission) => shown.push(emission)
  let { progress, now } = session
  for (let step = next(world); step !== 'done' && now < limit; step = next(world)) {
    if (step === 'wait') {
      now = Math.min(limit, nextEvent(world) ?? limit)
      advanceInPlace(language(), world, now, emit)
      progress = seen(session.lab, progress, world, now)
    } else {
      inputs.push({ at: now, input: step })
      applyInPlace(language(), world, step, now, emit)
      progress = seen(session.lab, progress, world, now, step)
    }
  }
  return { ...session, world, progress, now, inputs, undone: [], shown, shownLength: shown.length }
}

/** The session as it was at `now`; inputs after that moment can be redone. */
export function seek(session: Session, now: number): Session {
  const all = [...session.inputs, ...[...session.undone].reverse()]
  const kept = all.filter((i) => i.at <= now)
  return rebuild(session, kept, all.slice(kept.length).reverse(), now)
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
  const undone = session.undone.slice(0, -1)
  const at = Math.max(session.now, next.at)
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
  if (usable.length === 0) usable.push(...openSession(session.definition).checkpoints)
  const from = usable.at(-1)
  if (!from) throw new Error('a session has a beginning')
  const world = structuredCloneWorld(from.world)
  const shown = session.shown.slice(0, from.shown)
  const emit = (emission: Emission) => shown.push(emission)
  let { progress } = from
  const wait = (until: number) => {
    for (let due = nextEvent(world); due !== undefined && due <= until; due = nextEvent(world)) {
      advanceInPlace(language(), world, due, emit)
      progress = seen(session.lab, progress, world, due)
    }
  }
  for (const { at, input } of inputs.slice(from.inputs)) {
    wait(at)
    applyInPlace(language(), world, input, at, emit)
    progress = seen(session.lab, progress, world, at, input)
  }
  wait(now)
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
export function replay(definition: ClusterDefinition, inputs: LoggedInput[], now: number): Session {
  const session = openSession(definition)
  return rebuild(session, inputs, [], now)
}
