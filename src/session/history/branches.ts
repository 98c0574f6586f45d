import { t } from '../../lib/language/t.ts'
import type { Input } from '../../sim/input.ts'

/** An input and the simulated millisecond at which it came. */
export interface LoggedInput {
  at: number
  input: Input
}

/** The identity of a way through a session: the present one, or one that was left. */
export interface Way {
  /** From 1; the first way of a session is 1. */
  id: number
  /** What the learner calls it; empty: nothing yet. */
  name: string
}

/**
 * A way that was left by doing something else in its past. It holds only what is its own; its beginning is that of
 * another way, so that no input is kept twice.
 */
export interface Branch extends Way {
  /** The way whose beginning it shares: another branch, or the present way. */
  on: number
  /** How many inputs of that way, from the beginning of the session on, come before its own. */
  shares: number
  /** Its own inputs, oldest first; at least one. */
  inputs: LoggedInput[]
  /** The moment it had reached when it was left, in simulated milliseconds. */
  until: number
}

/** The ways of a session: the present one, and those that were left. */
export interface Ways {
  way: Way
  /** Oldest first. Each leads, by its `on`, to the present way. */
  branches: readonly Branch[]
}

/** A session as a list of inputs: those done, and those taken back, the next to redo last. */
interface Log extends Ways {
  inputs: LoggedInput[]
  undone: LoggedInput[]
  looking: boolean
  now: number
  until: number
}

/** A session keeps at most so many branches, with at most so many inputs of their own in all. */
export const MOST_BRANCHES = 8
export const MOST_BRANCH_INPUTS = 10_000
/** Characters of a name. */
export const LONGEST_NAME = 60

export const FIRST_WAY: Way = { id: 1, name: '' }

/** What a way is called: by the learner, or by its number. */
export const nameOfWay = ({ id, name }: Way): string => (name === '' ? t`Branch ${id}` : name)

/** All inputs of the present way, also those that are taken back. */
export const wholeWay = ({ inputs, undone }: Pick<Log, 'inputs' | 'undone'>): LoggedInput[] =>
  undone.length === 0 ? inputs : [...inputs, ...[...undone].reverse()]

/** Whether there is something after the moment at which a session stands: to come again, or to redo. */
export const hasMoreAhead = ({ undone, now, until }: Pick<Log, 'undone' | 'now' | 'until'>) =>
  undone.length > 0 || now < until

/** Whether a session looks at a moment before the one that its way has reached. */
export const isInPast = (session: Pick<Log, 'undone' | 'looking' | 'now' | 'until'>): boolean =>
  session.looking && hasMoreAhead(session)

/** The present way as it stands: what was taken back is not part of it. */
export const standingWay = (session: Log): Pick<Log, 'inputs' | 'until'> =>
  session.looking
    ? { inputs: wholeWay(session), until: session.until }
    : { inputs: session.inputs, until: session.now }

const freshId = ({ way, branches }: Ways): number =>
  Math.max(way.id, ...branches.map(({ id }) => id)) + 1

/** The same branches, where the present way has left `left` after `shares` inputs and is called `id` now. */
const onTo = (branches: readonly Branch[], left: Way, shares: number, id: number): Branch[] =>
  branches.map((branch) =>
    branch.on === left.id && branch.shares <= shares ? { ...branch, on: id } : branch,
  )

/**
 * The session that goes on from here as a new way. What came later is kept as a branch, if something was done there;
 * where only time passed, the same happens again by waiting.
 */
export function forked<T extends Log>(session: T): T {
  const { now, undone, way, until, inputs } = session
  if (undone.length === 0)
    return now === until ? session : { ...session, looking: false, until: now }
  const next: Way = { id: freshId(session), name: '' }
  const left: Branch = {
    ...way,
    on: next.id,
    shares: inputs.length,
    inputs: [...undone].reverse(),
    until,
  }
  const branches = [...onTo(session.branches, way, inputs.length, next.id), left]
  return {
    ...session,
    undone: [],
    looking: false,
    until: now,
    way: next,
    branches: withinLimits(branches),
  }
}

