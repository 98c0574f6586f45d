import { taskOfJob } from '../../labs/operations.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import type { Question } from '../../session/narration/event-line.ts'
import { lossWithout } from '../../session/narration/nodes.ts'
import { conditionOf, hasOneCopyAlways } from '../../session/recording/recording.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { type InstanceConf, minorOn, type NodeName } from '../../sim/cluster/config.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import {
  divergences,
  drbdDisks,
  halfDisk,
  hasLostDisk,
  relationOf,
} from '../../sim/cluster/drbd/divergence.ts'
import { halfOn } from '../../sim/cluster/drbd/drbd.ts'
import { daemonsMissingIn } from '../../sim/cluster/expected-daemons.ts'
import { isDamaged, runningOn } from '../../sim/cluster/running.ts'
import { brokenWires, wireBetween } from '../../sim/cluster/wires.ts'
import type { Job } from '../../sim/jobs/job.ts'
import { jobOn } from '../../sim/jobs/running.ts'
import type { World } from '../../sim/world.ts'
import { whyOf } from '../why/why.ts'

const nodesOf = (world: World, instance: string): string[] => {
  const conf = own(newestConfig(world)?.instances, instance)
  const [disk] = conf?.disks ?? []
  return disk?.kind === 'drbd' ? [...disk.nodes] : conf ? [conf.primary] : []
}

/** The answer to a question in two to four sentences, all of them true in this world. */
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
    case 'damaged':
      return damaged(world, about)
    case 'job failed':
    case 'refused':
      return failureWords({ ask, about }, world)
  }
}

function failureWords(question: Question, world: World): string {
  const why = whyOf(question, world)
  return why ? `${why.asked} ${why.saw} ${why.next}` : ''
}

function slow(world: World, node: string): string {
  const name = short(node)
  const machine = own(world.machines, node)
  const silent = machine?.power.is !== 'on' || machine.cable.is === 'out'
  const slowly = brokenWires(world).find(({ a, b, is }) => is === 'slow' && [a, b].includes(node))
  if (!silent && slowly)
    return t`The link between ${short(slowly.a)} and ${short(slowly.b)} runs at a hundredth of its speed. Nothing fails and nothing times out, but every call, resync and copy that crosses it takes longer. With every write, DRBD makes the instance wait for the secondary. Ganeti does not report any of this.`
  const cut = mastersOf(world).find((master) => wireBetween(world, master, node) === 'cut')
  if (!silent && cut !== undefined)
    return t`${name} is running, but the link between it and the master ${short(cut)} is cut, so each call waits until it times out. To the master, ${name} looks switched off. It is not: its instances keep running.`
  if (!silent)
    return t`${name} answers again. Before that, each call to it waited until it timed out, and the command waited for the call.`
  const state = machine?.power.is === 'on' ? t`its cable is out` : t`it is not running`
  if (own(newestConfig(world)?.nodes, node)?.offline)
    return t`${name} is marked offline now, so Ganeti no longer calls it. Commands were slow because they waited for its answers: ${state}.`
  return t`A command calls every node it needs, and ${name} does not answer: ${state}. The master cannot tell this from a slow node, so each call waits until it times out. First find out whether ${name} is off or only cut off. When you know that it is off, mark it offline, and Ganeti stops calling it.`
}

/** What the next fault could destroy, and what is out of service already. */
interface Risk {
  /** Instances that should run but do not. */
  down: InstanceConf[]
  /** Running instances with one complete copy instead of two. */
  oneCopy: InstanceConf[]
  /** Instances that have only one copy by design. */
  plain: InstanceConf[]
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
    plain: confs(all.filter(({ conf }) => hasOneCopyAlways(conf))),
  }
}

const isAtRisk = ({ down, oneCopy }: Risk): boolean => down.length + oneCopy.length > 0

