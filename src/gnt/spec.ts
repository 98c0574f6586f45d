/**
 * The words in which commands are declared. Everything that depends on a command's language
 * (parsing, usage texts, completion) is read from these plain values. Follows cli_option and the
 * commands tables of Ganeti's lib/client.
 */

import type { ByRelease, Release } from '../sim/releases.ts'

/** The programs of Ganeti's command line. */
export type ProgramName =
  | 'gnt-backup'
  | 'gnt-cluster'
  | 'gnt-debug'
  | 'gnt-filter'
  | 'gnt-group'
  | 'gnt-instance'
  | 'gnt-job'
  | 'gnt-network'
  | 'gnt-node'
  | 'gnt-os'
  | 'gnt-storage'

/** What an option does when it is given, in optparse's words. */
export type OptionAction =
  | 'store'
  | 'store_true'
  | 'store_false'
  | 'store_const'
  | 'append'
  | 'count'
  | 'help'

/** How the value of an option is read: optparse's types, and those that Ganeti adds (lib/cli.py, CliOption). */
export type OptionType =
  | 'string'
  | 'int'
  | 'float'
  | 'choice'
  | 'bool'
  | 'unit'
  | 'list'
  | 'keyval'
  | 'keyprivateval'
  | 'identkeyval'
  | 'multilistidentkeyval'
  | 'maybefloat'
  | 'json'
  | 'filteraction'

/** What the argument of an option or command names, for completion. */
export type CompletionKind =
  | 'instance'
  | 'node'
  | 'placement'
  | 'nodegroup'
  | 'os'
  | 'iallocator'
  | 'network'

/** A parsed value: plain data, as JSON can hold it. */
export type OptionValue =
  | null
  | boolean
  | number
  | string
  | readonly OptionValue[]
  | { readonly [key: string]: OptionValue }

/** One option of a command, as `cli_option` declares it. */
export interface OptionSpec {
  /** In optparse's order: short ones first. A usage text shows the long ones first. */
  readonly flags: readonly string[]
  readonly dest: string
  readonly action: OptionAction
  /** null for actions that take no value. */
  readonly type: OptionType | null
  readonly choices?: readonly string[]
  /** What a choice stands for, where the command wants something else than its name. */
  readonly meanings?: Readonly<Record<string, OptionValue>>
  readonly const?: OptionValue
  readonly default: OptionValue
  readonly metavar?: string
  readonly completion?: CompletionKind
  readonly help: string
  /** The first release that has it; absent: all have it. */
  readonly since?: Release
  /**
   * `not simulated`: the command says so and ends. `no effect`: it makes no difference on a cluster such as these.
   * Absent: the command reads it.
   */
  readonly unread?: 'not simulated' | 'no effect'
}

/** What an argument of a command names. Decides completion only: parsing takes any word. */
export type ArgKind =
  | 'instance'
  | 'node'
  | 'group'
  | 'network'
  | 'job'
  | 'os'
  | 'filter'
  | 'host'
  | 'file'
  | 'command'
  | 'choice'
  | 'suggest'
  | 'unknown'

/** One argument of a command, or several of the same kind. */
export interface ArgSpec {
  readonly kind: ArgKind
  readonly min: number
  /** null: any number. Only the last argument of a command may have it. */
  readonly max: number | null
  /** Words to offer. As in Ganeti, parsing doesn't refuse others. */
  readonly choices?: readonly string[]
}

/** A command's words: all that parsing, help, completion and `man` are made from. */
export interface CommandSpec {
  readonly program: ProgramName
  readonly name: string
  readonly aliases: readonly string[]
  readonly summary: string
  /** What follows the command's name in its usage line. */
  readonly usage: string | ByRelease<string>
  readonly args: readonly ArgSpec[]
  /** Without `--debug`, `--reason` and `--help`, which every command has. */
  readonly options: readonly OptionSpec[]
  /** The first release that has it; absent: all have it. */
  readonly since?: Release
}

/** A program with its commands, in the order in which its usage text lists them. */
export interface ProgramSpec {
  readonly name: ProgramName
  readonly commands: readonly CommandSpec[]
  /** The first release that has it; absent: all have it. */
  readonly since?: Release
}

/** A command as one release has it. */
export interface CommandOfRelease extends CommandSpec {
  readonly usage: string
  /** Options of later releases. They cannot be given; their defaults are what the command reads. */
  readonly later: readonly OptionSpec[]
}

/** A program as one release has it. */
export interface ProgramOfRelease extends ProgramSpec {
  readonly commands: readonly CommandOfRelease[]
}

type More = Partial<Omit<OptionSpec, 'flags' | 'action' | 'help'>>

/** optparse names the value after the first long flag unless told otherwise. */
function destOf(flags: readonly string[]): string {
  const flag = flags.find((f) => f.startsWith('--')) ?? flags[0] ?? ''
  return flag.replace(/^--?/, '').replaceAll('-', '_')
}

function option(action: OptionAction, flags: string, help: string, more: More): OptionSpec {
  const list = flags.split(' ')
  return { flags: list, dest: destOf(list), action, type: null, default: null, help, ...more }
}

/** A switch: false until given. `flags` are separated by spaces. */
export const on = (flags: string, help: string, more: More = {}): OptionSpec =>
  option('store_true', flags, help, { default: false, ...more })

/** A switch the other way round: `dest` is true until the flag is given. */
export const off = (flags: string, dest: string, help: string): OptionSpec =>
  option('store_false', flags, help, { dest, default: true })

/** A flag that stores a constant under `dest`. */
export const pick = (flags: string, dest: string, value: OptionValue, help: string): OptionSpec =>
  option('store_const', flags, help, { dest, const: value })

/** An option with a value: text unless `more.type` says otherwise. */
export const value = (flags: string, help: string, more: More = {}): OptionSpec =>
  option('store', flags, help, { type: 'string', ...more })

/** An option that may be repeated; its values are collected in a list. */
export const each = (flags: string, help: string, more: More = {}): OptionSpec =>
  option('append', flags, help, { type: 'string', default: [], ...more })

/** An option that a command has from that release on; other commands may have had it before. */
export const since = (release: Release, option: OptionSpec): OptionSpec => ({
  ...option,
  since: release,
})

/** An option that this command of the trainer cannot carry out: given, it is refused. */
export const notSimulated = (option: OptionSpec): OptionSpec => ({
  ...option,
  unread: 'not simulated',
})

/**
 * An option that makes no difference here, as recordings or the sources say: Ganeti reads it nowhere, or only where
 * hardware, software or policies differ in ways that they do not in these clusters.
 */
export const withoutEffect = (option: OptionSpec): OptionSpec => ({
  ...option,
  unread: 'no effect',
})

/** Exactly one argument. */
export const one = (kind: ArgKind): ArgSpec => ({ kind, min: 1, max: 1 })

/** Any number of arguments, also none. */
export const any = (kind: ArgKind): ArgSpec => ({ kind, min: 0, max: null })

/** One argument or more. */
export const some = (kind: ArgKind): ArgSpec => ({ kind, min: 1, max: null })

/** One argument, for which completion offers these words. */
export const oneOf = (...choices: readonly string[]): ArgSpec => ({
  kind: 'choice',
  min: 1,
  max: 1,
  choices,
})
