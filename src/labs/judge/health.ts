import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { isSplitInstance } from '../../sim/cluster/histories.ts'
import { type Machine, runs } from '../../sim/cluster/machine.ts'
import { behaviourOf } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import { judgeAgreement } from './cluster.ts'
import { currentConfig, mastersOf } from './current.ts'
import { judgeSync, runningOn } from './instance.ts'
import { leftoversOn } from './node.ts'
import { no, type Verdict } from './verdict.ts'

/**
 * Whether nothing is left to mend, in the order in which one would look. What is missing is told as what
 * can be seen, not as its cause: drills ask for that.
 */
export function judgeHealth(world: World, now: number): Verdict {
  const config = currentConfig(world)
  if (!config) return no('No node has a usable copy of the configuration.')
  for (const machine of Object.values(world.machines)) {
    const trouble = config.nodes[machine.name] && troubleOf(machine, config, world)
    if (trouble) return no(trouble)
  }
  const sick = Object.values(world.labels)
    .map((name) => troubleWith(name, config, world, now))
    .find((trouble) => trouble !== undefined)
  if (sick !== undefined) return no(sick)
  if (Object.keys(world.cutLinks).length + Object.keys(world.slowLinks ?? {}).length > 0)
    return no('Two nodes do not reach each other as they should.')
  const inSync = judgeSync('all', world, now, config)
  return inSync.met ? judgeAgreement(world) : inSync
}

function troubleOf(machine: Machine, config: ClusterConfig, world: World): string | undefined {
  const called = short(machine.name)
  const node = config.nodes[machine.name]
  const { power, cable, volumeGroup } = machine
  if (power.is !== 'on') return `${called} ${power.is === 'off' ? 'is off' : 'is still booting'}.`
  if (cable.is === 'out') return `${called} does not reach the others.`
  if (node?.offline) return `${called} is marked offline.`
  if (node?.drained) return `${called} is marked drained.`
  if (volumeGroup.state !== 'whole') return `The volume group of ${called} is not usable.`
  const { startOrder, masterDaemons } = behaviourOf(world.release)
  const masterOnly: readonly string[] = masterDaemons
  const isMaster = config.cluster.masterNode === machine.name
  const dead = startOrder.find(
    (daemon) =>
      REPAIRED.includes(daemon) &&
      (isMaster || !masterOnly.includes(daemon)) &&
      !runs(machine, daemon),
  )
  if (dead !== undefined) return `Not everything that should run on ${called} runs.`
  if (!isMaster && mastersOf(world).includes(machine.name)) return `${called} is a second master.`
  const [left] = leftoversOn(machine, config)
  return left === undefined ? undefined : `${called} has a volume that belongs to no instance.`
}

/** Daemons without which something does not work; the others are optional. */
const REPAIRED: readonly string[] = [
  'ganeti-noded',
  'ganeti-masterd',
  'ganeti-wconfd',
  'ganeti-luxid',
  'ganeti-confd',
]

function troubleWith(
  name: string,
  config: ClusterConfig,
  world: World,
  now: number,
): string | undefined {
  const called = labelOf(world, name)
  const instance = config.instances[name]
  if (!instance) return `${called} is gone.`
  const places = runningOn(world, name)
  if (places.length === 0) return `${called} does not run.`
  if (places.length > 1) return `${called} runs twice.`
  if (instance.adminState !== 'up') return `${called} runs although Ganeti has it stopped.`
  if (places[0] !== instance.primary) return `${called} does not run where Ganeti has it.`
  return isSplitInstance(world, instance, now)
    ? `The copies of ${called} differ, and neither gives way.`
    : undefined
}