function riskWords(world: World): string {
  const risk = riskOf(world)
  if (!isAtRisk(risk)) return t`Nothing new. ${whatSurvives(world, risk)}`
  const down = risk.down.map((conf) => labelOf(world, conf.name))
  const them = down.length > 1 ? 'them' : 'it'
  const starts = world.hardware.watcherCron
    ? t`the watcher starts ${them} within five minutes if the node is running`
    : t`nothing starts ${them} automatically`
  const lost =
    down.length > 0
      ? t`${listed(down)} ${down.length > 1 ? 'do' : 'does'} not run, and ${starts}. `
      : ''
  const places = risk.oneCopy.map((conf) => {
    const [here] = runningOn(world, conf.name)
    return t`${labelOf(world, conf.name)} on ${short(here ?? conf.primary)}`
  })
  const newer = newestElsewhere(world, [...risk.down, ...risk.oneCopy])
  if (newer !== '') return `${lost}${newer}`
  if (places.length === 0)
    return t`${lost}An instance with a secondary can be failed over to it, if that copy is up to date and the primary is off.`
  return t`${lost}There is only one complete copy: ${listed(places)}. If that disk fails now, the data is lost. The other copy counts only when it is in sync, at 100%.`
}

/** The node that has the newest data of an instance, where its other copy lacks some of it. */
function newestCopy(world: World, conf: InstanceConf): NodeName | undefined {
  for (const disk of drbdDisks(conf)) {
    const [a, b] = disk.nodes
    const is = relationOf(halfDisk(world, disk, a), halfDisk(world, disk, b), world.now)
    if (is === 'newer') return a
    if (is === 'older') return b
  }
  return undefined
}

/** Says of which instances the newest data is not where they run, or could be started now. Empty: of none. */
function newestElsewhere(world: World, confs: readonly InstanceConf[]): string {
  const found = confs.flatMap((conf) => {
    const node = newestCopy(world, conf)
    const [here] = runningOn(world, conf.name)
    const silent = node !== undefined && own(world.machines, node)?.power.is !== 'on'
    if (node === undefined || node === here || (here === undefined && !silent)) return []
    const name = labelOf(world, conf.name)
    const other = conf.disks.flatMap((disk) => (disk.kind === 'drbd' ? disk.nodes : []))
    const stale = other.find((one) => one !== node) ?? ''
    return [
      t`The newest data of ${name} is on ${short(node)}${silent ? t`, which is not running` : ''}. The copy on ${short(stale)} is stale: if ${name} ${here === undefined ? t`were started` : t`goes on`} there, everything written since would be lost. Bring ${short(node)} back first.`,
    ]
  })
  return found.join(' ')
}

/** What the loss of one node would destroy although nothing is wrong. */
function whatSurvives(world: World, { plain }: Risk): string {
  const both = t`Every instance with two copies has both in sync, so its data survives the loss of one node.`
  if (plain.length === 0) return both
  const names = listed(plain.map((conf) => labelOf(world, conf.name)))
  return t`${both} ${names} ${plain.length > 1 ? 'have' : 'has'} only one copy, and its data is lost with its node.`
}

/** Operations that stop an instance only for a while: they start it again. */
const STARTS_AGAIN = ['INSTANCE_MOVE', 'INSTANCE_FAILOVER', 'INSTANCE_REBOOT']

/** Whether the job starts the instance again that it has stopped. */
const startsAgain = (job: Job): boolean =>
  job.ops.some(({ opcode }) => STARTS_AGAIN.includes(opcode))

function down(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const [here] = runningOn(world, instance)
  if (here !== undefined)
    return t`${name} is running again, on ${short(here)}. Its lane in the time strip shows how long it was down.`
  const job = jobOn(world, instance)
  if (job)
    return startsAgain(job)
      ? t`Job ${job.id} has stopped ${name}: it is to ${taskOfJob(world, job)}, and starts it again. Until then, the seconds count as downtime.`
      : t`Job ${job.id} is working on ${name}: it is to ${taskOfJob(world, job)}. Wait until the job ends. Until ${name} runs, the seconds count as downtime.`
  const conf = own(newestConfig(world)?.instances, instance)
  const node = conf?.primary ?? ''
  const start = world.hardware.watcherCron
    ? t`Run gnt-instance start ${instance}, or wait for the watcher: it does so within five minutes.`
    : t`Run gnt-instance start ${instance}. (The watcher is switched off here; on a real cluster it would do so within five minutes.)`
  if (own(world.machines, node)?.power.is === 'on')
    return t`${short(node)} is running, but ${name} is not. ${start}`
  const other = nodesOf(world, instance).find((n) => n !== node)
  const nodeName = short(node)
  return other === undefined
    ? t`The only disk of ${name} is on ${nodeName}, and ${nodeName} is not running. When the node is back, ${name} can be started again. ${start}`
    : t`It ran on ${nodeName}, which is not running. Its secondary is ${short(other)}, and when you are sure that ${nodeName} is off and have marked it offline, a failover starts it there, if that copy is up to date. Ganeti never does this by itself: if ${nodeName} were still running, ${name} would run twice.`
}

