import { misused, readAll, type TextFilter } from './filter.ts'
import { getopt, joined, linesOf } from './getopt.ts'

/** Programs that show a part of their input, or count it. */

/** `head -5` is `head -n 5`. */
const modern = (args: readonly string[]): string[] =>
  args.flatMap((arg, i) =>
    /^-\d+$/.test(arg) && !/^-[nc]$/.test(args[i - 1] ?? '') ? ['-n', arg.slice(1)] : [arg],
  )

const part =
  (name: 'head' | 'tail', cut: (lines: string[], count: string) => string[]): TextFilter =>
  (f) => {
    const long = { lines: 'n', bytes: 'c', quiet: 'q', follow: 'f' }
    const { flags, rest, wrong } = getopt(name, modern(f.args), 'n:c:qvfF', long)
    if (wrong !== null) return misused(name, wrong)
    if ('f' in flags || 'F' in flags)
      return { err: `${name}: the files of this trainer do not grow: leave out -f\n`, exit: 1 }
    const count = flags.n ?? '10'
    if (!/^[+-]?\d+$/.test(count))
      return { err: `${name}: invalid number of lines: '${count}'\n`, exit: 1 }
    const { read, err } = readAll(f, name, rest)
    const titled = (rest.length > 1 || 'v' in flags) && !('q' in flags)
    const blocks = read.map((file) => {
      const bytes = flags.c
      const text =
        bytes === undefined
          ? joined(cut(linesOf(file.text), count))
          : name === 'head'
            ? file.text.slice(0, Number(bytes))
            : file.text.slice(-Number(bytes))
      return titled ? `==> ${file.name === '-' ? 'standard input' : file.name} <==\n${text}` : text
    })
    return { out: blocks.join(titled ? '\n' : ''), err, exit: err === '' ? 0 : 1 }
  }

/** `head`: the first lines, or all but the last ones. */
export const head = part('head', (lines, count) =>
  count.startsWith('-')
    ? lines.slice(0, Number(count) || undefined)
    : lines.slice(0, Number(count)),
)

/** `tail`: the last lines, or those from a number on. It does not follow a file. */
export const tail = part('tail', (lines, count) => {
  const n = Math.abs(Number(count))
  if (count.startsWith('+')) return lines.slice(Math.max(n - 1, 0))
  return n === 0 ? [] : lines.slice(-n)
})

/** `wc`: counts lines, words and characters. */
export const wc: TextFilter = (f) => {
  const long = { lines: 'l', words: 'w', bytes: 'c', chars: 'm' }
  const { flags, rest, wrong } = getopt('wc', f.args, 'lwcm', long)
  if (wrong !== null) return misused('wc', wrong)
  const { read, err } = readAll(f, 'wc', rest)
  const all = !('l' in flags || 'w' in flags || 'c' in flags || 'm' in flags)
  const rows = read.map(({ name, text }) => ({
    name: rest.length > 0 ? name : '',
    counts: [
      ...(all || 'l' in flags ? [text.split('\n').length - 1] : []),
      ...(all || 'w' in flags ? [text.split(/\s+/).filter((w) => w !== '').length] : []),
      ...(all || 'c' in flags || 'm' in flags ? [text.length] : []),
    ],
  }))
  if (rows.length > 1) {
    const sum = (k: number) => rows.reduce((n, row) => n + (row.counts[k] ?? 0), 0)
    rows.push({ name: 'total', counts: (rows[0]?.counts ?? []).map((_, k) => sum(k)) })
  }
  const alone = rows.length === 1 && rows[0]?.counts.length === 1
  const digits = String(Math.max(0, ...rows.flatMap((row) => row.counts))).length
  const width = alone ? 1 : rest.length > 0 ? digits : 7
  const line = (row: (typeof rows)[number]) =>
    `${row.counts.map((n) => String(n).padStart(width)).join(' ')}${row.name === '' ? '' : ` ${row.name}`}\n`
  return { out: rows.map(line).join(''), err, exit: err === '' ? 0 : 1 }
}

