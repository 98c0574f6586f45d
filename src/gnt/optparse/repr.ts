import { own } from '../../lib/own.ts'
/** Text as Python's repr() writes it: in single quotes, unless it holds some and no double ones. */
export function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  const body = Array.from(text, (char) => {
    if (char === '\\' || char === quote) return `\\${char}`
    if (char >= ' ' && char !== '\x7f') return char
    return own(named, char) ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return quote + body.join('') + quote
}
