import type { Process } from '../../sim/run/process.ts'
import type { ProgramContext } from '../../sim/run/program.ts'
import type { Shows } from '../../sim/run/shows.ts'
import type { Pipeline } from './syntax.ts'

/**
 * Where a stream goes: a pipe of the pipeline that has so many compound commands around it, the shell's own output, its
 * own errors, or a file.
 */
export type Sink = { pipe: number } | 'output' | 'errors' | { path: string; append: boolean }

/** Where a command reads and writes. `stdin`: undefined: from where the command around it reads. */
export interface Streams {
  stdin: string | undefined
  out: Sink
  err: Sink
}

/** A compound command that runs: where it stands in its list, and which of its own lists runs. */
export interface Around {
  at: number
  stage: number
  incoming: string
  piped: string | null
  part: number
  streams: Streams
  /** The words that a `for` has still to go through. */
  left?: string[]
  /** How the last turn of a loop ended. */
  last: number
  /** What it must not change: the variables and the directory of the shell around it. */
  kept?: { env: Record<string, string>; cwd: string }
}

/** What a shell remembers, between lines and within one. */
export interface ShellVars {
  /** Exit status of the last command: $?. */
  status: number
  /** The line that runs. */
  list: Pipeline[]
  /** The pipeline that runs, and its stage, in the innermost list that runs. */
  at: number
  stage: number
  /** The compound commands around it, the outermost first. Absent: none. */
  around?: Around[]
  /** When this line began, and the turns that its loops have taken. Absent: no loop has run. */
  loops?: { since: number; turns: number }
  /** What is left of what is piped into the shell. Absent: all of it. */
  unread?: string
  /** What the stage before wrote into the pipe, and what this one has written so far. */
  incoming: string
  piped: string | null
  /** Outputs of this command's $(…), and how the last of them ended. */
  found: string[]
  foundStatus: number
  env: Record<string, string>
  cwd: string
  /** Lines typed here; the oldest are forgotten. */
  history: string[]
  /** How many lines were typed here in all. */
  typed: number
  /** First lines of a command that goes on. */
  unfinished: string
  /** What it has started in the background and not yet told the end of. Absent: nothing. */
  jobs?: ShellJob[]
  /** $!: absent: nothing was started in the background yet. */
  lastPid?: number
}

/** A line in the background, by the terminal that it runs on. */
export interface ShellJob {
  number: number
  terminal: string
}

/** The variables of a login shell that has just started. */
export const SHELL_VARS: ShellVars = {
  status: 0,
  list: [],
  at: 0,
  stage: 0,
  incoming: '',
  piped: null,
  found: [],
  foundStatus: 0,
  env: {},
  cwd: '/root',
  history: [],
  typed: 0,
  unfinished: '',
}

/** What a shell lets others see: how its last command ended, and where it is. */
export const showsShell = ({ cwd, status }: ShellVars): Shows => ({ cwd, status })

/** The variables of a process that is a shell; undefined for any other. Only for shells, which share what they know. */
export const shellVarsOf = ({ frame }: Process): ShellVars | undefined =>
  'cwd' in frame.vars ? (frame.vars as unknown as ShellVars) : undefined

/** Everything $NAME can mean. */
export const environment = (p: ProgramContext<ShellVars>): Record<string, string> => ({
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/bash',
  TERM: 'xterm',
  LANG: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOSTNAME: p.node.split('.')[0] ?? p.node,
  UID: '0',
  EUID: '0',
  $: '1207',
  '#': '0',
  '0': 'bash',
  ...p.vars.env,
  PWD: p.vars.cwd,
  '?': String(p.vars.status),
  '!': String(p.vars.lastPid ?? ''),
})