/** `1,3-5,7-` as a test of positions that start at 1; undefined if it is not a list. */
function positions(list: string): ((at: number) => boolean) | undefined {
  const ranges = list.split(',').map((one) => /^(?:(\d+)|(\d+)?-(\d+)?)$/.exec(one))
  if (list === '' || ranges.some((m) => m === null || m[0] === '-')) return undefined
  return (at) =>
    ranges.some((m) => {
      if (m?.[1] !== undefined) return at === Number(m[1])
      return at >= Number(m?.[2] ?? 1) && at <= Number(m?.[3] ?? Number.POSITIVE_INFINITY)
    })
}

/** `cut`: fields or characters of each line, by position. */
export const cut: TextFilter = (f) => {
  const long = { fields: 'f', delimiter: 'd', characters: 'c', bytes: 'b', 'only-delimited': 's' }
  const { flags, rest, wrong } = getopt('cut', f.args, 'f:d:c:b:s', long)
  if (wrong !== null) return misused('cut', wrong)
  const list = flags.f ?? flags.c ?? flags.b
  if (list === undefined)
    return misused('cut', 'cut: you must specify a list of bytes, characters, or fields\n')
  const wanted = positions(list)
  if (!wanted) return misused('cut', `cut: invalid field value '${list}'\n`)
  const delimiter = flags.d ?? '\t'
  if (delimiter.length !== 1)
    return misused('cut', 'cut: the delimiter must be a single character\n')
  const { read, err } = readAll(f, 'cut', rest)
  const lines = read
    .flatMap(({ text }) => linesOf(text))
    .flatMap((line) => {
      if (flags.f === undefined) return [[...line].filter((_, i) => wanted(i + 1)).join('')]
      if (!line.includes(delimiter)) return 's' in flags ? [] : [line]
      return [
        line
          .split(delimiter)
          .filter((_, i) => wanted(i + 1))
          .join(delimiter),
      ]
    })
  return { out: joined(lines), err, exit: err === '' ? 0 : 1 }
}

/** `a-z`, `[:upper:]`, `\n` in a set of tr. */
function setOf(text: string): string[] {
  const spelled = text
    .replace(/\[:upper:\]/g, 'A-Z')
    .replace(/\[:lower:\]/g, 'a-z')
    .replace(/\[:digit:\]/g, '0-9')
    .replace(/\[:(?:space|blank):\]/g, ' \t\n')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
  const set: string[] = []
  for (let i = 0; i < spelled.length; i++) {
    const to = spelled[i + 1] === '-' ? spelled.charCodeAt(i + 2) : Number.NaN
    if (Number.isNaN(to)) set.push(spelled[i] ?? '')
    else {
      for (let c = spelled.charCodeAt(i); c <= to; c++) set.push(String.fromCharCode(c))
      i += 2
    }
  }
  return set
}

/** `tr`: replaces, deletes or squeezes characters. */
export const tr: TextFilter = (f) => {
  const long = { delete: 'd', 'squeeze-repeats': 's', complement: 'c' }
  const { flags, rest, wrong } = getopt('tr', f.args, 'dsc', long)
  if (wrong !== null) return misused('tr', wrong)
  const [from, to] = rest
  const needsTwo = !('d' in flags) && !('s' in flags)
  if (from === undefined) return misused('tr', 'tr: missing operand\n')
  if (needsTwo && to === undefined)
    return misused(
      'tr',
      `tr: missing operand after '${from}'\nTwo strings must be given when translating.\n`,
    )
  const source = setOf(from)
  const inSource = (c: string) => source.includes(c) !== 'c' in flags
  const target = to === undefined ? null : setOf(to)
  let text = ''
  for (const c of f.input()) {
    if ('d' in flags && inSource(c)) continue
    const at = 'c' in flags ? source.length : source.indexOf(c)
    const next = target && !('d' in flags) && inSource(c) ? (target[at] ?? target.at(-1) ?? c) : c
    const squeezed = target && !('d' in flags) ? target.includes(next) : inSource(next)
    if ('s' in flags && squeezed && text.endsWith(next)) continue
    text += next
  }
  return { out: text, exit: 0 }
}
