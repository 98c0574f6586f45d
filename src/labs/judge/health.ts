import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import {
  type ClusterConfig,
  candidateStats,
  type InstanceConf,
  type InstanceName,
  type NodeName,
} from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { hasDiverged } from '../../sim/cluster/drbd/divergence.ts'
import { daemonsMeantIn } from '../../sim/cluster/expected-daemons.ts'
import { type Machine, runs } from '../../sim/cluster/machine.ts'
import { isDamaged, nodesHolding, runningPlaces } from '../../sim/cluster/running.ts'
import { brokenWires } from '../../sim/cluster/wires.ts'
import type { Daemon } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import { judgeAgreement } from './cluster.ts'
import { judgeSync } from './instance.ts'
import { leftoversOn } from './node.ts'
import { no, type Verdict, yes } from './verdict.ts'

/**
 * Whether nothing is left to repair. `why` names a symptom, never its cause, because drills ask for the cause: one
 * sentence stands for several causes.
 */
export function judgeHealth(world: World, now: number): Verdict {
  const config = newestConfig(world)
  if (!config) return no(t`No node has a usable copy of the configuration.`)
  const machines = Object.values(world.machines).filter(({ name }) => own(config.nodes, name))
  const instances = Object.values(world.labels)
  const where: Whereabouts = {
    runs: runningPlaces(world.machines),
    is: nodesHolding(world.machines),
  }
  const meantFor = daemonsMeantIn(world)
  const trouble =
    troubleOfMasters(world) ??
    first(machines, (machine) => silence(machine)) ??
    first(instances, (name) => troubleOfGuest(name, config, world, now, where)) ??
    first(machines, (machine) => troubleOfNode(machine, config, meantFor)) ??
    troubleOfWires(world) ??
    first(instances, (name) => troubleOfCopies(name, config, world, now)) ??
    first(machines, (machine) => surplusOn(machine, config)) ??
    troubleOfKnowledge(config, world)
  return trouble === undefined ? yes : no(trouble)
}

/** By instance: the machines it runs on, and those that have anything of it. */
interface Whereabouts {
  runs: ReadonlyMap<InstanceName, readonly NodeName[]>
  is: ReadonlyMap<InstanceName, readonly NodeName[]>
}

function first<T>(items: T[], troubleOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const trouble = troubleOf(item)
    if (trouble !== undefined) return trouble
  }
  return undefined
}

function troubleOfMasters(world: World): string | undefined {
  const masters = actingMasters(world)
  if (masters.length > 1) return t`More than one node accepts jobs.`
  const [master] = masters
  if (master === undefined || own(world.machines, master)?.files.queueDrained)
    return t`Ganeti accepts no jobs.`
  const holders = Object.values(world.machines).filter((machine) => machine.masterIp)
  return holders.length === 1 && holders[0]?.name === master
    ? undefined
    : t`The cluster address does not lead to the master.`
}

/** No power, no cable, no daemon: from the master they look alike. */
const silence = (machine: Machine): string | undefined =>
  runs(machine, 'ganeti-noded') && machine.cable.is === 'in'
    ? undefined
    : t`${short(machine.name)} does not answer the master.`

function troubleOfGuest(
  name: string,
  config: ClusterConfig,
  world: World,
  now: number,
  where: Whereabouts,
): string | undefined {
  const called = labelOf(world, name)
  const instance = own(config.instances, name)
  if (!instance) return t`${called} is gone.`
  const places = where.runs.get(name) ?? []
  if (places.length === 0) return t`${called} does not run.`
  if (places.length > 1) return t`${called} runs twice.`
  if (instance.adminState !== 'up') return t`${called} runs although Ganeti considers it stopped.`
  if (places[0] !== instance.primary) return t`${called} does not run on its primary node.`
  if (hasRemains(instance, world, where)) return t`Part of ${called} is where it should not be.`
  if (isDamaged(world, name)) return t`The file system of ${called} is damaged.`
  return hasDiverged(world, instance, now)
    ? t`The copies of ${called} differ, and neither is older.`
    : undefined
}

/** Whether an ended migration has left a process of the instance on another node. */
const hasRemains = ({ name, primary }: InstanceConf, world: World, { is }: Whereabouts): boolean =>
  !Object.values(world.transfers).some((t) => t.instance === name && t.state === 'running') &&
  (is.get(name) ?? []).some(
    (node) => node !== primary && own(own(world.machines, node)?.guests, name) !== undefined,
  )

function troubleOfNode(
  machine: Machine,
  config: ClusterConfig,
  meantFor: ReturnType<typeof daemonsMeantIn>,
): string | undefined {
  const called = short(machine.name)
  const node = own(config.nodes, machine.name)
  if (node?.offline || node?.drained) return t`Ganeti does not make full use of ${called}.`
  if (machine.volumeGroup.state !== 'whole') return t`${called} has a problem with its disk.`
  const dead = meantFor(machine.name).some(
    (daemon) => NEEDED.includes(daemon) && !runs(machine, daemon),
  )
  return dead ? t`Not everything that should run on ${called} runs.` : undefined
}

/** Daemons without which something does not work; the others are optional. */
const NEEDED: readonly Daemon[] = [
  'ganeti-noded',
  'ganeti-masterd',
  'ganeti-wconfd',
  'ganeti-luxid',
  'ganeti-confd',
]

const troubleOfWires = (world: World): string | undefined =>
  brokenWires(world).length > 0 ? t`Two nodes do not reach each other as they should.` : undefined

/** The state of the copies. The progress of a resync may be shown: it gives no cause away. */
function troubleOfCopies(
  name: string,
  config: ClusterConfig,
  world: World,
  now: number,
): string | undefined {
  const verdict = judgeSync(name, world, now, config)
  if (verdict.met) return undefined
  const disks = own(config.instances, name)?.disks ?? []
  const syncs = disks.some((disk) => disk.kind === 'drbd' && world.resyncs[disk.port])
  return syncs ? verdict.why : t`${labelOf(world, name)} has only one good copy.`
}

const surplusOn = (machine: Machine, config: ClusterConfig): string | undefined =>
  leftoversOn(machine, config).length > 0
    ? t`${short(machine.name)} has less room than it should.`
    : undefined

function troubleOfKnowledge(config: ClusterConfig, world: World): string | undefined {
  if (!judgeAgreement(world).met) return t`The nodes do not agree.`
  const { actual, wanted } = candidateStats(config)
  return actual < wanted ? t`Too few nodes could take over from the master.` : undefined
}
