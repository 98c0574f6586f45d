import { own } from '../lib/own.ts'
import { resolvePath } from '../lib/path.ts'
import { isDirectory } from './files/tree.ts'
import type { Builtin, BuiltinDone, ShellContext } from './line/builtin.ts'
import { bg, disown, fg, jobs, kill, wait } from './line/jobs.ts'
import { isInSubshell } from './line/position.ts'
import { read } from './line/read.ts'
import { setVariable } from './line/streams.ts'
import { environment, type ShellVars, shellVarsOf } from './line/variables.ts'
import { pathOf, programNamed } from './names.ts'
import { LOGIN_SHELL } from './prompt.ts'

const fine = (out = ''): BuiltinDone => ({ status: 0, out })

/** Whether this shell is the first one of its terminal, with no one behind it to return to. */
const isOutermost = (p: ShellContext): boolean => p.terminal.stack.indexOf(p.process) === 0

/** The end of a shell: by `exit`, `logout` or Ctrl-D. */
export function leave(p: ShellContext, args: readonly string[]): BuiltinDone {
  const [given] = args
  if (given !== undefined && !/^-?\d+$/.test(given))
    return { status: 2, err: `bash: exit: ${given}: numeric argument required\n` }
  const status = given === undefined ? p.vars.status : Number(given) & 255
  if (isInSubshell(p.vars)) return { status, leaves: true }
  if (isOutermost(p))
    // The console's login comes back at once and logs root in again.
    return { status, out: 'logout\n' }
  const parent = p.terminal.stack[p.terminal.stack.indexOf(p.process) - 1]
  const word = p.argv[1] === '-c' ? '' : parent?.program === 'ssh' ? 'logout\n' : 'exit\n'
  return { status, err: word, leaves: true }
}

const cd: Builtin = (p, [given], { alone }) => {
  const previous = p.vars.env.OLDPWD ?? '/root'
  const path = resolvePath(
    p.vars.cwd,
    given === undefined ? '/root' : given === '-' ? previous : given,
  )
  if (!isDirectory(p.world, p.node, path))
    return { status: 1, err: `bash: cd: ${given}: No such file or directory\n` }
  if (alone) {
    p.vars.env.OLDPWD = p.vars.cwd
    p.vars.cwd = path
  }
  return fine(given === '-' ? `${path}\n` : '')
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', a: '', r: '\r' }

const echo: Builtin = (_p, args) => {
  let [newline, escapes] = [true, false]
  let from = 0
  for (; /^-[neE]+$/.test(args[from] ?? ''); from++) {
    const flags = args[from] ?? ''
    if (flags.includes('n')) newline = false
    escapes = flags.includes('e') || (escapes && !flags.includes('E'))
  }
  const text = args.slice(from).join(' ')
  const shown = escapes
    ? text.replace(/\\([nt\\ar])/g, (_, c: string) => own(ESCAPES, c) ?? c)
    : text
  return fine(newline ? `${shown}\n` : shown)
}

const assignAll: Builtin = (p, args) => {
  for (const arg of args) {
    const equals = arg.indexOf('=')
    if (equals > 0) setVariable(p, arg.slice(0, equals), arg.slice(equals + 1))
  }
  return fine()
}

const unset: Builtin = (p, args) => {
  for (const name of args) delete p.vars.env[name]
  return fine()
}

const env: Builtin = (p) =>
  fine(
    Object.entries(environment(p))
      .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )

/** The shell that reads the terminal, whose lines `history` shows. */
const readerOf = (p: ShellContext): ShellVars | undefined => {
  const reader = p.terminal.stack.findLast((q) => q.program === LOGIN_SHELL)
  return reader && shellVarsOf(reader)
}

/** `break` and `continue`, of this loop or of so many around it. */
const leaveLoop =
  (name: string, goesOn: boolean): Builtin =>
  (_p, [word = '1']) => {
    if (!/^\d+$/.test(word))
      return { status: 128, err: `bash: ${name}: ${word}: numeric argument required\n` }
    const count = Number(word)
    return count === 0
      ? { status: 1, err: `bash: ${name}: ${word}: loop count out of range\n` }
      : { status: 0, leavesLoop: { count, goesOn } }
  }

const history: Builtin = (p, args) => {
  const vars = readerOf(p) ?? p.vars
  if (args[0] === '-c') {
    Object.assign(vars, { history: [], typed: 0 })
    return fine()
  }
  const first = vars.typed - vars.history.length + 1
  const lines = vars.history.map((line, i) => `${String(first + i).padStart(5)}  ${line}\n`)
  const count = args[0] === undefined ? lines.length : Number(args[0])
  if (!Number.isInteger(count) || count < 0)
    return { status: 1, err: `bash: history: ${args[0]}: numeric argument required\n` }
  return fine(count === 0 ? '' : lines.slice(-count).join(''))
}

const type: Builtin = (_p, args, { programs }) =>
  each(args, (name) => {
    if (Object.hasOwn(BUILTINS, name)) return { out: `${name} is a shell builtin\n` }
    const found = programNamed(name, programs)
    return found === undefined
      ? { err: `bash: type: ${name}: not found\n` }
      : { out: `${name} is ${name.startsWith('/') ? name : pathOf(found)}\n` }
  })

const which: Builtin = (_p, args, { programs }) =>
  each(args, (name) => {
    const found = programNamed(name, programs)
    const path = name.startsWith('/') ? name : pathOf(found ?? name)
    return found === undefined ? {} : { out: `${path}\n` }
  })

function each(
  args: readonly string[],
  look: (name: string) => { out?: string; err?: string },
): BuiltinDone {
  const seen = args.map(look)
  return {
    status: seen.every((s) => s.out !== undefined) ? 0 : 1,
    out: seen.map((s) => s.out ?? '').join(''),
    err: seen.map((s) => s.err ?? '').join(''),
  }
}

/** What the shell does itself, without starting a program. */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => fine(),
  true: () => fine(),
  false: () => ({ status: 1 }),
  cd,
  pwd: (p) => fine(`${p.vars.cwd}\n`),
  break: leaveLoop('break', false),
  continue: leaveLoop('continue', true),
  echo,
  read,
  exit: (p, args, { alone }) => (alone ? leave(p, args) : fine()),
  logout: (p, args, { alone }) => (alone ? leave(p, args) : fine()),
  export: assignAll,
  unset,
  env,
  history,
  type,
  which,
  jobs,
  wait,
  fg,
  bg,
  disown,
  kill,
  set: () => fine(),
  alias: () => fine(),
}
