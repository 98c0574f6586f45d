import { expect, test } from 'vitest'
import { codeOf, sourceFiles } from './source.ts'

/** The names of the functions in whose arguments a place in code stands, the innermost first. */
function callsAround(code: string, at: number): string[] {
  const names: string[] = []
  let closed = 0
  for (let i = at - 1; i >= 0; i--) {
    if (code[i] === ')') closed += 1
    if (code[i] !== '(') continue
    if (closed > 0) closed -= 1
    else names.push(/([\w$]+)(<[^()]*>)?$/.exec(code.slice(0, i))?.[1] ?? '')
  }
  return names
}

/** The lines on which code is imported on demand, but in the arguments of neither `loadChunk` nor `lazyPart`. */
const looseImports = (code: string): number[] =>
  [...code.matchAll(/(?<!\btypeof\s+)\bimport\(/g)].flatMap(({ index }) =>
    callsAround(code, index).some((name) => name === 'loadChunk' || name === 'lazyPart')
      ? []
      : [code.slice(0, index).split('\n').length],
  )

test('the rule about code on demand finds what it should, and nothing else', () => {
  expect(looseImports("const { a } = await import('./a.ts')")).toEqual([1])
  expect(looseImports("loadChunk(() => b)\n(() => import('./a.ts'))()")).toEqual([2])
  expect(looseImports("loadChunk(() => (ready ? import('./a.ts') : null))")).toEqual([])
  expect(looseImports("const Part = lazyPart<Props>(() => import('./Part.tsx'))")).toEqual([])
  expect(looseImports("function f(a: typeof import('./a.ts')) {}")).toEqual([])
})

test('code on demand is tried twice, and a chunk that does not arrive is reported', () => {
  const files = sourceFiles('src').filter(
    ({ path }) =>
      /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.startsWith('src/class/server/'),
  )
  expect(files.some(({ lines }) => lines.some((line) => line.includes('loadChunk(')))).toBe(true)
  expect(
    files.flatMap(({ path, lines }) =>
      looseImports(lines.map(codeOf).join('\n')).map(
        (line) => `${path}:${line}  →  use loadChunk() of src/session/loading/load-chunk.ts`,
      ),
    ),
  ).toEqual([])
})
