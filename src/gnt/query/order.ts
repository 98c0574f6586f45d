import { compare } from '../../lib/order.ts'

/**
 * Names in the order people expect: t2 before t10. Digits and other characters are compared in groups, a
 * group of digits before one of letters. Source: src/Ganeti/Utils.hs, niceSort.
 */
export function compareNames(a: string, b: string): number {
  const left = groupsOf(a)
  const right = groupsOf(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareGroups(left[i] ?? '', right[i] ?? '')
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** A copy of the items, ordered by their names as people count: node2 before node10. */
export const niceSort = <T>(items: readonly T[], name: (item: T) => string): T[] =>
  [...items].sort((a, b) => compareNames(name(a), name(b)))

const groupsOf = (text: string): string[] => text.match(/\d+|\D+/g) ?? []

const isNumber = (group: string): boolean => /^\d/.test(group)

function compareGroups(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1
  return compare(a, b)
}
