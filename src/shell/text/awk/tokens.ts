import { giveUp } from '../../../lib/give-up.ts'

/** From an awk program to tokens. */

/** `number`, `text` and `expression` are literals, `name` a word, `call` a word directly before a parenthesis. */
export interface AwkToken {
  kind: 'number' | 'text' | 'expression' | 'name' | 'call' | 'sign' | 'newline'
  text: string
}

/** Ends the reading or the running of a program, with what awk or this trainer says of it. */
export const fail = (why: string): never => giveUp(why)

/** Gives up: awk knows this, and this one does not. */
export const absent = (what: string): never => fail(`this trainer's awk has no ${what}`)

/** Gives up at a word at which the program makes no sense. */
export const syntaxError = (near: string): never =>
  fail(`line 1: syntax error at or near ${near === '' ? 'end of line' : near}`)

const SIGNS = /^(?:\*\*=|\*\*|\+\+|--|&&|\|\||[-+*/%^=!<>]=|>>|!~|[-+*/%^=!<>~?:,;(){}[\]$|])/

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', ''],
  ['/', '/'],
  ['"', '"'],
  ['\\', '\\'],
])

/** A text with its backslashes read. */
export const unescaped = (text: string): string =>
  text.replace(/\\([\s\S])/g, (all, c: string) => ESCAPES.get(c) ?? all)

/** Whether a slash after this token divides. */
const endsOperand = (token: AwkToken | undefined): boolean =>
  token !== undefined &&
  (['number', 'text', 'expression', 'name'].includes(token.kind) ||
    (token.kind === 'sign' && [')', ']', '$', '++', '--'].includes(token.text)))

const READERS: [AwkToken['kind'] | 'nothing', RegExp][] = [
  ['nothing', /^(?:[ \t\r]+|\\\n|#[^\n]*)/],
  ['newline', /^\n/],
  ['number', /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/],
  ['text', /^"(?:\\[\s\S]|[^"\\])*"/],
  ['call', /^[A-Za-z_]\w*(?=\()/],
  ['name', /^[A-Za-z_]\w*/],
]

/** Reads a program. */
export function awkTokens(program: string): AwkToken[] {
  const tokens: AwkToken[] = []
  for (let rest = program; rest !== ''; ) {
    const expression = endsOperand(tokens.at(-1))
      ? null
      : /^\/((?:\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|[^/\\\n])*)\//.exec(rest)
    if (expression) {
      tokens.push({ kind: 'expression', text: expression[1] ?? '' })
      rest = rest.slice(expression[0].length)
      continue
    }
    const found = READERS.map(([kind, form]) => ({ kind, text: form.exec(rest)?.[0] })).find(
      ({ text }) => text !== undefined,
    )
    const text = found?.text ?? SIGNS.exec(rest)?.[0] ?? syntaxError(rest.split(/\s/)[0] ?? '')
    rest = rest.slice(text.length)
    const kind = found?.kind ?? 'sign'
    if (kind === 'nothing') continue
    tokens.push({ kind, text: kind === 'text' ? unescaped(text.slice(1, -1)) : text })
  }
  return tokens
}
