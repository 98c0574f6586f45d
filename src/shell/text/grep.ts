import { own } from '../../lib/own.ts'
import type { FilterInput, FilterResult, TextFilter } from './filter.ts'
import { misused } from './filter.ts'
import { getopt, linesOf } from './getopt.ts'

const USAGE = 'Usage: grep [OPTION]... PATTERNS [FILE]...\n'
const LETTERS = 'EFGivwxclnoqshHe:m:A:B:C:r'
const LONG = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'ignore-case': 'i',
  'invert-match': 'v',
  'word-regexp': 'w',
  'line-regexp': 'x',
  count: 'c',
  'files-with-matches': 'l',
  'line-number': 'n',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'no-messages': 's',
  'no-filename': 'h',
  'with-filename': 'H',
  regexp: 'e',
  'max-count': 'm',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  color: 'G',
  colour: 'G',
}

const CLASSES: Readonly<Record<string, string>> = {
  space: '\\s',
  blank: ' \\t',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
}

/** A POSIX pattern as JavaScript spells it. In a basic one `\(`, `\|`, `\+`, `\?`, `\{` are special. */
export function posixSource(pattern: string, kind: 'basic' | 'extended' | 'fixed'): string {
  if (kind === 'fixed') return pattern.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? ''
    if (c === '[') {
      const set = /^\[(\^?\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(pattern.slice(i))
      if (!set) throw new SyntaxError('Unmatched [, [^, [:, [., or [=')
      source += `[${bracket(set[1] ?? '')}]`
      i += set[0].length - 1
    } else if (c === '\\') {
      i += 1
      const next = pattern[i]
      if (next === undefined) throw new SyntaxError('Trailing backslash')
      if (next === '<' || next === '>') source += '\\b'
      else if ('(){}|+?'.includes(next)) source += kind === 'basic' ? next : `\\${next}`
      else source += `\\${next}`
    } else if (kind === 'basic' && '(){}|+?'.includes(c)) source += `\\${c}`
    else if (kind === 'basic' && c === '*' && /^\^?$/.test(pattern.slice(0, i))) source += '\\*'
    else source += c
  }
  return source
}

const bracket = (inside: string): string => {
  const negated = inside.startsWith('^') ? '^' : ''
  const body = inside.slice(negated.length)
  return (
    negated +
    body
      .replace(/\\/g, '\\\\')
      .replace(/\[:(\w+):\]/g, (_, name: string) => own(CLASSES, name) ?? '')
      .replace(/^\]/, '\\]')
      .replace(/\[(?!-)/g, '\\[')
  )
}

function expressionOf(flags: Record<string, string>, pattern: string, kind: Kind): RegExp {
  const sources = pattern.split('\n').map((one) => posixSource(one, kind))
  const [only = ''] = sources
  const joint = sources.length === 1 ? only : sources.map((s) => `(?:${s})`).join('|')
  const source =
    'x' in flags ? `^(?:${joint})$` : 'w' in flags ? `(?<!\\w)(?:${joint})(?!\\w)` : joint
  return new RegExp(source, `g${'i' in flags ? 'i' : ''}`)
}

type Kind = 'basic' | 'extended' | 'fixed'

const grepAs =
  (standard: Kind): TextFilter =>
  (f) => {
    const { flags, rest, wrong } = getopt('grep', f.args, LETTERS, LONG)
    if (wrong !== null) return misused('grep', wrong, 2, USAGE)
    const pattern = flags.e ?? rest.shift()
    if (pattern === undefined) return misused('grep', '', 2, USAGE)
    const kind = 'F' in flags ? 'fixed' : 'E' in flags ? 'extended' : standard
    try {
      return search(f, flags, rest, expressionOf(flags, pattern, kind))
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^Invalid regular.*: /, '') : ''
      return { err: `grep: ${why}\n`, exit: 2 }
    }
  }

function search(
  f: FilterInput,
  flags: Record<string, string>,
  files: readonly string[],
  expression: RegExp,
): FilterResult {
  const named = 'H' in flags || (files.length > 1 && !('h' in flags))
  let [out, err, hits] = ['', '', 0]
  for (const file of files.length > 0 ? files : ['-']) {
    const found = f.read(file)
    if (!found.ok) {
      if (!('s' in flags)) err += `grep: ${file}: ${found.why}\n`
      continue
    }
    const label = named ? (file === '-' ? '(standard input)' : file) : null
    const result = searchText(linesOf(found.text), flags, expression, label)
    hits += result.count
    if ('l' in flags) out += result.count > 0 ? `${file === '-' ? '(standard input)' : file}\n` : ''
    else if ('c' in flags) out += `${label === null ? '' : `${label}:`}${result.count}\n`
    else if (!('q' in flags)) out += result.text
  }
  const exit = hits > 0 ? ('q' in flags || err === '' ? 0 : 2) : err === '' ? 1 : 2
  return { out, err, exit }
}

function searchText(
  lines: readonly string[],
  flags: Record<string, string>,
  expression: RegExp,
  label: string | null,
): { text: string; count: number } {
  const limit = 'm' in flags ? Number(flags.m) : Number.POSITIVE_INFINITY
  const wanted = lines.flatMap((line, i) =>
    line.search(expression) >= 0 === !('v' in flags) ? [i] : [],
  )
  const hits = wanted.slice(0, limit)
  const start = (i: number, sign: string) =>
    `${label === null ? '' : `${label}${sign}`}${'n' in flags ? `${i + 1}${sign}` : ''}`
  if ('o' in flags) {
    const bits = hits.flatMap((i) =>
      'v' in flags ? [] : [...(lines[i] ?? '').matchAll(expression)].map((m) => [i, m[0]] as const),
    )
    const text = bits.filter(([, bit]) => bit !== '').map(([i, bit]) => `${start(i, ':')}${bit}\n`)
    return { text: text.join(''), count: hits.length }
  }
  const before = Number(flags.B ?? flags.C ?? 0)
  const after = Number(flags.A ?? flags.C ?? 0)
  const shown = new Set(
    hits.flatMap((i) => Array.from({ length: before + after + 1 }, (_, k) => i - before + k)),
  )
  const matched = new Set(hits)
  let [text, last] = ['', -1]
  for (const [i, line] of lines.entries()) {
    if (!shown.has(i)) continue
    if (before + after > 0 && last >= 0 && i > last + 1) text += '--\n'
    text += `${start(i, matched.has(i) ? ':' : '-')}${line}\n`
    last = i
  }
  return { text, count: hits.length }
}

/** `grep`: lines that match a basic regular expression. */
export const grep = grepAs('basic')

/** `egrep`: lines that match an extended regular expression. */
export const egrep = grepAs('extended')

/** `fgrep`: lines that contain a fixed text. */
export const fgrep = grepAs('fixed')
