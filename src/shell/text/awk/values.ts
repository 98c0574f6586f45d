/**
 * A value of awk: a number, a text, or a text that was read and counts as a number where it looks like one. Undefined:
 * nothing was assigned; that is 0 and the empty text.
 */
export type AwkValue = number | string | { read: string } | undefined

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/

/** A value as a number: as far as the text begins with one. */
export function numberOf(value: AwkValue): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  return Number(NUMBER.exec(typeof value === 'string' ? value : value.read)?.[0] ?? 0)
}

/** A number as awk prints it: a whole one whole, others with six digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  return general(value, 6)
}

/** `%g` */
export function general(value: number, digits: number): string {
  if (value === 0) return '0'
  const precision = Math.min(Math.max(digits, 1), 17)
  const exponent = Number(value.toExponential(precision - 1).split('e')[1])
  const plain = exponent >= -4 && exponent < precision
  const text = plain ? value.toFixed(precision - 1 - exponent) : value.toExponential(precision - 1)
  const [mantissa = '', power] = text.split('e')
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return power === undefined ? short : `${short}e${scientific(power)}`
}

/** An exponent with two digits at least. */
export const scientific = (power: string): string =>
  power.replace(/^([-+]?)(\d)$/, '$10$2').replace(/^(?=\d)/, '+')

/** A value as a text. */
export function textOf(value: AwkValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'string' ? value : value.read
}

const looksNumeric = (text: string): boolean =>
  /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text)

const isNumeric = (value: AwkValue): boolean =>
  value === undefined ||
  typeof value === 'number' ||
  (typeof value === 'object' && looksNumeric(value.read))

/** Whether a value counts as true. */
export function isTrue(value: AwkValue): boolean {
  if (typeof value === 'object' && !looksNumeric(value.read)) return value.read !== ''
  return typeof value === 'string' ? value !== '' : numberOf(value) !== 0
}

/** Less than 0, 0, or more: as numbers where both are, else as texts. */
export function compareValues(a: AwkValue, b: AwkValue): number {
  if (isNumeric(a) && isNumeric(b)) return numberOf(a) - numberOf(b)
  const [x, y] = [textOf(a), textOf(b)]
  return x < y ? -1 : Number(x > y)
}
