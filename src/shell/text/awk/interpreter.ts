import { formatted } from './format.ts'
import { awkExpression, plainCall } from './functions.ts'
import {
  type AwkState,
  assignTo,
  itemsOf,
  keyOf,
  numberField,
  readPlace,
  splitText,
  work,
} from './state.ts'
import type { Expression, Place, Rule, Statement } from './syntax.ts'
import { type AwkValue, compareValues, isTrue, numberOf, textOf } from './values.ts'

/** Runs the rules of an awk program. */

/** How a statement ended: null: the next one follows. */
export type Ending = 'next' | 'exit' | 'break' | 'continue' | null

/** What a rule does for the line that is read. */
export function applyRule(s: AwkState, rule: Rule, open: Set<Rule>): Ending {
  if (!isFor(s, rule, open)) return null
  if (rule.action) return runAll(s, rule.action)
  s.print(`${textOf(readPlace(s, ZERO))}${textOf(s.variables.ORS)}`)
  return null
}

const ZERO: Place = { kind: 'field', number: { kind: 'number', value: 0 } }

function isFor(s: AwkState, rule: Rule, open: Set<Rule>): boolean {
  const { pattern } = rule
  if (pattern.kind === 'every') return true
  if (pattern.kind === 'when') return isTrue(evaluate(s, pattern.condition))
  if (pattern.kind !== 'range') return false
  if (!open.has(rule) && !isTrue(evaluate(s, pattern.from))) return false
  if (isTrue(evaluate(s, pattern.to))) open.delete(rule)
  else open.add(rule)
  return true
}

/** Runs statements until one of them leaves. */
export function runAll(s: AwkState, statements: readonly Statement[]): Ending {
  for (const statement of statements) {
    const ending = run(s, statement)
    if (ending !== null) return ending
  }
  return null
}

function run(s: AwkState, statement: Statement): Ending {
  work(s)
  switch (statement.kind) {
    case 'print':
      s.print(printed(s, statement.args))
      return null
    case 'printf': {
      const [format, ...values] = statement.args.map((arg) => evaluate(s, arg))
      s.print(formatted(textOf(format), values))
      return null
    }
    case 'do':
      evaluate(s, statement.value)
      return null
    case 'if':
      if (isTrue(evaluate(s, statement.condition))) return run(s, statement.body)
      return statement.otherwise ? run(s, statement.otherwise) : null
    case 'block':
      return runAll(s, statement.body)
    case 'delete':
      if (statement.keys.length === 0) itemsOf(s, statement.name).clear()
      else
        itemsOf(s, statement.name).delete(
          keyOf(
            s,
            statement.keys.map((key) => evaluate(s, key)),
          ),
        )
      return null
    case 'exit':
      if (statement.status) s.status = Math.trunc(numberOf(evaluate(s, statement.status))) & 255
      return 'exit'
    case 'while':
    case 'for':
    case 'each':
      return loop(s, statement)
    default:
      return statement.kind
  }
}

function printed(s: AwkState, args: readonly Expression[]): string {
  const values = args.length === 0 ? [readPlace(s, ZERO)] : args.map((arg) => evaluate(s, arg))
  return `${values.map(textOf).join(textOf(s.variables.OFS))}${textOf(s.variables.ORS)}`
}

type Loop = Extract<Statement, { kind: 'while' | 'for' | 'each' }>

function loop(s: AwkState, statement: Loop): Ending {
  for (const _turn of turns(s, statement)) {
    work(s)
    const ending = run(s, statement.body)
    if (ending === 'break') return null
    if (ending !== null && ending !== 'continue') return ending
  }
  return null
}

/** One yield for each turn of a loop. */
function* turns(s: AwkState, statement: Loop): Generator<undefined> {
  if (statement.kind === 'each') {
    for (const key of [...itemsOf(s, statement.array).keys()]) {
      s.variables[statement.variable] = { read: key }
      yield
    }
  } else if (statement.kind === 'while') {
    if (statement.first) yield
    while (isTrue(evaluate(s, statement.condition))) yield
  } else {
    const { before, condition, after } = statement
    if (before) run(s, before)
    while (condition === null || isTrue(evaluate(s, condition))) {
      yield
      if (after) run(s, after)
    }
  }
}

