import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { minorOn, nodesOf } from '../../sim/cluster/config.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { divergences } from '../../sim/cluster/drbd/divergence.ts'
import { halfOn } from '../../sim/cluster/drbd/drbd.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { wireBetween } from '../../sim/cluster/wires.ts'
import type { World } from '../../sim/world.ts'

/** Sentences about how things really are, for answers about failures. */

/** Names that are near what was typed: the instances or nodes of the cluster. */
export function namesOf(world: World, what: string): string[] {
  const config = newestConfig(world)
  if (!config) return []
  if (what === 'instance') return Object.keys(config.instances)
  if (what === 'node') return Object.keys(config.nodes).map(short)
  if (what === 'network') return Object.values(config.networks ?? {}).map(({ name }) => name)
  if (what === 'node group') return Object.values(config.groups).map(({ name }) => name)
  return []
}

/** Why a node does or does not answer, in one sentence. */
export function stateOf(world: World, node: string): string {
  const name = short(node)
  const machine = own(world.machines, node)
  if (!machine) return t`${name} is not part of this cluster.`
  if (machine.power.is === 'off') return t`${name} really is off.`
  if (machine.power.is === 'booting') return t`${name} is booting: wait until it is up.`
  if (machine.cable.is === 'out')
    return t`${name} is running, but its cable is out: its instances run on, unreachable.`
  const cut = mastersOf(world).find((master) => wireBetween(world, master, node) === 'cut')
  if (cut !== undefined)
    return t`${name} is running, but the link between it and ${short(cut)} is cut: its instances run on.`
  if (!runs(machine, 'ganeti-noded'))
    return t`${name} is running, but its node daemon is not: its instances run on.`
  return t`${name} is running and answers now.`
}

/** What to do about a node that does not answer. */
export function adviceOn(world: World, node: string): string {
  const name = short(node)
  const machine = own(world.machines, node)
  if (machine?.power.is === 'off')
    return own(newestConfig(world)?.nodes, node)?.offline
      ? t`It is marked offline, so commands no longer wait for it. Start its instances on their secondaries with gnt-instance failover.`
      : t`When you are sure that it stays off, mark it offline with gnt-node modify --offline=yes ${name}; then fail its instances over. Or switch it on again.`
  if (machine?.power.is === 'booting') return t`Then try again.`
  if (machine && (machine.cable.is === 'out' || !isReached(world, node)))
    return t`Repair the connection before you do anything else. Do not fail its instances over: they would run twice.`
  if (machine && !runs(machine, 'ganeti-noded'))
    return t`On ${name}, run /usr/lib/ganeti/daemon-util start ganeti-noded. Then try again.`
  return t`Try again.`
}

const isReached = (world: World, node: string): boolean =>
  mastersOf(world).every((master) => master === node || wireBetween(world, master, node) !== 'cut')

/** Where an instance really runs, in one sentence. */
export function placeOf(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const nodes = runningOn(world, instance).map(short)
  if (nodes.length > 1) return t`${name} runs on ${listed(nodes)}.`
  if (nodes.length === 1) return t`${name} runs on ${nodes[0]}.`
  const conf = own(newestConfig(world)?.instances, instance)
  if (!conf) return t`${name} is not part of the cluster.`
  return conf.adminState === 'up'
    ? t`${name} should run, but it does not.`
    : t`${name} is stopped, as it was asked to be.`
}

/** How the copies of an instance's disk are, in one sentence; empty for one without copies. */
export function copiesOf(world: World, instance: string): string {
  const conf = own(newestConfig(world)?.instances, instance)
  const name = labelOf(world, instance)
  const drbd = conf?.disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk] : [])) ?? []
  if (!conf || drbd.length === 0) return ''
  if (divergences(world, world.now).some((split) => split.instance === instance))
    return t`The two copies of ${name} have been written to separately: a split brain.`
  const off = nodesOf(conf).find((node) => own(world.machines, node)?.power.is !== 'on')
  if (off !== undefined)
    return t`${short(off)}, which holds one copy of ${name}, is not running, so the other copy is alone.`
  if (drbd.some((disk) => world.resyncs[disk.port]))
    return t`The copies of ${name} are catching up: wait until they are in sync.`
  const inactive = nodesOf(conf).find((node) =>
    drbd.some((disk) => !halfOn(world, node, minorOn(disk, node))),
  )
  if (inactive !== undefined)
    return t`The copy of ${name} on ${short(inactive)} is not active. gnt-cluster verify-disks activates it.`
  const apart = nodesOf(conf).some((node) =>
    drbd.some(
      (disk) => halfOn(world, node, minorOn(disk, node))?.device.connection !== 'Connected',
    ),
  )
  return apart ? t`The copies of ${name} are not connected. ${whatParts(world, nodesOf(conf))}` : ''
}

/** Why two nodes that both run do not exchange data. */
function whatParts(world: World, nodes: readonly string[]): string {
  const out = nodes.find((node) => own(world.machines, node)?.cable.is === 'out')
  if (out !== undefined)
    return t`${stateOf(world, out)} An instance that was there still runs: if you start it elsewhere, it runs twice.`
  const [a, b] = nodes
  return a !== undefined && b !== undefined && wireBetween(world, a, b) === 'cut'
    ? t`Both nodes run, but the link between ${short(a)} and ${short(b)} is cut.`
    : 'gnt-cluster verify-disks connects them.'
}

/** What on a node can make it fail at its part; empty where nothing is to be seen. */
export function suspectsOn(world: World, node: string): string {
  const machine = own(world.machines, node)
  const name = short(node)
  if (!machine) return ''
  if (machine.power.is !== 'on') return stateOf(world, node)
  const found = [
    ...(machine.volumeGroup.state === 'failed' ? [t`The volume group of ${name} has failed.`] : []),
    ...(machine.volumeGroup.state === 'full' ? [t`The volume group of ${name} is full.`] : []),
    ...divergences(world, world.now).flatMap((split) =>
      split.sides.some((side) => side.node === node)
        ? [
            t`${labelOf(world, split.instance)} has a split brain, so DRBD on ${name} does not connect its copies.`,
          ]
        : [],
    ),
  ]
  return found.join(' ')
}
