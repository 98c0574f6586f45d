import { own } from '../../lib/own.ts'
import type { Program, ProgramNext, ProgramStep } from '../../sim/run/program.ts'
import { BUILTINS } from '../builtins.ts'
import { notFound, programNamed } from '../names.ts'
import { calculate } from './arithmetic.ts'
import type { BuiltinDone, ShellContext } from './builtin.ts'
import {
  beginCompound,
  enter,
  type LoopTurn,
  leaveCompound,
  leaveToLoop,
  nextTurn,
  usedUp,
} from './compounds.ts'
import { judge } from './condition.ts'
import { expandWords } from './expand.ts'
import { startJob } from './jobs.ts'
import { aroundOf, listOf, pipelineOf, stageOf } from './position.ts'
import { takeRead } from './read.ts'
import {
  deliverBoth,
  inputOf,
  isSame,
  leaveInput,
  setVariable,
  streamsOf,
  surroundings,
} from './streams.ts'
import { type Compound, isCompound, type Pipeline, type SimpleCommand } from './syntax.ts'
import type { ShellVars, Streams } from './variables.ts'

/**
 * Runs a parsed line: pipeline after pipeline, stage after stage. A stage runs to its end before the next
 * one starts with what it wrote; that is slower than a real pipe and reads the same.
 */

/** Gives the table of all programs. A function, because the table contains the shell itself. */
export type Programs = () => Record<string, Program>

const isLast = (vars: ShellVars): boolean =>
  vars.stage >= (pipelineOf(vars)?.stages.length ?? 0) - 1

/** Makes the shell run `list`; go on with step `choose`. */
export function begin(vars: ShellVars, list: Pipeline[]): void {
  const kept = vars.around?.find((around) => around.kept)?.kept
  if (kept) Object.assign(vars, kept)
  delete vars.around
  delete vars.loops
  Object.assign(vars, { list, at: -1, stage: 0, incoming: '', piped: null, found: [] })
}

/** Gives up the rest of the line; `status` is what $? shows next. */
export const abandon = (vars: ShellVars, status: number): ProgramNext => {
  begin(vars, [])
  vars.status = status
  return { next: 'goto', then: 'choose' }
}

/** The steps of everything that runs lines; `finished` is the step after the last pipeline. */
export const executing = (
  programs: Programs,
  finished: string,
): Record<string, ProgramStep<ShellVars>> => ({
  choose: (p) => {
    const { vars } = p
    const list = listOf(vars)
    do vars.at += 1
    while (vars.at < list.length && !isWanted(vars))
    if (vars.at < list.length) {
      Object.assign(vars, { stage: 0, piped: null, found: [] })
      return { next: 'goto', then: 'start' }
    }
    if (aroundOf(vars).length > 0) return goOn(p, nextTurn(p))
    begin(vars, [])
    return { next: 'goto', then: finished }
  },
  start: (p) => startStage(p, programs),
  found: (p) => {
    if (p.child?.interrupted) return abandon(p.vars, 130)
    p.vars.found.push((p.child?.stdout ?? '').replace(/\n+$/, ''))
    p.vars.foundStatus = p.child?.exit ?? 0
    return { next: 'goto', then: 'start' }
  },
  ended: (p) => {
    const { child, vars } = p
    const stage = stageOf(vars)
    const streams = streamsOf(p, stage)
    const isOver = !isLast(vars) || aroundOf(vars).length > 0
    if (child?.interrupted && (isOver || child.exit === 130)) return abandon(vars, 130)
    if (typeof streams === 'string') return endStage(p, 1)
    deliverBoth(p, streams, child?.stdout ?? '', child?.stderr ?? '')
    return endStage(p, child?.exit ?? 0)
  },
  typed: (p) => {
    if (p.child?.interrupted) return abandon(p.vars, 130)
    return endStage(p, takeRead(p, p.child?.exit === 0 ? `${p.child.stdout}\n` : '').status)
  },
})

function isWanted(vars: ShellVars): boolean {
  const link = pipelineOf(vars)?.link ?? 'always'
  return link === 'always' || (link === 'and') === (vars.status === 0)
}

/** Goes on with a list of the innermost compound command, or with what follows it. */
function goOn(p: ShellContext, turn: LoopTurn): ProgramNext {
  const { vars } = p
  if ('usedUp' in turn) {
    usedUp(p)
    return abandon(vars, 1)
  }
  if ('wrong' in turn) p.err(`bash: ${turn.wrong}\n`)
  if ('list' in turn) {
    const around = vars.around?.at(-1)
    if (around) around.part = turn.list
    Object.assign(vars, { at: -1, stage: 0 })
    return { next: 'goto', then: 'choose' }
  }
  leaveCompound(p)
  return endStage(p, 'over' in turn ? turn.over : 1)
}

function startStage(p: ShellContext, programs: Programs): ProgramNext {
  const { vars } = p
  const background = pipelineOf(vars)?.background
  if (background) {
    startJob(p, programs(), background)
    return endStage(p, 0)
  }
  const stage = stageOf(vars)
  if (!stage) return endStage(p, 0)
  if (isCompound(stage)) return startCompound(p, stage)
  if (stage.kind === 'simple') return startSimple(p, stage, programs)
  const streams = streamsOf(p, stage)
  if (typeof streams === 'string') return failStage(p, streams)
  const verdict =
    stage.kind === 'condition' ? judge(p, stage) : calculate(stage.text, surroundings(p).variables)
  if ('needs' in verdict) return runFor(verdict.needs)
  if (!verdict.ok) return failStage(p, 'status' in verdict ? verdict.wrong : `((: ${verdict.wrong}`)
  return endStage(p, verdict.value ? 0 : 1)
}