function damaged(world: World, instance: string): string {
  const name = labelOf(world, instance)
  if (!isDamaged(world, instance))
    return t`${name} has a new system. What was on its disk before comes from a backup only.`
  return t`The memory of ${name} is older than its disk. What it writes now mixes two states of its file system, and DRBD copies that to the other node: both copies are equal and both are damaged. gnt-cluster verify cannot see it. Stop ${name}, install it again with gnt-instance reinstall, and take its data from a backup.`
}

function twice(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const nodes = runningOn(world, instance).map(short)
  if (nodes.length < 2)
    return t`${name} runs only once now. But its two copies still differ, and you can keep only one of them.`
  return t`${name} runs on ${listed(nodes)}, and each of them writes to its own copy of the disk. DRBD cannot merge the copies: you will keep one and lose what the other wrote. Stop one of them now.`
}

const mib = (amount: number): string => `${Math.max(1, Math.round(amount))} MiB`

/** The two sides of an instance's split brain, to draw them; undefined if there is none. */
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

/** A split brain: two copies of one disk with different histories. */
export interface Fork {
  label: string
  sides: { node: string; written: string; runs: boolean }[]
}

function split(world: World, instance: string): string {
  const name = labelOf(world, instance)
  const fork = forkOf(world, world.now, instance)
  if (!fork)
    return t`The copies of ${name} are no longer split. What was written only to the discarded copy is lost.`
  const [a, b] = fork.sides
  const runs = fork.sides.filter((side) => side.runs).map((side) => side.node)
  const still =
    runs.length > 1 ? t`It still runs on ${listed(runs)}, so the difference grows. ` : ''
  return t`Both copies of ${name} were written to while they were disconnected: ${a?.node} holds ${a?.written} that ${b?.node} lacks, and ${b?.node} holds ${b?.written} that ${a?.node} lacks. ${still}DRBD does not choose for you: if you keep one copy, you lose what was written only to the other.`
}

function masters(world: World): string {
  const acting = actingMasters(world).map(short)
  if (acting.length < 2)
    return t`${acting[0] ?? t`No node`} acts as master now. Changes made on the other one exist only in its old copy of the configuration, and gnt-cluster redist-conf overwrites that.`
  const holders = Object.values(world.machines).filter((machine) => machine.masterIp)
  const where = listed(holders.map(({ name }) => short(name)))
  const address = where === '' ? '' : t` The cluster address is up on ${where}.`
  return t`${listed(acting)} accept jobs, each with its own configuration, and neither asks the other. An instance that one of them starts may already run under the other.${address} Stop the master daemons on one of them before you change anything else.`
}

function old(world: World, node: string): string {
  const name = short(node)
  const believed = own(world.machines, node)?.files.ssconf?.masterNode
  const [master] = mastersOf(world)
  const has = own(world.machines, node)?.files.config?.serial
  const newest = newestConfig(world)?.serial
  const wrongMaster =
    believed !== undefined && master !== undefined && believed !== master && believed === node
      ? t` It considers itself the master, but its master daemon asks the other nodes before it starts, and they name ${short(master)}.`
      : ''
  if (has === undefined || newest === undefined || has >= newest)
    return wrongMaster === ''
      ? t`${name} has the newest copy of the configuration. Nothing is missing.`
      : t`${name} was away when the master changed.${wrongMaster} gnt-cluster redist-conf on ${short(master ?? '')} sends it the right files.`
  return t`${name} could not be reached when the configuration was written: its copy is number ${has}, the newest is ${newest}. If it became master now, the cluster would lose every change since then.${wrongMaster} ${own(newestConfig(world)?.nodes, node)?.offline ? t`It is marked offline, so redist-conf leaves it out: gnt-node add --readd ${name} sends it everything.` : t`Run gnt-cluster redist-conf on the master to send it the newest copy.`}`
}

function daemon(world: World, node: string): string {
  const name = short(node)
  const missing = daemonsMissingIn(world)(node)
  const [first] = missing
  if (first === undefined)
    return t`Every daemon that should run on ${name} is running again. Whatever waited for it continues.`
  return t`${lossWithout(world, node, first)} On ${name}, /usr/lib/ganeti/daemon-util start ${first} starts it again. On the master, gnt-cluster verify reports what it could not check.`
}

