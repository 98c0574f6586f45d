import { own } from '../lib/own.ts'
import { defineProgram, exit, type Program } from '../sim/run/program.ts'
import { linesOf } from './text/getopt.ts'
import { lineOf } from './wrappers.ts'

interface XargsVars {
  /** What was typed where nothing is piped in. */
  typed: string
  lines: string[]
  at: number
  traced: boolean
  failed: boolean
}

interface Request {
  command: string[]
  /** Words for each line; null: as many as there are. */
  most: number | null
  /** Whether `most` counts lines of the input. */
  byLine: boolean
  /** What stands for a line of the input in the command. */
  place: string | null
  zero: boolean
  delimiter: string | null
  runsEmpty: boolean
  traced: boolean
}

const HINT = "Try 'xargs --help' for more information.\n"

/** Status of xargs where a command failed, and where one ended with 255, which ends xargs. */
const FAILED = 123
const STOPPED = 124

const LONG: Readonly<Record<string, string>> = {
  'max-args': 'n',
  'max-lines': 'L',
  'max-procs': 'P',
  replace: 'I',
  null: '0',
  'no-run-if-empty': 'r',
  verbose: 't',
  delimiter: 'd',
}

/** Options end where the command begins. */
function readArguments(args: readonly string[]): Request | string {
  const request: Request = {
    command: [],
    most: null,
    byLine: false,
    place: null,
    zero: false,
    delimiter: null,
    runsEmpty: true,
    traced: false,
  }
  let i = 0
  for (; args[i]?.startsWith('-'); i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      i += 1
      break
    }
    const long = /^--([\w-]+)(?:=(.*))?$/.exec(arg)
    const letter = long ? (own(LONG, long[1] ?? '') ?? '') : (arg[1] ?? '')
    if (letter === '0') request.zero = true
    else if (letter === 'r') request.runsEmpty = false
    else if (letter === 't') request.traced = true
    else if ('nLPId'.includes(letter) && letter !== '') {
      const given = (long ? long[2] : arg.slice(2) || undefined) ?? args[++i]
      if (given === undefined) return `option requires an argument -- '${letter}'`
      if (letter === 'I') request.place = given
      else if (letter === 'd') request.delimiter = given === '\\n' ? '\n' : given
      else if (!/^\d+$/.test(given)) return `invalid number "${given}" for -${letter} option`
      // One after the other, whatever -P says: the output is that of -P 1.
      else if (letter !== 'P')
        Object.assign(request, { most: Number(given), byLine: letter === 'L' })
    } else return long ? `unrecognized option '${arg}'` : `invalid option -- '${letter}'`
  }
  const command = args.slice(i)
  return { ...request, command: command.length > 0 ? command : ['echo'] }
}

/** Words as xargs reads them: quotes and backslashes keep blanks. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/(?:"[^"]*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, (_all, a, b, c) => a ?? b ?? c),
  )

const inGroups = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )

/** The lines that are run, one for each group of words. */
function linesToRun(request: Request, input: string): string[] {
  const { command, place, most } = request
  const separator = request.zero ? '\0' : request.delimiter
  const items = separator === null ? null : input.split(separator).filter((item) => item !== '')
  if (place !== null) {
    const each =
      items ??
      linesOf(input)
        .map((line) => line.trim())
        .filter((line) => line !== '')
    return each.map((item) => lineOf(command.map((word) => word.replaceAll(place, item))))
  }
  const groups = request.byLine
    ? inGroups(
        linesOf(input).filter((line) => line.trim() !== ''),
        most ?? 1,
      ).map((lines) => wordsOf(lines.join(' ')))
    : groupsOf(items ?? wordsOf(input), most)
  if (groups.length === 0 && request.runsEmpty) return [lineOf(command)]
  return groups.map((words) => lineOf([...command, ...words]))
}

const groupsOf = (words: string[], most: number | null): string[][] =>
  most === null ? (words.length === 0 ? [] : [words]) : inGroups(words, Math.max(most, 1))

/** `xargs`: runs a command with the words that it reads. */
export const xargs: Program = defineProgram<XargsVars>({
  vars: { typed: '', lines: [], at: 0, traced: false, failed: false },
  steps: {
    read: (p) => {
      const request = readArguments(p.argv.slice(1))
      if (typeof request === 'string') {
        p.err(`xargs: ${request}\n${HINT}`)
        return exit(1)
      }
      if (p.stdin === null && p.answer?.kind !== 'end-of-file') {
        if (p.answer) p.vars.typed += `${p.answer.text}\n`
        return { next: 'prompt', prompt: '', then: 'read' }
      }
      p.vars.traced = request.traced
      p.vars.lines = linesToRun(request, p.stdin ?? p.vars.typed)
      return undefined
    },
    run: (p) => {
      const line = p.vars.lines[p.vars.at]
      if (line === undefined) return exit(p.vars.failed ? FAILED : 0)
      p.vars.at += 1
      if (p.vars.traced) p.err(`${line}\n`)
      return { next: 'run', argv: ['bash', '-c', line], stdin: '' }
    },
    ran: (p) => {
      const { exit: status = 0, interrupted } = p.child ?? {}
      if (interrupted) return exit(130)
      if (status === 126 || status === 127) return exit(status)
      if (status === 255) {
        p.err(
          `xargs: ${p.argv.find((word) => !word.startsWith('-'))}: exited with status 255; aborting\n`,
        )
        return exit(STOPPED)
      }
      if (status !== 0) p.vars.failed = true
      return { next: 'goto', then: 'run' }
    },
  },
})
