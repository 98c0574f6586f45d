import { own } from '../../lib/own.ts'
import { startLine } from '../../sim/run/background.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import type { Terminal } from '../../sim/world.ts'
import type { Builtin, ShellContext } from './builtin.ts'
import type { Background } from './syntax.ts'
import { SHELL_VARS, type ShellJob } from './variables.ts'

/** Lines in the background: `LINE &`, and the builtins that control them. */

/** The program that runs lines. */
const LINE_SHELL = 'bash -c'
/** Inner name of the program that `wait` starts. */
export const WAITING = 'bash wait'

/** A job of this shell with the terminal that it runs on. */
interface Known extends ShellJob {
  on: Terminal
  pid: number
  line: string
  /** How it ended; undefined: it has not. */
  status: number | undefined
}

function jobsOf(p: ShellContext): Known[] {
  return (p.vars.jobs ?? []).flatMap((job) => {
    const on = own(p.world.terminals, job.terminal)
    return on?.background ? [{ ...job, on, status: undefined, ...on.background }] : []
  })
}

/** Only a shell with a prompt numbers its jobs and says how they end. */
const isInteractive = ({ process }: ShellContext): boolean => process.program !== LINE_SHELL

/** Starts a list in the background of this shell. */
export function startJob(
  p: ShellContext,
  programs: Record<string, Program>,
  { list, line }: Background,
): void {
  const program = own(programs, LINE_SHELL)
  if (!program) return
  const { env, cwd, status } = p.vars
  const vars = { ...SHELL_VARS, env, cwd, status, list, at: -1 }
  const number = Math.max(0, ...jobsOf(p).map((job) => job.number)) + 1
  const started = startLine(p, {
    name: LINE_SHELL,
    program,
    vars,
    line,
  })
  p.vars.jobs = [...(p.vars.jobs ?? []), { number, terminal: started.terminal }]
  p.vars.lastPid = started.pid
  if (isInteractive(p)) p.err(`[${number}] ${started.pid}\n`)
}

/** A job whose program wants to read the keyboard stands still until `fg` gives it that. */
const isStopped = ({ on }: Known): boolean => on.stack.at(-1)?.frame.wait?.for === 'line'

const KILLED: Readonly<Record<number, string>> = { 137: 'Killed', 143: 'Terminated' }

function stateOf(job: Known): string {
  if (job.status === undefined) return isStopped(job) ? 'Stopped' : 'Running'
  if (job.status === 0) return 'Done'
  return own(KILLED, String(job.status)) ?? `Exit ${job.status}`
}

/** `+` marks the job that fg means without a number, `-` the one before it. */
function lineOfJob(job: Known, all: readonly Known[], withPid = false): string {
  const at = all.indexOf(job)
  const mark = at === all.length - 1 ? '+' : at === all.length - 2 ? '-' : ' '
  const state = stateOf(job)
  const pid = withPid ? `${job.pid} ` : ''
  return `[${job.number}]${mark}  ${pid}${state.padEnd(24)}${job.line}${state === 'Running' ? ' &' : ''}\n`
}

/** Forgets jobs, with the terminals of those that have ended. */
function forgetJobs(p: ShellContext, gone: readonly Known[]): void {
  if (gone.length === 0) return
  for (const { terminal, status } of gone)
    if (status !== undefined) delete p.world.terminals[terminal]
  const left = new Set(gone.map(({ terminal }) => terminal))
  p.vars.jobs = (p.vars.jobs ?? []).filter(({ terminal }) => !left.has(terminal))
}

/** What a shell says before its prompt: which jobs have ended since the last one. */
export function newsOfJobs(p: ShellContext): string {
  const all = jobsOf(p)
  const ended = all.filter(({ status }) => status !== undefined)
  const text = ended.map((job) => lineOfJob(job, all)).join('')
  forgetJobs(p, ended)
  // Those of shells that are gone.
  const mine = new Set(all.map(({ terminal }) => terminal))
  for (const { id, background } of Object.values(p.world.terminals))
    if (background?.of === p.terminal.id && background.status !== undefined && !mine.has(id))
      delete p.world.terminals[id]
  return text
}

