import { expect, test } from 'vitest'
import { circlesIn } from './circles.ts'
import { importsOf, targetOf } from './doors.ts'
import { codeOf, sourceFiles } from './source.ts'

const graphOf = (arrows: Record<string, string[]>) => new Map(Object.entries(arrows))

test('the rule about circles finds what it should, and nothing else', () => {
  expect(circlesIn(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([])
  expect(circlesIn(graphOf({ a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }))).toEqual([['b', 'c']])
  expect(circlesIn(graphOf({ a: ['a'], b: ['c'], c: ['d'], d: ['b', 'a'] }))).toEqual([
    ['a'],
    ['b', 'c', 'd'],
  ])
})

test('no file imports itself by way of others, not even for a type', () => {
  const files = sourceFiles('src').filter(({ path }) => /\.tsx?$/.test(path))
  const graph = new Map(
    files.map(({ path, lines }): [string, string[]] => [
      path,
      importsOf(lines.map(codeOf).join('\n'))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(path, specifier)),
    ]),
  )
  expect([...graph.values()].flat().length).toBeGreaterThan(1000)
  expect(
    circlesIn(graph).map(
      (circle) => `${circle.join(', ')}  →  move what they share to a file that imports neither`,
    ),
  ).toEqual([])
})
