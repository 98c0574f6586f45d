import type { ProgramNext } from '../../sim/run/program.ts'
import { calculate } from './arithmetic.ts'
import type { ShellContext } from './builtin.ts'
import { expandWhole, expandWords, globExpression } from './expand.ts'
import { aroundOf, compoundsOf } from './position.ts'
import { setVariable, surroundings } from './streams.ts'
import type { Compound } from './syntax.ts'
import type { Around, Sink, Streams } from './variables.ts'

/** Runs compound commands: which of their lists comes next, and when they are over. */

/** Turns of loops that a line may take, and those that it may take more for each second that passes. */
const TURNS = 1000
const TURNS_A_SECOND = 10

const USED_UP = `bash: the loops of one line run ${TURNS} times in this trainer, and ${TURNS_A_SECOND} times more for each second that passes. The line ends here.\n`

/** What comes next: another list of the innermost compound command, or its end with a status. */
export type LoopTurn = { list: number } | { over: number } | { usedUp: true } | { wrong: string }

/**
 * How a compound command begins: with one of its lists (-1: `nextTurn` says which one); or what has to happen first, or
 * what is wrong.
 */
export type Begun = { around: Pick<Around, 'part' | 'left'> } | ProgramNext | LoopTurn

const run = (line: string): ProgramNext => ({
  next: 'run',
  argv: ['bash', '-c', line],
  capture: true,
  then: 'found',
})

/** The list with which a command of a kind begins. */
const FIRST: Readonly<Record<Compound['kind'], number>> = {
  group: 0,
  subshell: 0,
  if: 0,
  case: 0,
  while: -1,
  until: -1,
  for: -1,
  count: -1,
}

/** Looks at the words of a compound command. */
export function beginCompound(p: ShellContext, compound: Compound): Begun {
  if (compound.kind === 'case') return beginCase(p, compound)
  if (compound.kind !== 'for') return { around: { part: FIRST[compound.kind] } }
  const words = expandWords(compound.words, surroundings(p))
  if (words.kind === 'needs') return run(words.line)
  return words.kind === 'wrong'
    ? { wrong: words.text }
    : { around: { part: -1, left: words.words } }
}

function beginCase(
  p: ShellContext,
  { subject, patterns: rows, lists }: Extract<Compound, { kind: 'case' }>,
): Begun {
  const all = expandWhole([subject, ...rows.flat()], surroundings(p))
  if (all.kind === 'needs') return run(all.line)
  if (all.kind === 'wrong') return { wrong: all.text }
  const [text = ''] = all.words
  const patterns = all.patterns.slice(1)
  const part = rows.findIndex((row) =>
    patterns.splice(0, row.length).some((pattern) => globExpression(pattern, true).test(text)),
  )
  return (lists[part]?.length ?? 0) === 0 ? { over: 0 } : { around: { part } }
}

/** Enters a compound command. */
export function enter(
  { vars }: ShellContext,
  compound: Compound,
  begun: Pick<Around, 'part' | 'left'>,
  streams: Streams,
  alone: boolean,
): void {
  const { at, stage, incoming, piped, env, cwd } = vars
  const apart = compound.kind === 'subshell' || !alone
  vars.around = [
    ...aroundOf(vars),
    {
      ...begun,
      at,
      stage,
      incoming,
      piped,
      streams: { ...streams, out: opened(streams.out), err: opened(streams.err) },
      last: 0,
      ...(apart ? { kept: { env: { ...env }, cwd } } : {}),
    },
  ]
  Object.assign(vars, { at: -1, stage: 0, incoming: '', piped: null, found: [] })
}

/** A file is emptied once: what the commands inside write follows each other. */
const opened = (sink: Sink): Sink =>
  typeof sink === 'object' ? { ...sink, ...('path' in sink ? { append: true } : {}) } : sink

/** Leaves the innermost compound command; the one around it, or the line, goes on where it stood. */
export function leaveCompound({ vars }: ShellContext): void {
  const left = vars.around?.pop()
  if (!left) return
  const { at, stage, incoming, piped, kept } = left
  Object.assign(vars, { at, stage, incoming, piped, found: [] })
  if (kept) Object.assign(vars, kept)
}

/** What follows when a list of the innermost compound command has ended, or none has run. */
export function nextTurn(p: ShellContext): LoopTurn {
  const compound = compoundsOf(p.vars).at(-1)
  const around = p.vars.around?.at(-1)
  if (!compound || !around) return { over: p.vars.status }
  const { status } = p.vars
  const { part } = around
  switch (compound.kind) {
    case 'group':
    case 'subshell':
    case 'case':
      return { over: status }
    case 'if':
      return ifTurn(compound, part, status)
    case 'while':
    case 'until':
      if (part === 0) {
        if ((status === 0) !== (compound.kind === 'while')) return { over: around.last }
        return { list: 1 }
      }
      if (part === 1) around.last = status
      return turn(p, 0)
    case 'for': {
      const value = around.left?.shift()
      if (value === undefined) return { over: part < 0 ? 0 : status }
      setVariable(p, compound.name, value)
      return turn(p, 0)
    }
    case 'count':
      return countTurn(p, compound, part, status)
  }
}

function ifTurn({ lists }: Compound, part: number, status: number): LoopTurn {
  const isCondition = part % 2 === 0 && part < lists.length - 1
  if (!isCondition) return { over: status }
  if (status === 0) return { list: part + 1 }
  return part + 2 < lists.length ? { list: part + 2 } : { over: 0 }
}

function countTurn(
  p: ShellContext,
  { before, condition, after }: Extract<Compound, { kind: 'count' }>,
  part: number,
  status: number,
): LoopTurn {
  const { variables } = surroundings(p)
  const stepped = calculate(part < 0 ? before : after, variables)
  const wanted = stepped.ok
    ? calculate(condition.trim() === '' ? '1' : condition, variables)
    : stepped
  if (!wanted.ok) return { wrong: wanted.wrong }
  return wanted.value === 0n ? { over: part < 0 ? 0 : status } : turn(p, 0)
}

/** Counts a turn of a loop: a line that only loops must come to an end. */
function turn({ vars, world }: ShellContext, list: number): LoopTurn {
  vars.loops ??= { since: world.now, turns: 0 }
  vars.loops.turns += 1
  const seconds = (world.now - vars.loops.since) / 1000
  return vars.loops.turns > TURNS + seconds * TURNS_A_SECOND ? { usedUp: true } : { list }
}

/** What is said when the turns are used up. */
export const usedUp = (p: ShellContext): void => p.err(USED_UP)

const LOOPS = new Set(['while', 'until', 'for', 'count'])

/**
 * `break` and `continue`: leaves compound commands up to the so-many-th loop, or the last one of this subshell. False:
 * there is no loop.
 */
export function leaveToLoop(p: ShellContext, count: number): boolean {
  const kinds = compoundsOf(p.vars).map(({ kind }) => kind)
  let target = -1
  for (let i = kinds.length - 1, left = count; i >= 0 && left > 0; i--) {
    if (LOOPS.has(kinds[i] ?? '')) {
      target = i
      left -= 1
    }
    if (aroundOf(p.vars)[i]?.kept) break
  }
  if (target < 0) return false
  while (aroundOf(p.vars).length > target + 1) leaveCompound(p)
  return true
}
