import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { type DrbdDisk, type InstanceConf, secondaryOf } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName } from '../../sim/cluster/display-names.ts'
import type { Machine } from '../../sim/cluster/machine.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import type { World } from '../../sim/world.ts'
import { minorOf, size } from './world-diff.ts'

/** One thing that is different in two Worlds: what it is of, and what it is in each. */
export interface Difference {
  kind: 'instance' | 'disk' | 'node'
  /** "debianX", "debianX, disk 0", "nodeB". */
  subject: string
  what: string
  /** In the first World and in the second; null: the subject does not exist there. */
  values: readonly [string | null, string | null]
}

type Facts = ReadonlyMap<string, { kind: Difference['kind']; of: ReadonlyMap<string, string> }>

/** What two Worlds differ in, by instance, disk and node. Neither is the earlier one. */
export function differencesOf(a: World, b: World): Difference[] {
  const [first, second] = [factsOf(a), factsOf(b)]
  return [...new Set([...first.keys(), ...second.keys()])]
    .flatMap((subject): Difference[] => {
      const [one, other] = [first.get(subject), second.get(subject)]
      const kind = (one ?? other)?.kind ?? 'node'
      if (!one || !other) {
        const is = (facts: unknown) => (facts ? 'yes' : 'no')
        return [{ kind, subject, what: 'exists', values: [is(one), is(other)] }]
      }
      const all = new Set([...one.of.keys(), ...other.of.keys()])
      return [...all].flatMap((what): Difference[] => {
        const values = [one.of.get(what) ?? null, other.of.get(what) ?? null] as const
        return values[0] === values[1] ? [] : [{ kind, subject, what, values }]
      })
    })
    .sort((x, y) => KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind))
}

const KINDS: readonly Difference['kind'][] = ['instance', 'disk', 'node']

function factsOf(world: World): Facts {
  const facts = new Map<string, { kind: Difference['kind']; of: ReadonlyMap<string, string> }>()
  const config = newestConfig(world)
  for (const conf of Object.values(config?.instances ?? {})) {
    const name = labelOf(world, conf.name)
    facts.set(name, { kind: 'instance', of: instanceFacts(world, conf) })
    for (const [i, disk] of conf.disks.entries()) {
      const of = new Map([['size', size(disk.sizeMib)]])
      if (disk.kind === 'drbd') for (const [what, is] of copyFacts(world, disk)) of.set(what, is)
      facts.set(t`${name}, disk ${i}`, { kind: 'disk', of })
    }
  }
  for (const machine of Object.values(world.machines))
    facts.set(shortName(machine.name), { kind: 'node', of: nodeFacts(world, machine) })
  return facts
}

function instanceFacts(world: World, conf: InstanceConf): Map<string, string> {
  const secondary = secondaryOf(conf)
  return new Map([
    [t`runs on`, runningOn(world, conf.name).map(shortName).join(' and ') || t`no node`],
    [t`primary node`, shortName(conf.primary)],
    [t`secondary node`, secondary === null ? 'none' : shortName(secondary)],
    [t`wanted state`, conf.adminState],
    [t`disk template`, conf.template],
    ['memory', size(conf.be.maxmemMib)],
  ])
}

/** The state of each copy of a disk, in DRBD's words. */
function copyFacts(world: World, disk: DrbdDisk): [string, string][] {
  return disk.nodes.map((node, i): [string, string] => {
    const machine = own(world.machines, node)
    const device = machine?.drbd[disk.minors[i] ?? -1]
    const what = t`copy on ${shortName(node)}`
    if (machine?.power.is !== 'on') return [what, t`its node is off`]
    if (!device) return [what, t`not active`]
    const { disk: state, connection, role } = minorOf(machine, device)
    return [what, `${state}, ${connection}, ${role}`]
  })
}

function nodeFacts(world: World, machine: Machine): Map<string, string> {
  const config = newestConfig(world)
  const node = own(config?.nodes ?? {}, machine.name)
  const is = (value: boolean | undefined) => (value ? 'yes' : 'no')
  const isMaster = config?.cluster.masterNode === machine.name
  return new Map([
    ['power', machine.power.is],
    ['cable', machine.cable.is],
    [t`in the cluster`, is(node !== undefined)],
    ['master', is(isMaster)],
    ['offline', is(node?.offline)],
    ['drained', is(node?.drained)],
    [t`master candidate`, is(node?.masterCandidate)],
    ['daemons', machine.power.is === 'on' ? machine.daemons.join(', ') || 'none' : 'none'],
  ])
}