/** The value of an expression. */
export function evaluate(s: AwkState, e: Expression): AwkValue {
  work(s)
  switch (e.kind) {
    case 'number':
    case 'text':
      return e.value
    case 'expression':
      return Number(awkExpression(e.source).test(textOf(readPlace(s, ZERO))))
    case 'variable':
    case 'field':
    case 'item':
      return readPlace(s, resolved(s, e))
    case 'assign': {
      const place = resolved(s, e.place)
      const right = evaluate(s, e.value)
      const value =
        e.operator === ''
          ? right
          : calculated(e.operator, numberOf(readPlace(s, place)), numberOf(right))
      assignTo(s, place, value)
      return value
    }
    case 'step': {
      const place = resolved(s, e.place)
      const old = numberOf(readPlace(s, place))
      assignTo(s, place, old + e.by)
      return e.before ? old + e.by : old
    }
    case 'choose':
      return evaluate(s, isTrue(evaluate(s, e.condition)) ? e.first : e.second)
    case 'contains':
      return Number(
        itemsOf(s, e.name).has(
          keyOf(
            s,
            e.keys.map((key) => evaluate(s, key)),
          ),
        ),
      )
    case 'unary':
      return unary(e.operator, evaluate(s, e.operand))
    case 'binary':
      return binary(s, e)
    case 'call':
      return call(s, e.name, e.args)
  }
}

/** A place whose keys and number are values, so that they are looked at once. */
function resolved(s: AwkState, place: Place): Place {
  if (place.kind === 'variable') return place
  if (place.kind === 'field')
    return {
      kind: 'field',
      number: { kind: 'number', value: numberField(evaluate(s, place.number)) },
    }
  const key = keyOf(
    s,
    place.keys.map((each) => evaluate(s, each)),
  )
  return { ...place, keys: [{ kind: 'text', value: key }] }
}

function unary(operator: string, value: AwkValue): AwkValue {
  if (operator === '!') return Number(!isTrue(value))
  if (operator === '()') return value
  return operator === '-' ? -numberOf(value) : numberOf(value)
}

function calculated(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    default:
      return a ** b
  }
}

function binary(
  s: AwkState,
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
): AwkValue {
  if (operator === '&&') return Number(isTrue(evaluate(s, left)) && isTrue(evaluate(s, right)))
  if (operator === '||') return Number(isTrue(evaluate(s, left)) || isTrue(evaluate(s, right)))
  const a = evaluate(s, left)
  if (operator === '~' || operator === '!~')
    return Number(expressionOf(s, right).test(textOf(a)) === (operator === '~'))
  const b = evaluate(s, right)
  if (operator === 'join') return s.kept(textOf(a) + textOf(b))
  const order = compareValues(a, b)
  switch (operator) {
    case '<':
      return Number(order < 0)
    case '<=':
      return Number(order <= 0)
    case '>':
      return Number(order > 0)
    case '>=':
      return Number(order >= 0)
    case '==':
      return Number(order === 0)
    case '!=':
      return Number(order !== 0)
    default:
      return calculated(operator, numberOf(a), numberOf(b))
  }
}

/** A value that stands where an expression is meant. */
const expressionOf = (s: AwkState, e: Expression | undefined, flags = ''): RegExp =>
  awkExpression(e?.kind === 'expression' ? e.source : textOf(e ? evaluate(s, e) : undefined), flags)

function call(s: AwkState, name: string, args: readonly Expression[]): AwkValue {
  const [first, second, third] = args
  if (name === 'split' && second?.kind === 'variable') {
    const text = textOf(first ? evaluate(s, first) : undefined)
    const by = third?.kind === 'expression' ? awkExpression(third.source) : undefined
    const parts = splitText(text, by ?? textOf(third ? evaluate(s, third) : s.variables.FS))
    const items = itemsOf(s, second.name)
    items.clear()
    for (const [i, part] of parts.entries()) items.set(String(i + 1), { read: part })
    return parts.length
  }
  if (name === 'sub' || name === 'gsub') return substitute(s, name, args)
  if (name === 'match') {
    const found = expressionOf(s, second).exec(textOf(first ? evaluate(s, first) : undefined))
    s.variables.RSTART = found ? found.index + 1 : 0
    s.variables.RLENGTH = found ? found[0].length : -1
    return s.variables.RSTART
  }
  const values = args.map((arg) => evaluate(s, arg))
  return plainCall(name, name === 'length' && args.length === 0 ? [readPlace(s, ZERO)] : values)
}

function substitute(
  s: AwkState,
  name: 'sub' | 'gsub',
  [pattern, by, where]: readonly Expression[],
): AwkValue {
  const target = where ?? ZERO
  if (target.kind !== 'variable' && target.kind !== 'field' && target.kind !== 'item') return 0
  const place = resolved(s, target)
  const expression = expressionOf(s, pattern, name === 'gsub' ? 'g' : '')
  const replacement = textOf(by ? evaluate(s, by) : undefined)
  let count = 0
  const text = textOf(readPlace(s, place)).replace(expression, (found: string) => {
    count += 1
    return replacement.replace(/\\&|&/g, (sign) => (sign === '&' ? found : '&'))
  })
  if (count > 0) assignTo(s, place, s.kept(text))
  return count
}