/** The branches without the oldest, where there are too many. */
function withinLimits(branches: readonly Branch[]): readonly Branch[] {
  let kept = branches
  while (kept.length > MOST_BRANCHES || (kept.length > 1 && sizeOf(kept) > MOST_BRANCH_INPUTS))
    kept = withoutBranch(kept, kept[0]?.id ?? 0)
  return kept
}

/** How many inputs the branches hold. */
export const sizeOf = (branches: readonly Branch[]): number =>
  branches.reduce((sum, { inputs }) => sum + inputs.length, 0)

/** The branches without one. What others share with it goes to that one of them that shares most. */
export function withoutBranch(branches: readonly Branch[], id: number): readonly Branch[] {
  const gone = branches.find((branch) => branch.id === id)
  if (!gone) return branches
  const kept = branches
    .filter((branch) => branch !== gone)
    .map((branch) =>
      branch.on === id && branch.shares <= gone.shares ? { ...branch, on: gone.on } : branch,
    )
  const children = kept.filter(({ on }) => on === id)
  const heir = children.reduce<Branch | null>(
    (most, branch) => (most && most.shares >= branch.shares ? most : branch),
    null,
  )
  if (!heir) return kept
  return kept.map((branch) => {
    if (branch.on !== id) return branch
    if (branch !== heir) return { ...branch, on: heir.id }
    const shared = gone.inputs.slice(0, heir.shares - gone.shares)
    return { ...heir, on: gone.on, shares: gone.shares, inputs: [...shared, ...heir.inputs] }
  })
}

/** The whole way of a branch: its inputs from the beginning of the session on. */
export function inputsOf(session: Log, branch: Branch): LoggedInput[] {
  const parent = session.branches.find(({ id }) => id === branch.on)
  const before = parent ? inputsOf(session, parent) : wholeWay(session)
  return [...before.slice(0, branch.shares), ...branch.inputs]
}

/** The input of a number, from 0, on a way of the session; undefined where that way is shorter. */
function inputOn(session: Log, way: number, number: number): LoggedInput | undefined {
  const branch = session.branches.find(({ id }) => id === way)
  if (!branch) {
    const { inputs, undone } = session
    return inputs[number] ?? undone.at(inputs.length - number - 1)
  }
  const own = number - branch.shares
  return own < 0 ? inputOn(session, branch.on, number) : branch.inputs[own]
}

/** The moment up to which a branch and the way that it begins on are the same, in simulated milliseconds. */
export function partedAt(session: Log, { on, shares, inputs, until }: Branch): number {
  const parent = session.branches.find(({ id }) => id === on) ?? session
  const theirs = inputOn(session, on, shares)?.at ?? parent.until
  return Math.min(theirs, inputs[0]?.at ?? until)
}

/** The ways of a session, and where the present one leads. */
export interface Turned extends Ways {
  /** All inputs of the present way. */
  inputs: LoggedInput[]
  until: number
}

/**
 * The ways with a branch as the present one, and the present one as a branch, if it holds something of its own. Null
 * where there is no such branch.
 */
export function turnedTo(session: Log, id: number): Turned | null {
  const { way, branches, until } = session
  return turned({ way, branches, until, inputs: wholeWay(session) }, id)
}

function turned(from: Turned, id: number): Turned | null {
  const branch = from.branches.find((one) => one.id === id)
  if (!branch) return null
  const there = branch.on === from.way.id ? from : turned(from, branch.on)
  if (!there) return null
  const { on: _, shares, inputs, until, ...way } = branch
  const others = there.branches.filter((one) => one !== branch)
  const own = there.inputs.slice(shares)
  const left = { ...there.way, on: id, shares, inputs: own, until: there.until }
  return {
    way,
    branches: [...onTo(others, there.way, shares, id), ...(own.length > 0 ? [left] : [])],
    inputs: [...there.inputs.slice(0, shares), ...inputs],
    until,
  }
}

/** How many inputs two ways have in common. */
export function inCommon(a: readonly LoggedInput[], b: readonly LoggedInput[]): number {
  const differs = a.findIndex((input, i) => b[i] !== input)
  return differs < 0 ? Math.min(a.length, b.length) : differs
}
