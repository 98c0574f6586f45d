import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { programsOf } from '../../../src/gnt/declared/programs.ts'
import {
  type ParsedCommand,
  type ParserReply,
  parseProgramLine,
} from '../../../src/gnt/optparse.ts'
import type { ProgramName } from '../../../src/gnt/spec.ts'

/** Recorded on a real Ganeti 3.0.2 cluster. */
interface Recorded {
  readonly command: string
  readonly exit: number
  /** A usage text on standard output, without what it says that commands and options do. */
  readonly lines?: readonly string[]
  /** A complaint, byte for byte. */
  readonly stderr?: string
}

const PROGRAMS = programsOf({ release: '3.0' })
const VERSION_TEXT = '(ganeti 3.0.2-3) 3.0.2'

const recorded = (file: string): Recorded[] =>
  readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Recorded => JSON.parse(line))

function run(line: string): ParsedCommand | ParserReply {
  const words = line.match(/(?:'[^']*'|[^\s'])+/g)!.map((word) => word.replaceAll("'", ''))
  const [name, ...argv] = words
  const program = PROGRAMS.get(name as ProgramName)
  if (!program) throw new Error(`there is no ${name}`)
  return parseProgramLine(program, argv, { versionText: VERSION_TEXT })
}

/** Only the commands and flags of a usage text: descriptions are our own. */
function structureOf(text: string): string[] {
  const lines = text.split('\n')
  if (/^Options\n=======$/m.test(text)) {
    return lines
      .filter((line) => /^(?:Usage|=+|Options| {2}gnt-\S.*|-.*)$/.test(line))
      .map((line) => line.replace(/^(-\S.*?)\s{2,}.*$/, '$1'))
  }
  if (/^Commands:$/m.test(text)) {
    return lines
      .filter((line) => !/^\s{8,}\S/.test(line))
      .map((line) => line.replace(/^( \S+)\s+- .*/, '$1'))
  }
  return lines
}

/** Ganeti lists choices kept in a set in another order on each run. */
const withSortedChoices = (text: string): string =>
  text.replace(/\(choose from (.*)\)/, (_, list: string) => list.split(', ').sort().join(', '))

describe('usage texts list what the real ones list', () => {
  it.each(recorded('help.jsonl'))('$command', ({ command, exit, lines }) => {
    const reply = run(command)
    if (reply.kind !== 'reply') throw new Error('parsed as a command')
    expect(structureOf(reply.stdout)).toEqual(lines)
    expect(reply.stderr).toBe('')
    expect(reply.exit).toBe(exit)
  })
})

describe('wrong lines are refused as on a real cluster', () => {
  it.each(recorded('errors.jsonl'))('$command', ({ command, exit, lines, stderr }) => {
    const reply = run(command)
    if (reply.kind !== 'reply') throw new Error('parsed as a command')
    expect(structureOf(reply.stdout)).toEqual(lines ?? [''])
    expect(withSortedChoices(reply.stderr)).toBe(withSortedChoices(stderr ?? ''))
    expect(reply.exit).toBe(exit)
  })
})

describe('help texts fit into a terminal', () => {
  const commands = [...PROGRAMS.values()].flatMap((program) => program.commands)

  it.each(commands)('$program $name', ({ program, name }) => {
    const help = run(`${program} ${name} --help`) as ParserReply
    const prose = help.stdout.split('\n').filter((line) => !/^(?:-| {2}gnt-)/.test(line))
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(78)
    expect(help.stdout.endsWith('\n')).toBe(true)
    expect(help.stdout.endsWith('\n\n')).toBe(false)
  })
})
