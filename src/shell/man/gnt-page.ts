import { programsOf } from '../../gnt/declared/programs.ts'
import { findCommand } from '../../gnt/optparse.ts'
import type { CommandOfRelease, OptionSpec, ProgramName } from '../../gnt/spec.ts'
import { by } from '../../lib/order.ts'
import { own } from '../../lib/own.ts'
import { wrap } from '../../lib/text/wrap.ts'
import type { Release } from '../../sim/releases.ts'
import { PROSE } from './prose.ts'

const WIDTH = 78

/** Wraps paragraphs, with blank lines between them, and indents each line. */
export const paragraphs = (text: string, indent: number): string =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((one) =>
      // A paragraph that starts with blanks is shown as it is: an example.
      one.startsWith('  ')
        ? one
            .split('\n')
            .map((line) => `${' '.repeat(indent)}${line}\n`)
            .join('')
        : wrap(one.replace(/\s+/g, ' '), WIDTH - indent)
            .map((line) => `${' '.repeat(indent)}${line}\n`)
            .join(''),
    )
    .join('\n')

const flagText = (option: OptionSpec): string => {
  const metavar = option.metavar ?? option.dest.toUpperCase()
  const value = option.type === null ? '' : metavar
  return option.flags
    .map((flag) =>
      value === '' ? flag : flag.startsWith('--') ? `${flag}=${value}` : `${flag} ${value}`,
    )
    .join(', ')
}

const optionText = (option: OptionSpec): string =>
  `       ${flagText(option)}\n${paragraphs(option.help, 14)}`

function commandText(command: CommandOfRelease): string {
  const prose = own(PROSE[command.program]?.commands, command.name)
  const aliases = command.aliases.length > 0 ? ` (also: ${command.aliases.join(', ')})` : ''
  return [
    `   ${command.name.toUpperCase()}${aliases}\n`,
    paragraphs(`${command.program} ${command.name} ${command.usage}`.trim(), 7),
    paragraphs(command.summary, 7),
    ...(prose === undefined ? [] : [paragraphs(prose, 7)]),
    ...command.options.map(optionText),
  ].join('\n')
}

const titleLine = (name: string): string => {
  const corner = `${name}(8)`
  const middle = 'Ganeti'
  const left = Math.floor((WIDTH - middle.length) / 2) - corner.length
  const right = WIDTH - corner.length * 2 - middle.length - left
  return `${corner}${' '.repeat(left)}${middle}${' '.repeat(right)}${corner}\n`
}

/** The manual page of a program, as plain text: its prose, then every command from its declaration. Null where the release has no such program. */
export function gntPage(release: Release, name: ProgramName): string | null {
  const program = programsOf({ release }).get(name)
  if (!program) return null
  const prose = PROSE[name]
  const commands = [...program.commands].sort(by(({ name }) => name))
  return [
    titleLine(name),
    `NAME\n       ${name} - ${prose?.summary ?? 'part of Ganeti'}\n`,
    `SYNOPSIS\n       ${name} {command} [arguments...]\n`,
    ...(prose === undefined ? [] : [`DESCRIPTION\n${paragraphs(prose.description, 7)}`]),
    ...(prose?.sections ?? []).map(
      ({ title, text }) => `${title.toUpperCase()}\n${paragraphs(text, 7)}`,
    ),
    `COMMANDS\n${commands.map(commandText).join('\n')}`,
  ].join('\n')
}

/** The section of the page about one command; null if there is no such command. */
export function gntSection(release: Release, name: ProgramName, command: string): string | null {
  const program = programsOf({ release }).get(name)
  const spec = program && findCommand(program, command)
  return spec ? `${titleLine(name)}\n${commandText(spec)}` : null
}
