import { expect, it } from 'vitest'
import { mutantsOf, mutated } from './operators.ts'

const all = (source: string): string[] =>
  mutantsOf('x.ts', source).map((mutant) => mutated(source, mutant))

it.each<[string, string, string[]]>([
  ['a comparison', 'f(a < b)', ['f(a <= b)', ';']],
  ['a condition', 'if (a) b = 1', ['if (!(a)) b = 1', 'if (a) b = (1 + 1)']],
  ['a choice', 'x = a ? b : c', ['x = !(a) ? b : c']],
  ['a junction', 'x = a && b', ['x = a || b']],
  ['a negation', 'x = !a', ['x = (a)']],
  ['a truth', 'x = true', ['x = false']],
  ['what a procedure does', 'function f(): void { g = h }', ['function f(): void {}']],
  ['a value in types', 'x = 5 as 5', ['x = (5 + 1) as 5']],
])('changes %s', (_, source, expected) => {
  expect(all(source).sort()).toEqual(expected.sort())
})

it.each(['import a from "./a.ts"', 'type A = true | 1', 'const t: 1 | 2 = x', 'x = "a" + b'])(
  'leaves alone what nothing depends on: %s',
  (source) => {
    expect(all(source)).toEqual([])
  },
)
