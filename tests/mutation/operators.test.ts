import { expect, it } from 'vitest'
import { mutantsOf, mutated, withSwitches } from './operators.ts'

const inside = (source: string): string => `() => { ${source} }`
const all = (source: string): string[] =>
  mutantsOf('x.ts', source).map((mutant) => mutated(source, mutant))

it.each<[string, string, string[]]>([
  ['a comparison', 'f(a < b)', ['f((a <= b))', ';']],
  ['a condition', 'if (a) b = 1', ['if ((!(a))) b = 1', 'if (a) b = (1 + 1)']],
  ['a choice', 'x = a ? b : c', ['x = (!(a)) ? b : c']],
  ['a junction', 'x = a && b', ['x = ((a ) || ( b))']],
  ['a negation', 'x = !a', ['x = (a)']],
  ['a truth', 'x = true', ['x = (false)']],
  ['what a procedure does', 'function f(): void { g = h }', ['function f(): void {}']],
  ['a value in types', 'x = 5 as 5', ['x = (5 + 1) as 5']],
])('changes %s', (_, source, expected) => {
  expect(all(inside(source)).sort()).toEqual(expected.map(inside).sort())
})

it.each([
  'import a from "./a.ts"',
  '() => { type A = true | 1 }',
  '() => { const t: 1 | 2 = x }',
  '() => { x = "a" + b }',
  '() => ({ 5: a })',
  'const LIMIT = 5',
])('leaves alone what nothing depends on, and what is computed once: %s', (source) => {
  expect(all(source)).toEqual([])
})

/** What the program gives as it is, and with each of its mutants switched on. */
function outcomes(source: string): unknown[] {
  const numbered = mutantsOf('x.ts', source).map((mutant, number) => ({ ...mutant, number }))
  const script = withSwitches(source, numbered).replaceAll(': void', '')
  const program = new Function('globalThis', `return (${script})()`)
  return [-1, ...numbered.keys()].map((on): unknown =>
    program({ mutant: (number: number) => number === on }),
  )
}

it('switches one mutant on at a time, also where one lies in another', () => {
  expect(outcomes('() => !(1 < 2) || 3 > 4')).toEqual([
    // As it is, and `&&`; `!` left out, and `<=`; 2 and 3 for 1 and 2; `>=`; 4 and 5 for 3 and 4.
    ...[false, false, true, false, true, false, false, false, false],
  ])
})

it('switches statements and bodies off without touching those beside them', () => {
  const source = `() => {
    const said = []
    function tell(text): void { said.push(text) }
    tell('a')
    said.length && tell('b')
    if (said.length) tell('c')
    else tell('d')
    return said.join('')
  }`
  expect(outcomes(source)[0]).toBe('abc')
  expect(new Set(outcomes(source).slice(1))).toEqual(new Set(['', 'd', 'abc', 'ac', 'abd', 'ab']))
})