/** Runs a command for what it writes. */
const runFor = (line: string): ProgramNext => ({
  next: 'run',
  argv: ['bash', '-c', line],
  capture: true,
  then: 'found',
})

/** Ends a stage that could not run. */
function failStage(p: ShellContext, why: string, status = 1): ProgramNext {
  p.err(`bash: ${why}\n`)
  return endStage(p, status)
}

const isAlone = (vars: ShellVars): boolean => pipelineOf(vars)?.stages.length === 1

function startCompound(p: ShellContext, compound: Compound): ProgramNext {
  const begun = beginCompound(p, compound)
  if ('next' in begun) return begun
  const streams = streamsOf(p, compound)
  if (typeof streams === 'string') return failStage(p, streams)
  if ('wrong' in begun) return failStage(p, begun.wrong)
  if (!('around' in begun)) return endStage(p, 'over' in begun ? begun.over : 0)
  enter(p, compound, begun.around, streams, isAlone(p.vars))
  return begun.around.part < 0 ? goOn(p, nextTurn(p)) : { next: 'goto', then: 'choose' }
}

function startSimple(p: ShellContext, command: SimpleCommand, programs: Programs): ProgramNext {
  const assigned = assignments(command)
  const expanded = expandWords(command.words, surroundings(p), assigned)
  if (expanded.kind === 'needs') return runFor(expanded.line)
  if (expanded.kind === 'wrong') return failStage(p, expanded.text)
  const streams = streamsOf(p, command)
  if (typeof streams === 'string') return failStage(p, streams)
  const words = expanded.words.slice(assigned)
  if (words.length === 0) return assign(p, expanded.words, streams)
  const [name = ''] = words
  const builtin = own(BUILTINS, name)
  if (builtin) {
    const settings = {
      alone: isAlone(p.vars),
      programs: programs(),
      assigned: expanded.words.slice(0, assigned),
    }
    return endBuiltin(p, streams, builtin(p, words.slice(1), settings))
  }
  const program = programNamed(name, programs())
  if (program === undefined) {
    const refusal = notFound(words, programs())
    deliverBoth(p, streams, '', refusal.text)
    const cause = { is: 'no command', word: name } as const
    p.terminal.refused = { at: p.world.now, node: p.node, argv: words, cause }
    return endStage(p, refusal.status)
  }
  return runStage(p, [program, ...words.slice(1)], streams)
}

function endBuiltin(p: ShellContext, streams: Streams, done: BuiltinDone): ProgramNext {
  deliverBoth(p, streams, done.out ?? '', done.err ?? '')
  if (done.leaves) return leaveShell(p, done.status)
  if (done.leavesLoop) return leaveLoop(p, done.leavesLoop)
  if (done.reads) {
    const text = streams.stdin ?? inputOf(p)
    if (text === null)
      return { next: 'run', argv: ['bash >', done.reads.prompt], capture: true, then: 'typed' }
    const { status, rest } = takeRead(p, text)
    if (streams.stdin === undefined) leaveInput(p, rest)
    return endStage(p, status)
  }
  return done.hands ? { ...done.hands, then: 'ended' } : endStage(p, done.status)
}

/** `exit`: of the innermost subshell, or of the shell. */
function leaveShell(p: ShellContext, status: number): ProgramNext {
  const depth = aroundOf(p.vars).findLastIndex(({ kept }) => kept)
  if (depth < 0) return { next: 'exit', code: status }
  while (aroundOf(p.vars).length > depth) leaveCompound(p)
  return endStage(p, status)
}

function leaveLoop(
  p: ShellContext,
  { count, goesOn }: { count: number; goesOn: boolean },
): ProgramNext {
  if (!leaveToLoop(p, count)) {
    p.err(
      `bash: ${goesOn ? 'continue' : 'break'}: only meaningful in a \`for', \`while', or \`until' loop\n`,
    )
    return endStage(p, 0)
  }
  p.vars.status = 0
  return goOn(p, goesOn ? nextTurn(p) : { over: 0 })
}

/** Number of leading words of the form NAME=value. */
const assignments = (command: SimpleCommand): number => {
  const at = command.words.findIndex(([part]) => {
    return !(part?.kind === 'text' && !part.quoted && /^[A-Za-z_]\w*=/.test(part.text))
  })
  return at < 0 ? command.words.length : at
}

function assign(p: ShellContext, words: readonly string[], streams: Streams): ProgramNext {
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals > 0) setVariable(p, word.slice(0, equals), word.slice(equals + 1))
  }
  deliverBoth(p, streams, '', '')
  return endStage(p, p.vars.found.length > 0 ? p.vars.foundStatus : 0)
}

/** Programs that read all of what is piped into the commands around them. */
const READERS = new Set(['cat', 'ssh', 'xargs', 'sort', 'tee', 'tr', 'wc'])

function runStage(p: ShellContext, argv: string[], streams: Streams): ProgramNext {
  const { out, err } = streams
  const stdin = streams.stdin ?? inputOf(p)
  if (streams.stdin === undefined && stdin !== null && READERS.has(argv[0] ?? '')) leaveInput(p, '')
  const errors =
    err === 'errors' ? {} : { errors: isSame(err, out) ? ('joined' as const) : ('apart' as const) }
  return { next: 'run', argv, stdin, capture: out !== 'output', ...errors, then: 'ended' }
}

function endStage(p: ShellContext, exit: number): ProgramNext {
  const { vars } = p
  const negated = pipelineOf(vars)?.negated === true && isLast(vars)
  vars.status = negated ? Number(exit === 0) : exit
  if (isLast(vars)) return { next: 'goto', then: 'choose' }
  vars.stage += 1
  vars.found = []
  vars.incoming = vars.piped ?? ''
  vars.piped = null
  return { next: 'goto', then: 'start' }
}
