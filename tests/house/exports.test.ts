import { expect, test } from 'vitest'
import { exportsOf, repeatedTypes, speaksForItself } from './exports.ts'
import { sourceFiles } from './source.ts'

const files = sourceFiles('src').filter((file) => /\.tsx?$/.test(file.path))
const fileOf = (path: string, text: string) => ({ path, lines: text.split('\n') })

test('exports are found with their docstrings', () => {
  const file = fileOf(
    'src/sim/x.ts',
    '/** Said. */\nexport const a = 1\nexport type B = string\n/** Of c. */\nexport function c(): void\nexport function c(x?: 1) {}',
  )
  expect(exportsOf(file).map(({ name, kind, documented }) => [name, kind, documented])).toEqual([
    ['a', 'value', true],
    ['B', 'type', false],
    ['c', 'value', true],
  ])
})

test('a command is documented by the top of its file, an option by its help', () => {
  const spoken = (path: string, text: string) => {
    const file = fileOf(path, text)
    return exportsOf(file).every((found) => speaksForItself(found, file))
  }
  expect(spoken('src/gnt/x.ts', '/** gnt-x y. */\nexport const y = defineCommand({')).toBe(true)
  expect(spoken('src/gnt/x.ts', '/** gnt-x y. */\nexport const y = submits(')).toBe(true)
  expect(spoken('src/gnt/x.ts', "import 'z'\nexport const y = defineCommand({")).toBe(false)
  expect(spoken('src/gnt/x.ts', '/** gnt-x y. */\nexport const y = 1')).toBe(false)
  expect(spoken('src/gnt/options.ts', "export const A = on('-a', 'Take all')")).toBe(true)
})

test('what sim, gnt and shell export says what it means', () => {
  const rooms = files.filter(({ path }) => /^src\/(sim|gnt|shell)\//.test(path))
  expect(rooms.length).toBeGreaterThan(100)
  const silent = rooms.flatMap((file) =>
    exportsOf(file).filter((found) => !found.documented && !speaksForItself(found, file)),
  )
  expect(
    silent.map(
      ({ path, line, name }) =>
        `${path}:${line}: ${name}  →  say its meaning, units, absence, errors or source; not its name`,
    ),
  ).toEqual([])
})

test('no two files export a type of the same name', () => {
  const one = exportsOf(fileOf('src/a.ts', 'export interface Twice {'))
  const other = exportsOf(fileOf('src/b.ts', 'export type Twice = 1'))
  expect(repeatedTypes([...one, ...other])).toEqual([['Twice', ['src/a.ts', 'src/b.ts']]])
  expect(
    repeatedTypes(files.flatMap(exportsOf)).map(
      ([name, paths]) => `${name}: ${paths.join(', ')}  →  use a name that says which one`,
    ),
  ).toEqual([])
})
