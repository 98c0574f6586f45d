import { matchName } from '../../gnt/names.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import {
  type ClusterConfig,
  type NodeName,
  residentsOf,
  secondaryOf,
  volumesOf,
} from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { type Machine, runs } from '../../sim/cluster/machine.ts'
import type { Daemon } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { judgeTag } from './settings.ts'
import { no, type Verdict, verdict } from './verdict.ts'

type NodeCondition = Extract<Condition, { node: string }>

/** Judges a condition about one node. */
export function judgeNode(condition: NodeCondition, world: World): Verdict {
  const name = matchName(condition.node, Object.keys(world.machines))
  const machine = name === undefined ? undefined : own(world.machines, name)
  if (name === undefined || !machine) return no(t`There is no ${condition.node} here.`)
  const called = short(name)
  if ('power' in condition) return judgePower(condition.power, machine)
  if ('cable' in condition) {
    const { is } = machine.cable
    const state = t`The cable of ${called} is ${is}.`
    return verdict(is === condition.cable, state, state)
  }
  if ('daemon' in condition) {
    const found = runs(machine, condition.daemon as Daemon)
    const state = t`${condition.daemon} on ${called} ${found ? 'runs' : t`does not run`}.`
    return verdict(found === condition.runs, state, state)
  }
  if ('disk' in condition) {
    const { state } = machine.volumeGroup
    return verdict(state === condition.disk, DISK_STATES[state](called), DISK_STATES[state](called))
  }
  const config = newestConfig(world)
  if (!config) return no(t`No node has a usable copy of the configuration.`)
  return judgeMembership(condition, config, machine, world)
}

const DISK_STATES = {
  whole: (node: string) => t`The volume group of ${node} is whole.`,
  failed: (node: string) => t`The volume group of ${node} has failed.`,
  full: (node: string) => t`The volume group of ${node} is full.`,
} as const

function judgePower(wanted: 'on' | 'off', { power, name }: Machine): Verdict {
  const called = short(name)
  const state = {
    on: t`${called} is ${wanted === 'off' ? 'still ' : ''}on.`,
    off: t`${called} is off.`,
    booting: t`${called} is still booting.`,
  }[power.is]
  return verdict(power.is === wanted, state, state)
}

function judgeMembership(
  condition: Exclude<
    NodeCondition,
    { power: unknown } | { cable: unknown } | { daemon: unknown } | { disk: unknown }
  >,
  config: ClusterConfig,
  machine: Machine,
  world: World,
): Verdict {
  const { name } = machine
  const called = short(name)
  const node = own(config.nodes, name)
  if ('flag' in condition) {
    const set = node?.[condition.flag] ?? false
    const state = set ? t`still marked ${condition.flag}` : t`not marked ${condition.flag}`
    return verdict(set === condition.is, t`${called} is ${state}.`, t`${called} is ${state}.`)
  }
  if ('tag' in condition) return judgeTag(condition, node, called)
  if ('inCluster' in condition) {
    const state = node ? t`${called} is part of the cluster.` : t`${called} is not in the cluster.`
    return verdict((node !== undefined) === condition.inCluster, state, state)
  }
  if ('member' in condition) {
    if (!node) return no(t`${called} is not in the cluster.`)
    if (node.offline) return no(t`${called} is still marked offline.`)
    if (node.drained) return no(t`${called} is still marked drained.`)
    return verdict(runs(machine, 'ganeti-noded'), t`The node daemon on ${called} does not answer.`)
  }
  if ('leftovers' in condition) {
    const [left] = leftoversOn(machine, config)
    return verdict(
      left === undefined,
      t`${called} still has a volume that belongs to no instance there: ${left}.`,
    )
  }
  return judgeResidents(condition, config, name, world)
}

function judgeResidents(
  condition: Extract<NodeCondition, { primaryOf: unknown } | { secondaryOf: unknown }>,
  config: ClusterConfig,
  name: NodeName,
  world: World,
): Verdict {
  const instances = Object.values(config.instances)
  if ('primaryOf' in condition) {
    const left = instances.find(
      (i) =>
        i.primary === name &&
        (condition.template === undefined || i.template === condition.template),
    )
    const what = left && `${labelOf(world, left.name)} (${left.template})`
    return verdict(left === undefined, t`${what} still has ${short(name)} as its primary node.`)
  }
  const left = instances.find((i) => secondaryOf(i) === name)
  return verdict(
    left === undefined,
    t`${left && labelOf(world, left.name)} still has ${short(name)} as its secondary node.`,
  )
}

/** Volumes on a machine that no instance of the configuration has there. */
export function leftoversOn(machine: Machine, config: ClusterConfig): string[] {
  const { primary, secondary } = residentsOf(config, machine.name)
  const known = new Set(
    [...primary, ...secondary].flatMap((instance) =>
      instance.disks.flatMap(volumesOf).map((volume) => volume.name),
    ),
  )
  return Object.keys(machine.volumeGroup.volumes).filter((volume) => !known.has(volume))
}
