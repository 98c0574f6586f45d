import { misused, readAll, type TextFilter } from './filter.ts'
import { getopt, joined, linesOf } from './getopt.ts'

interface Key {
  from: number
  to: number
  numeric: boolean
  human: boolean
  reverse: boolean
  fold: boolean
}

const UNITS = 'KMGTPE'

const numberIn = (text: string): number => Number(/^\s*-?\d*\.?\d+/.exec(text)?.[0] ?? 0)

/** 29.1G as a number, as `sort -h` compares. */
function humanNumber(text: string): number {
  const m = /^\s*(-?\d*\.?\d+)([A-Za-z]?)/.exec(text)
  const power = UNITS.indexOf((m?.[2] ?? '').toUpperCase()) + 1
  return Number(m?.[1] ?? 0) * 1024 ** (m?.[2] ? power : 0)
}

/** `2,2nr` */
function keyOf(text: string, all: Omit<Key, 'from' | 'to'>): Key | undefined {
  const m = /^(\d+)(?:\.\d+)?([bdfhinr]*)(?:,(\d+)(?:\.\d+)?([bdfhinr]*))?$/.exec(text)
  if (!m || m[1] === '0') return undefined
  const letters = `${m[2]}${m[4] ?? ''}`
  const own = letters.replace(/b/g, '') !== ''
  return {
    from: Number(m[1]),
    to: m[3] === undefined ? Number.POSITIVE_INFINITY : Number(m[3]),
    numeric: own ? letters.includes('n') : all.numeric,
    human: own ? letters.includes('h') : all.human,
    reverse: own ? letters.includes('r') : all.reverse,
    fold: own ? letters.includes('f') : all.fold,
  }
}

const fieldsOf = (line: string, separator: string | undefined): string[] =>
  separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator)

function compareBy(key: Key, separator: string | undefined, a: string, b: string): number {
  const part = (line: string) =>
    fieldsOf(line, separator)
      .slice(key.from - 1, key.to)
      .join(separator ?? '')
  const [x, y] = [part(a), part(b)]
  const sign = key.reverse ? -1 : 1
  if (key.numeric || key.human) {
    const value = key.human ? humanNumber : numberIn
    return sign * (value(x) - value(y))
  }
  const [u, v] = key.fold ? [x.toUpperCase(), y.toUpperCase()] : [x, y]
  return u < v ? -sign : u > v ? sign : 0
}

/** sort: by bytes, as in the C locale. */
export const sort: TextFilter = (f) => {
  const long = {
    reverse: 'r',
    'numeric-sort': 'n',
    'human-numeric-sort': 'h',
    unique: 'u',
    key: 'k',
    'field-separator': 't',
    'ignore-case': 'f',
  }
  const { flags, rest, wrong } = getopt('sort', f.args, 'rnhufbk:t:', long)
  if (wrong !== null) return misused('sort', wrong, 2)
  const all = {
    numeric: 'n' in flags,
    human: 'h' in flags,
    reverse: 'r' in flags,
    fold: 'f' in flags,
  }
  const key = keyOf(flags.k ?? '1', all)
  if (!key) return { err: `sort: invalid number at field start: '${flags.k}'\n`, exit: 2 }
  const { read, err } = readAll(f, 'sort', rest)
  if (err !== '') return { err: err.replace(/^sort: /, 'sort: cannot read: '), exit: 2 }
  const lines = read.flatMap(({ text }) => linesOf(text))
  const whole: Key = { ...all, numeric: false, human: false, fold: false, from: 1, to: 1 }
  const last = (a: string, b: string) => compareBy(whole, '\n', a, b)
  const by = (a: string, b: string) =>
    flags.k === undefined ? compareBy({ ...key, to: 1 }, '\n', a, b) : compareBy(key, flags.t, a, b)
  lines.sort((a, b) => by(a, b) || ('u' in flags ? 0 : last(a, b)))
  const kept =
    'u' in flags ? lines.filter((l, i) => i === 0 || by(lines[i - 1] ?? '', l) !== 0) : lines
  return { out: joined(kept), exit: 0 }
}

/** `uniq`: joins equal lines that follow each other. */
export const uniq: TextFilter = (f) => {
  const long = { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' }
  const { flags, rest, wrong } = getopt('uniq', f.args, 'cdui', long)
  if (wrong !== null) return misused('uniq', wrong)
  const { read, err } = readAll(f, 'uniq', rest.slice(0, 1))
  const same = (a: string, b: string) =>
    'i' in flags ? a.toLowerCase() === b.toLowerCase() : a === b
  const runs: { line: string; count: number }[] = []
  for (const line of linesOf(read[0]?.text ?? '')) {
    const open = runs.at(-1)
    if (open && same(open.line, line)) open.count += 1
    else runs.push({ line, count: 1 })
  }
  const kept = runs.filter(
    ({ count }) => (!('d' in flags) || count > 1) && (!('u' in flags) || count === 1),
  )
  const lines = kept.map(({ line, count }) =>
    'c' in flags ? `${String(count).padStart(7)} ${line}` : line,
  )
  return { out: joined(lines), err, exit: err === '' ? 0 : 1 }
}
