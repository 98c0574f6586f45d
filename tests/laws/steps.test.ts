import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { RULES } from '../../src/shell/rules.ts'

/** Every step of every opcode and program. */
const MACHINES = [
  ...Object.entries(RULES.opcodes).map(([name, { steps }]) => ({ name, steps })),
  ...Object.entries(RULES.programs).map(([name, { steps }]) => ({ name, steps })),
].map(({ name, steps }) => ({
  name,
  names: new Set(Object.keys(steps)),
  texts: Object.values(steps).map(String),
}))

/** Where a step goes by a name that is made of parts: what any name must look like. */
const patterns = (text: string): RegExp[] =>
  [...text.matchAll(/\bgoto\(\s*`([^`]+)`\s*\)|\bthen:\s*`([^`]+)`/g)].map((found) => {
    const parts = (found[1] ?? found[2] ?? '').split(/\$\{[^}]*\}/)
    return new RegExp(
      `^${parts.map((part) => part.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&')).join('.+')}$`,
    )
  })

/** Where a step goes by a name that stands in its own text. */
const jumps = (text: string): string[] =>
  [...text.matchAll(/\bgoto\(\s*(['"])([^'"`]+)\1\s*\)|\bthen:\s*(['"])([^'"`]+)\3/g)].map(
    (found) => found[2] ?? found[4] ?? '',
  )

describe('a step that is jumped to', () => {
  test('exists in the opcode or program that jumps', () => {
    const lost = MACHINES.flatMap(({ name, names, texts }) =>
      texts.flatMap(jumps).flatMap((to) => (names.has(to) ? [] : [`${name}: ${to}`])),
    )
    expect(lost).toEqual([])
  })

  test('exists in some opcode or program, wherever in src its name is written', () => {
    const all = new Set(MACHINES.flatMap(({ names }) => [...names]))
    const lost = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(gnt|shell)\/.*\.ts$/.test(path))
      .flatMap((path) =>
        jumps(readFileSync(`src/${path}`, 'utf8')).flatMap((to) =>
          all.has(to) ? [] : [`src/${path}: ${to}`],
        ),
      )
    expect(lost).toEqual([])
  })

  test('exists under a name that is made of parts, too', () => {
    const lost = MACHINES.flatMap(({ name, names, texts }) =>
      texts
        .flatMap(patterns)
        .flatMap((to) => ([...names].some((step) => to.test(step)) ? [] : [`${name}: ${to}`])),
    )
    expect(lost).toEqual([])
  })
})
