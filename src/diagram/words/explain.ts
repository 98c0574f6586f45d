import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { type InstanceConf, type NodeName, nodesOf, secondaryOf } from '../../sim/cluster/config.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { dirtyMib, drbdDisks, halfDisk } from '../../sim/cluster/drbd/divergence.ts'
import { freeDiskMib, freeMemoryMib } from '../../sim/cluster/machine.ts'
import type { World } from '../../sim/world.ts'
import { type BoxState, nodeIn, type Scene, type SceneBox, type View } from '../scene/scene.ts'
import { sceneOf } from '../scene/scene-of.ts'
import { type Viewpoint, viewpointOf } from '../scene/viewpoint.ts'
import { instanceSentence, nodeSentence } from './sentences.ts'

const nodeDetail = (v: Viewpoint, node: NodeName): string[] => {
  const machine = own(v.world.machines, node)
  if (!machine) return []
  const instances = Object.values(v.config.instances)
  const runs = instances.filter((i) => own(machine.guests, i.name)?.state === 'running')
  const copies = instances.filter((i) => secondaryOf(i) === node)
  const names = (list: InstanceConf[]) => list.map((i) => v.label(i.name)).join(', ')
  const visible = v.view === 'is' || v.answers(node)
  if (machine.power.is !== 'on' || !visible) {
    const mine = instances.filter((i) => nodesOf(i).includes(node))
    return mine.length > 0 ? [t`It has disks of ${names(mine)}.`] : []
  }
  return [
    runs.length > 0 ? t`It runs ${names(runs)}.` : t`It runs no instances.`,
    ...(copies.length > 0 ? [t`It is the secondary of ${names(copies)}.`] : []),
    t`Free: ${freeMemoryMib(machine)} MiB of memory, ${freeDiskMib(machine.volumeGroup)} MiB of disk.`,
  ]
}

/** What the box shows, besides the instance's sentence. */
const HERE: Record<BoxState, string> = {
  copy: t`an up-to-date copy, not in use`,
  running: t`the instance runs`,
  stopped: t`the instance is stopped`,
  crashed: t`the instance should run but does not`,
  starting: t`the instance is starting`,
  'taking over': t`an up-to-date copy; a failover is about to start the instance from it`,
  leaving: t`its memory is being sent to the other node`,
  arriving: t`its memory is arriving; it does not run here yet`,
  stale: t`a stale or incomplete copy; do not start the instance from it`,
  split: t`the instance runs on data that the other copy does not have`,
  damaged: t`the instance runs, but its file system is damaged: its memory is older than its disk`,
  'split copy': t`data that the other copy does not have`,
  unknown: t`Ganeti cannot know`,
}

const hereWords = (box: SceneBox): string => {
  if (box.border === 'removing') return t`an old copy that is no longer used`
  return box.border === 'building' ? t`a new copy that is being made` : HERE[box.state]
}

const missingWords = (v: Viewpoint, instance: InstanceConf, box: SceneBox): string[] => {
  if (box.state !== 'stale' || v.view === 'known') return []
  const [source] = nodesOf(instance).filter((node) => node !== box.node)
  const side = source ?? box.node
  const mib = drbdDisks(instance).reduce(
    (sum, d) => sum + dirtyMib(halfDisk(v.world, d, side), v.now),
    0,
  )
  return mib >= 1 ? [t`About ${Math.round(mib)} MiB differ.`] : []
}

/**
 * A few sentences about a region of the picture, for the pointer or the focus. `id`: see `Region`. Empty if the region
 * no longer exists.
 */
export function explain(world: World, now: number, id: string, view: View = 'is'): string {
  const v = viewpointOf(world, now, view)
  if (!v) return ''
  const scene = sceneOf(world, now, view)
  const [kind, rest = ''] = [id.slice(0, id.indexOf('/')), id.slice(id.indexOf('/') + 1)]
  if (kind === 'node') return explainNode(v, scene, rest)
  const at = rest.lastIndexOf('@')
  return explainBox(v, scene, rest.slice(0, at), rest.slice(at + 1))
}

const explainNode = (v: Viewpoint, scene: Scene, name: string): string => {
  const node = nodeIn(scene, name)
  return node ? [nodeSentence(scene, node), ...nodeDetail(v, name)].join(' ') : ''
}

const explainBox = (v: Viewpoint, scene: Scene, name: string, node: string): string => {
  const instance = scene.instances.find((i) => i.name === name)
  const box = instance?.boxes.find((b) => b.node === node)
  const conf = own(v.config.instances, name)
  if (!instance || !box || !conf) return ''
  const full = instance.label === instance.name ? [] : [t`${instance.label} is ${instance.name}.`]
  const here = t`Here, on ${shortName(node)}: ${hereWords(box)}.`
  return [...full, instanceSentence(instance), here, ...missingWords(v, conf, box)].join(' ')
}
