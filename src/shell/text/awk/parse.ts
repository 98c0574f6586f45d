import { parseExpression } from './expressions.ts'
import { expect, isSign, passSeparators, type Reading, takeSign, takeWord } from './reading.ts'
import type { Expression, Pattern, Rule, Statement } from './syntax.ts'
import { absent, awkTokens, syntaxError } from './tokens.ts'

/** Reads an awk program: rules, and the statements in them. */
export function parseAwk(program: string): Rule[] {
  const r: Reading = { tokens: awkTokens(program), at: 0, depth: 0, inPrint: false }
  const rules: Rule[] = []
  for (passSeparators(r); r.at < r.tokens.length; passSeparators(r)) rules.push(readRule(r))
  return rules
}

function readRule(r: Reading): Rule {
  if (takeWord(r, 'function', 'func')) absent('functions of your own')
  const pattern = readPattern(r)
  if (isSign(r, '{')) return { pattern, action: readBlock(r) }
  return pattern.kind === 'begin' || pattern.kind === 'end'
    ? syntaxError(r.tokens[r.at]?.text ?? '')
    : { pattern, action: null }
}

function readPattern(r: Reading): Pattern {
  if (takeWord(r, 'BEGIN')) return { kind: 'begin' }
  if (takeWord(r, 'END')) return { kind: 'end' }
  if (isSign(r, '{')) return { kind: 'every' }
  const condition = parseExpression(r)
  if (!takeSign(r, ',')) return { kind: 'when', condition }
  return { kind: 'range', from: condition, to: parseExpression(r) }
}

/** `{ STATEMENT; … }` */
function readBlock(r: Reading): Statement[] {
  expect(r, '{')
  const body: Statement[] = []
  for (passSeparators(r); !takeSign(r, '}'); passSeparators(r)) body.push(readStatement(r))
  return body
}

const passBreaks = (r: Reading): void => {
  while (r.tokens[r.at]?.kind === 'newline') r.at += 1
}

/** The statement that a loop or condition holds. */
function readBody(r: Reading): Statement {
  passBreaks(r)
  if (takeSign(r, ';')) return { kind: 'block', body: [] }
  return readStatement(r)
}

function readStatement(r: Reading): Statement {
  if (isSign(r, '{')) return { kind: 'block', body: readBlock(r) }
  if (takeWord(r, 'if')) return readIf(r)
  if (takeWord(r, 'while')) {
    const condition = inParentheses(r)
    return { kind: 'while', condition, body: readBody(r), first: false }
  }
  if (takeWord(r, 'do')) {
    const body = readBody(r)
    passSeparators(r)
    if (!takeWord(r, 'while')) syntaxError(r.tokens[r.at]?.text ?? '')
    return ended(r, { kind: 'while', condition: inParentheses(r), body, first: true })
  }
  if (takeWord(r, 'for')) return readFor(r)
  return ended(r, readSimple(r))
}

/** A statement that ends with `;`, a line, or the block around it. */
function ended(r: Reading, statement: Statement): Statement {
  const next = r.tokens[r.at]
  if (next && next.kind !== 'newline' && !isSign(r, ';') && !isSign(r, '}')) syntaxError(next.text)
  return statement
}

function inParentheses(r: Reading): Expression {
  expect(r, '(')
  const value = parseExpression(r)
  expect(r, ')')
  return value
}

function readIf(r: Reading): Statement {
  const condition = inParentheses(r)
  const body = readBody(r)
  const before = r.at
  passSeparators(r)
  if (takeWord(r, 'else')) return { kind: 'if', condition, body, otherwise: readBody(r) }
  r.at = before
  return { kind: 'if', condition, body, otherwise: null }
}

function readFor(r: Reading): Statement {
  expect(r, '(')
  const [variable, word, array] = r.tokens.slice(r.at, r.at + 3)
  const closes = r.tokens[r.at + 3]
  if (
    word?.text === 'in' &&
    variable?.kind === 'name' &&
    array?.kind === 'name' &&
    closes?.text === ')'
  ) {
    r.at += 4
    return { kind: 'each', variable: variable.text, array: array.text, body: readBody(r) }
  }
  const before = isSign(r, ';') ? null : readSimple(r)
  expect(r, ';')
  const condition = isSign(r, ';') ? null : parseExpression(r)
  expect(r, ';')
  const after = isSign(r, ')') ? null : readSimple(r)
  expect(r, ')')
  return { kind: 'for', before, condition, after, body: readBody(r) }
}

const ABSENT = ['getline', 'nextfile', 'return']

function readSimple(r: Reading): Statement {
  for (const word of ABSENT) if (takeWord(r, word)) absent(word)
  for (const kind of ['next', 'break', 'continue'] as const) if (takeWord(r, kind)) return { kind }
  if (takeWord(r, 'exit')) return { kind: 'exit', status: endsHere(r) ? null : parseExpression(r) }
  if (takeWord(r, 'delete')) return readDelete(r)
  for (const kind of ['print', 'printf'] as const)
    if (takeWord(r, kind)) return { kind, args: readPrinted(r) }
  return { kind: 'do', value: parseExpression(r) }
}

const endsHere = (r: Reading): boolean =>
  r.at >= r.tokens.length ||
  r.tokens[r.at]?.kind === 'newline' ||
  [';', '}', ')', '>', '>>', '|'].some((sign) => isSign(r, sign))

function readDelete(r: Reading): Statement {
  const name = r.tokens[r.at++]
  if (name?.kind !== 'name') return syntaxError(name?.text ?? '')
  const keys = takeSign(r, '[') ? readList(r, ']') : []
  return { kind: 'delete', name: name.text, keys }
}

/** Expressions up to the sign that closes them. */
function readList(r: Reading, end: string): Expression[] {
  const list = [parseExpression(r)]
  while (takeSign(r, ',')) list.push(parseExpression(r))
  expect(r, end)
  return list
}

/** What is printed: with or without parentheses around all of it. */
function readPrinted(r: Reading): Expression[] {
  let list: Expression[] = []
  if (wholeInParentheses(r)) {
    expect(r, '(')
    list = readList(r, ')')
  } else if (!endsHere(r)) {
    r.inPrint = true
    list = [parseExpression(r)]
    while (takeSign(r, ',')) list.push(parseExpression(r))
    r.inPrint = false
  }
  if (['>', '>>', '|'].some((sign) => isSign(r, sign))) absent('output into files or commands')
  return list
}

/** Whether the parenthesis that opens here closes where the statement ends. */
function wholeInParentheses(r: Reading): boolean {
  if (!isSign(r, '(')) return false
  let depth = 0
  for (let at = r.at; at < r.tokens.length; at++) {
    const { kind, text } = r.tokens[at] ?? {}
    if (kind !== 'sign') continue
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (depth === 0) return endsHere({ ...r, at: at + 1 })
  }
  return false
}
