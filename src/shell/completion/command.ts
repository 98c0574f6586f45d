import { programsOf } from '../../gnt/declared/programs.ts'
import { findCommand } from '../../gnt/optparse.ts'
import { GROUPS } from '../../gnt/query/fields/group-fields.ts'
import { INSTANCES } from '../../gnt/query/fields/instance-fields.ts'
import { JOB_FIELDS } from '../../gnt/query/fields/job-fields.ts'
import { NODES } from '../../gnt/query/fields/node-fields.ts'
import type {
  ArgSpec,
  CommandOfRelease,
  CompletionKind,
  OptionSpec,
  ProgramName,
} from '../../gnt/spec.ts'
import { flagsOf } from '../../gnt/usage.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { World } from '../../sim/world.ts'
import { pathsFor } from './paths.ts'
import {
  groupNames,
  hostNames,
  instanceNames,
  jobNumbers,
  machineNames,
  nodeNames,
  osNames,
} from './words.ts'

/** `skip`: how much of the typed word stays as it is. */
interface Found {
  skip: number
  candidates: string[]
}

const FIELDS: Partial<Record<ProgramName, ReadonlyMap<string, unknown>>> = {
  'gnt-group': GROUPS.fields,
  'gnt-instance': INSTANCES.fields,
  'gnt-job': JOB_FIELDS,
  'gnt-node': NODES.fields,
}

const NOTHING: Found = { skip: 0, candidates: [] }

/** Names match in any case, as Ganeti takes them. */
const fitting = (names: readonly string[], typed: string): string[] => {
  const exact = names.filter((name) => name.startsWith(typed))
  if (exact.length > 0) return exact
  const lower = typed.toLowerCase()
  return names.filter((name) => name.toLowerCase().startsWith(lower))
}

/** `words` stand after the program's name; the last one is being typed. */
export function commandWords(
  world: World,
  node: NodeName,
  program: ProgramName,
  words: readonly string[],
): Found {
  const typed = words.at(-1) ?? ''
  const spec = programsOf(world).get(program)
  if (!spec) return NOTHING
  if (words.length === 1) {
    const names = spec.commands.flatMap((c) => [c.name, ...c.aliases])
    return { skip: 0, candidates: fitting([...names, '--help', '--version'].sort(), typed) }
  }
  const command = findCommand(spec, words[0] ?? '')
  if (!command) return NOTHING
  const around: Around = { world, node, command }
  const given = words.slice(1, -1)
  const equals = /^(--[\w-]+)=(.*)$/s.exec(typed)
  if (equals) {
    const option = flagNamed(command, equals[1] ?? '')
    const skip = (equals[1] ?? '').length + 1
    return option ? shifted(valuesOf(around, option, equals[2] ?? ''), skip) : NOTHING
  }
  const before = given.at(-1)
  const open = before?.startsWith('-') ? flagNamed(command, before) : undefined
  if (open && open.type !== null) return valuesOf(around, open, typed)
  if (typed.startsWith('-')) return { skip: 0, candidates: fitting(flagWords(command), typed) }
  return { skip: 0, candidates: fitting(argumentsFor(around, given, typed), typed) }
}

interface Around {
  world: World
  node: NodeName
  command: CommandOfRelease
}

const shifted = (found: Found, by: number): Found => ({ ...found, skip: found.skip + by })

const flagNamed = (command: CommandOfRelease, flag: string): OptionSpec | undefined =>
  flagsOf(command).find((option) => option.flags.includes(flag))

/** Long flags with a value end with an equals sign: the value follows directly. */
const flagWords = (command: CommandOfRelease): string[] =>
  flagsOf(command)
    .flatMap((option) =>
      option.flags.map((flag) =>
        option.type !== null && flag.startsWith('--') ? `${flag}=` : flag,
      ),
    )
    .sort()

/** How many of the given words are arguments rather than options and their values. */
function countArguments(command: CommandOfRelease, given: readonly string[]): number {
  let count = 0
  for (let i = 0; i < given.length; i++) {
    const word = given[i] ?? ''
    if (!word.startsWith('-') || word === '-') count += 1
    else if (!word.includes('=') && (flagNamed(command, word)?.type ?? null) !== null) i += 1
  }
  return count
}

function argumentsFor(around: Around, given: readonly string[], typed: string): string[] {
  const { command } = around
  const at = countArguments(command, given)
  const last = command.args.at(-1)
  const spec = command.args[at] ?? (last?.max === null ? last : undefined)
  if (!spec) return []
  const used = new Set(spec.max === null ? given : [])
  return wordsFor(around, spec, typed).filter((word) => !used.has(word))
}

function wordsFor({ world, node, command }: Around, spec: ArgSpec, typed: string): string[] {
  switch (spec.kind) {
    case 'instance':
      return instanceNames(world, node)
    case 'node':
      return nodeNames(world, node)
    case 'group':
      return groupNames(world, node)
    case 'job':
      return jobNumbers(world)
    case 'os':
      return osNames(world, node)
    case 'host':
      return [...new Set([...hostNames(world, node), ...machineNames(world)])].sort()
    case 'file':
      return pathsFor(world, node, typed)
    case 'choice':
    case 'suggest':
      return [...(spec.choices ?? [])]
    case 'unknown':
      // The arguments of list-fields are fields.
      return command.name === 'list-fields' ? [...(FIELDS[command.program]?.keys() ?? [])] : []
    case 'network':
    case 'filter':
    case 'command':
      return []
  }
}

function valuesOf(around: Around, option: OptionSpec, typed: string): Found {
  const { command, world, node } = around
  const fields = option.dest === 'output' ? FIELDS[command.program] : undefined
  if (fields) {
    const skip = Math.max(typed.lastIndexOf(','), typed.startsWith('+') ? 0 : -1) + 1
    const chosen = new Set(typed.slice(0, skip).replace(/^\+/, '').split(','))
    const names = [...fields.keys()].filter((name) => !chosen.has(name))
    return { skip, candidates: fitting(names, typed.slice(skip)) }
  }
  if (option.completion === 'placement') {
    const skip = typed.indexOf(':') + 1
    return { skip, candidates: fitting(nodeNames(world, node), typed.slice(skip)) }
  }
  return { skip: 0, candidates: fitting(choicesFor(around, option), typed) }
}

function choicesFor({ world, node }: Around, option: OptionSpec): readonly string[] {
  if (option.choices) return option.choices
  if (option.type === 'bool') return ['no', 'yes']
  return option.completion === undefined ? [] : namesFor(world, node, option.completion)
}

function namesFor(world: World, node: NodeName, kind: CompletionKind): string[] {
  switch (kind) {
    case 'instance':
      return instanceNames(world, node)
    case 'node':
    case 'placement':
      return nodeNames(world, node)
    case 'nodegroup':
      return groupNames(world, node)
    case 'os':
      return osNames(world, node)
    case 'iallocator':
      return ['.', 'hail']
    case 'network':
      return []
  }
}
