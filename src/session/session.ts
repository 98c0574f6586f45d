import { causeOf } from '../labs/drill.ts'
import { type Effort, NO_EFFORT, withNamed, withTurns } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import { holds, isRightCause, NO_PROGRESS, observe } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission, Input } from '../sim/input.ts'
import { nextEvent, type World } from '../sim/world.ts'
import type { Engine } from './engine.ts'
import {
  FIRST_WAY,
  forked,
  inCommon,
  type LoggedInput,
  turnedTo,
  wholeWay,
} from './history/branches.ts'
import {
  hasAhead,
  isDue,
  nearest,
  type Position,
  stateAt,
  upTo,
  withCheckpoint,
} from './history/checkpoint.ts'
import { replaying } from './history/replaying.ts'
import { showMore } from './history/terminal-output.ts'
import { copyOfWorld, frozenWorld } from './history/world-copy.ts'
import { type PlacedStep, runWithinBudget } from './labs/budget.ts'
import type { Driver } from './labs/lab-steps.ts'
import { type GoalStart, markPlayed, playToGoal } from './labs/solution.ts'
import { engineOf, type Session } from './value.ts'

export type { LoggedInput } from './history/branches.ts'
export { engineOf, type Session } from './value.ts'

/**
 * A new sitting at the definition's start, or at the lab's: what was done before the learner comes has been
 * done, and is not among the inputs. `from`: the goal to begin at, where the lab's own solution has been played so far.
 * Throws a StepFailed where it cannot be done, or would take too much.
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
    before.length === 0 ? empty : play(empty, (driver) => runWithinBudget(driver, before))
  const opened = beginning(engine, definition, lab, world, now)
  if (!lab || from === null) return opened
  const there = playToGoal(opened, lab, from, (session, step) =>
    play(session, (driver) => runWithinBudget(driver, [step])),
  )
  const ahead = { from, progress: markPlayed(there.progress) }
  return beginning(engine, definition, lab, there.world, there.now, ahead)
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
  ahead?: GoalStart,
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
    looking: false,
    until: at,
    way: FIRST_WAY,
    branches: [],
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

/** Does one input now, and remembers it. In the past it begins another way, and the one that was is a branch. */
export const act = (session: Session, input: Input): Session => done(forked(session), input)

/** The next way begins here: the one that was is kept as a branch. The same session where it stands at the present. */
export function goOn(session: Session): Session {
  const next = forked(session)
  if (next === session) return session
  return { ...next, checkpoints: upTo(next.checkpoints, positionOf(next)) }
}

/** The session after an input, on the way that it is on. */
function done(session: Session, input: Input): Session {
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
  const moment = Math.max(now, next.now)
  const until = reaching(next, moment)
  return moment === next.now && until === next.until ? next : { ...next, now: moment, until }
}

/** How far the way of a session reaches once it stands at a moment: what is ahead keeps its own end. */
const reaching = ({ undone, until }: Session, now: number): number =>
  undone.length > 0 ? until : Math.max(until, now)

/** Lets time pass: where an earlier moment is looked at, along the way that was, with each input at its time. */
export function playOn(session: Session, now: number): Session {
  if (!session.looking) return passTime(session, now)
  let next = session
  for (let due = next.undone.at(-1); due && due.at <= now; due = next.undone.at(-1))
    next = redo(next)
  return passTime(next, now)
}

/** Simulated time of the next thing to happen by `playOn`: an event, or an input that happens again. */
export function nextDue({ world, undone, looking }: Session): number | undefined {
  const event = nextEvent(world)
  const input = looking ? undone.at(-1)?.at : undefined
  return event === undefined || (input !== undefined && input < event) ? input : event
}

/** Works on a copy of the session's World; `end` gives the session that came of it. */
interface SessionDriver extends Driver {
  end: () => Session
}

/** Plays on without a screen, on one copy in place: even a day of `watch` takes seconds. */
function openDriver(session: Session): SessionDriver {
  const inputs = [...session.inputs]
  const before = { ...session, checkpoints: upTo(session.checkpoints, positionOf(session)) }
  let ways: Partial<Session> = {}
  const replayed = replaying(before, copyOfWorld(session.world), inputs)
  const { world } = replayed
  return {
    world,
    get now() {
      return replayed.now
    },
    nextEvent: () => nextEvent(world),
    act(input) {
      if (inputs.length === session.inputs.length) ways = forked({ ...session, now: replayed.now })
      inputs.push({ at: replayed.now, input })
      replayed.act(input)
    },
    pass: (until) => replayed.pass(until),
    holds: (condition) => holds(condition, session.lab, replayed.progress, world, replayed.now),
    end: () => {
      const { way, branches, undone, looking, until } = { ...session, ...ways }
      const end = { ...replayed.end(), inputs, way, branches, undone, looking, until }
      return { ...end, until: reaching(end, end.now) }
    },
  }
}

/** Plays on without a screen: `work` types, presses and waits. */
export function play(session: Session, work: (driver: Driver) => void): Session {
  const driver = openDriver(session)
  work(driver)
  return driver.end()
}

/** Looks at the session as it was at `now`; what came after that moment stays ahead. */
export function seek(session: Session, now: number): Session {
  const moment = Math.max(session.began, now)
  return seekInput(session, wholeWay(session).filter((i) => i.at <= moment).length, moment)
}

/**
 * Looks at the session as it was after its first `count` inputs, at `now`: no earlier than they, no later than the next.
 */
export function seekInput(session: Session, count: number, now: number): Session {
  const all = wholeWay(session)
  return {
    ...rebuild(session, all.slice(0, count), all.slice(count).reverse(), now),
    looking: true,
  }
}

/** Goes back to `now` and stays there: what came after that moment waits for redo. */
export const rewind = (session: Session, now: number): Session => ({
  ...seek(session, now),
  looking: false,
})

/** The session at the end of a branch; the way that it was on is a branch now. The same where there is no such branch. */
export function openBranch(session: Session, id: number): Session {
  const turned = turnedTo(session, id)
  if (!turned) return session
  const { inputs, until } = turned
  const shared = inCommon(inputs, wholeWay(session))
  const parted = inputs[shared]?.at ?? until
  const checkpoints = session.checkpoints.filter(
    (point) => point.inputs <= shared && point.at <= parted,
  )
  return rebuild({ ...session, ...turned, looking: false, checkpoints }, inputs, [], until)
}

/** Takes the last input back, to the moment just before it. The same session when there is none. */
export function undo(session: Session): Session {
  const last = session.inputs.at(-1)
  if (!last) return session
  return { ...seekInput(session, session.inputs.length - 1, last.at), looking: false }
}

/** Does the input again that was taken back last. */
export function redo(session: Session): Session {
  const next = session.undone.at(-1)
  if (!next) return session
  // Time may have passed since it was taken back: it comes later by so much, and all that follow it.
  const late = Math.max(0, session.now - next.at)
  const at = next.at + late
  const again = done(passTime(session, at), next.input)
  const others = session.undone.slice(0, -1)
  const undone = late === 0 ? others : others.map((i) => ({ ...i, at: i.at + late }))
  const until = undone.length > 0 || session.looking ? session.until + late : at
  const known = late === 0 && hasAhead(session.checkpoints, positionOf(session))
  return {
    ...again,
    undone,
    until: Math.max(until, at),
    checkpoints: known ? session.checkpoints : again.checkpoints,
  }
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
  const { way, branches, looking } = session
  const until = Math.max(session.until, now)
  const shown = [...end.shown, ...shownAhead(session, end)]
  return { ...end, inputs, undone, looking, until, way, branches, shown }
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
