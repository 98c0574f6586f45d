import { prereqText } from '../client/client.ts'
import { repr } from '../optparse/repr.ts'
import type { QueryResult } from '../query/resource.ts'

/** Job numbers as typed, read as Python's int() does. */
export function jobNumbers(args: readonly string[]): QueryResult<number[]> {
  const wrong = args.find((arg) => !/^\s*[-+]?\d+\s*$/.test(arg))
  if (wrong === undefined) return { ok: true, value: args.map(Number) }
  const text = `Invalid job ID passed: invalid literal for int() with base 10: ${repr(wrong)}`
  return { ok: false, text: prereqText({ class: 'wrong_input', text }) }
}

/** What the daemon's door says to a job number that is none. Ends with a line end. */
export const notANumber = (request: string, typed: string): string =>
  `Unhandled protocol error while talking to the master daemon:\nInvalid parameter passed to ${request} as job id:  expected integer, got value ${typed}\n`
