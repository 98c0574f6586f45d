import { ctime } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import { isUp, runs } from '../cluster/machine.ts'
import { noteRest, noteWaking, terminalsAwake } from '../cluster/unsettled.ts'
import type { Emit } from '../input.ts'
import { isOver, type Job, type JobOrigin } from '../jobs/job.ts'
import { submitJobs } from '../jobs/submit.ts'
import { behaviourOf } from '../releases.ts'
import { machineOf, setAlarm, type Terminal, type World } from '../world.ts'
import { adopt, forget, isBusy } from './background.ts'
import { callNumbered, endCall } from './calls/call.ts'
import type { FailureCause } from './calls/cause.ts'
import type { Process } from './process.ts'
import {
  CONNECTION_LOST,
  type ProgramContext,
  type ProgramNext,
  programContext,
  type RunningProcess,
  writeErr,
  writeOut,
} from './program.ts'
import type { Rules } from './rules.ts'
import { mindSession } from './sessions.ts'
import { publish } from './shows.ts'
import { frameOf, newProcess } from './start-process.ts'
import { begin, isReady, outOfBlock, stepTo } from './step.ts'

/** A quiet client looks at a waiting job this often and says so once (CLI_WFJC_FREQUENCY). */
const IMPATIENT_MS = 20_000

/** The process that a terminal runs at present, with the programs that it may start. */
interface Foreground extends RunningProcess {
  rules: Rules
  /** What its steps work with: made when the first of them needs it. */
  context?: ProgramContext
}

/** Moves every foreground program on as far as it goes now. Returns whether any did. */
export function runTerminals(rules: Rules, world: World, emit: Emit): boolean {
  let moved = false
  for (const terminal of terminalsAwake(world)) {
    mindSession(rules, world, terminal)
    endOverdue(world, terminal)
    let running = null as Foreground | null
    for (;;) {
      const process = terminal.stack.at(-1)
      if (!process) break
      if (running?.process !== process) running = { rules, world, terminal, process, emit }
      const goes = canGoOn(running)
      if (!goes && !isCutOff(world, process)) break
      if (goes) step(running)
      else loseDaemon(running)
      moved = true
    }
    if (terminal.stack.length === 0) forget(world, terminal)
    else if (terminal.stack.length === 1 && terminal.stack[0]?.frame.wait?.for === 'line')
      noteRest(world, terminal.id)
  }
  return moved
}

function canGoOn(running: RunningProcess): boolean {
  const { frame } = running.process
  switch (frame.wait?.for) {
    case 'job':
      return jobIsOver(running)
    case 'terminals':
      if (frame.wait.terminals.some((id) => isBusy(running.world, id))) return false
      frame.wait = null
      return true
  }
  return isReady(running.world, frame)
}

/** Whether a client waits for a job and the daemon that would tell it is gone. */
const isCutOff = (world: World, process: Process): boolean =>
  process.frame.wait?.for === 'job' &&
  !runs(machineOf(world, process.node), behaviourOf(world.release).jobDaemon)

function loseDaemon(running: RunningProcess): void {
  writeErr(running, CONNECTION_LOST)
  const { node } = running.process
  const word = behaviourOf(running.world.release).jobDaemon
  noteRefusal(running, { is: 'daemon down', node, word })
  exitProcess(running.terminal, running.process, 1)
}

/** A log entry stays one line: what would break it is shown escaped (SafeEncode, lib/utils/text.py). */
const onOneLine = (text: string): string =>
  text.replaceAll('\t', '\\t').replaceAll('\r', '\\r').replaceAll('\n', '\\n')

/** Shows what the job has logged since the last look. */
function jobIsOver(running: RunningProcess): boolean {
  const { world, process } = running
  const { wait } = process.frame
  if (wait?.for !== 'job') return false
  const job = world.jobs[wait.job]
  if (job) {
    const length = job.ops.reduce((sum, op) => sum + op.log.length, 0)
    if (length > wait.seen) {
      const log = job.ops.flatMap((op) => op.log)
      for (const entry of log.slice(wait.seen))
        writeOut(running, `${ctime(entry.at)} ${onOneLine(entry.text)}\n`)
      wait.seen = length
    }
    if (!isOver(job)) {
      const told = growImpatient(world, job, wait)
      if (told !== '') writeErr(running, told)
      return false
    }
  }
  process.frame.wait = null
  return true
}

/** What a client says that has waited for a while; empty when it said so before. */
function growImpatient(world: World, job: Job, wait: { since: number; told: string[] }): string {
  if (world.now - wait.since < IMPATIENT_MS || wait.told.includes(job.status)) return ''
  const text =
    job.status === 'queued'
      ? `Job ${job.id} is waiting in queue\n`
      : job.status === 'waiting'
        ? `Job ${job.id} is trying to acquire all necessary locks\n`
        : ''
  if (text !== '') wait.told.push(job.status)
  return text
}

