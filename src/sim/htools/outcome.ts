/** Why a placement on a node is refused, in the order Ganeti counts them (HTools/Types.hs). */
export const failModes = [
  'FailMem',
  'FailDisk',
  'FailCPU',
  'FailN1',
  'FailTags',
  'FailMig',
  'FailDiskCount',
  'FailSpindles',
  'FailInternal',
] as const

/** One of the reasons for which a node is refused. */
export type FailMode = (typeof failModes)[number]

/** A value, or the reason why there is none. */
export type Result<T, E = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

/** A success with its value. */
export const good = <T>(value: T): Result<T, never> => ({ ok: true, value })

/** A failure with its reason. */
export const bad = <E>(error: E): Result<never, E> => ({ ok: false, error })

/** Puts "owner: " before the error, as Ganeti's `annotateResult` does. */
export const annotate = <T>(owner: string, outcome: Result<T>): Result<T> =>
  outcome.ok ? outcome : bad(`${owner}: ${outcome.error}`)
