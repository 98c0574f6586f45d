import { expect, test } from 'vitest'
import { misleadingLookups } from './lookups.ts'

const EXAMPLE = `
const table: Record<string, number> = {}
const fixed = { a: 1, b: 2 }
export function breaks<K extends string>(name: string, some: 'a' | \`x-\${string}\`, key: K, node: string & { flavour?: 'node' }): unknown[] {
  return [table[node], table[name], table?.[name], table[some], table[key], name in table, (table[name] ??= 1), table[name]++]
}
export function keeps(name: string, letter: 'a' | 'b', i: number): unknown[] {
  table[name] = 1
  delete table[name]
  return [fixed[letter], [1, 2][i], 'a' in table, Object.hasOwn(table, name)]
}
`

test('the rule about look-ups finds what it should, and nothing else', () => {
  expect(misleadingLookups(EXAMPLE).map(({ text }) => text)).toEqual([
    'table[node]',
    'table[name]',
    'table?.[name]',
    'table[some]',
    'table[key]',
    'name in table',
    'table[name]',
    'table[name]',
  ])
})

test('what comes from outside is looked up in what a table itself holds', () => {
  const wrong = misleadingLookups().map(({ path, line, text }) => `${path}:${line}: ${text}`)
  expect(
    wrong.map((found) => `${found}  →  use own() of src/lib/own.ts, Object.hasOwn or a Map`),
  ).toEqual([])
})
