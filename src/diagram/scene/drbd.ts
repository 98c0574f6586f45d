import { own } from '../../lib/own.ts'
import { valueAt } from '../../lib/ramp.ts'
import type { DrbdDisk, InstanceConf, NodeName } from '../../sim/cluster/config.ts'
import { drbdDisks, halfDisk, hasDiverged, relationOf } from '../../sim/cluster/drbd/divergence.ts'
import { isConnected } from '../../sim/cluster/drbd/drbd.ts'
import { wireBetween } from '../../sim/cluster/wires.ts'
import { reach } from '../../sim/net.ts'
import type { LinkState, SceneLink } from './scene.ts'
import type { Viewpoint } from './viewpoint.ts'

/** Whether the copy on `node` is stale or incomplete. */
export const isStale = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean =>
  drbdDisks(instance).some((disk) => {
    const mine = halfDisk(v.world, disk, node)
    const other = halfDisk(v.world, disk, disk.nodes[0] === node ? disk.nodes[1] : disk.nodes[0])
    if (!mine.meta || mine.device?.attached === false) return true
    if (mine.meta.disk === 'Inconsistent' || mine.meta.disk === 'Outdated') return true
    return relationOf(mine, other, v.now) === 'older'
  })

const syncOf = (v: Viewpoint, disks: DrbdDisk[]): Omit<SceneLink, 'slow'> | undefined => {
  const running = disks.flatMap((disk) => v.world.resyncs[disk.port] ?? [])
  const [first] = running
  if (!first) return undefined
  const total = running.reduce((sum, resync) => sum + resync.totalMib, 0)
  const left = running.reduce((sum, resync) => sum + valueAt(resync.remaining, v.now), 0)
  const fraction = total > 0 ? 1 - left / total : 1
  return { from: first.source.node, to: first.target.node, state: { is: 'syncing', fraction } }
}

const restingState = (v: Viewpoint, instance: InstanceConf, disks: DrbdDisk[]): LinkState => {
  const pairs = disks.map((disk) => disk.nodes.map((node) => halfDisk(v.world, disk, node)))
  const halves = pairs.flat()
  if (halves.every(({ device }) => device && isConnected(device)))
    return { is: halves.some(({ device }) => !device?.attached) ? 'diskless' : 'connected' }
  const [a = '', b = ''] = disks[0]?.nodes ?? []
  if (reach(v.world, a, b) === 'silent' || reach(v.world, b, a) === 'silent')
    return { is: 'no peer' }
  const asleep = halves.every(({ device }) => device === undefined)
  const equal = !disks[0]?.nodes.some((node) => isStale(v, instance, node))
  if (asleep) return { is: equal ? 'connected' : 'waiting' }
  return { is: halves.some(({ device }) => device && !device.net) ? 'alone' : 'waiting' }
}

/** The side that can still be asked comes first; otherwise the primary's. */
const reachableFirst = (v: Viewpoint, instance: InstanceConf, pair: NodeName[]): NodeName[] => {
  const up = (node: NodeName) => {
    const machine = own(v.world.machines, node)
    return machine?.power.is === 'on' && machine.cable.is === 'in'
  }
  const rank = (node: NodeName) => (up(node) ? 0 : 2) + (node === instance.primary ? 0 : 1)
  return [...pair].sort((a, b) => rank(a) - rank(b))
}

const phaseOf = (v: Viewpoint): number => Math.floor(v.now / 250) % 4

/** From where to where a running job fails the instance over; undefined where none does. */
export const failoverOf = (
  v: Viewpoint,
  instance: InstanceConf,
): Pick<SceneLink, 'from' | 'to'> | undefined => {
  const op = v.jobOn(instance.name)?.ops.find(({ status }) => status === 'running')
  const { failsOverFrom: from = '', startsOn: to = '' } = op?.frame.shows ?? {}
  return from !== '' && to !== '' && from !== to ? { from, to } : undefined
}

/**
 * Whether the link can be told. As Ganeti sees it: both nodes answer, or the one that does reports that its DRBD is
 * connected. A node whose daemon is dead stays connected.
 */
const isSeen = (v: Viewpoint, disks: DrbdDisk[], pair: NodeName[]): boolean => {
  if (v.view === 'is' || pair.every(v.answers)) return true
  const asked = pair.find(v.answers)
  return (
    asked !== undefined &&
    disks.every((disk) => {
      const { device } = halfDisk(v.world, disk, asked)
      return device !== undefined && isConnected(device)
    })
  )
}

const lineOf = (v: Viewpoint, instance: InstanceConf): Omit<SceneLink, 'slow'> | null => {
  const disks = drbdDisks(instance)
  const pair = disks[0]?.nodes
  if (!pair) return null
  const [from = '', to = ''] = reachableFirst(v, instance, pair)
  const failover = failoverOf(v, instance)
  const memory = Object.values(v.world.transfers).find(
    (t) => t.kind === 'memory' && t.instance === instance.name && t.state === 'running',
  )
  const split = hasDiverged(v.world, instance, v.now)
  // What the job does Ganeti knows, whoever answers.
  if (failover && !(split && v.view === 'is'))
    return { ...failover, state: { is: 'failing over', phase: phaseOf(v) } }
  if (!isSeen(v, disks, pair)) {
    const [asked = from, silent = to] = [...pair].sort(
      (a, b) => Number(v.answers(b)) - Number(v.answers(a)),
    )
    return { from: asked, to: silent, state: { is: 'no peer' } }
  }
  if (split)
    // Ganeti sees two disks that are not connected; it does not compare what is on them.
    return { from, to, state: v.view === 'is' ? { is: 'split' } : restingState(v, instance, disks) }
  if (memory) {
    const total = memory.sent.limit
    const fraction = total > 0 ? valueAt(memory.sent, v.now) / total : 1
    const state = { is: 'migrating', fraction, phase: phaseOf(v) } as const
    return { from: memory.from, to: memory.to, state }
  }
  return syncOf(v, disks) ?? { from, to, state: restingState(v, instance, disks) }
}

/**
 * The link between the two nodes of a DRBD instance, as it is or as far as the master can see it.
 */
export const linkOf = (v: Viewpoint, instance: InstanceConf): SceneLink | null => {
  const line = lineOf(v, instance)
  if (!line) return null
  return { ...line, slow: v.view === 'is' && wireBetween(v.world, line.from, line.to) === 'slow' }
}
