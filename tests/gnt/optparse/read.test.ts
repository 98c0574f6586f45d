import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { programsOf } from '../../../src/gnt/declared/programs.ts'
import { GNT_PROGRAMS } from '../../../src/gnt/registry.ts'
import type { CommandSpec } from '../../../src/gnt/spec.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import { importsOf } from '../../house/doors.ts'
import { codeOf, sourceFiles } from '../../house/source.ts'
import { sitting } from '../../support/driver.ts'

/** The code of Ganeti's commands, without comments, by path. */
const code = new Map(
  sourceFiles('src/gnt').map(({ path, lines }) => [path, lines.map(codeOf).join('\n')]),
)

/** Declarations by the file and the name that exports them. */
const declared = import.meta.glob<Record<string, unknown>>('../../../src/gnt/declared/*.ts', {
  eager: true,
})

const isSpec = (value: unknown): value is CommandSpec =>
  typeof value === 'object' && value !== null && 'usage' in value && 'program' in value

/** The files that a command's code is in: those that import its declaration, and what they import. */
function filesOf(command: string): Set<string> {
  const found = new Set<string>()
  const add = (path: string) => {
    const text = code.get(path)
    if (text === undefined || found.has(path) || path.includes('/declared/')) return
    found.add(path)
    for (const specifier of importsOf(text))
      if (specifier.startsWith('.')) add(join(dirname(path), specifier))
  }
  for (const [path, text] of code) if (declarationsIn(path, text).includes(command)) add(path)
  // These are declared once for every program that has tags.
  if (command.endsWith('-tags'))
    for (const path of code.keys()) if (path.startsWith('src/gnt/tags/')) add(path)
  return found
}

const nameOf = ({ program, name }: CommandSpec): string => `${program} ${name}`

function declarationsIn(path: string, text: string): string[] {
  const imports = text.matchAll(/import \{([^}]*)\} from '([^']*\/declared\/[^']+)'/g)
  return [...imports].flatMap(([, names = '', from = '']) => {
    const module = declared[`../../../${join(dirname(path), from)}`] ?? {}
    return names
      .split(',')
      .map((name) => module[name.trim().split(' as ')[0]?.trim() ?? ''])
      .filter(isSpec)
      .map(nameOf)
  })
}

/** Whether code reads an option: as a property, by its name, or out of the options at once. */
const reads = (text: string, dest: string): boolean =>
  new RegExp(
    `\\boptions\\.${dest}\\b|'${dest}'|\\{[^{}]*\\b${dest}\\b[^{}]*\\} = (?:p\\.vars\\.)?options\\b`,
  ).test(text)

describe.each(RELEASES)('in %s', (release) => {
  const commands = [...programsOf({ release }).values()]
    .flatMap((program) => program.commands)
    .filter((command) => Object.hasOwn(GNT_PROGRAMS, nameOf(command)))

  it.each(commands.map((command) => [nameOf(command), command] as const))(
    '%s reads each of its options, or says of it that it does not',
    (name, { options }) => {
      const files = [...filesOf(name)].map((path) => code.get(path) ?? '')
      expect(files.length).toBeGreaterThan(0)
      const isRead = (dest: string) => files.some((text) => reads(text, dest))
      expect(options.filter(({ unread, dest }) => !unread && !isRead(dest))).toEqual([])
    },
  )
})

it('tags come from a file, or from what is piped in', () => {
  const { type } = sitting()
  type('printf "one\\ntwo\\n" > /tmp/tags')
  expect(type('gnt-instance add-tags --from /tmp/tags dX')).toMatchObject({ exit: 0 })
  type('echo three | gnt-instance add-tags --from - dX')
  expect(type('gnt-instance list-tags dX').output).toBe('one\nthree\ntwo\n')
  expect(type('gnt-instance add-tags --from /nosuch dX').exit).toBe(1)
})

it('an option that is not simulated is refused, and its default is not', () => {
  const { type } = sitting({ release: '3.0' })
  expect(type('gnt-node power --power-delay=9 on nodeB')).toMatchObject({
    output:
      'gnt-node power --power-delay: real Ganeti has this option; this trainer does not simulate it yet\n',
    exit: 1,
  })
  expect(type('gnt-cluster init --no-ssh-init other').output).toContain(
    'gnt-cluster init --no-ssh-init: real Ganeti has this option',
  )
  expect(type('gnt-node power status nodeB').output).not.toContain('does not simulate')
})

it('a test of what is read sees a name, a property and a pattern, and nothing else', () => {
  expect(reads("flag(options, 'force')", 'force')).toBe(true)
  expect(reads('p.vars.options.force === true', 'force')).toBe(true)
  expect(reads('const { args, force } = p.vars.options', 'force')).toBe(true)
  expect(reads('const force = true', 'force')).toBe(false)
  expect(reads("flag(options, 'force_join')", 'force')).toBe(false)
})
