import { own } from '../lib/own.ts'

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** "10m" and the like in seconds, or why not. Source: lib/cli.py, ParseTimespec. */
export function parseTimespec(text: string): number | { refusal: string } {
  if (text === '') return { refusal: 'Empty time specification passed' }
  const unit = own(SECONDS, text.slice(-1))
  const digits = unit === undefined ? text : text.slice(0, -1)
  if (digits === '') return { refusal: 'Invalid time specification (only suffix passed)' }
  // Python's int() takes blanks around the number, and a sign.
  if (!/^\s*[+-]?\d+\s*$/.test(digits)) return { refusal: `Invalid time specification '${digits}'` }
  return Number(digits) * (unit ?? 1)
}
