import { type LineReader, operatorAt, unexpected } from './reader.ts'
import type { Redirect } from './syntax.ts'

/** Redirections between the words of a command. */

type Pending =
  | { kind: 'in' }
  | { kind: 'here' }
  | { kind: 'out'; of: 1 | 2 | 'both'; append: boolean }
  | { kind: 'join'; of: 1 | 2 }

const PENDING = new Map<string, Pending>([
  ['<', { kind: 'in' }],
  ['0<', { kind: 'in' }],
  ['<<', { kind: 'here' }],
  ['<<-', { kind: 'here' }],
  ['>', { kind: 'out', of: 1, append: false }],
  ['1>', { kind: 'out', of: 1, append: false }],
  ['>>', { kind: 'out', of: 1, append: true }],
  ['1>>', { kind: 'out', of: 1, append: true }],
  ['2>', { kind: 'out', of: 2, append: false }],
  ['2>>', { kind: 'out', of: 2, append: true }],
  ['&>', { kind: 'out', of: 'both', append: false }],
  ['&>>', { kind: 'out', of: 'both', append: true }],
  ['2>&1', { kind: 'join', of: 2 }],
  ['1>&2', { kind: 'join', of: 1 }],
  ['>&2', { kind: 'join', of: 1 }],
])

/** Reads a redirection that stands here and adds it; false: there is none. */
export function takeRedirect(r: LineReader, { redirects }: { redirects: Redirect[] }): boolean {
  const pending = PENDING.get(operatorAt(r) ?? '')
  if (!pending) return false
  r.at += 1
  if (pending.kind === 'join') {
    redirects.push({ ...pending })
    return true
  }
  const next = r.tokens[r.at]
  // A file has to stand on the same line.
  if (next?.kind !== 'word') return unexpected(next ? r : { ...r, tokens: [NEWLINE], at: 0 })
  r.at += 1
  redirects.push(
    pending.kind === 'here' ? { kind: 'here', text: next.word } : { ...pending, file: next.word },
  )
  return true
}

const NEWLINE = { kind: 'operator', text: '\n' } as const
