import { own } from '../../../lib/own.ts'
import {
  type FilterInput,
  type FilterResult,
  misused,
  readAll,
  type TextFilter,
} from '../filter.ts'
import { linesOf } from '../getopt.ts'
import { type Address, parseSed, type SedAction, type SedCommand } from './script.ts'

interface Request {
  scripts: string[]
  files: string[]
  silent: boolean
  extended: boolean
  /** Each file is an input of its own. */
  separate: boolean
  /** Ending of the copies of the files that are edited; null: the result is printed. */
  inPlace: string | null
}

const USAGE = 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n'

/** Options, which may stand anywhere; -i takes its value only where nothing separates them. */
function readArguments(args: readonly string[]): Request | string {
  const request: Request = {
    scripts: [],
    files: [],
    silent: false,
    extended: false,
    separate: false,
    inPlace: null,
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const long = /^--(\w[\w-]*)(?:=([\s\S]*))?$/.exec(arg)
    const letters = long ? (own(LONG, long[1] ?? '') ?? '?') : /^-./.test(arg) ? arg.slice(1) : ''
    if (letters === '') request.files.push(arg)
    for (let j = 0; j < letters.length; j++) {
      const letter = letters[j] ?? ''
      const attached = long ? long[2] : letters.slice(j + 1) || undefined
      if (letter === 'n') request.silent = true
      else if (letter === 'E' || letter === 'r') request.extended = true
      else if (letter === 's') request.separate = true
      else if (letter === 'i') {
        request.inPlace = attached ?? ''
        break
      } else if (letter === 'e') {
        const script = attached ?? args[++i]
        if (script === undefined) return "option requires an argument -- 'e'"
        request.scripts.push(script)
        break
      } else if (letter !== 'u')
        return long ? `unrecognized option '${arg}'` : `invalid option -- '${letter}'`
    }
  }
  const script = request.scripts.length === 0 ? request.files.shift() : undefined
  if (script !== undefined) request.scripts.push(script)
  return request
}

const LONG: Readonly<Record<string, string>> = {
  quiet: 'n',
  silent: 'n',
  expression: 'e',
  'regexp-extended': 'E',
  'in-place': 'i',
  separate: 's',
  unbuffered: 'u',
}

/** What one run over lines knows. */
interface Run {
  lines: readonly string[]
  silent: boolean
  out: string[]
  /** By command with two addresses: the line on which its range ends; null: it waits for a match. */
  open: Map<SedCommand, number | null>
}

const matches = (address: Address, text: string, number: number, last: number): boolean => {
  switch (address.kind) {
    case 'line':
      return number === address.number
    case 'last':
      return number === last
    case 'step':
      return address.step === 0
        ? number === address.first
        : number >= address.first && (number - address.first) % address.step === 0
    case 'match':
      return address.expression.test(text)
  }
}

/** Whether a command is for this line; opens and closes ranges. */
function isFor(run: Run, command: SedCommand, text: string, number: number): boolean {
  const [from, to] = command.addresses
  const last = run.lines.length
  if (!from) return true
  if (!to) return matches(from, text, number, last)
  const end = run.open.get(command)
  if (end === undefined) {
    if (!matches(from, text, number, last)) return false
    // A range ends no earlier than it begins; an expression is looked for from the next line on.
    if (to.kind === 'line' && to.number <= number) return true
    run.open.set(command, to.kind === 'line' ? to.number : to.kind === 'last' ? last : null)
    return true
  }
  const over = end === null ? matches(to, text, number, last) : number >= end
  if (over) run.open.delete(command)
  return end === null || number <= end
}

function substituted(action: Extract<SedAction, { kind: 's' }>, text: string): string | null {
  let seen = 0
  let changed = false
  const made = text.replace(action.expression, (...found: unknown[]) => {
    seen += 1
    if (seen < action.nth || (seen > action.nth && !action.all)) return String(found[0])
    changed = true
    return action.replacement
      .map((part) => (typeof part === 'number' ? String(found[part] ?? '') : part))
      .join('')
  })
  return changed ? made : null
}

