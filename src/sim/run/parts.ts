/**
 * Parts of operations: what operations have in common, written once. A part compiles to named steps over
 * plain data, like those written by hand, so an operation can still be saved in the middle, shown, planned and
 * forked. Names in parentheses are internal: no call is placed there, and no plan shows them.
 *
 * `ask`, `askAll` and `askEach` call node daemons; the answer is typed by the call. `when`, `forEach`, `repeat`,
 * `block` and `attempt` hold other parts, and decide which of them come next.
 */
import { once } from '../../lib/once.ts'
import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import type { NodeCallArgs, NodeCallName, NodeCallReply } from '../noded/calls.ts'
import type { Reply, Unmet } from './calls/flight.ts'
import { type CallRequest, type Flow, goto, sleep } from './flow.ts'

/** A step: what is done at one instant, and what is wanted next. Nothing: the step that follows. */
export type Step<C, N> = (on: C) => N | Flow | undefined | void

/** Steps in order; their names are those that plans show. */
export type Steps<C, N> = Record<string, Step<C, N>>

/** Steps, parts one after the other, or what makes a part: most operations of a session never run. */
export type Part<C, N> = Steps<C, N> | readonly Part<C, N>[] | (() => Part<C, N>)

/** The steps of a part. Throws when two have the same name: the later would hide the earlier. */
export const stepsOf = <C, N>(part: Part<C, N>): Steps<C, N> => {
  if (typeof part === 'function') return stepsOf(part())
  if (!isList(part)) return part
  const steps: Steps<C, N> = {}
  for (const each of part)
    for (const [name, step] of Object.entries(stepsOf(each))) {
      if (Object.hasOwn(steps, name)) throw new Error(`there are two steps called ${name}`)
      steps[name] = step
    }
  return steps
}

/** What was declared, with the steps of a part, which are made when they are first looked at. */
export const withSteps = <T extends object, C, N>(
  declared: T,
  part: Part<C, N>,
): T & { readonly steps: Steps<C, N> } =>
  Object.defineProperty({ ...declared, steps: {} }, 'steps', { get: once(() => stepsOf(part)) })

const isList = <C, N>(part: Part<C, N>): part is readonly Part<C, N>[] => Array.isArray(part)

/** What parts need of the context of an opcode or a program. */
interface Asking {
  replies: Reply[]
  /** How far each `forEach` has come, by its name. */
  cursors: Record<string, number>
  /** Remembers a failure that does not end the opcode yet. */
  noteFailure?: (failure: Failure) => void
}

/** What came back from one node. Errors are sentences, as Ganeti's RpcResult.fail_msg. */
export type Answer<N extends NodeCallName> =
  | { node: NodeName; ok: true; payload: NodeCallReply<N> }
  | { node: NodeName; ok: false; error: string; offline: boolean; met?: Unmet }

/** Replies are JSON in the World; here they get the type of the call that was placed a step before. */
const answersTo = <K extends NodeCallName>(on: Asking): Answer<K>[] => on.replies as Answer<K>[]

/** Names of the steps at which a part ends. */
const answered = (name: string) => `(${name}: answered)`
const decided = (name: string) => `(${name}: decided)`
const left = (name: string) => `(${name}: left)`
const settled = (name: string) => `(${name}: settled)`

interface Call<C, K extends NodeCallName, To> {
  to: To
  args: (on: C) => NodeCallArgs<K>
  /** Asks also nodes that are flagged offline, or that the configuration does not know. */
  evenOffline?: boolean
}

const placed = <K extends NodeCallName>(
  nodes: readonly NodeName[],
  name: K,
  args: (node: NodeName) => NodeCallArgs<K>,
  evenOffline = false,
): Flow => ({
  next: 'calls',
  calls: nodes.map((to) => ({ to, name, args: args(to) })) as CallRequest[],
  ...(evenOffline ? { evenOffline } : {}),
})

/**
 * One call to one node. `to` may give null: then nothing is asked, and `answer` is passed over. `before` logs
 * what is about to be asked.
 */
