import type { TextFilter } from './filter.ts'

/** printf and seq. */

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ['"', '"'],
  ['0', '\0'],
])

/** More than anyone reads: a format is used again until every argument is printed. */
const LONGEST = 64 * 1024

const padded = (text: string, flags: string, width: number): string => {
  if (flags.includes('-')) return text.padEnd(width)
  return text.padStart(width, flags.includes('0') ? '0' : ' ')
}

/** The format once, with the arguments that it takes. */
function once(
  format: string,
  args: readonly string[],
): { text: string; taken: number; wrong: string } {
  let taken = 0
  let wrong = ''
  const text = format.replace(
    /\\(.)|%([-0]*)(\d{0,3})(?:\.(\d{1,3}))?([sdiuxq%])/gs,
    (all, escaped, flags = '', width = '', cut, kind) => {
      if (escaped !== undefined) return ESCAPES.get(escaped) ?? all
      if (kind === '%') return '%'
      const arg = args[taken++] ?? ''
      if (kind === 's' || kind === 'q')
        return padded(cut === undefined ? arg : arg.slice(0, Number(cut)), flags, Number(width))
      const number = /^[+-]?\d+$/.test(arg) ? Number(arg) : 0
      if (arg !== '' && !/^[+-]?\d+$/.test(arg)) wrong += `bash: printf: ${arg}: invalid number\n`
      return padded(kind === 'x' ? number.toString(16) : String(number), flags, Number(width))
    },
  )
  return { text, taken, wrong }
}

/** printf FORMAT [ARGUMENT …] */
export const printf: TextFilter = ({ args }) => {
  const [format, ...rest] = args[0] === '--' ? args.slice(1) : args
  if (format === undefined)
    return { err: 'printf: usage: printf [-v var] format [arguments]\n', exit: 2 }
  let out = ''
  let err = ''
  let left: readonly string[] = rest
  do {
    const { text, taken, wrong } = once(format, left)
    out += text
    err += wrong
    left = taken === 0 ? [] : left.slice(taken)
  } while (left.length > 0 && out.length < LONGEST)
  return { out, err, exit: err === '' ? 0 : 1 }
}

const MOST_NUMBERS = 10_000

/** seq [FIRST [STEP]] LAST, of whole numbers. */
export const seq: TextFilter = ({ args }) => {
  const equal = args.includes('-w')
  const separator = args[0] === '-s' ? args[1] : undefined
  const words = args.slice(separator === undefined ? 0 : 2).filter((word) => word !== '-w')
  const bad = words.find((word) => !/^[+-]?\d+$/.test(word))
  if (bad !== undefined) return { err: `seq: invalid floating point argument: '${bad}'\n`, exit: 1 }
  if (words.length === 0) return { err: 'seq: missing operand\n', exit: 1 }
  if (words.length > 3) return { err: `seq: extra operand '${words[3]}'\n`, exit: 1 }
  const last = Number(words.at(-1))
  const first = words.length > 1 ? Number(words[0]) : 1
  const step = words.length > 2 ? Number(words[1]) : 1
  if (step === 0) return { err: `seq: invalid Zero increment value: '${words[1]}'\n`, exit: 1 }
  const numbers: number[] = []
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    if (numbers.length === MOST_NUMBERS)
      return { err: `seq: this trainer prints ${MOST_NUMBERS} numbers at most\n`, exit: 1 }
    numbers.push(n)
  }
  const width = equal ? Math.max(...numbers.map((n) => String(n).length)) : 0
  const shown = numbers.map((n) => String(n).padStart(width, '0'))
  return { out: shown.length === 0 ? '' : `${shown.join(separator ?? '\n')}\n`, exit: 0 }
}
