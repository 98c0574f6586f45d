import { own } from '../../lib/own.ts'
import { resolvePath } from '../../lib/path.ts'
import { filesMatching, readFile, writeFile } from '../files/tree.ts'
import type { ShellContext } from './builtin.ts'
import { expandWords, type Surroundings } from './expand.ts'
import { aroundOf, pipelineOf } from './position.ts'
import type { Redirect, Stage } from './syntax.ts'
import { environment, type ShellVars, type Sink, type Streams } from './variables.ts'

/** Where the commands of a line read and write. */

/** The longest value that a variable keeps. */
const LONGEST_VALUE = 16 * 1024

const isLast = (vars: ShellVars): boolean =>
  vars.stage >= (pipelineOf(vars)?.stages.length ?? 0) - 1

/** Sets a variable. */
export function setVariable({ vars }: ShellContext, name: string, value: string): void {
  vars.env[name] = value.slice(0, LONGEST_VALUE)
}

/** What the words of a command may refer to. */
export const surroundings = (p: ShellContext): Surroundings => ({
  variables: {
    get: (name) => own(environment(p), name) ?? '',
    set: (name, value) => setVariable(p, name, value),
  },
  found: p.vars.found,
  match: (pattern) => filesMatching(p.world, p.node, p.vars.cwd, pattern),
})

/** What can be read here: what is piped into the innermost command that has an input. Null: the terminal. */
export function inputOf(p: ShellContext): string | null {
  const feeding = aroundOf(p.vars).findLast(({ streams }) => streams.stdin !== undefined)
  return feeding ? (feeding.streams.stdin ?? null) : (p.vars.unread ?? p.stdin)
}

/** Leaves the rest of what `inputOf` gives for the commands that follow. */
export function leaveInput(p: ShellContext, rest: string): void {
  const feeding = aroundOf(p.vars).findLast(({ streams }) => streams.stdin !== undefined)
  if (feeding) feeding.streams.stdin = rest
  else p.vars.unread = rest
}

/** Reads the redirections of a command from left to right; a string is bash's complaint. */
export function streamsOf(p: ShellContext, stage: Stage | undefined): Streams | string {
  const { vars } = p
  const around = aroundOf(vars)
  const outer = around.at(-1)?.streams
  const streams: Streams = {
    stdin: vars.stage > 0 ? vars.incoming : undefined,
    out: isLast(vars) ? (outer?.out ?? 'output') : { pipe: around.length },
    err: outer?.err ?? 'errors',
  }
  for (const redirect of stage?.redirects ?? []) {
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
    if (text.kind === 'wrong') return text.text
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

/** Whether two streams go to the same place. */
export const isSame = (a: Sink, b: Sink): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Sends what a command wrote where its streams go. */
export function deliverBoth(
  p: ShellContext,
  { out, err }: Streams,
  stdout: string,
  stderr: string,
): void {
  if (isSame(out, err)) return deliver(p, out, stdout + stderr)
  deliver(p, out, stdout)
  deliver(p, err, stderr)
}

function deliver(p: ShellContext, sink: Sink, text: string): void {
  if (sink === 'errors') return p.err(text)
  if (sink === 'output') return p.out(text)
  if ('path' in sink) {
    writeFile(p.world, p.node, sink.path, text, { append: sink.append })
    return
  }
  const outer = aroundOf(p.vars)[sink.pipe] ?? p.vars
  outer.piped = (outer.piped ?? '') + text
}