export const ask =
  <C extends Asking, N, K extends NodeCallName>(
    name: string,
    call: K,
    {
      to,
      args,
      before,
      answer,
      evenOffline,
    }: Call<C, K, (on: C) => NodeName | null> & {
      before?: (on: C) => void
      answer?: (on: C, reply: Answer<K>) => NoInfer<N> | Flow | undefined | void
    },
  ): Part<C, N> =>
  (): Steps<C, N> => ({
    [name]: (on) => {
      const node = to(on)
      if (node === null) return goto(answered(name))
      before?.(on)
      return placed([node], call, () => args(on), evenOffline)
    },
    [`(${name}: answer)`]: (on) => {
      const [reply] = answersTo<K>(on)
      if (reply) return answer?.(on, reply)
    },
    [answered(name)]: () => undefined,
  })

/** The same call to several nodes at once; goes on when all have answered. */
export const askAll =
  <C extends Asking, N, K extends NodeCallName>(
    name: string,
    call: K,
    {
      to,
      args,
      before,
      answer,
      evenOffline,
    }: Omit<Call<C, K, (on: C) => readonly NodeName[]>, 'args'> & {
      args: (on: C, node: NodeName) => NodeCallArgs<K>
      before?: (on: C) => void
      answer?: (on: C, replies: Answer<K>[]) => NoInfer<N> | Flow | undefined | void
    },
  ): Part<C, N> =>
  (): Steps<C, N> => ({
    [name]: (on) => {
      before?.(on)
      return placed(to(on), call, (node) => args(on, node), evenOffline)
    },
    [`(${name}: answers)`]: (on) => answer?.(on, answersTo<K>(on)),
  })

/** The item that a `forEach` is at. */
export interface Current<C, T> {
  (on: C): T
  /** Its place in the list, from 0. */
  index: (on: C) => number
}

/**
 * The same steps for each item, one after the other; `leave()` ends the loop. The list is worked out again for
 * every step, so it must stay the same meanwhile.
 */
export const forEach = <C extends Asking, N, T>(
  name: string,
  of: (on: C) => readonly T[],
  body: (current: Current<C, T>) => Part<NoInfer<C>, NoInfer<N>>,
): Part<C, N> => {
  const index = (on: C) => own(on.cursors, name) ?? 0
  const item = (on: C): T => {
    const found = of(on)[index(on)]
    if (found === undefined) throw new Error(`${name}: there is no item ${index(on)} any more`)
    return found
  }
  const turn = `(${name}: next)`
  return () => [
    {
      [`(${name}: begin)`]: (on) => {
        on.cursors[name] = 0
      },
    },
    block<C, N>(`for ${name}`, [
      { [turn]: (on) => (index(on) < of(on).length ? undefined : leave()) },
      body(Object.assign(item, { index })),
      {
        [`(${name}: after one)`]: (on) => {
          on.cursors[name] = index(on) + 1
          return goto(turn)
        },
      },
    ]),
  ]
}

/** One call for each item, one after the other; `leave()` in `answer` ends the loop. */
export const askEach = <C extends Asking, N, K extends NodeCallName, T>(
  name: string,
  call: K,
  {
    of,
    to,
    args,
    before,
    answer,
  }: {
    of: (on: C) => readonly T[]
    to: (on: C, item: T) => NodeName | null
    args: (on: C, item: T) => NodeCallArgs<K>
    before?: (on: C, item: T) => void
    answer?: (
      on: C,
      reply: Answer<K>,
      item: T,
      index: number,
    ) => NoInfer<N> | Flow | undefined | void
  },
): Part<C, N> =>
  forEach<C, N, T>(`each: ${name}`, of, (current) =>
    ask<C, N, K>(name, call, {
      to: (on) => to(on, current(on)),
      args: (on) => args(on, current(on)),
      ...(before ? { before: (on: C) => before(on, current(on)) } : {}),
      ...(answer
        ? { answer: (on: C, reply: Answer<K>) => answer(on, reply, current(on), current.index(on)) }
        : {}),
    }),
  )