/** A closed queue refuses a job: the step that submits it ends there, as a client's exception ends it. */
const QUEUE_DRAINED = new Error('the queue is drained')

/** The command line as the origin of jobs; --reason stands among the parsed options. */
function originOf({ argv: [program = '', command = ''], frame }: Process): JobOrigin {
  const { options } = frame.vars as { options?: { reason?: unknown } }
  const reason = options?.reason
  return { program, command, ...(typeof reason === 'string' ? { reason } : {}) }
}

function contextOf(running: Foreground): ProgramContext {
  const { rules, world, process } = running
  running.context ??= programContext(running, (jobs) => {
    if (machineOf(world, process.node).files.queueDrained) throw QUEUE_DRAINED
    const from = originOf(process)
    return submitJobs(
      rules,
      world,
      process.node,
      jobs.map((each) => ({ ...each, from })),
    )
  })
  return running.context
}

function noteRefusal({ world, terminal, process }: RunningProcess, cause: FailureCause): void {
  const { node, argv } = process
  terminal.refused = { at: world.now, node, argv: [...argv], cause }
}

function step(running: Foreground): void {
  const { rules, world, terminal, process } = running
  const program = own(rules.programs, process.program)
  const run = own(program?.steps, process.frame.step)
  if (!program || !run) return exitProcess(terminal, process, 1)
  let next: ProgramNext | undefined
  try {
    next = run(contextOf(running)) ?? undefined
    publish(process.frame, program.shows?.(process.frame.vars))
  } catch (error) {
    if (error !== QUEUE_DRAINED) throw error
    writeErr(running, `${behaviourOf(world.release).queueDrained}\n`)
    noteRefusal(running, { is: 'queue drained' })
    return exitProcess(terminal, process, 1)
  }
  // A step may switch its own node off (halt): then there is nothing left to move on.
  if (terminal.stack.includes(process)) obey(running, next, program.steps)
}

function obey(
  running: Foreground,
  next: ProgramNext | undefined,
  steps: Record<string, unknown>,
): void {
  const { rules, terminal, process } = running
  const { frame } = process
  switch (next?.next) {
    case 'exit':
      if (next.cause) noteRefusal(running, next.cause)
      return exitProcess(terminal, process, next.code)
    case 'become':
      return become(rules, process, next.program, next.vars)
    case 'forever':
      frame.wait = { for: 'ever' }
      return
    case 'leave':
    case 'again':
      throw outOfBlock(frame, process.program)
  }
  const to = stepTo(steps, frame.step, next?.then)
  if (to === null) return exitProcess(terminal, process, 0)
  frame.step = to
  if (next && next.next !== 'goto') wait(running, next)
}

/** What a program may wait for. */
type Waiting = Extract<ProgramNext, { then?: string }>

function wait(running: Foreground, next: Exclude<Waiting, { next: 'goto' }>): void {
  const { world, process } = running
  const { frame, node } = process
  switch (next.next) {
    case 'sleep':
    case 'calls':
      return begin(world, frame, next, { node, config: () => machineOf(world, node).files.config })
    case 'ask':
    case 'prompt':
      process.answer = null
      frame.wait = { for: 'line', prompt: next.prompt }
      return
    case 'follow':
      frame.wait = { for: 'job', job: next.job, seen: 0, since: world.now, told: [] }
      return setAlarm(world, world.now + IMPATIENT_MS, { kind: 'wake' })
    case 'await':
      frame.wait = { for: 'terminals', terminals: next.terminals }
      return
    case 'adopt':
      return adopt(running, next.terminal)
    case 'run':
      return runChild(running, next)
  }
}

function become(rules: Rules, process: Process, name: string, vars: Record<string, unknown>): void {
  const program = own(rules.programs, name)
  if (!program) throw new Error(`there is no program called ${name}`)
  process.program = name
  process.frame = frameOf(program, { ...program.vars, ...vars })
}

/** When a limit that begins now is over; the terminal is looked at then. */
function deadline(world: World, { ms, status }: { ms: number; status: number }) {
  const at = world.now + ms
  setAlarm(world, at, { kind: 'wake' })
  return { at, status }
}

/** Ends the outermost program whose time is over, with all it started. */
function endOverdue(world: World, terminal: Terminal): void {
  const overdue = terminal.stack.find(({ limit }) => limit && limit.at <= world.now)
  if (overdue) exitProcess(terminal, overdue, overdue.limit?.status ?? 0)
}

