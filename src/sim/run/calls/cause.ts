import type { InstanceName, NodeName } from '../../cluster/config.ts'

/** What a cause may name. Sizes are in MiB. */
interface Facts {
  node: NodeName
  instance: InstanceName
  /** A word that was typed, or a name that is neither a node's nor an instance's. */
  word: string
  /** The kind of thing that `word` names: "instance", "node group". */
  what: string
  needed: number
  free: number
  names: string[]
}

/** Every cause for which Ganeti refuses or fails, with the facts that belong to it. */
const FACTS = {
  /** `node`: the master by the files of the node that was asked. */
  'not master': ['node'],
  'no cluster': [],
  'daemon down': ['node', 'word'],
  /** `word`: the program, and the command where there is one. */
  usage: ['word'],
  options: [],
  value: ['word'],
  'not found': ['what', 'word'],
  exists: ['what', 'word'],
  'not simulated': [],
  'queue drained': [],
  'job state': ['word'],
  'must be down': ['instance'],
  'must run': ['instance'],
  'runs twice': ['instance'],
  'runs nowhere': ['instance'],
  offline: ['node'],
  drained: ['node'],
  'not offline': ['node'],
  incapable: ['node'],
  memory: ['node', 'needed', 'free'],
  'disk space': ['node', 'needed', 'free'],
  /** `what`: the operation; `word`: the template. */
  template: ['instance', 'what', 'word'],
  'own node': ['instance', 'node'],
  'other node': ['instance', 'node'],
  degraded: ['instance', 'node'],
  'disks off': ['instance'],
  'not in sync': ['instance'],
  'no answer': ['node'],
  'noded down': ['node'],
  'node failed': ['node'],
  'holds instances': ['node', 'names'],
  'is the master': ['node'],
  'few candidates': ['node'],
  'no place': [],
  /** `names`: instances that the allocator cannot move. */
  'not movable': ['names'],
  policy: [],
  address: ['word'],
  'disk number': ['instance'],
  /** `word`: what cannot be a tag. */
  tag: ['word'],
  /** `word`: the group; `names`: its nodes. */
  'group has nodes': ['word', 'names'],
  'only group': ['word'],
  'own group': ['word'],
  'bad policy': [],
  /** `word`: the network; `names`: the groups that it is connected to. */
  'network connected': ['word', 'names'],
  /** `word`: the network; `names`: the instances. */
  'addresses in use': ['word', 'names'],
  /** `word`: the address. */
  'address taken': ['word'],
  'already master': ['node'],
  'no candidate': ['node'],
  /** `names`: nodes that answered; `needed`: answers that would be enough. */
  'few votes': ['node', 'names', 'needed'],
  /** `node`: whom the others name. */
  outvoted: ['node'],
  'no voting': [],
  'old configuration': ['node'],
  'job died': [],
  canceled: [],
  'step before': [],
  'no command': ['word'],
  unreachable: ['node'],
  drbd: ['node'],
  /** Any other refusal; `word`: its class. */
  refused: ['word'],
  /** Any other failure on the way; `word`: the step. */
  failed: ['word'],
} as const satisfies Record<string, readonly (keyof Facts)[]>

/** What kind of thing went wrong. Each has an answer in the guide. */
export type CauseKind = keyof typeof FACTS

/** Why Ganeti refused or failed, for programs: its sentence is for people. */
export type FailureCause = {
  [Kind in CauseKind]: { is: Kind } & { [Fact in (typeof FACTS)[Kind][number]]: Facts[Fact] }
}[CauseKind]

/** One kind of cause. */
export type CauseOf<Kind extends CauseKind> = Extract<FailureCause, { is: Kind }>

/** All of them, for tables and tests. */
export const CAUSE_KINDS = Object.keys(FACTS) as CauseKind[]

const fits = (fact: keyof Facts, value: unknown): boolean => {
  if (fact === 'names')
    return Array.isArray(value) && value.every((name) => typeof name === 'string')
  return typeof value === (fact === 'needed' || fact === 'free' ? 'number' : 'string')
}

/** Whether data from outside is a cause with all its facts. */
export function isCause(data: unknown): data is FailureCause {
  if (typeof data !== 'object' || data === null) return false
  const { is, ...facts } = data as Record<string, unknown>
  const kind = CAUSE_KINDS.find((known) => known === is)
  return kind !== undefined && FACTS[kind].every((fact) => fits(fact, facts[fact]))
}
