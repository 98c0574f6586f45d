import { compare } from './order.ts'

/**
 * The order in which lists show names: runs of digits count as numbers, so t9 stands before t10.
 * Source: NiceSort of Ganeti's lib/utils/algo.py.
 */
export const niceSort = <T>(items: readonly T[], nameOf: (item: T) => string): T[] =>
  [...items].sort((a, b) => compareNicely(nameOf(a), nameOf(b)))

function compareNicely(a: string, b: string): number {
  const left = parts(a)
  const right = parts(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? '', right[i] ?? '']
    if (x === y) continue
    const numbers = [Number(x), Number(y)]
    const [m, n] = numbers
    // Odd places hold digits on both sides.
    if (i % 2 === 1 && m !== undefined && n !== undefined && m !== n) return m - n
    return compare(x, y)
  }
  return left.length - right.length
}

/** Text and digits by turns, beginning with text, which may be empty. */
const parts = (name: string): string[] => name.split(/(\d+)/)
