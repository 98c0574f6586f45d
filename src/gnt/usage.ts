/**
 * Usage and help texts, laid out as Ganeti's _FormatUsage and Python's optparse.TitledHelpFormatter
 * lay them out.
 */

import { by } from '../lib/order.ts'
import { remembered } from '../lib/remembered.ts'
import { fill, wrap } from '../lib/text/wrap.ts'
import { COMMON } from './options.ts'
import type { CommandOfRelease, OptionSpec, ProgramOfRelease } from './spec.ts'

/** Columns of a terminal, unless someone says otherwise. */
export const DEFAULT_WIDTH = 80

/** optparse keeps two columns free at the right. */
const MARGIN = 2
/** Where the descriptions of options start, unless all flags are short. */
const HELP_POSITION = 24
const NARROWEST = 11
/** _FormatUsage ignores the terminal. */
const PROGRAM_WIDTH = 79

const heading = (title: string): string => `${title}\n${'='.repeat(title.length)}\n`

/** All flags of a command in the order of its help. */
export const flagsOf = remembered((command: CommandOfRelease): readonly OptionSpec[] => [
  ...command.options,
  ...COMMON,
])

const isLong = (flag: string): boolean => flag.startsWith('--')

/** `--node=<node>, -n <node>` */
function flagText(option: OptionSpec): string {
  const long = option.flags.filter(isLong)
  const short = option.flags.filter((flag) => !isLong(flag))
  if (option.type === null) return [...long, ...short].join(', ')
  const metavar = option.metavar ?? option.dest.toUpperCase()
  return [...long.map((f) => `${f}=${metavar}`), ...short.map((f) => `${f} ${metavar}`)].join(', ')
}

function optionText(option: OptionSpec, position: number, width: number): string {
  const flags = flagText(option)
  const indent = ' '.repeat(position)
  const help = wrap(option.help, Math.max(width - position, NARROWEST))
  const room = position - 2
  if (flags.length > room) return [flags, ...help.map((line) => indent + line)].join('\n')
  const [first = '', ...rest] = help
  return [`${flags.padEnd(room)}  ${first}`, ...rest.map((line) => indent + line)].join('\n')
}

/** The usage block that help texts and error messages start with. Ends with a line break. */
export const commandUsage = (command: CommandOfRelease): string =>
  `${heading('Usage')}  ${command.program} ${command.name} ${command.usage}\n`

/** What `<program> <command> --help` prints. `columns` is the width of the terminal. */
export function commandHelp(command: CommandOfRelease, columns = DEFAULT_WIDTH): string {
  const width = columns - MARGIN
  const options = flagsOf(command)
  const longest = Math.max(...options.map((option) => flagText(option).length))
  const position = Math.min(longest + 2, HELP_POSITION, Math.max(width - 20, 0))
  return [
    commandUsage(command),
    `${fill(command.summary, Math.max(width, NARROWEST))}\n`,
    heading('Options') +
      options.map((option) => `${optionText(option, position, width)}\n`).join(''),
  ].join('\n')
}

/** What a program prints about its commands, which `--help` and a wrong command ask for. */
export function programUsage(program: ProgramOfRelease): string {
  const commands = [...program.commands].sort(by(({ name }) => name))
  const column = Math.min(60, Math.max(...commands.map((command) => command.name.length)))
  const lines = commands.flatMap((command) => {
    const [first = '', ...rest] = wrap(command.summary, PROGRAM_WIDTH - 3 - column)
    const indent = ' '.repeat(column + 4)
    return [` ${command.name.padEnd(column)} - ${first}`, ...rest.map((line) => indent + line)]
  })
  return [
    `Usage: ${program.name} {command} [options...] [argument...]`,
    `${program.name} <command> --help to see details, or man ${program.name}`,
    '',
    'Commands:',
    ...lines,
    '',
    '',
  ].join('\n')
}
