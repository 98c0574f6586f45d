import { own } from '../../lib/own.ts'
import { resolvePath } from '../../lib/path.ts'
import type { Program, ProgramNext, ProgramStep } from '../../sim/run/program.ts'
import { BUILTINS } from '../builtins.ts'
import { filesMatching, readFile, writeFile } from '../files/tree.ts'
import { notFound, programNamed } from '../names.ts'
import type { ShellContext } from './builtin.ts'
import { expandWords, type Surroundings } from './expand.ts'
import { startJob } from './jobs.ts'
import type { Loop, Pipeline, Redirect, SimpleCommand } from './parse.ts'
import { environment, type ShellVars } from './variables.ts'

/**
 * Runs a parsed line: pipeline after pipeline, stage after stage. A stage runs to its end before the next
 * one starts with what it wrote; that is slower than a real pipe and reads the same.
 */

/** Gives the table of all programs. A function, because the table contains the shell itself. */
export type Programs = () => Record<string, Program>

/** Where a stream goes: `onward` is the next stage, or the shell's own output after the last one. */
export type Sink = 'onward' | 'terminal' | { path: string; append: boolean }

interface Streams {
  stdin: string | null
  out: Sink
  err: Sink
}

const stageOf = (vars: ShellVars): SimpleCommand | undefined =>
  vars.list[vars.at]?.stages[vars.stage]

const isLast = (vars: ShellVars): boolean =>
  vars.stage >= (vars.list[vars.at]?.stages.length ?? 0) - 1

/** Makes the shell run `list`; go on with step `choose`. */
export function begin(vars: ShellVars, list: Pipeline[]): void {
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
    do vars.at += 1
    while (vars.at < vars.list.length && !isWanted(vars))
    if (vars.at >= vars.list.length) {
      begin(vars, [])
      return { next: 'goto', then: finished }
    }
    Object.assign(vars, { stage: 0, piped: null, found: [] })
    return { next: 'goto', then: 'start' }
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
    const streams = streamsOf(p, stageOf(vars))
    if (child?.interrupted && (!isLast(vars) || child.exit === 130)) return abandon(vars, 130)
    if (typeof streams === 'string') return endStage(p, 1)
    deliverBoth(p, streams, child?.stdout ?? '', child?.stderr ?? '')
    return endStage(p, child?.exit ?? 0)
  },
})

function isWanted({ list, at, status }: ShellVars): boolean {
  const link = list[at]?.link ?? 'always'
  return link === 'always' || (link === 'and') === (status === 0)
}

function startStage(p: ShellContext, programs: Programs): ProgramNext {
  const { vars } = p
  const { loop, background } = vars.list[vars.at] ?? {}
  if (loop) return unroll(p, loop)
  if (background) {
    startJob(p, programs(), background)
    return endStage(p, 0)
  }
  const command = stageOf(vars)
  if (!command) return endStage(p, 0)
  const assigned = assignments(command)
  const expanded = expandWords(command.words, surroundings(p), assigned)
  if (expanded.kind === 'needs')
    return { next: 'run', argv: ['bash', '-c', expanded.line], capture: true, then: 'found' }
  const streams = streamsOf(p, command)
  const words = expanded.words.slice(assigned)
  if (typeof streams === 'string') {
    p.err(`bash: ${streams}\n`)
    return endStage(p, 1)
  }
  if (words.length === 0) return assign(p, expanded.words, streams)
  const [name = ''] = words
  const builtin = own(BUILTINS, name)
  if (builtin) {
    const alone = vars.list[vars.at]?.stages.length === 1
    const done = builtin(p, words.slice(1), { alone, programs: programs() })
    deliverBoth(p, streams, done.out ?? '', done.err ?? '')
    if (done.leaves) return { next: 'exit', code: done.status }
    if (done.hands) return { ...done.hands, then: 'ended' }
    return endStage(p, done.status)
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

/** Puts what a loop comes to in its place: a value, then its commands, again and again. */
function unroll(p: ShellContext, { name, words, body }: Loop): ProgramNext {
  const { vars } = p
  const expanded = expandWords(words, surroundings(p))
  if (expanded.kind === 'needs')
    return { next: 'run', argv: ['bash', '-c', expanded.line], capture: true, then: 'found' }
  const turns = expanded.words.flatMap((value): Pipeline[] => [
    { link: 'always', negated: false, stages: [assignment(name, value)] },
    ...body,
  ])
  vars.list = [...vars.list.slice(0, vars.at), ...turns, ...vars.list.slice(vars.at + 1)]
  vars.at -= 1
  vars.status = 0
  return { next: 'goto', then: 'choose' }
}

const assignment = (name: string, value: string): SimpleCommand => ({
  words: [
    [
      { kind: 'text', text: `${name}=`, quoted: false },
      { kind: 'text', text: value, quoted: true },
    ],
  ],
  redirects: [],
})

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
    if (equals > 0) p.vars.env[word.slice(0, equals)] = word.slice(equals + 1)
  }
  deliverBoth(p, streams, '', '')
  return endStage(p, p.vars.found.length > 0 ? p.vars.foundStatus : 0)
}

