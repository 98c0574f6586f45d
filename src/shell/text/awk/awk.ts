import { attempt } from '../../../lib/give-up.ts'
import { type FilterInput, type FilterResult, readAll, type TextFilter } from '../filter.ts'
import { getopt, linesOf } from '../getopt.ts'
import { applyRule, runAll } from './interpreter.ts'
import { parseAwk } from './parse.ts'
import { type AwkState, awkState, setLine } from './state.ts'
import type { Rule } from './syntax.ts'
import { unescaped } from './tokens.ts'
import { numberOf, textOf } from './values.ts'

/** `awk`: what operators use of it. What it lacks it says: getline, functions of your own, output into files. */

const USAGE = "usage: awk [options] 'program' [file ...]\n  -F separator, -v name=value, -f file\n"

interface Request {
  variables: Record<string, string>
  program: string
  operands: string[]
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/

function readArguments(f: FilterInput): Request | FilterResult {
  const end = f.args.findIndex(
    (arg, i) => !arg.startsWith('-') && !/^-[Fvf]$/.test(f.args[i - 1] ?? ''),
  )
  const before = end < 0 ? f.args : f.args.slice(0, end)
  const operands = end < 0 ? [] : f.args.slice(end)
  const variables: Record<string, string> = {}
  let program: string | undefined
  for (let i = 0; i < before.length; i++) {
    const words = before.slice(i, i + (before[i]?.length === 2 ? 2 : 1))
    const { flags, wrong } = getopt('awk', words, 'F:v:f:')
    if (wrong !== null) return { err: `${wrong}${USAGE}`, exit: 2 }
    i += words.length - 1
    if (flags.F !== undefined) variables.FS = flags.F === 't' ? '\t' : unescaped(flags.F)
    const [, name, text] = ASSIGNMENT.exec(flags.v ?? '') ?? []
    if (flags.v !== undefined && name === undefined)
      return { err: `awk: improper assignment: -v ${flags.v}\n`, exit: 2 }
    if (name !== undefined) variables[name] = unescaped(text ?? '')
    if (flags.f === undefined) continue
    const file = f.read(flags.f)
    if (!file.ok) return { err: `awk: cannot open ${flags.f} (${file.why})\n`, exit: 2 }
    program = `${program ?? ''}${file.text}\n`
  }
  program ??= operands.shift()
  return program === undefined ? { err: USAGE, exit: 2 } : { variables, program, operands }
}

/** Runs the rules over the files. */
function runRules(
  f: FilterInput,
  s: AwkState,
  rules: readonly Rule[],
  operands: readonly string[],
): string {
  const of = (kind: 'begin' | 'end') => rules.filter(({ pattern }) => pattern.kind === kind)
  for (const { action } of of('begin')) if (runAll(s, action ?? []) === 'exit') return ''
  const hasMain = rules.some(({ pattern }) => pattern.kind !== 'begin')
  const { read, err } = hasMain
    ? readAll(
        f,
        'awk',
        operands.filter((word) => !takesAssignment(s, word)),
      )
    : { read: [], err: '' }
  const ended = read.some(({ name, text }) => !eachLine(s, rules, name, text))
  if (err !== '') s.status = 2
  if (!ended || s.status === 0)
    for (const { action } of of('end')) if (runAll(s, action ?? []) === 'exit') break
  return err.replace(/^awk: (.*): (.*)$/gm, 'awk: cannot open $1 ($2)')
}

/** An operand that sets a variable instead of naming a file. */
function takesAssignment(s: AwkState, word: string): boolean {
  const [, name, text = ''] = ASSIGNMENT.exec(word) ?? []
  if (name !== undefined) s.variables[name] = { read: unescaped(text) }
  return name !== undefined
}

/** The lines of a text, as RS separates them. */
const recordsOf = (s: AwkState, text: string): string[] => {
  const separator = textOf(s.variables.RS)
  if (separator === '\n') return linesOf(text)
  if (separator === '') return text.split(/\n\n+/).filter((part) => part.trim() !== '')
  return text.replace(/\n$/, '').split(separator.slice(0, 1))
}

/** False: the program ended. */
function eachLine(s: AwkState, rules: readonly Rule[], name: string, text: string): boolean {
  const open = new Set<Rule>()
  s.variables.FNR = 0
  s.variables.FILENAME = name === '-' ? '' : name
  for (const line of recordsOf(s, text)) {
    s.variables.NR = numberOf(s.variables.NR) + 1
    s.variables.FNR = numberOf(s.variables.FNR) + 1
    setLine(s, line)
    for (const rule of rules) {
      const ending = applyRule(s, rule, open)
      if (ending === 'exit') return false
      if (ending === 'next') break
    }
  }
  return true
}

/** `awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE …]` */
export const awk: TextFilter = (f) => {
  const request = readArguments(f)
  if ('exit' in request) return request
  const s = awkState(request.variables)
  const done = attempt<string, string>(() =>
    runRules(f, s, parseAwk(request.program), request.operands),
  )
  if (done.ok) return { out: s.out, err: done.value, exit: s.status }
  return { out: s.out, err: `awk: ${done.reason}\n`, exit: 2 }
}
