import { listed } from '../lib/listed.ts'
import { jobOn, type Question } from '../session/happened.ts'
import { conditionOf, hasOneCopyAlways, runningOn } from '../session/recording.ts'
import { labelOf, shortName as short } from '../sim/cluster/called.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import type { World } from '../sim/world.ts'

const nodesOf = (world: World, instance: string): string[] => {
  const conf = newestConfig(world)?.instances[instance]
  const [disk] = conf?.disks ?? []
  return disk?.kind === 'drbd' ? [...disk.nodes] : conf ? [conf.primary] : []
}

/** Two to four sentences that hold in this world. */
export function answerTo({ ask, about }: Question, world: World): string {
  switch (ask) {
    case 'slow':
      return slow(world, about)
    case 'risk':
      return risk(world)
    case 'down':
      return down(world, about)
    case 'twice':
      return twice(world, about)
    case 'offline':
      return offline(world, about)
    case 'drained':
      return drained(world, about)
    case 'back':
      return back(world, about)
  }
}

function slow(world: World, node: string): string {
  const name = short(node)
  const machine = world.machines[node]
  const silent = machine?.power.is !== 'on' || machine.cable.is === 'out'
  if (!silent)
    return `${name} answers again. Before, each call to it waited until its time was up, and the command waited for the call.`
  const state = machine?.power.is === 'on' ? 'its cable is out' : 'it does not run'
  if (newestConfig(world)?.nodes[node]?.offline)
    return `${name} is marked offline by now, so Ganeti does not call it any more. What was slow was the wait for its answers: ${state}.`
  return `A command calls every node that it wants to know something of, and ${name} does not answer: ${state}. From far away that looks like a node that is only slow, so each call waits until its time is up. Mark ${name} as offline, and Ganeti stops calling it.`
}

function risk(world: World): string {
  const all = Object.values(newestConfig(world)?.instances ?? {}).map((conf) => ({
    conf,
    is: conditionOf(world, conf),
  }))
  const down = all.filter(({ is }) => is === 'down').map(({ conf }) => labelOf(world, conf.name))
  const one = all.filter(({ is, conf }) => is === 'one' && !hasOneCopyAlways(conf))
  if (down.length + one.length === 0)
    return 'Nothing any more. Every instance with two copies has both of them complete, so one node may fail and no data is lost.'
  const lost =
    down.length > 0
      ? `${listed(down)} ${down.length > 1 ? 'do' : 'does'} not run, and nothing starts ${down.length > 1 ? 'them' : 'it'} by itself. `
      : ''
  const places = one.map(({ conf }) => {
    const [here] = runningOn(world, conf.name)
    return `${labelOf(world, conf.name)} on ${short(here ?? conf.primary)}`
  })
  if (places.length === 0)
    return `${lost}What had a second copy can be started from it, as long as the node of that copy lives.`
  return `${lost}There is only one complete copy of ${listed(places)}. If the disk under it fails now, the data is gone. A second copy counts when it has caught up to 100%, not before.`
}

function down(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const [here] = runningOn(world, instance)
  if (here !== undefined)
    return `${name} runs again, on ${short(here)}. Its lane in the time strip shows how long it was down.`
  const job = jobOn(world, instance)
  if (job)
    return `Job ${job.id} has stopped it, because its disk must not change while the job works on it. The same job starts it again. Until then the seconds count as down.`
  const conf = newestConfig(world)?.instances[instance]
  const node = conf?.primary ?? ''
  if (world.machines[node]?.power.is === 'on')
    return `${short(node)} runs, but ${name} does not. Somebody has to start it: gnt-instance start ${instance}.`
  const other = nodesOf(world, instance).find((n) => n !== node)
  return other === undefined
    ? `${name} lives on ${short(node)} only, and ${short(node)} does not run. It comes back with its node.`
    : `It ran on ${short(node)}, which does not run. Its second copy is on ${short(other)}, and a failover starts it there. Ganeti does not do that by itself: if ${short(node)} were alive after all, ${name} would run twice.`
}

function twice(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const nodes = runningOn(world, instance).map(short)
  if (nodes.length < 2)
    return `${name} runs once now. What the two copies wrote while it ran twice is still different, and one side has to give way.`
  return `${name} runs on ${listed(nodes)}, and each writes to its own copy. DRBD cannot merge them: in the end one copy is kept and what the other wrote is thrown away. Stop one of them now.`
}

function offline(world: World, node: string): string {
  const name = short(node)
  const machine = world.machines[node]
  const truth =
    machine?.power.is === 'off'
      ? `${name} really is off here; in life you would make sure of that first.`
      : `${name} is ${machine?.power.is === 'booting' ? 'booting' : 'running'} all the same.`
  return `Offline is a note that Ganeti made, not proof: it switches nothing off. ${truth} Ganeti stops calling ${name}, so commands are fast, and instances may be started from their other copy. ${name} gets no changes until it is added again.`
}

function drained(world: World, node: string): string {
  const name = short(node)
  const here = Object.values(newestConfig(world)?.instances ?? {}).filter((conf) =>
    nodesOf(world, conf.name).includes(node),
  )
  const left = here.map((conf) => labelOf(world, conf.name))
  return `No new instance and no new copy goes to ${name} any more. Nothing moves away by itself: ${left.length > 0 ? `${listed(left)} still ${left.length > 1 ? 'have' : 'has'} a disk there` : 'but there is nothing left on it'}. Moving is up to you.`
}

function back(world: World, node: string): string {
  const name = short(node)
  const conf = newestConfig(world)?.nodes[node]
  if (!conf) return `${name} runs, but it is no longer part of the cluster.`
  if (conf.offline)
    return `No. It missed every change of the configuration while it was away, and Ganeti still has it marked offline. gnt-node add --readd ${name} gives it fresh files and clears the mark; gnt-cluster verify-disks then connects its copies.`
  const whole = risk(world).startsWith('Nothing any more')
  return whole
    ? `Yes. It is a member of the cluster, and its copies are complete.`
    : `Not yet. A node forgets its DRBD devices when it stops, so its copies are not connected. gnt-cluster verify-disks activates them, and they catch up with what they missed.`
}