/** The job that `%1`, `%+`, `%-`, a process number or nothing means. */
function jobNamed(p: ShellContext, word: string | undefined): Known | undefined {
  const all = jobsOf(p)
  if (word === undefined || /^%[+%]?$/.test(word)) return all.at(-1)
  if (word === '%-') return all.at(-2) ?? all.at(-1)
  const number = /^%?(\d+)$/.exec(word)?.[1]
  if (number === undefined) return all.find(({ line }) => line.startsWith(word.replace(/^%/, '')))
  return all.find((job) => Number(number) === (word.startsWith('%') ? job.number : job.pid))
}

/** `jobs`: what runs in the background; -l with process numbers, -p only those. */
export const jobs: Builtin = (p, args) => {
  const all = jobsOf(p)
  const flags = args.filter((arg) => arg.startsWith('-')).join('')
  const out = all
    .map((job) => (flags.includes('p') ? `${job.pid}\n` : lineOfJob(job, all, flags.includes('l'))))
    .join('')
  forgetJobs(
    p,
    all.filter(({ status }) => status !== undefined),
  )
  return { status: 0, out }
}

/** `wait`: until all jobs, or those that are named, have ended. */
export const wait: Builtin = (p, args) => {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const named = words.map((word) => jobNamed(p, word))
  const missing = words[named.indexOf(undefined)]
  if (missing !== undefined)
    return missing.startsWith('%')
      ? { status: 127, err: `bash: wait: ${missing}: no such job\n` }
      : { status: 127, err: `bash: wait: pid ${missing} is not a child of this shell\n` }
  const awaited = words.length > 0 ? named.flatMap((job) => job ?? []) : jobsOf(p)
  const argv = [WAITING, String(words.length > 0), ...awaited.map(({ terminal }) => terminal)]
  return { status: 0, hands: { next: 'run', argv } }
}

/** `fg`: brings a job to the foreground, where keys reach it. */
export const fg: Builtin = (p, [word]) => {
  const job = jobNamed(p, word)
  if (!job) return { status: 1, err: `bash: fg: ${word ?? 'current'}: no such job\n` }
  forgetJobs(p, [{ ...job, status: undefined }])
  return { status: 0, out: `${job.line}\n`, hands: { next: 'adopt', terminal: job.terminal } }
}

/** `bg`: a job that waits for the keyboard goes on waiting, any other runs there already. */
export const bg: Builtin = (p, [word]) => {
  const job = jobNamed(p, word)
  if (!job) return { status: 1, err: `bash: bg: ${word ?? 'current'}: no such job\n` }
  return isStopped(job)
    ? { status: 0, out: `[${job.number}]+ ${job.line} &\n` }
    : { status: 0, err: `bash: bg: job ${job.number} already in background\n` }
}

/** `disown`: the shell no longer knows of a job. */
export const disown: Builtin = (p, [word]) => {
  const job = jobNamed(p, word)
  if (!job) return { status: 1, err: `bash: disown: ${word ?? 'current'}: no such job\n` }
  forgetJobs(p, [job])
  return { status: 0 }
}

/** `kill`: the program, which knows processes; the shell knows what %1 stands for. */
export const kill: Builtin = (p, args) => {
  const missing = args.find((arg) => arg.startsWith('%') && !jobNamed(p, arg))
  if (missing !== undefined) return { status: 1, err: `bash: kill: ${missing}: no such job\n` }
  const words = args.map((arg) =>
    arg.startsWith('%') ? String(jobNamed(p, arg)?.pid ?? arg) : arg,
  )
  return { status: 0, hands: { next: 'run', argv: ['kill', ...words] } }
}

/** What the shell runs while it waits, so that Ctrl-C ends the waiting and not the shell. */
export const waiting: Program = defineProgram({
  vars: {},
  steps: {
    wait: (p) => ({ next: 'await', terminals: [...p.argv.slice(2)] }),
    end: (p) => {
      const last = p.argv[1] === 'true' ? own(p.world.terminals, p.argv.at(-1) ?? '') : undefined
      return exit(last?.background?.status ?? 0)
    },
  },
})
