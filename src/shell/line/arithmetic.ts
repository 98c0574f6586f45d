import { attempt, giveUp } from '../../lib/give-up.ts'

/** Whole numbers as bash counts: `$((…))`, `((…))`, with 64 bits. */

/** The variables that an expression reads and sets. */
export interface Variables {
  get: (name: string) => string
  set: (name: string, value: string) => void
}

/** What an expression comes to, or why it has no value, in bash's words. */
export type Calculated = { ok: true; value: bigint } | { ok: false; wrong: string }

interface Calculation {
  words: string[]
  at: number
  depth: number
  variables: Variables
}

const WORD =
  /\s*(\d\w*|[A-Za-z_]\w*|\$\{?[A-Za-z_]\w*\}?|\*\*|<<=|>>=|\+\+|--|&&|\|\||<<|>>|[-+*/%&|^<>=!]=|[-+*/%&|^<>=!~?:(),])/gy

const DEEPEST = 60

/** The value of an expression; an empty one is 0. */
export function calculate(text: string, variables: Variables): Calculated {
  const words = [...text.matchAll(WORD)].map(([, word = '']) => word.replace(/^\$\{?|\}$/g, ''))
  const read = [...text.matchAll(WORD)].reduce((length, [all]) => length + all.length, 0)
  const rest = text.slice(read).trim()
  if (rest !== '')
    return {
      ok: false,
      wrong: `${text}: syntax error: operand expected (error token is "${rest}")`,
    }
  if (words.length === 0) return { ok: true, value: 0n }
  const c: Calculation = { words, at: 0, depth: 0, variables }
  const done = attempt<bigint, string>(() => {
    const value = sequence(c)
    const left = c.words.slice(c.at).join(' ')
    return left === '' ? value : fail(`syntax error in expression (error token is "${left}")`)
  })
  return done.ok ? done : { ok: false, wrong: `${text}: ${done.reason}` }
}

const fail = (why: string): never => giveUp(why)

const whole = (value: bigint): bigint => BigInt.asIntN(64, value)

function takes(c: Calculation, ...operators: string[]): string | undefined {
  const word = c.words[c.at]
  if (word === undefined || !operators.includes(word)) return undefined
  c.at += 1
  return word
}

function sequence(c: Calculation): bigint {
  if (++c.depth > DEEPEST) fail('expression recursion level exceeded')
  let value = assigned(c)
  while (takes(c, ',')) value = assigned(c)
  c.depth -= 1
  return value
}

const isName = (word: string): boolean => /^[A-Za-z_]\w*$/.test(word)

const numberIn = (c: Calculation, name: string): bigint => {
  const text = c.variables.get(name).trim()
  return /^[+-]?\d+$/.test(text) ? whole(BigInt(text)) : 0n
}

function set(c: Calculation, name: string, value: bigint): bigint {
  c.variables.set(name, String(value))
  return value
}

function assigned(c: Calculation): bigint {
  const name = c.words[c.at] ?? ''
  const operator = c.words[c.at + 1]
  if (!isName(name) || operator === undefined || !/^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator))
    return chosen(c)
  c.at += 2
  const right = assigned(c)
  return set(
    c,
    name,
    operator === '=' ? right : operate(operator.slice(0, -1), numberIn(c, name), right),
  )
}

function chosen(c: Calculation): bigint {
  const condition = binary(c, 0)
  if (!takes(c, '?')) return condition
  const first = sequence(c)
  if (!takes(c, ':')) fail("`:' expected for conditional expression")
  const second = assigned(c)
  return condition === 0n ? second : first
}

/** Operators by how loosely they bind, the loosest first. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

function binary(c: Calculation, level: number): bigint {
  const operators = LEVELS[level]
  if (!operators) return power(c)
  let left = binary(c, level + 1)
  for (let word = takes(c, ...operators); word; word = takes(c, ...operators))
    left = operate(word, left, binary(c, level + 1))
  return left
}

function power(c: Calculation): bigint {
  const base = unary(c)
  if (!takes(c, '**')) return base
  const exponent = power(c)
  if (exponent < 0n) fail('exponent less than 0 (error token is "")')
  let result = 1n
  let factor = base
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = whole(result * factor)
    factor = whole(factor * factor)
  }
  return result
}

function operate(operator: string, a: bigint, b: bigint): bigint {
  if ((operator === '/' || operator === '%') && b === 0n)
    fail(`division by 0 (error token is "${b}")`)
  switch (operator) {
    case '+':
      return whole(a + b)
    case '-':
      return whole(a - b)
    case '*':
      return whole(a * b)
    case '/':
      return whole(a / b)
    case '%':
      return a % b
    case '<<':
      return whole(a << (b & 63n))
    case '>>':
      return a >> (b & 63n)
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    default:
      return compared(operator, a, b) ? 1n : 0n
  }
}

function compared(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '&&':
      return a !== 0n && b !== 0n
    default:
      return a !== 0n || b !== 0n
  }
}

function unary(c: Calculation): bigint {
  if (++c.depth > DEEPEST) fail('expression recursion level exceeded')
  const value = prefixed(c)
  c.depth -= 1
  return value
}

function prefixed(c: Calculation): bigint {
  const step = takes(c, '++', '--')
  const name = c.words[c.at] ?? ''
  if (step && isName(name)) {
    c.at += 1
    return set(c, name, whole(numberIn(c, name) + (step === '++' ? 1n : -1n)))
  }
  const sign = takes(c, '-', '+', '!', '~')
  if (sign === '-') return whole(-unary(c))
  if (sign === '+') return unary(c)
  if (sign === '!') return unary(c) === 0n ? 1n : 0n
  return sign === '~' ? ~unary(c) : operand(c)
}

function operand(c: Calculation): bigint {
  if (takes(c, '(')) {
    const inner = sequence(c)
    if (!takes(c, ')')) fail('missing `)\' (error token is "")')
    return inner
  }
  const word = c.words[c.at++] ?? ''
  if (isName(word)) {
    const value = numberIn(c, word)
    const step = takes(c, '++', '--')
    if (step) set(c, word, whole(value + (step === '++' ? 1n : -1n)))
    return value
  }
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(word))
    return fail(`syntax error: operand expected (error token is "${word}")`)
  return whole(BigInt(/^0\d/.test(word) && /^[0-7]+$/.test(word) ? `0o${word.slice(1)}` : word))
}
