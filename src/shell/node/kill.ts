import { own } from '../../lib/own.ts'
import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import { endLine } from '../../sim/run/terminals.ts'
import { machineOf, type World } from '../../sim/world.ts'
import type { FilterResult } from '../text/filter.ts'
import { type Listed, processesOf, programOf } from './processes.ts'
import type { NodeTool } from './tool.ts'

/** kill, pkill, killall, pgrep and pidof: processes ended from outside, also a guest's. */

const SIGNALS = ['HUP', 'INT', 'QUIT', 'KILL', 'TERM', 'USR1', 'USR2', 'STOP', 'CONT'] as const
const NUMBERS: Readonly<Record<string, (typeof SIGNALS)[number]>> = {
  '1': 'HUP',
  '2': 'INT',
  '3': 'QUIT',
  '9': 'KILL',
  '10': 'USR1',
  '12': 'USR2',
  '15': 'TERM',
  '18': 'CONT',
  '19': 'STOP',
}

/** Signals that end what runs here. */
const ENDING = new Set(['INT', 'QUIT', 'KILL', 'TERM'])

/** The name of a signal as it may be typed; undefined if there is none. `0` only asks. */
function signalIn(word: string): string | undefined {
  if (word === '0') return '0'
  const name = word.toUpperCase().replace(/^SIG/, '')
  return own(NUMBERS, word) ?? SIGNALS.find((signal) => signal === name)
}

/** Takes the signal out of the arguments: -9, -KILL, -s KILL, --signal KILL. */
function split(args: readonly string[]): { signal: string | undefined; rest: string[] } {
  let signal: string | undefined = 'TERM'
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '-s' || arg === '--signal') signal = signalIn(args[++i] ?? '')
    else if (/^-(?:\d+|(?:SIG)?[A-Z]+\d?)$/.test(arg)) signal = signalIn(arg.slice(1))
    else rest.push(arg)
  }
  return { signal, rest }
}

function send(world: World, node: string, { is }: Listed, signal: string): void {
  if (!is || !ENDING.has(signal)) return
  if ('background' in is) return endLine(world, is.background, signal === 'KILL' ? 137 : 143)
  if ('daemon' in is) stopDaemon(world, node, is.daemon)
  else delete machineOf(world, node).guests[is.guest]
  settleDrbd(world, node)
}

/** `kill`: sends signals by process number; those that end a process end the daemon or the instance. */
export const kill: NodeTool = ({ world, node, args }) => {
  if (args[0] === '-l')
    return {
      out: `${Object.entries(NUMBERS)
        .map(([n, s]) => `${n}) SIG${s}`)
        .join('  ')}\n`,
      exit: 0,
    }
  const { signal, rest } = split(args)
  if (signal === undefined)
    return { err: `bash: kill: ${args[0]}: invalid signal specification\n`, exit: 1 }
  if (rest.length === 0)
    return { err: 'kill: usage: kill [-s sigspec | -sigspec] pid ... or kill -l\n', exit: 2 }
  // Looked up at once: the first one's end must not change whose number the second is.
  const known = processesOf(world, node)
  let err = ''
  for (const word of rest) {
    const found = known.find(({ pid }) => String(pid) === word)
    if (found) send(world, node, found, signal)
    else if (/^\d+$/.test(word)) err += `bash: kill: (${word}) - No such process\n`
    else err += `bash: kill: ${word}: arguments must be process or job IDs\n`
  }
  return { err, exit: err === '' ? 0 : 1 }
}

/** The processes that a pattern of pgrep means; or a sentence if it is not a pattern. */
function matching(
  world: World,
  node: string,
  name: string,
  args: readonly string[],
): Listed[] | FilterResult {
  const whole = args.some((arg) => /^-[a-z]*f|^--full$/.test(arg))
  const exact = args.some((arg) => /^-[a-z]*x|^--exact$/.test(arg))
  const [pattern] = args.filter((arg) => !arg.startsWith('-'))
  if (pattern === undefined)
    return {
      err: `${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`,
      exit: 2,
    }
  let expression: RegExp
  try {
    expression = new RegExp(exact ? `^(?:${pattern})$` : pattern)
  } catch {
    return { err: `${name}: ${pattern}: Invalid regular expression\n`, exit: 2 }
  }
  return processesOf(world, node).filter((q) => expression.test(whole ? q.command : programOf(q)))
}

/** `pgrep`: numbers of the processes whose command matches; exits with 1 where there is none. */
export const pgrep: NodeTool = ({ world, node, args }) => {
  const found = matching(world, node, 'pgrep', args)
  if (!Array.isArray(found)) return found
  const named = args.some((arg) => /^-[a-z]*[al]/.test(arg))
  const full = args.some((arg) => /^-[a-z]*a/.test(arg))
  const out = found
    .map((q) => `${q.pid}${named ? ` ${full ? q.command : programOf(q)}` : ''}\n`)
    .join('')
  return { out, exit: out === '' ? 1 : 0 }
}

/** `pkill`: sends a signal to the processes whose command matches. */
export const pkill: NodeTool = ({ world, node, args }) => {
  const { signal, rest } = split(args)
  const found = matching(world, node, 'pkill', rest)
  if (!Array.isArray(found)) return found
  if (signal === undefined) return { err: 'pkill: unknown signal\n', exit: 2 }
  for (const one of found) send(world, node, one, signal)
  return { exit: found.length > 0 ? 0 : 1 }
}

/** `killall`: sends a signal to the processes with that very name. */
export const killall: NodeTool = ({ world, node, args }) => {
  const { signal, rest } = split(args)
  const names = rest.filter((word) => !word.startsWith('-'))
  if (names.length === 0) return { err: 'Usage: killall [-SIGNAL] NAME...\n', exit: 1 }
  if (signal === undefined)
    return { err: `${args[0]?.slice(1)}: unknown signal; killall -l lists signals.\n`, exit: 1 }
  const known = processesOf(world, node)
  let err = ''
  for (const name of names) {
    const found = known.filter((q) => programOf(q) === name)
    if (found.length === 0) err += `${name}: no process found\n`
    for (const one of found) send(world, node, one, signal)
  }
  return { err, exit: err === '' ? 0 : 1 }
}
