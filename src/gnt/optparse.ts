/**
 * From a command line to a parsed command, or to the answer that parsing alone decides: help,
 * version, and every complaint about options and the number of arguments. Source: _ParseArgs,
 * _CheckArguments and GenericMain in lib/cli.py, and Python's optparse.
 */

import type { FailureCause } from '../sim/run/calls/cause.ts'
import type { Refusal } from './optparse/checked.ts'
import { type OptionValues, scanOptions } from './optparse/scan.ts'
import type { CommandOfRelease, ProgramOfRelease } from './spec.ts'
import { commandHelp, commandUsage, DEFAULT_WIDTH, flagsOf, programUsage } from './usage.ts'

/** A command line that parses: what the program is to do. `options` has a value for every option, given or not. */
export interface ParsedCommand {
  readonly kind: 'command'
  readonly spec: CommandOfRelease
  readonly options: OptionValues
  readonly args: readonly string[]
}

/** What parsing alone answers: help, version or a complaint. The program prints it and ends with `exit`. */
export interface ParserReply {
  readonly kind: 'reply'
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  /** Why not, for a complaint. */
  readonly cause?: FailureCause
}

/** What help and version texts depend on besides the declarations. */
export interface ParserSurroundings {
  /** What `--version` prints after the program's name, such as `(ganeti 3.0.2-3) 3.0.2`. */
  readonly versionText: string
  /** Columns of the terminal. */
  readonly width?: number
}

const say = (stdout: string, exit: number): ParserReply => ({
  kind: 'reply',
  stdout,
  stderr: '',
  exit,
})

const complain = (stderr: string, exit: number, cause: FailureCause): ParserReply => ({
  kind: 'reply',
  stdout: '',
  stderr,
  exit,
  cause,
})

function complainOf(refusal: Refusal, command: CommandOfRelease): ParserReply {
  const cause: FailureCause =
    refusal.kind === 'usage' ? usageOf(command) : { is: 'value', word: '' }
  switch (refusal.kind) {
    case 'usage': {
      const usage = commandUsage(command)
      return complain(`${usage}\n${command.program}: error: ${refusal.text}\n`, 2, cause)
    }
    case 'parameter':
      return complain(`Failure: unknown/wrong parameter name '${refusal.text}'\n`, 1, cause)
    case 'uncaught':
      return complain(`${refusal.text}\n`, 1, cause)
  }
}

/** The command was not typed as its usage says. */
const usageOf = ({ program, name }: CommandOfRelease): FailureCause => ({
  is: 'usage',
  word: `${program} ${name}`,
})

/** What is wrong with the number of arguments; null if nothing is. */
function wrongCount(command: CommandOfRelease, count: number): string | null {
  const { args } = command
  if (args.length === 0) return count > 0 ? 'no arguments' : null
  const min = args.reduce((sum, arg) => sum + arg.min, 0)
  const max = args.reduce((sum, arg) => sum + (arg.max ?? Number.POSITIVE_INFINITY), 0)
  if (min === max && count !== min) return `${min} argument(s)`
  if (count > max) return `only ${max} argument(s)`
  if (count < min) return `at least ${min} argument(s)`
  return null
}

/** The command with that name or alias; undefined where the program has none. */
export const findCommand = (
  program: ProgramOfRelease,
  name: string,
): CommandOfRelease | undefined =>
  program.commands.find((command) => command.name === name || command.aliases.includes(name))

/** `argv` are the words after the program's name. */
export function parseProgramLine(
  program: ProgramOfRelease,
  argv: readonly string[],
  { versionText, width = DEFAULT_WIDTH }: ParserSurroundings,
): ParsedCommand | ParserReply {
  const [name, ...words] = argv
  if (name === '--version') return say(`${program.name} ${versionText}\n`, 0)
  const spec = name === undefined ? undefined : findCommand(program, name)
  if (!spec)
    return name === '--help'
      ? say(programUsage(program), 0)
      : { ...say(programUsage(program), 1), cause: { is: 'usage', word: program.name } }
  const scanned = scanOptions(flagsOf(spec), words, spec.later)
  if (!scanned.ok) return complainOf(scanned.refusal, spec)
  const { options, args, help } = scanned.value
  if (help) return say(commandHelp(spec, width), 0)
  const wrong = wrongCount(spec, args.length)
  if (wrong !== null)
    return complain(`Error: Command ${spec.name} expects ${wrong}\n`, 1, usageOf(spec))
  return { kind: 'command', spec, options, args }
}