/** Steps that run only if the condition holds when their turn comes; `otherwise` those that run if not. */
export const when =
  <C, N>(
    name: string,
    holds: (on: NoInfer<C>) => boolean,
    steps: Part<NoInfer<C>, NoInfer<N>>,
    otherwise: Part<NoInfer<C>, NoInfer<N>> = {},
  ): Part<C, N> =>
  () => [
    { [`(${name}?)`]: (on) => (holds(on) ? undefined : goto(`(${name}: no)`)) },
    steps,
    {
      [`(${name}: yes)`]: () => goto(decided(name)),
      [`(${name}: no)`]: () => undefined,
    },
    otherwise,
    { [decided(name)]: () => undefined },
  ]

/** Passes over the rest of the innermost `block`, `repeat` or `forEach`. */
export const leave = (): Flow => ({ next: 'leave' })

/** Begins the innermost `repeat` again, after a pause in simulated milliseconds; without one, at once. */
export const again = (ms = 0): Flow => ({ next: 'again', ms })

/** Steps of which the rest can be passed over by `leave()`. */
export const block = <C, N>(name: string, steps: Part<NoInfer<C>, NoInfer<N>>): Part<C, N> => [
  within<C, N>(steps, (_on, next) => (isFlow(next, 'leave') ? goto(left(name)) : next)),
  () => ({ [left(name)]: () => undefined }),
]

/** Steps that begin again when one of them returns `again(ms)`, and end when the last is over. */
export const repeat =
  <C, N>(name: string, steps: Part<NoInfer<C>, NoInfer<N>>): Part<C, N> =>
  () => {
    const [first = ''] = Object.keys(stepsOf(steps))
    return block<C, N>(
      `repeat ${name}`,
      within<C, N>(steps, (_on, next) => {
        if (!isFlow(next, 'again')) return next
        return next.ms === 0 ? goto(first) : sleep(next.ms, first)
      }),
    )
  }

/** A failure on the way, as an opcode's step returns it. */
interface Failure {
  next: 'fail'
  text: string
}

/**
 * Steps that may fail. When one does, `caught` is told why, at that instant; then the steps of `otherwise` run
 * instead of the rest. What `caught` returns comes before that.
 */
export const attempt =
  <C, N>(
    name: string,
    steps: Part<NoInfer<C>, NoInfer<N>>,
    {
      caught,
      otherwise = {},
    }: {
      caught: (on: NoInfer<C>, why: string) => NoInfer<N> | Flow | undefined | void
      otherwise?: Part<NoInfer<C>, NoInfer<N>>
    },
  ): Part<C, N> =>
  () => [
    within<C, N>(steps, (on, next) => {
      if (!isFailure(next)) return next
      const { noteFailure } = on as Pick<Asking, 'noteFailure'>
      noteFailure?.(next)
      return caught(on, next.text) ?? goto(`(${name}: failed)`)
    }),
    {
      [`(${name}: done)`]: () => goto(settled(name)),
      [`(${name}: failed)`]: () => undefined,
    },
    otherwise,
    { [settled(name)]: () => undefined },
  ]

type Wanted<N> = N | Flow | undefined | void

const within = <C, N>(
  part: Part<C, N>,
  instead: (on: C, next: Wanted<N>) => Wanted<N>,
): Part<C, N> => eachStep(part, (on, step) => instead(on, step(on)))

/** The same steps, each run by `run`, which may do something else instead. */
export const eachStep =
  <C, N>(part: Part<C, N>, run: (on: C, step: Step<C, N>) => Wanted<N>): Part<C, N> =>
  () =>
    Object.fromEntries(
      Object.entries(stepsOf(part)).map(([name, step]): [string, Step<C, N>] => [
        name,
        (on) => run(on, step),
      ]),
    )

const isFlow = <F extends Flow['next']>(
  next: unknown,
  kind: F,
): next is Extract<Flow, { next: F }> =>
  typeof next === 'object' && next !== null && (next as Flow).next === kind

const isFailure = (next: unknown): next is Failure =>
  typeof next === 'object' && next !== null && (next as Failure).next === 'fail'
