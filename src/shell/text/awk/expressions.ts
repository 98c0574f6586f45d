import { isFunction } from './functions.ts'
import { expect, isSign, type Reading, takeSign, takeWord } from './reading.ts'
import type { Expression, Place } from './syntax.ts'
import { absent, syntaxError } from './tokens.ts'

/** Reads expressions, the loosest operator first. */

const DEEPEST = 60

/** Reads an expression. */
export function parseExpression(r: Reading): Expression {
  if (++r.depth > DEEPEST) absent(`expressions that are more than ${DEEPEST} deep`)
  const left = choice(r)
  const operator = isPlace(left)
    ? takeSign(r, '=', '+=', '-=', '*=', '/=', '%=', '^=', '**=')
    : undefined
  const value: Expression =
    operator !== undefined && isPlace(left)
      ? { kind: 'assign', operator: operator.slice(0, -1), place: left, value: parseExpression(r) }
      : left
  r.depth -= 1
  return value
}

const isPlace = (value: Expression): value is Place =>
  value.kind === 'variable' || value.kind === 'field' || value.kind === 'item'

function choice(r: Reading): Expression {
  const condition = binary(r, 0)
  if (!takeSign(r, '?')) return condition
  const first = parseExpression(r)
  expect(r, ':')
  return { kind: 'choose', condition, first, second: parseExpression(r) }
}

/** Operators by how loosely they bind. `in` and joining have levels of their own. */
const LEVELS = [
  ['||'],
  ['&&'],
  'in',
  ['~', '!~'],
  ['<', '<=', '==', '!=', '>', '>='],
  'join',
  ['+', '-'],
  ['*', '/', '%'],
] as const

function binary(r: Reading, level: number): Expression {
  const operators = LEVELS[level]
  if (operators === undefined) return sign(r)
  let left = binary(r, level + 1)
  if (operators === 'in') {
    while (takeWord(r, 'in')) left = { kind: 'contains', keys: [left], name: nameOf(r) }
    return left
  }
  if (operators === 'join') {
    while (startsOperand(r))
      left = { kind: 'binary', operator: 'join', left, right: binary(r, level + 1) }
    return left
  }
  const usable = operators.filter((operator) => !(r.inPrint && operator === '>'))
  for (let op = takeSign(r, ...usable); op !== undefined; op = takeSign(r, ...usable))
    left = { kind: 'binary', operator: op, left, right: binary(r, level + 1) }
  return left
}

function nameOf(r: Reading): string {
  const token = r.tokens[r.at++]
  return token?.kind === 'name' ? token.text : syntaxError(token?.text ?? '')
}

/** Whether what comes next is joined to what stands before it. */
function startsOperand(r: Reading): boolean {
  const token = r.tokens[r.at]
  if (token === undefined || token.kind === 'newline') return false
  if (token.kind === 'sign') return ['$', '!', '(', '-', '+', '++', '--'].includes(token.text)
  return !(token.kind === 'name' && token.text === 'in')
}

function sign(r: Reading): Expression {
  const operator = takeSign(r, '!', '-', '+')
  if (operator === undefined) return power(r)
  if (++r.depth > DEEPEST) absent(`expressions that are more than ${DEEPEST} deep`)
  const operand = sign(r)
  r.depth -= 1
  return { kind: 'unary', operator, operand }
}

function power(r: Reading): Expression {
  const base = stepped(r)
  if (!takeSign(r, '^', '**')) return base
  return { kind: 'binary', operator: '^', left: base, right: sign(r) }
}

function stepped(r: Reading): Expression {
  const before = takeSign(r, '++', '--')
  const value = primary(r)
  const after = isPlace(value) && before === undefined ? takeSign(r, '++', '--') : undefined
  const operator = before ?? after
  if (operator === undefined) return value
  if (!isPlace(value)) return syntaxError(operator)
  return {
    kind: 'step',
    by: operator === '++' ? 1 : -1,
    before: before !== undefined,
    place: value,
  }
}

function primary(r: Reading): Expression {
  const token = r.tokens[r.at++]
  if (token === undefined) return syntaxError('')
  switch (token.kind) {
    case 'number':
      return { kind: 'number', value: Number(token.text) }
    case 'text':
      return { kind: 'text', value: token.text }
    case 'expression':
      return { kind: 'expression', source: token.text }
    case 'call':
      return call(r, token.text)
    case 'name':
      return named(r, token.text)
    case 'sign':
      if (token.text === '$') return { kind: 'field', number: stepped(r) }
      if (token.text === '(') return grouped(r)
      return syntaxError(token.text)
    case 'newline':
      return syntaxError('')
  }
}

function named(r: Reading, name: string): Expression {
  if (name === 'getline') return absent('getline')
  if (name === 'length') return { kind: 'call', name, args: [] }
  if (!takeSign(r, '[')) return { kind: 'variable', name }
  return { kind: 'item', name, keys: list(r, ']') }
}

function call(r: Reading, name: string): Expression {
  if (!isFunction(name)) return absent(`function ${name}`)
  expect(r, '(')
  return { kind: 'call', name, args: takeSign(r, ')') ? [] : list(r, ')') }
}

/** `(VALUE)`, or `(KEY, KEY) in ARRAY`. */
function grouped(r: Reading): Expression {
  const outer = r.inPrint
  r.inPrint = false
  const keys = list(r, ')')
  r.inPrint = outer
  const [only] = keys
  if (keys.length === 1 && only)
    return isPlace(only) ? { kind: 'unary', operator: '()', operand: only } : only
  return takeWord(r, 'in') ? { kind: 'contains', keys, name: nameOf(r) } : syntaxError(',')
}

function list(r: Reading, end: string): Expression[] {
  const found: Expression[] = []
  do {
    while (r.tokens[r.at]?.kind === 'newline') r.at += 1
    found.push(parseExpression(r))
  } while (takeSign(r, ','))
  if (!isSign(r, end)) syntaxError(r.tokens[r.at]?.text ?? '')
  r.at += 1
  return found
}
