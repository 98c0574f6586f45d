const REASON = Symbol('reason')

/** Ends a computation from deep inside. The `attempt` around it returns the reason. */
export function giveUp<R>(reason: R): never {
  throw Object.assign(new Error('given up outside an attempt'), { [REASON]: reason })
}

/** Runs a computation that may give up. */
export function attempt<T, R>(run: () => T): { ok: true; value: T } | { ok: false; reason: R } {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    if (error instanceof Error && Object.hasOwn(error, REASON))
      return { ok: false, reason: (error as Error & { [REASON]: R })[REASON] }
    throw error
  }
}
