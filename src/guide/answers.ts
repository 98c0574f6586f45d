import { listed } from '../lib/listed.ts'
import { own } from '../lib/own.ts'
import type { Question } from '../session/happened.ts'
import { conditionOf, hasOneCopyAlways } from '../session/recording.ts'
import { lossWithout } from '../session/telling/machines.ts'
import { actingMasters } from '../sim/cluster/beliefs.ts'
import { labelOf, shortName as short } from '../sim/cluster/called.ts'
import type { InstanceConf } from '../sim/cluster/config.ts'
import { divergences, hasLostDisk } from '../sim/cluster/divergence.ts'
import { daemonsMissingIn } from '../sim/cluster/missing.ts'
import { mastersOf, newestConfig } from '../sim/cluster/newest.ts'
import { runningOn } from '../sim/cluster/running.ts'
import { brokenWires, wireBetween } from '../sim/cluster/wires.ts'
import { jobOn } from '../sim/jobs/running.ts'
import type { World } from '../sim/world.ts'

const nodesOf = (world: World, instance: string): string[] => {
  const conf = own(newestConfig(world)?.instances, instance)
  const [disk] = conf?.disks ?? []
  return disk?.kind === 'drbd' ? [...disk.nodes] : conf ? [conf.primary] : []
}

/** Two to four sentences that hold in this world. */
export function answerTo({ ask, about }: Question, world: World): string {
  switch (ask) {
    case 'slow':
      return slow(world, about)
    case 'risk':
      return riskWords(world)
    case 'down':
      return down(world, about)
    case 'twice':
      return twice(world, about)
    case 'split':
      return split(world, about)
    case 'masters':
      return masters(world)
    case 'old':
      return old(world, about)
    case 'daemon':
      return daemon(world, about)
    case 'disks':
      return disks(world, about)
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
  const machine = own(world.machines, node)
  const silent = machine?.power.is !== 'on' || machine.cable.is === 'out'
  const slowly = brokenWires(world).find(({ a, b, is }) => is === 'slow' && [a, b].includes(node))
  if (!silent && slowly)
    return `The connection of ${short(slowly.a)} and ${short(slowly.b)} has a hundredth of its speed. Nothing fails, and nothing times out: every call, resync and copy that crosses it takes longer, and DRBD makes a guest wait for its second copy with every write. Ganeti has no word for that.`
  const cut = mastersOf(world).find((master) => wireBetween(world, master, node) === 'cut')
  if (!silent && cut !== undefined)
    return `${name} runs, but the connection between it and the master ${short(cut)} is cut, so each call waits until its time is up. From the master that looks like a node that is off. It is not: whatever runs on ${name} runs on.`
  if (!silent)
    return `${name} answers again. Before, each call to it waited until its time was up, and the command waited for the call.`
  const state = machine?.power.is === 'on' ? 'its cable is out' : 'it does not run'
  if (own(newestConfig(world)?.nodes, node)?.offline)
    return `${name} is marked offline by now, so Ganeti does not call it any more. What was slow was the wait for its answers: ${state}.`
  return `A command calls every node that it wants to know something of, and ${name} does not answer: ${state}. From far away that looks like a node that is only slow, so each call waits until its time is up. Mark ${name} as offline, and Ganeti stops calling it.`
}

/** What could be lost with the next fault, or is out of service already. */
interface Risk {
  /** Instances that should run and do not. */
  down: InstanceConf[]
  /** Instances with one complete copy where there should be two. */
  oneCopy: InstanceConf[]
}

function riskOf(world: World): Risk {
  const all = Object.values(newestConfig(world)?.instances ?? {}).map((conf) => ({
    conf,
    is: conditionOf(world, conf),
  }))
  const confs = (found: typeof all) => found.map(({ conf }) => conf)
  return {
    down: confs(all.filter(({ is }) => is === 'down')),
    oneCopy: confs(all.filter(({ is, conf }) => is === 'one' && !hasOneCopyAlways(conf))),
  }
}

const isAtRisk = ({ down, oneCopy }: Risk): boolean => down.length + oneCopy.length > 0

function riskWords(world: World): string {
  const risk = riskOf(world)
  if (!isAtRisk(risk))
    return 'Nothing any more. Every instance with two copies has both of them complete, so one node may fail and no data is lost.'
  const down = risk.down.map((conf) => labelOf(world, conf.name))
  const lost =
    down.length > 0
      ? `${listed(down)} ${down.length > 1 ? 'do' : 'does'} not run, and nothing starts ${down.length > 1 ? 'them' : 'it'} by itself. `
      : ''
  const places = risk.oneCopy.map((conf) => {
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
  const conf = own(newestConfig(world)?.instances, instance)
  const node = conf?.primary ?? ''
  if (own(world.machines, node)?.power.is === 'on')
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

const mib = (amount: number): string => `${Math.max(1, Math.round(amount))} MiB`

/** The two sides of a split for a drawing of it; undefined when there is none. */
export function forkOf(world: World, now: number, instance: string): Fork | undefined {
  const found = divergences(world, now).find((one) => one.instance === instance)
  if (!found) return undefined
  return {
    label: labelOf(world, instance),
    sides: found.sides.map(({ node, writtenMib, runs }) => ({
      node: short(node),
      written: mib(writtenMib),
      runs,
    })),
  }
}

/** One disk that has become two. */
export interface Fork {
  label: string
  sides: { node: string; written: string; runs: boolean }[]
}

function split(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const fork = forkOf(world, world.now, instance)
  if (!fork)
    return `The copies of ${name} are not split any more. What was written to the copy that gave way is gone.`
  const [a, b] = fork.sides
  const runs = fork.sides.filter((side) => side.runs).map((side) => side.node)
  const still =
    runs.length > 1 ? `It still runs on ${listed(runs)}, and the difference grows. ` : ''
  return `Both copies of ${name} were written to while they could not see each other: ${a?.node} holds ${a?.written} that ${b?.node} lacks, and ${b?.node} holds ${b?.written} that ${a?.node} lacks. ${still}DRBD will not choose for you: keeping one copy throws away what the other wrote.`
}

function masters(world: World): string {
  const acting = actingMasters(world).map(short)
  if (acting.length < 2)
    return `${acting[0] ?? 'No node'} acts as master now. What was changed under the other one is in an old copy of the configuration only, and gnt-cluster redist-conf overwrites that.`
  const holders = Object.values(world.machines).filter((machine) => machine.masterIp)
  const where = listed(holders.map(({ name }) => short(name)))
  const address = where === '' ? '' : ` The cluster's address is up on ${where}.`
  return `${listed(acting)} take jobs, each with a configuration of its own, and neither asks the other. An instance that one of them starts may run already under the other.${address} Stop the master daemons of one of them before anything else is changed.`
}

function old(world: World, node: string): string {
  const name = short(node)
  const believed = own(world.machines, node)?.files.ssconf?.masterNode
  const [master] = mastersOf(world)
  const has = own(world.machines, node)?.files.config?.serial
  const newest = newestConfig(world)?.serial
  const wrongMaster =
    believed !== undefined && master !== undefined && believed !== master && believed === node
      ? ` It takes itself for the master, but its daemons ask the others before they start, and those name ${short(master)}.`
      : ''
  if (has === undefined || newest === undefined || has >= newest)
    return wrongMaster === ''
      ? `${name} has the newest copy of the configuration. Nothing is missing there.`
      : `${name} was away when the master changed.${wrongMaster} gnt-cluster redist-conf on ${short(master ?? '')} sends it the right files.`
  return `${name} could not be reached when the configuration was written: its copy is number ${has}, the newest is ${newest}. Were it made master now, everything since then would be forgotten.${wrongMaster} gnt-cluster redist-conf on the master sends it the newest copy.`
}

function daemon(world: World, node: string): string {
  const name = short(node)
  const missing = daemonsMissingIn(world)(node)
  const [first] = missing
  if (first === undefined)
    return `Every daemon that should run on ${name} runs again. What waited for it goes on.`
  return `${lossWithout(world, node, first)} On ${name}, daemon-util start ${first} starts it again; gnt-cluster verify run on the master tells what it could not ask.`
}

function disks(world: World, node: string): string {
  const name = short(node)
  const state = own(world.machines, node)?.volumeGroup.state
  const here = Object.values(newestConfig(world)?.instances ?? {}).filter((conf) =>
    nodesOf(world, conf.name).includes(node),
  )
  const label = (conf: { name: string }) => labelOf(world, conf.name)
  if (state === 'full')
    return `Nothing that runs on ${name} notices. A new disk, a copy that moves here and a snapshot do not fit, and the job that needs one fails.`
  const lost = here.filter((conf) => hasLostDisk(world, conf, node))
  if (lost.length === 0)
    return `The volume group of ${name} is whole. Its disks are all in use again.`
  const plain = lost.filter(hasOneCopyAlways).map(label)
  const drbd = lost.filter((conf) => !hasOneCopyAlways(conf)).map(label)
  const mend = state === 'failed' ? '' : ' gnt-cluster verify-disks attaches them again.'
  return `${drbd.length > 0 ? `${listed(drbd)} ${drbd.length > 1 ? 'have' : 'has'} one copy left, on the other node; DRBD reads and writes there.` : `No second copy was on ${name}.`} ${plain.length > 0 ? `${listed(plain)} had its only disk here: what it does now is lost.` : `No plain disk was on ${name}.`}${mend}`
}

function offline(world: World, node: string): string {
  const name = short(node)
  const machine = own(world.machines, node)
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
  const conf = own(newestConfig(world)?.nodes, node)
  if (!conf) return `${name} runs, but it is no longer part of the cluster.`
  if (conf.offline)
    return `No. It missed every change of the configuration while it was away, and Ganeti still has it marked offline. gnt-node add --readd ${name} gives it fresh files and clears the mark; gnt-cluster verify-disks then connects its copies.`
  return !isAtRisk(riskOf(world))
    ? `Yes. It is a member of the cluster, and its copies are complete.`
    : `Not yet. A node forgets its DRBD devices when it stops, so its copies are not connected. gnt-cluster verify-disks activates them, and they catch up with what they missed.`
}