function runChild(
  { rules, world, terminal, process: parent }: Foreground,
  next: Extract<ProgramNext, { next: 'run' }>,
): void {
  const node = next.node ?? parent.node
  parent.child = null
  parent.frame.wait = { for: 'child' }
  const absent = !own(rules.programs, next.argv[0] ?? rules.loginShell)
  if (absent || !isUp(machineOf(world, node))) {
    parent.child = { exit: absent ? 127 : 255, stdout: '' }
    parent.frame.wait = null
    return
  }
  terminal.stack.push(
    newProcess(rules, next.argv, node, {
      stdin: next.stdin ?? null,
      capture: next.capture ?? false,
      ...(next.errors === undefined ? {} : { errors: next.errors }),
      ...(next.limit ? { limit: deadline(world, next.limit) } : {}),
    }),
  )
}

/**
 * Takes a process, and all it started, off its terminal. Its parent goes on with the exit status and the
 * collected output.
 */
export function exitProcess(terminal: Terminal, process: Process, code: number): void {
  const at = terminal.stack.indexOf(process)
  const stdout = process.captured
  const stderr = process.capturedErrors
  if (at < 0) return
  terminal.stack.splice(at)
  if (at === 0 && terminal.background) terminal.background.status = code
  const parent = terminal.stack[at - 1]
  if (!parent) return
  parent.child = { exit: code, stdout, ...(stderr === undefined ? {} : { stderr }) }
  parent.frame.wait = null
}

/** Ends what runs in the background on a terminal. */
export function endLine(world: World, id: string, status: number): void {
  const terminal = own(world.terminals, id)
  const [first] = terminal?.stack ?? []
  if (!terminal || !first) return
  exitProcess(terminal, first, status)
  forget(world, terminal)
}

/** A line was typed. Returns false when no one reads one now. */
export function answerTerminal(
  world: World,
  terminal: Terminal,
  text: string,
  emit: Emit,
): boolean {
  const process = terminal.stack.at(-1)
  if (process?.frame.wait?.for !== 'line') return false
  noteWaking(world, terminal.id)
  const { prompt } = process.frame.wait
  emit({ at: world.now, terminal: terminal.id, stream: 'echo', text: `${prompt}${text}\n` })
  process.answer = { kind: 'text', text }
  process.frame.wait = null
  return true
}

/** Ctrl-D on an empty line: a program that waits for a line reads the end of its input; nothing else notices. */
export function endOfFile(world: World, terminal: Terminal, emit: Emit): void {
  const process = terminal.stack.at(-1)
  if (process?.frame.wait?.for !== 'line') return
  noteWaking(world, terminal.id)
  const { prompt } = process.frame.wait
  emit({ at: world.now, terminal: terminal.id, stream: 'echo', text: prompt })
  process.answer = { kind: 'end-of-file' }
  process.frame.wait = null
}

/** 128 and the number of the signal. */
const KILLED_BY_INTERRUPT = 130

/** Ctrl-C: the foreground program dies; a shell only gets a new line. */
export function interruptTerminal(
  rules: Rules,
  world: World,
  terminal: Terminal,
  emit: Emit,
): void {
  const process = terminal.stack.at(-1)
  if (!process) return
  noteWaking(world, terminal.id)
  const { wait } = process.frame
  const prompt = wait?.for === 'line' ? wait.prompt : ''
  emit({ at: world.now, terminal: terminal.id, stream: 'echo', text: `${prompt}^C\n` })
  const program = own(rules.programs, process.program)
  if (process.program === rules.loginShell) return
  const context = contextOf({ rules, world, terminal, process, emit })
  if (program?.deaf?.(context)) return
  const status = program?.interrupt ? program.interrupt(context) : KILLED_BY_INTERRUPT
  if (status === null) return
  exitProcess(terminal, process, status)
  const child = terminal.stack.at(-1)?.child
  if (child) child.interrupted = true
}

/** The node under a process lost its power: what ran there is gone, an `ssh` to it ends. */
export function loseProcessesOf(world: World, node: NodeName): void {
  for (const terminal of Object.values(world.terminals)) {
    const at = terminal.stack.findIndex((process) => process.node === node)
    if (at < 0) continue
    const first = terminal.stack[at]
    if (first) exitProcess(terminal, first, 255)
    if (terminal.stack.length === 0) forget(world, terminal)
  }
}

/** Ends a call that a program made, if it is one of its calls. */
export function endCallOfProgram(world: World, id: number): boolean {
  for (const terminal of terminalsAwake(world)) {
    // A program under silence goes on, unseen.
    for (const { node, frame } of terminal.stack) {
      const { wait } = frame
      const call = wait?.for === 'calls' ? callNumbered(wait.calls, id) : undefined
      if (call) return endCall(world, node, call)
    }
  }
  return false
}