function disks(world: World, node: string): string {
  const name = short(node)
  const state = own(world.machines, node)?.volumeGroup.state
  const here = Object.values(newestConfig(world)?.instances ?? {}).filter((conf) =>
    nodesOf(world, conf.name).includes(node),
  )
  const label = (conf: { name: string }) => labelOf(world, conf.name)
  if (state === 'full')
    return t`The instances on ${name} are not affected. But there is no room for a new disk or a snapshot, so a job that needs one fails.`
  const lost = here.filter((conf) => hasLostDisk(world, conf, node))
  if (lost.length === 0)
    return t`The volume group of ${name} is intact. All its disks are in use again.`
  const plain = lost.filter(hasOneCopyAlways).map(label)
  const drbd = lost.filter((conf) => !hasOneCopyAlways(conf)).map(label)
  const repair = state === 'failed' ? '' : t` gnt-cluster verify-disks attaches them again.`
  return `${drbd.length > 0 ? t`${listed(drbd)} ${drbd.length > 1 ? 'have' : 'has'} one copy left, on the other node, and DRBD reads and writes there.` : t`No DRBD disk was on ${name}.`} ${plain.length > 0 ? t`${listed(plain)} had the only disk here: whatever is written now is lost.` : t`No plain disk was on ${name}.`}${repair}`
}

function offline(world: World, node: string): string {
  const name = short(node)
  const machine = own(world.machines, node)
  const truth =
    machine?.power.is === 'off'
      ? t`${name} really is off here; on a real cluster, make sure of that first.`
      : t`${name} is ${machine?.power.is === 'booting' ? 'booting' : 'running'}, so do not fail its instances over: they would run twice.`
  return t`Offline is a note that you made, not proof, and it switches nothing off. ${truth} Ganeti no longer calls ${name}, so commands are fast again. ${name} receives no configuration changes until the flag is cleared.`
}

function drained(world: World, node: string): string {
  const name = short(node)
  const here = Object.values(newestConfig(world)?.instances ?? {}).filter((conf) =>
    nodesOf(world, conf.name).includes(node),
  )
  const left = here.map((conf) => labelOf(world, conf.name))
  return t`${name} receives no new instances and no new copies, and no instance can fail over to it. Nothing moves away by itself: ${left.length > 0 ? t`${listed(left)} still ${left.length > 1 ? 'have' : 'has'} a disk there, and you have to move ${left.length > 1 ? 'them' : 'it'}` : t`but nothing is left on it`}.`
}

/** The DRBD disks with a copy on the node, of instances that should run. */
const disksOn = (world: World, node: NodeName) =>
  Object.values(newestConfig(world)?.instances ?? {})
    .filter(({ adminState }) => adminState === 'up')
    .flatMap(({ disks }) => disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk] : [])))
    .filter(({ nodes }) => nodes.includes(node))

function back(world: World, node: string): string {
  const name = short(node)
  const conf = own(newestConfig(world)?.nodes, node)
  if (!conf) return t`${name} is running. But it is no longer part of the cluster.`
  if (conf.offline)
    return t`No. It missed every change of the configuration while it was away, and it is still marked offline. Run gnt-node add --readd ${name}, which sends it all files and clears the flag, then gnt-cluster verify-disks, which activates its copies.`
  const has = own(world.machines, node)?.files.config?.serial
  if (conf.masterCandidate && has !== undefined && has < (newestConfig(world)?.serial ?? has))
    return t`Not yet. Its copy of the configuration is old. Run gnt-cluster redist-conf on the master to send it the newest.`
  const drbd = disksOn(world, node)
  if (drbd.some((disk) => !halfOn(world, node, minorOn(disk, node))))
    return t`Not yet. A node forgets its DRBD devices when it stops, so its copies are not connected. Run gnt-cluster verify-disks to activate them; then they fetch what they missed.`
  if (drbd.some((disk) => world.resyncs[disk.port]))
    return t`Not yet. Its copies are connected and fetch what they missed. Wait until they are in sync.`
  return isAtRisk(riskOf(world))
    ? t`Yes, as far as its disks go. But something else is not as it should be: gnt-cluster verify reports it.`
    : t`Yes. It is a member of the cluster, and its copies are in sync.`
}
