import { describe, expect, test } from 'vitest'
import { closedDoor, importsOf } from './doors.ts'
import { codeRules, type Rule, textRules } from './rules.ts'
import { codeOf, type SourceFile, sourceFiles } from './source.ts'

const files = sourceFiles('src', 'tests', 'README.md', 'CONTRIBUTING.md', 'index.html')
const code = files.filter((file) => /\.tsx?$/.test(file.path))

function offences(rule: Rule, read: (line: string) => string): string[] {
  return files
    .filter((file) => rule.holds(file.path))
    .flatMap((file) =>
      file.lines.flatMap((line, index) =>
        rule.pattern.test(read(line)) ? [at(file, index, line.trim(), rule.instead)] : [],
      ),
    )
}

const at = (file: SourceFile, index: number, found: string, instead: string) =>
  `${file.path}:${index + 1}: ${found.slice(0, 120)}  →  ${instead}`

test('there is something to check', () => {
  expect(code.filter((file) => file.path.startsWith('src/')).length).toBeGreaterThan(1)
})

describe('lines', () => {
  for (const [rules, read] of [
    [codeRules, codeOf],
    [textRules, (line: string) => line],
  ] as const) {
    for (const rule of rules) {
      test(rule.name, () => {
        expect(read(rule.breaks)).toMatch(rule.pattern)
        expect(read(rule.keeps)).not.toMatch(rule.pattern)
        expect(offences(rule, read)).toEqual([])
      })
    }
  }
})

describe('styles', () => {
  /** The blocks that show the focus by a shadow, which forced colours take away. */
  const shadowsAlone = (css: string): string[] =>
    [...css.matchAll(/[^{}]*:focus[^{}]*\{([^{}]*)\}/g)].flatMap(([block, body = '']) =>
      /box-shadow:(?!\s*none)/.test(body) && !/outline:/.test(body) ? [block.trim()] : [],
    )

  test('a shadow is never the only sign of the focus', () => {
    expect(shadowsAlone('a:focus-visible { box-shadow: 0 0 1px red; }')).toHaveLength(1)
    expect(shadowsAlone('a:focus { outline: 1px solid; box-shadow: 0 0 1px red; }')).toEqual([])
    const css = files.filter((file) => file.path.endsWith('.css'))
    expect(css.length).toBeGreaterThan(5)
    expect(
      css.flatMap(({ path, lines }) => shadowsAlone(lines.join('\n')).map((b) => `${path}: ${b}`)),
    ).toEqual([])
  })
})

describe('doors', () => {
  test('a door opens one way', () => {
    expect(closedDoor('src/gnt/node/list.ts', '../../lib/table.ts')).toBeUndefined()
    expect(closedDoor('src/sim/world.ts', './jobs/job.ts')).toBeUndefined()
    expect(closedDoor('src/sim/world.ts', '../gnt/registry.ts')).toContain('does not see gnt')
    expect(closedDoor('src/diagram/draw/draw.ts', '../../session/store.ts')).toContain(
      'does not see',
    )
    expect(closedDoor('src/guide/Guide.tsx', '../app/App.tsx')).toContain('no one imports app')
    expect(importsOf("import type { World } from '../sim/world.ts'")).toEqual(['../sim/world.ts'])
  })

  test('rooms import only from rooms that they see', () => {
    const wrong = code.flatMap((file) =>
      file.lines.flatMap((line, index) =>
        importsOf(codeOf(line)).flatMap((specifier) => {
          const why = closedDoor(file.path, specifier)
          return why === undefined ? [] : [at(file, index, specifier, why)]
        }),
      ),
    )
    expect(wrong).toEqual([])
  })
})

describe('files', () => {
  test('a file of code or styles stays under 400 lines', () => {
    const styles = files.filter((file) => file.path.endsWith('.css'))
    const long = [...code, ...styles].filter((file) => file.lines.length >= 400)
    expect(
      long.map((file) => `${file.path}: ${file.lines.length} lines  →  use one file per idea`),
    ).toEqual([])
  })

  test('a file is named after what is in it', () => {
    const vague = /(^|[/.-])(utils?|helpers?|manager|misc|common|types)\.tsx?$/i
    expect('src/lib/text-utils.ts').toMatch(vague)
    expect('src/sim/noded/node-daemon.ts').not.toMatch(vague)
    expect(
      code
        .filter((file) => vague.test(file.path))
        .map((file) => `${file.path}  →  use the noun or verb it is about`),
    ).toEqual([])
  })
})