const transliterated = ({ from, to }: { from: string; to: string }, text: string): string =>
  [...text].map((c) => to[from.indexOf(c)] ?? c).join('')

/** What becomes of one line; true: no line after it is read. */
function edit(run: Run, commands: readonly SedCommand[], line: string, number: number): boolean {
  let text = line
  const after: string[] = []
  for (const command of commands) {
    if (isFor(run, command, text, number) === command.negated) continue
    const { action } = command
    if (action.kind === 's') {
      const made = substituted(action, text)
      text = made ?? text
      if (made !== null && action.print) run.out.push(text)
    } else if (action.kind === 'y') text = transliterated(action, text)
    else if (action.kind === 'p') run.out.push(text)
    else if (action.kind === '=') run.out.push(String(number))
    else if (action.kind === 'i') run.out.push(action.text)
    else if (action.kind === 'a') after.push(action.text)
    else if (action.kind === 'd' || action.kind === 'c') {
      // Of a range that is changed, the text appears once, at its end.
      if (action.kind === 'c' && !run.open.has(command)) run.out.push(action.text)
      run.out.push(...after)
      return false
    } else {
      if (!run.silent) run.out.push(text)
      run.out.push(...after)
      return true
    }
  }
  if (!run.silent) run.out.push(text)
  run.out.push(...after)
  return false
}

function edited(text: string, commands: readonly SedCommand[], silent: boolean): string {
  const lines = linesOf(text)
  const run: Run = { lines, silent, out: [], open: new Map() }
  for (const [i, line] of lines.entries()) if (edit(run, commands, line, i + 1)) break
  const out = run.out.map((line) => `${line}\n`).join('')
  return text.endsWith('\n') || text === '' ? out : out.replace(/\n$/, '')
}

/** `sed`: edits lines by a script, as a filter or, with -i, the files themselves. */
export const sed: TextFilter = (f) => {
  const request = readArguments(f.args)
  if (typeof request === 'string') return { err: `sed: ${request}\n${USAGE}`, exit: 1 }
  if (request.scripts.length === 0) return misused('sed', '', 1, USAGE)
  const commands: SedCommand[] = []
  for (const [i, text] of request.scripts.entries()) {
    const script = parseSed(text, request.extended ? 'extended' : 'basic')
    if (!script.ok)
      return {
        err: `sed: -e expression #${i + 1}, char ${script.at}: ${script.wrong}\n`,
        exit: 1,
      }
    commands.push(...script.commands)
  }
  return request.inPlace === null ? printed(f, request, commands) : rewritten(f, request, commands)
}

/** The files are one long input, unless each is to be one of its own. */
function printed(f: FilterInput, request: Request, commands: readonly SedCommand[]): FilterResult {
  const { read, err } = readAll(f, 'sed', request.files)
  const texts = read.map((file) => file.text)
  return {
    out: (request.separate ? texts : [texts.join('')])
      .map((text) => edited(text, commands, request.silent))
      .join(''),
    err: err.replace(/^sed: (.*): (.*)$/gm, "sed: can't read $1: $2"),
    exit: err === '' ? 0 : 2,
  }
}

function rewritten(
  f: FilterInput,
  { files, inPlace, silent }: Request,
  commands: readonly SedCommand[],
): FilterResult {
  if (files.length === 0) return { err: 'sed: no input files\n', exit: 1 }
  let err = ''
  for (const file of files) {
    const found = f.read(file)
    if (!found.ok) {
      err += `sed: can't read ${file}: ${found.why}\n`
      continue
    }
    const backup = inPlace === '' || inPlace === null ? null : `${file}${inPlace}`
    const why =
      (backup === null ? null : f.write(backup, found.text, { append: false })) ??
      f.write(file, edited(found.text, commands, silent), { append: false })
    if (why !== null) err += `sed: couldn't edit ${file}: ${why}\n`
  }
  return { err, exit: err === '' ? 0 : 4 }
}