function runStage(p: ShellContext, argv: string[], streams: Streams): ProgramNext {
  const { out, err } = streams
  const errors =
    err === 'terminal' ? {} : { errors: err === out ? ('joined' as const) : ('apart' as const) }
  return {
    next: 'run',
    argv,
    stdin: streams.stdin,
    capture: !(out === 'onward' && isLast(p.vars)),
    ...errors,
    then: 'ended',
  }
}

function endStage(p: ShellContext, exit: number): ProgramNext {
  const { vars } = p
  const pipeline = vars.list[vars.at]
  const negated = pipeline?.negated === true && isLast(vars)
  vars.status = negated ? Number(exit === 0) : exit
  if (isLast(vars)) return { next: 'goto', then: 'choose' }
  vars.stage += 1
  vars.piped ??= ''
  vars.found = []
  vars.incoming = vars.piped
  vars.piped = null
  return { next: 'goto', then: 'start' }
}

function deliverBoth(p: ShellContext, { out, err }: Streams, stdout: string, stderr: string): void {
  if (err === out) return deliver(p, out, stdout + stderr)
  deliver(p, out, stdout)
  deliver(p, err, stderr)
}

/** Sends text where a stream goes. */
function deliver(p: ShellContext, sink: Sink, text: string): void {
  if (sink === 'terminal') return p.err(text)
  if (typeof sink === 'object') {
    writeFile(p.world, p.node, sink.path, text, { append: sink.append })
    return
  }
  if (isLast(p.vars)) p.out(text)
  else p.vars.piped = (p.vars.piped ?? '') + text
}

/** Reads the redirections of a command from left to right; a string is bash's complaint. */
function streamsOf(p: ShellContext, command: SimpleCommand | undefined): Streams | string {
  const streams: Streams = {
    stdin: p.vars.stage > 0 ? p.vars.incoming : p.stdin,
    out: 'onward',
    err: 'terminal',
  }
  for (const redirect of command?.redirects ?? []) {
    const wrong = apply(p, streams, redirect)
    if (wrong !== null) return wrong
  }
  return streams
}

function apply(p: ShellContext, streams: Streams, redirect: Redirect): string | null {
  if (redirect.kind === 'join') {
    if (redirect.of === 2) streams.err = streams.out
    else streams.out = streams.err
    return null
  }
  if (redirect.kind === 'here') {
    const text = expandWords([redirect.text], surroundings(p))
    if (text.kind === 'needs') return "this trainer's shell runs no commands in here documents"
    streams.stdin = text.words.join('')
    return null
  }
  const expanded = expandWords([redirect.file], surroundings(p))
  const words = expanded.kind === 'words' ? expanded.words : []
  const [name] = words
  if (name === undefined || words.length > 1) return 'ambiguous redirect'
  const path = resolvePath(p.vars.cwd, name)
  if (redirect.kind === 'in') {
    const read = readFile(p.world, p.node, path)
    if (!read.ok) return `${name}: ${read.why}`
    streams.stdin = read.text
    return null
  }
  // Opening a file empties it and says whether it can be written at all.
  const wrong = writeFile(p.world, p.node, path, '', { append: true })
  if (wrong !== null) return `${name}: ${wrong}`
  const sink: Sink = { path, append: redirect.append }
  if (redirect.of !== 2) streams.out = sink
  if (redirect.of !== 1) streams.err = sink
  return null
}

const surroundings = (p: ShellContext): Surroundings => ({
  param: (name) => own(environment(p), name) ?? '',
  found: p.vars.found,
  match: (pattern) => filesMatching(p.world, p.node, p.vars.cwd, pattern),
})
