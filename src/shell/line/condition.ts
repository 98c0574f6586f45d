import { attempt, giveUp } from '../../lib/give-up.ts'
import { operatorOfOne } from '../node/test.ts'
import { posixSource } from '../text/grep.ts'
import { calculate } from './arithmetic.ts'
import type { ShellContext } from './builtin.ts'
import { expandWhole, globExpression } from './expand.ts'
import { surroundings } from './streams.ts'
import type { TestCommand } from './syntax.ts'
import type { Word } from './tokens.ts'

/** `[[ … ]]`: what the words say, or the command that has to run first, or what bash says is wrong. */
export type TestVerdict =
  | { needs: string }
  | { ok: true; value: boolean }
  | { ok: false; wrong: string; status: number }

interface Judgement {
  p: ShellContext
  words: readonly Word[]
  texts: readonly string[]
  patterns: readonly string[]
  at: number
}

/** Judges a condition. */
export function judge(p: ShellContext, { words }: TestCommand): TestVerdict {
  const read = expandWhole(words, surroundings(p))
  if (read.kind === 'needs') return { needs: read.line }
  if (read.kind === 'wrong') return { ok: false, wrong: read.text, status: 1 }
  const j: Judgement = { p, words, texts: read.words, patterns: read.patterns, at: 0 }
  const judged = attempt<boolean, string>(() => {
    const value = either(j)
    return j.at < words.length ? senseless(`syntax error near \`${j.texts[j.at]}'`) : value
  })
  return judged.ok ? judged : { ok: false, wrong: judged.reason, status: 2 }
}

const senseless = (why: string): never => giveUp(why)

/** The operator at a place: a word without quotes or variables. */
function operatorAt({ words }: Judgement, at: number): string | undefined {
  const [part, more] = words[at] ?? []
  return part?.kind === 'text' && !part.quoted && more === undefined ? part.text : undefined
}

function takes(j: Judgement, operator: string): boolean {
  if (operatorAt(j, j.at) !== operator) return false
  j.at += 1
  return true
}

function either(j: Judgement): boolean {
  let value = both(j)
  while (takes(j, '||')) value = both(j) || value
  return value
}

function both(j: Judgement): boolean {
  let value = single(j)
  while (takes(j, '&&')) value = single(j) && value
  return value
}

function single(j: Judgement): boolean {
  if (takes(j, '!')) return !single(j)
  if (takes(j, '(')) {
    const value = either(j)
    if (!takes(j, ')')) senseless("expected `)'")
    return value
  }
  const first = j.texts[j.at] ?? senseless('unexpected argument to conditional command')
  const test = operatorOfOne(operatorAt(j, j.at) ?? '')
  const second = j.texts[j.at + 1]
  if (test && second !== undefined && !isJoint(operatorAt(j, j.at + 1))) {
    j.at += 2
    const { world, node, vars } = j.p
    return test({ world, node, cwd: vars.cwd, args: [], onTerminal: false }, second)
  }
  j.at += 1
  const operator = operatorAt(j, j.at)
  if (operator === undefined || isJoint(operator)) return first !== ''
  j.at += 1
  return compared(j, first, operator)
}

const isJoint = (operator: string | undefined): boolean =>
  operator !== undefined && ['&&', '||', ')'].includes(operator)

const NUMBERS = new Map([
  ['-eq', '=='],
  ['-ne', '!='],
  ['-lt', '<'],
  ['-le', '<='],
  ['-gt', '>'],
  ['-ge', '>='],
])

function compared(j: Judgement, first: string, operator: string): boolean {
  if (operator === '=~') return matches(j, first)
  const at = j.at++
  const second = j.texts[at] ?? senseless('unexpected argument to conditional binary operator')
  if (operator === '<') return first < second
  if (operator === '>') return first > second
  const numbers = NUMBERS.get(operator)
  if (numbers !== undefined) {
    const { variables } = surroundings(j.p)
    const result = calculate(`(${first}) ${numbers} (${second})`, variables)
    return result.ok ? result.value !== 0n : senseless(result.wrong)
  }
  if (!['=', '==', '!='].includes(operator))
    senseless(`syntax error in conditional expression near \`${operator}'`)
  const isLike = globExpression(j.patterns[at] ?? '', true).test(first)
  return isLike === (operator !== '!=')
}

/** `=~`: the expression may hold parentheses and bars, which are words of their own here. */
function matches(j: Judgement, first: string): boolean {
  let expression = ''
  for (let open = 0; j.at < j.words.length; j.at++) {
    const operator = operatorAt(j, j.at)
    if (open === 0 && (operator === '&&' || operator === '||' || operator === ')')) break
    if (operator === '(') open += 1
    if (operator === ')') open -= 1
    expression += j.texts[j.at] ?? ''
  }
  try {
    return new RegExp(posixSource(expression, 'extended')).test(first)
  } catch (error) {
    if (error instanceof SyntaxError) return senseless('syntax error in regular expression')
    throw error
  }
}
