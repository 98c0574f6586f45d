import { getopt } from '../text/getopt.ts'
import type { Builtin, ShellContext } from './builtin.ts'
import { expandWords } from './expand.ts'
import { stageOf } from './position.ts'
import { setVariable, surroundings } from './streams.ts'

/** `read [-r] [-p PROMPT] NAME …`: a line of the input, split into variables. */
export const read: Builtin = (_p, args) => {
  const { flags, rest, wrong } = getopt('read', args, 'rp:s')
  if (wrong !== null) return { status: 2, err: `bash: ${wrong}` }
  const bad = rest.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (bad !== undefined)
    return { status: 1, err: `bash: read: \`${bad}': not a valid identifier\n` }
  return { status: 0, reads: { prompt: flags.p ?? '' } }
}

/** The words of the command, and what IFS is for it. */
function wordsOf(p: ShellContext): { names: string[]; separators: string; raw: boolean } {
  const stage = stageOf(p.vars)
  const expanded = expandWords(
    stage?.kind === 'simple' ? stage.words : [],
    surroundings(p),
    Number.POSITIVE_INFINITY,
  )
  const words = expanded.kind === 'words' ? expanded.words : []
  const at = words.indexOf('read')
  const assigned = words.slice(0, at).findLast((word) => word.startsWith('IFS='))
  const { flags, rest } = getopt('read', words.slice(at + 1), 'rp:s')
  const separators = assigned?.slice('IFS='.length) ?? p.vars.env.IFS ?? ' \t\n'
  return { names: rest, separators, raw: 'r' in flags }
}

/** Gives the variables of `read` the first line of a text. Returns its status and what is left. */
export function takeRead(p: ShellContext, text: string): { status: number; rest: string } {
  const { names, separators, raw } = wordsOf(p)
  const end = text.indexOf('\n')
  let line = end < 0 ? text : text.slice(0, end)
  if (!raw) line = line.replace(/\\(.)/g, '$1')
  const fields = splitLine(line, separators, Math.max(names.length, 1))
  for (const [i, name] of (names.length > 0 ? names : ['REPLY']).entries())
    setVariable(p, name, names.length > 0 ? (fields[i] ?? '') : line)
  return { status: end < 0 ? 1 : 0, rest: end < 0 ? '' : text.slice(end + 1) }
}

/** So many fields; the last one holds the rest of the line. Blanks between fields count once. */
function splitLine(line: string, separators: string, count: number): string[] {
  if (separators === '') return [line]
  const isBlank = (c: string) => ' \t\n'.includes(c) && separators.includes(c)
  const isOther = (c: string) => separators.includes(c) && !isBlank(c)
  const fields: string[] = []
  let [at, stop] = [0, line.length]
  while (stop > 0 && isBlank(line[stop - 1] ?? '')) stop -= 1
  while (at < stop && isBlank(line[at] ?? '')) at += 1
  while (fields.length < count - 1 && at < stop) {
    let to = at
    while (to < stop && !separators.includes(line[to] ?? '')) to += 1
    fields.push(line.slice(at, to))
    while (to < stop && isBlank(line[to] ?? '')) to += 1
    if (to < stop && isOther(line[to] ?? '')) {
      to += 1
      while (to < stop && isBlank(line[to] ?? '')) to += 1
    }
    at = to
  }
  return [...fields, line.slice(at, stop)]
}
