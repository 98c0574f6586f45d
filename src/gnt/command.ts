import type { Opcode } from '../sim/run/opcode.ts'
import { eachStep, type Part, type Step, withSteps } from '../sim/run/parts.ts'
import {
  CONNECTION_LOST,
  exit,
  type Program,
  type ProgramContext,
  type ProgramNext,
} from '../sim/run/program.ts'
import type { Shows } from '../sim/run/shows.ts'
import { machineOf } from '../sim/world.ts'
import type { CommandSpec, OptionValue } from './spec.ts'

/** What the command line said. */
export interface Parsed {
  options: Record<string, OptionValue>
  args: string[]
}

/** What a step of a client works with: the program's context with the parsed command line among its variables. */
export type ClientContext<V> = ProgramContext<V & Parsed>
/** A step of a client; without a result the next one follows at once. */
export type ClientStep<V> = Step<ClientContext<V>, ProgramNext>
/** Steps of a client, or parts one after the other. */
export type ClientSteps<V> = Part<ClientContext<V>, ProgramNext>

/**
 * One command: its words (`spec`), what the client program does with them (`steps`), and the opcodes it
 * brings along for the master. All of it in one file, named like the command.
 */
export interface Command<V extends object = object> {
  spec: CommandSpec
  /** `master`: refused on every other node. */
  where: 'master' | 'anywhere'
  /** It submits no job: the daemon that answers queries is enough. */
  queriesOnly?: true
  vars: V
  steps: ClientSteps<V>
  opcodes?: readonly Opcode[]
  /** What others may see of the client, by its variables. */
  shows?: (vars: V) => Shows
  /** Ctrl-C, where it means something else than giving up; returns the exit status. */
  interrupt?: (p: ClientContext<V>) => number
}

/** Declares a command. The type of its variables ends here: beyond, they are JSON. */
export const defineCommand = <V extends object>(command: Command<V>): Command =>
  command as unknown as Command

/** The command as a program that the shell can start once its words are parsed. */
export const programOf = (
  command: Command,
  before: Record<'jobs' | 'queries', ClientSteps<object>>,
): Program =>
  withSteps(
    {
      vars: { ...command.vars, options: {}, args: [] },
      interrupt: command.interrupt ?? interrupted,
      ...(command.shows ? { shows: command.shows } : {}),
    },
    command.where === 'master'
      ? [before[command.queriesOnly ? 'queries' : 'jobs'], talking(command.steps)]
      : command.steps,
  ) as unknown as Program

/** The steps of a client that talks to the master's daemons: a node that left the cluster has none. */
const talking = (steps: ClientSteps<object>): ClientSteps<object> =>
  eachStep(steps, (p, step) => {
    if (machineOf(p.world, p.node).files.config) return step(p)
    p.err(CONNECTION_LOST)
    return exit(1, { is: 'no cluster' })
  })

/** The job goes on without its client. Source: lib/cli.py, FormatError(KeyboardInterrupt). */
const interrupted = (p: ProgramContext): number => {
  p.err(
    'Aborted. Note that if the operation created any jobs, they might have been submitted and will continue to run in the background.\n',
  )
  return 1
}
