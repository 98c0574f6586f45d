import { type AwkValue, general, numberOf, scientific, textOf } from './values.ts'

/** printf of awk. */

const DIRECTIVE = /%([-+ 0#]*)(\*|\d{0,4})(?:\.(\*|\d{0,3}))?([a-zA-Z%])/g

/** A format with its values filled in. */
export function formatted(format: string, values: readonly AwkValue[]): string {
  let at = 0
  const take = (): AwkValue => values[at++]
  return format.replace(
    DIRECTIVE,
    (all, flags: string, width: string, digits: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const wide = width === '*' ? Math.min(numberOf(take()), 1000) : Number(width)
      const precision =
        digits === '*' ? numberOf(take()) : digits === undefined ? undefined : Number(digits)
      const text = directive(kind, take, precision)
      return text === undefined ? all : padded(signed(text, kind, flags), kind, flags, wide)
    },
  )
}

function directive(
  kind: string,
  take: () => AwkValue,
  precision: number | undefined,
): string | undefined {
  if (kind === 's') return textOf(take()).slice(0, precision)
  if (kind === 'c') return character(take())
  const digits = Math.min(Math.max(precision ?? 6, 0), 60)
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return whole(numberOf(take()), precision)
    case 'f':
    case 'F':
      return numberOf(take()).toFixed(digits)
    case 'e':
    case 'E':
      return numberOf(take())
        .toExponential(digits)
        .replace(/e([-+]?\d+)$/, (_all, power: string) => `e${scientific(power)}`)
    case 'g':
    case 'G':
      return general(numberOf(take()), digits)
    case 'x':
      return Math.trunc(numberOf(take())).toString(16)
    case 'X':
      return Math.trunc(numberOf(take())).toString(16).toUpperCase()
    case 'o':
      return Math.trunc(numberOf(take())).toString(8)
    default:
      return undefined
  }
}

const character = (value: AwkValue): string =>
  typeof value === 'number'
    ? String.fromCodePoint(Math.abs(Math.trunc(value)) % 0x10000)
    : textOf(value).slice(0, 1)

function whole(value: number, precision = 1): string {
  const digits = Math.abs(Math.trunc(value)).toFixed(0).padStart(Math.min(precision, 100), '0')
  return value <= -1 ? `-${digits}` : digits
}

const signed = (text: string, kind: string, flags: string): string => {
  if (!'dieEfFgG'.includes(kind) || text.startsWith('-')) return text
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text
}

function padded(text: string, kind: string, flags: string, width: number): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width))
  if (!flags.includes('0') || kind === 's' || kind === 'c') return text.padStart(width)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}
