import { keepingLast } from '../../../lib/last.ts'
import type { Stepwise } from '../../../sim/htools/capacity/fill.ts'

/** Work that is done bit by bit. */
export type Unfinished<T> = {
  /** What it came to within so many attempts; null: it takes more of them. */
  readonly within: (attempts: number) => { readonly value: T } | null
}

/** Counts the attempts of a piece of work that is begun at once and goes on when it is asked. */
export function unfinished<T>(work: Stepwise<T>): Unfinished<T> {
  let done = 0
  let result: { readonly value: T } | null = null
  return {
    within: (attempts) => {
      while (result === null && done <= attempts) {
        const step = work.next()
        if (step.done) result = { value: step.value }
        else done += 1
      }
      return done <= attempts ? result : null
    },
  }
}

/** `begin`, which keeps what it began for the last key: a step of a program goes on where the one before it stopped. */
export const resumed = <T>(begin: (key: string) => Stepwise<T>): ((key: string) => Unfinished<T>) =>
  keepingLast((key) => unfinished(begin(key)))
