import type { NodeName } from '../cluster/config.ts'
import type { Emit } from '../input.ts'
import type { NodeCallName } from '../noded/calls.ts'
import { type Behaviour, behaviourOf } from '../releases.ts'
import { shownOn, type Terminal, type World } from '../world.ts'
import type { FailureCause } from './calls/cause.ts'
import type { Reply } from './calls/flight.ts'
import type { Flow } from './flow.ts'
import { cursorsOf } from './frame.ts'
import { type Submission, type TypedReply, typedReplies } from './opcode.ts'
import { type Part, type Step, withSteps } from './parts.ts'
import type { ChildResult, Process, PromptAnswer } from './process.ts'
import type { Shows } from './shows.ts'

/** What a step of a program wants next; `then` as for opcodes. A program ends with `exit`. */
export type ProgramNext =
  | Flow
  /** Writes `prompt` to the terminal and waits for a line; see `answer`. */
  | { next: 'ask'; prompt: string; then?: string }
  /** Waits for a line at a prompt that the display draws itself (a shell). */
  | { next: 'prompt'; prompt: string; then?: string }
  /** Shows a job's log until it ends. `quiet`: wait only. */
  | { next: 'follow'; job: number; then?: string }
  | {
      next: 'run'
      argv: string[]
      stdin?: string | null
      capture?: boolean
      /** See `Process`. */
      errors?: 'joined' | 'apart'
      node?: NodeName
      /** How long it may take, and how it ends when that is over. */
      limit?: { ms: number; status: number }
      then?: string
    }
  /** Waits until nothing runs any more on these terminals. */
  | { next: 'await'; terminals: string[]; then?: string }
  /** Takes what runs on another terminal over as its child; see `startLine`. */
  | { next: 'adopt'; terminal: string; then?: string }
  | { next: 'forever' }
  /** Becomes another program, with these variables on top of its own. */
  | { next: 'become'; program: string; vars: Record<string, unknown> }
  | { next: 'exit'; code: number; cause?: FailureCause }

/** Writes a question and waits for a line, which stands in `p.answer` of the next step. */
export const ask = (prompt: string, then?: string): ProgramNext =>
  then === undefined ? { next: 'ask', prompt } : { next: 'ask', prompt, then }

/** Shows the log of a job until the job has ended. */
export const follow = (job: number, then?: string): ProgramNext =>
  then === undefined ? { next: 'follow', job } : { next: 'follow', job, then }

/** Ends the program; 0 is success. `cause`: why not, where no job says it. */
export const exit = (code: number, cause?: FailureCause): ProgramNext => ({
  next: 'exit',
  code,
  ...(cause ? { cause } : {}),
})

/** What the step of a program works with. V: its own variables. */
export interface ProgramContext<V = Record<string, unknown>> {
  world: World
  terminal: Terminal
  process: Process
  /** The node it runs on. */
  node: NodeName
  argv: readonly string[]
  vars: V
  /** Text piped in; null when it reads the terminal. */
  stdin: string | null
  answer: PromptAnswer | null
  child: ChildResult | null
  behaviour: Behaviour
  replies: Reply[]
  cursors: Record<string, number>
  all: <N extends NodeCallName>(name: N) => TypedReply<N>[]
  out: (text: string) => void
  err: (text: string) => void
  /** Past every redirection, as questions are written. */
  tty: (text: string) => void
  /** An instruction to the display: 'clear' or 'page'. */
  screen: (what: string) => void
  /** Whether standard output is the terminal, not a pipe. */
  onTerminal: boolean
  /** Submits jobs to the master daemon of this node; returns their numbers. */
  submit: (jobs: Submission[]) => number[]
}

/** What a client says whose daemon closed the connection (lib/rpc/transport.py, lib/cli.py). */
export const CONNECTION_LOST =
  'Unhandled protocol error while talking to the master daemon:\nConnection closed while reading\n'

/** A step of a program: V its variables. */
export type ProgramStep<V> = Step<ProgramContext<V>, ProgramNext>

/** Steps of a program, or parts one after the other. */
export type ProgramPart<V> = Part<ProgramContext<V>, ProgramNext>

/** A program: steps in order, the first runs first. */
export interface Program<V = Record<string, unknown>> {
  vars: V
  steps: Record<string, ProgramStep<V>>
  /** What others may see of it, by its variables. */
  shows?: (vars: V) => Shows
  /** Whether Ctrl-C does not reach it: it goes to another node, and gets lost. */
  deaf?: (p: ProgramContext<V>) => boolean
  /** What it does on Ctrl-C before it ends; returns its exit status, or null: it goes on. Absent: dies with 130. */
  interrupt?: (p: ProgramContext<V>) => number | null
}

/** Declares a program; its variables are JSON beyond this point. */
export const defineProgram = <V extends object>(
  program: Omit<Program<V>, 'steps'> & { steps: ProgramPart<V> },
): Program => withSteps(program, program.steps) as unknown as Program

/** A process on its terminal, and who hears what is written there. */
export interface RunningProcess {
  world: World
  terminal: Terminal
  process: Process
  emit: Emit
}

/** The context for the next steps of a process. It reads the process, so one context serves all steps of an instant. */
export function programContext(
  running: RunningProcess,
  submit: (jobs: Submission[]) => number[],
): ProgramContext {
  const { world, terminal, process, emit } = running
  const say = (stream: 'tty' | 'screen') => (text: string) =>
    emit({ at: world.now, terminal: shownOn(terminal), stream, text })
  return {
    world,
    terminal,
    process,
    node: process.node,
    argv: process.argv,
    get vars() {
      return process.frame.vars
    },
    get stdin() {
      return process.stdin
    },
    get answer() {
      return process.answer
    },
    get child() {
      return process.child
    },
    behaviour: behaviourOf(world.release),
    get replies() {
      return process.frame.replies
    },
    get cursors() {
      return cursorsOf(process.frame)
    },
    all: (name) => typedReplies(process.frame.replies, name),
    out: (text) => writeOut(running, text),
    err: (text) => writeErr(running, text),
    tty: say('tty'),
    screen: say('screen'),
    get onTerminal() {
      return outputOf(terminal, process) === null
    },
    submit,
  }
}

/** The nearest process, from this one outwards, whose output is collected; null: the terminal. */
function outputOf(terminal: Terminal, process: Process): Process | null {
  for (let i = terminal.stack.indexOf(process); i >= 0; i--) {
    const outer = terminal.stack[i]
    if (outer?.capture) return outer
  }
  return null
}

/** Writes to a process' standard output, wherever that goes. */
export function writeOut(running: RunningProcess, text: string): void {
  const { world, terminal, process, emit } = running
  if (text === '') return
  const sink = outputOf(terminal, process)
  if (sink) sink.captured += text
  else emit({ at: world.now, terminal: shownOn(terminal), stream: 'stdout', text })
}

/** Writes to a process' standard error, wherever that goes. */
export function writeErr(running: RunningProcess, text: string): void {
  const { world, terminal, process, emit } = running
  if (text === '') return
  for (let i = terminal.stack.indexOf(process); i >= 0; i--) {
    const outer = terminal.stack[i]
    if (outer?.errors === 'joined') return writeOut({ ...running, process: outer }, text)
    if (outer?.errors === 'apart') {
      outer.capturedErrors = (outer.capturedErrors ?? '') + text
      return
    }
  }
  emit({ at: world.now, terminal: shownOn(terminal), stream: 'stderr', text })
}
