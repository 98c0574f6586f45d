import { expect, test } from 'vitest'
import { unsureAssertions } from './assertions.ts'
import { sourceFiles } from './source.ts'

const textsOf = (source: string): string[] =>
  unsureAssertions('x.test.ts', source).map(({ text }) => text)

test.each([
  ['if (a) expect(a).toBe(1)', 'if (a) expect(a).toBe(1)'],
  ['if (a) {\n  expect(a).toBe(1)\n} else b()', 'if (a) {'],
  ['a && expect(a).toBe(1)', 'a && expect(a).toBe(1)'],
  ['test("x", () => { if (a) return; expect(a).toBe(1) })', 'return;'],
  ['for (const a of b) { if (a) if (c) expect(a).toBe(1) }', 'if (c) expect(a).toBe(1)'],
])('the rule about assertions finds %s', (source, found) => {
  expect(textsOf(source)[0]).toBe(found)
})

test.each([
  'if (a) expect(a).toBe(1)\nelse expect(b).toBe(2)',
  'expect(a).toBe(1)\nif (b) throw new Error("no b")',
  'watch(() => { if (a) return; seen.push(a) }); expect(seen).toEqual([])',
  'test("x", () => { expect(a).toBe(1); if (a) return; b() })',
])('and leaves alone %s', (source) => {
  expect(textsOf(source)).toEqual([])
})

test('no test passes without its assertions', () => {
  const tests = sourceFiles('tests').filter(({ path }) => /\.tsx?$/.test(path))
  expect(tests.length).toBeGreaterThan(100)
  const unsure = tests.flatMap(({ path, lines }) =>
    unsureAssertions(path, lines.join('\n')).map(({ line, text }) => `${path}:${line}: ${text}`),
  )
  expect(
    unsure.map((found) => `${found}  →  throw where something is missing, or assert on both ways`),
  ).toEqual([])
})
