import { valueAt } from '../lib/ramp.ts'
import { type DrbdDisk, type InstanceConf, minorOn, type NodeName } from '../sim/cluster/config.ts'
import { compareGenerations, isConnected } from '../sim/cluster/drbd.ts'
import type { DrbdDevice, DrbdMetadata } from '../sim/cluster/machine.ts'
import { reach } from '../sim/net.ts'
import type { LinkState, SceneLink } from './scene.ts'
import type { Vantage } from './vantage.ts'

/** What one node has of one DRBD disk. */
export interface HalfDisk {
  node: NodeName
  /** undefined where the kernel does not know it. */
  device: DrbdDevice | undefined
  /** undefined where the volume is gone. */
  meta: DrbdMetadata | undefined
}

export const drbdDisks = (instance: InstanceConf): DrbdDisk[] =>
  instance.disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk] : []))

export const halfDisk = (v: Vantage, disk: DrbdDisk, node: NodeName): HalfDisk => {
  const machine = v.world.machines[node]
  const device = machine?.drbd[minorOn(disk, node)]
  return {
    node,
    device: device?.dataVolume === disk.dataVolume ? device : undefined,
    meta: machine?.volumeGroup.volumes[disk.metaVolume]?.meta,
  }
}

/** MiB that a half would have to get from its peer, or would lose to it. */
export const dirtyMib = (v: Vantage, half: HalfDisk): number =>
  half.meta ? valueAt(half.meta.dirty, v.now) : 0

/** How the two histories relate, from the first one's side. */
const relation = (v: Vantage, a: HalfDisk, b: HalfDisk): 'same' | 'older' | 'newer' | 'split' => {
  if (a.device?.splitBrain || b.device?.splitBrain) return 'split'
  if (!a.meta || !b.meta) return a.meta ? 'newer' : b.meta ? 'older' : 'same'
  switch (compareGenerations(a.meta, b.meta)) {
    case 'same':
    case 'both fresh':
      return 'same'
    case 'first is newer':
      return 'newer'
    case 'second is newer':
      return 'older'
    case 'split':
      // A side that wrote nothing gives way by itself when they meet.
      return dirtyMib(v, a) === 0 ? 'older' : dirtyMib(v, b) === 0 ? 'newer' : 'split'
  }
}

/** Whether both sides of any disk went separate ways. */
export const isSplit = (v: Vantage, instance: InstanceConf): boolean =>
  drbdDisks(instance).some((disk) => {
    const [a, b] = disk.nodes
    return relation(v, halfDisk(v, disk, a), halfDisk(v, disk, b)) === 'split'
  })

/** Whether the half on `node` is no complete, current copy. */
export const isStale = (v: Vantage, instance: InstanceConf, node: NodeName): boolean =>
  drbdDisks(instance).some((disk) => {
    const mine = halfDisk(v, disk, node)
    const other = halfDisk(v, disk, disk.nodes[0] === node ? disk.nodes[1] : disk.nodes[0])
    if (!mine.meta || mine.device?.attached === false) return true
    if (mine.meta.disk === 'Inconsistent' || mine.meta.disk === 'Outdated') return true
    return relation(v, mine, other) === 'older'
  })

const syncOf = (v: Vantage, disks: DrbdDisk[]): SceneLink | undefined => {
  const running = disks.flatMap((disk) => v.world.resyncs[disk.port] ?? [])
  const [first] = running
  if (!first) return undefined
  const total = running.reduce((sum, resync) => sum + resync.totalMib, 0)
  const left = running.reduce((sum, resync) => sum + valueAt(resync.remaining, v.now), 0)
  const fraction = total > 0 ? 1 - left / total : 1
  return { from: first.source.node, to: first.target.node, state: { is: 'syncing', fraction } }
}

const restingState = (v: Vantage, instance: InstanceConf, disks: DrbdDisk[]): LinkState => {
  const pairs = disks.map((disk) => disk.nodes.map((node) => halfDisk(v, disk, node)))
  const halves = pairs.flat()
  if (halves.every(({ device }) => device && isConnected(device))) return { is: 'connected' }
  const [a = '', b = ''] = disks[0]?.nodes ?? []
  if (reach(v.world, a, b) === 'silent' || reach(v.world, b, a) === 'silent')
    return { is: 'no peer' }
  const asleep = halves.every(({ device }) => device === undefined)
  const equal = !disks[0]?.nodes.some((node) => isStale(v, instance, node))
  if (asleep) return { is: equal ? 'connected' : 'waiting' }
  return { is: halves.some(({ device }) => device && !device.net) ? 'alone' : 'waiting' }
}

/** The side that can still be asked comes first; otherwise the primary's. */
const reachableFirst = (v: Vantage, instance: InstanceConf, pair: NodeName[]): NodeName[] => {
  const up = (node: NodeName) => {
    const machine = v.world.machines[node]
    return machine?.power.is === 'on' && machine.cable.is === 'in'
  }
  const rank = (node: NodeName) => (up(node) ? 0 : 2) + (node === instance.primary ? 0 : 1)
  return [...pair].sort((a, b) => rank(a) - rank(b))
}

/**
 * The link between the two nodes of a DRBD instance, as it is or as far as the master can see it.
 */
export const linkOf = (v: Vantage, instance: InstanceConf): SceneLink | null => {
  const disks = drbdDisks(instance)
  const pair = disks[0]?.nodes
  if (!pair) return null
  const [from = '', to = ''] = reachableFirst(v, instance, pair)
  const memory = Object.values(v.world.transfers).find(
    (t) => t.kind === 'memory' && t.instance === instance.name && t.state === 'running',
  )
  const seen = pair.every((node) => v.view === 'is' || v.answers(node))
  if (!seen) {
    const [asked = from, silent = to] = [...pair].sort(
      (a, b) => Number(v.answers(b)) - Number(v.answers(a)),
    )
    return { from: asked, to: silent, state: { is: 'no peer' } }
  }
  if (isSplit(v, instance))
    // Ganeti sees two disks that are not connected; it does not compare what is on them.
    return { from, to, state: v.view === 'is' ? { is: 'split' } : restingState(v, instance, disks) }
  if (memory) {
    const total = memory.sent.limit
    const fraction = total > 0 ? valueAt(memory.sent, v.now) / total : 1
    const phase = Math.floor(v.now / 250) % 4
    return { from: memory.from, to: memory.to, state: { is: 'migrating', fraction, phase } }
  }
  return syncOf(v, disks) ?? { from, to, state: restingState(v, instance, disks) }
}
