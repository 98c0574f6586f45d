/** Numbers as Python reads them. Each answers null for text that is none. */

const PYTHON_FLOAT = /^[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?$/i

const RADIX_DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[+-]?\d+$/,
  16: /^[\da-f]+$/i,
}

/** optparse's integers: `0x1f`, `0b101` and, with a leading zero, octal. */
export function parseInteger(text: string): number | null {
  const prefix = text.slice(0, 2).toLowerCase()
  const [radix, digits] =
    prefix === '0x'
      ? [16, text.slice(2)]
      : prefix === '0b'
        ? [2, text.slice(2) || '0']
        : [text.startsWith('0') ? 8 : 10, text]
  const plain = digits.trim().replace(/(?<=\w)_(?=\w)/g, '')
  return RADIX_DIGITS[radix]?.test(plain) ? Number.parseInt(plain, radix) : null
}

/** Python's float(), without infinities and nan, which no option wants. */
export function parseFloatingPoint(text: string): number | null {
  const plain = text.trim()
  return PYTHON_FLOAT.test(plain) ? Number(plain.replaceAll('_', '')) : null
}
