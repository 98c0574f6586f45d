import { own } from '../../lib/own.ts'
import { valueAt } from '../../lib/ramp.ts'
import { type InstanceConf, type NodeName, nodesOf, residentsOf } from '../../sim/cluster/config.ts'
import { hasDiverged, hasLostDisk } from '../../sim/cluster/drbd/divergence.ts'
import type { Guest, Machine } from '../../sim/cluster/machine.ts'
import { isCounted, isDamaged } from '../../sim/cluster/running.ts'
import { failoverOf, isStale, linkOf } from './drbd.ts'
import type { Border, BoxState, SceneBox, SceneInstance, Status } from './scene.ts'
import type { Viewpoint } from './viewpoint.ts'

const guestOn = (v: Viewpoint, instance: InstanceConf, node: NodeName): Guest | undefined =>
  own(own(v.world.machines, node)?.guests, instance.name)

const runsOn = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean =>
  guestOn(v, instance, node)?.state === 'running'

/** `status` of gnt-instance list (lib/query.py, _GetInstStatus); null for `running`. */
const statusOf = (v: Viewpoint, instance: InstanceConf): Status | null => {
  const { primary, adminState } = instance
  if (!own(v.world.machines, v.master) || !v.answers(v.master)) return null
  if (own(v.config.nodes, primary)?.offline) return 'ERROR_nodeoffline'
  if (!v.answers(primary)) return 'ERROR_nodedown'
  // What a job is about to change is not worth a word yet.
  if (v.jobOn(instance.name)) return null
  if (isCounted(guestOn(v, instance, primary))) return adminState === 'up' ? null : 'ERROR_up'
  // Only nodes that are primary of some instance are asked.
  const elsewhere = v
    .nodesHolding(instance.name)
    .some(
      (node) =>
        node !== primary &&
        residentsOf(v.config, node).primary.length > 0 &&
        v.answers(node) &&
        isCounted(guestOn(v, instance, node)),
    )
  if (elsewhere) return 'ERROR_wrongnode'
  if (adminState === 'up') return 'ERROR_down'
  return adminState === 'down' ? 'ADMIN_down' : 'ADMIN_offline'
}

/** Whether something is bringing the virtual machine up on `node` right now. */
const isStarting = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean => {
  const job = v.jobOn(instance.name)
  const op = job?.ops.find((o) => o.status === 'running')
  if (!op || own(v.world.machines, node)?.power.is !== 'on') return false
  const { wait } = op.frame
  const asked =
    wait?.for === 'calls' && wait.calls.some((c) => c.name === 'instance_start' && c.to === node)
  return asked || op.frame.shows?.startsOn === node
}

const idleState = (v: Viewpoint, instance: InstanceConf, node: NodeName): BoxState => {
  if (isStarting(v, instance, node)) return 'starting'
  if (instance.adminState !== 'up') return 'stopped'
  // A job stopped it and will start it again; without power no one stopped it.
  const on = own(v.world.machines, node)?.power.is === 'on'
  return v.jobOn(instance.name) && on ? 'stopped' : 'crashed'
}

/** Whether the memory of the guest has been sent away and, as far as this view can tell, it runs at the other end. */
const isLeftBehind = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean =>
  guestOn(v, instance, node)?.state === 'sent' &&
  nodesOf(instance).some(
    (other) => runsOn(v, instance, other) && (v.view === 'is' || v.answers(other)),
  )

const stateOn = (v: Viewpoint, instance: InstanceConf, node: NodeName): BoxState => {
  const isPrimary = node === instance.primary
  if (v.view === 'known' && !v.answers(node)) return 'unknown'
  const guest = guestOn(v, instance, node)
  const drbd = instance.template === 'drbd'
  const split = drbd && v.view === 'is' && hasDiverged(v.world, instance, v.now)
  if (guest?.state === 'arriving') return 'arriving'
  if (guest && !isLeftBehind(v, instance, node)) {
    const leaves = Object.values(v.world.transfers).some(
      (t) => t.kind === 'memory' && t.instance === instance.name && t.from === node,
    )
    const damaged = v.view === 'is' && isDamaged(v.world, instance.name)
    return split ? 'split' : leaves ? 'leaving' : damaged ? 'damaged' : 'running'
  }
  if (split) return 'split copy'
  const runsElsewhere = nodesOf(instance).some((n) => n !== node && runsOn(v, instance, n))
  if (isPrimary && !runsElsewhere) return idleState(v, instance, node)
  if (isPrimary && !drbd) return idleState(v, instance, node)
  if (failoverOf(v, instance)?.to === node) return 'taking over'
  return drbd && isStale(v, instance, node) && seesStale(v, instance, node) ? 'stale' : 'copy'
}

/** Ganeti asks each half about itself; a good half whose peer is away looks complete to it. */
const seesStale = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean =>
  v.view === 'is' || nodesOf(instance).every((n) => n === node || v.answers(n))

const borderOn = (v: Viewpoint, instance: InstanceConf, node: NodeName): Border => {
  if (instance.template !== 'drbd') return 'plain'
  const guest = v.view === 'is' || v.answers(node) ? guestOn(v, instance, node) : undefined
  return node === instance.primary || guest ? 'primary' : 'secondary'
}

const showsLostDisk = (v: Viewpoint, instance: InstanceConf, node: NodeName): boolean =>
  (v.view === 'is' || v.answers(node)) && hasLostDisk(v.world, instance, node)

const hasVolumes = (machine: Machine, instance: InstanceConf): boolean =>
  Object.values(machine.volumeGroup.volumes).some((volume) => volume.instance === instance.name)

/** Volumes on nodes that the configuration does not name: on their way in, or left behind. */
const strayBoxes = (v: Viewpoint, instance: InstanceConf): SceneBox[] => {
  const known = nodesOf(instance)
  const there = v.nodesHolding(instance.name)
  if (there.every((node) => known.includes(node))) return []
  const inOrder = Object.keys(v.config.nodes).filter((node) => there.includes(node))
  return inOrder.flatMap((node): SceneBox[] => {
    const machine = own(v.world.machines, node)
    const visible = v.view === 'is' || v.answers(node)
    if (!machine || !visible || known.includes(node)) return []
    const runs = runsOn(v, instance, node)
    if (!runs && !hasVolumes(machine, instance)) return []
    const border: Border = isComing(v, instance, machine) ? 'building' : 'removing'
    if (!runs) return [{ node, border, diskLost: false, state: 'copy', status: null }]
    return [
      {
        node,
        border: instance.template === 'drbd' ? 'primary' : 'plain',
        diskLost: false,
        state: 'running',
        status: null,
      },
    ]
  })
}

/**
 * A running job makes this copy: it has held no data yet, and the job names the node as its
 * target.
 */
const isComing = (v: Viewpoint, instance: InstanceConf, machine: Machine): boolean => {
  const op = v.jobOn(instance.name)?.ops.find((o) => o.status === 'running')
  if (!op) return false
  if (instance.template === 'drbd')
    return !Object.values(machine.volumeGroup.volumes).some(
      (volume) => volume.instance === instance.name && volume.meta && volume.meta.current !== null,
    )
  return op.frame.shows?.copiesTo === machine.name
}

const boxesOf = (v: Viewpoint, instance: InstanceConf): SceneBox[] => {
  const status = statusOf(v, instance)
  const boxes = nodesOf(instance).map((node) => ({
    node,
    border: borderOn(v, instance, node),
    diskLost: showsLostDisk(v, instance, node),
    state: stateOn(v, instance, node),
    status: node === instance.primary ? status : null,
  }))
  return [...boxes, ...strayBoxes(v, instance)]
}

const templateOf = (instance: InstanceConf): SceneInstance['template'] =>
  instance.template === 'sharedfile' ? 'file' : instance.template

const copyOf = (v: Viewpoint, instance: InstanceConf): SceneInstance['copy'] => {
  const transfer = Object.values(v.world.transfers).find(
    (t) => t.kind === 'disk' && t.instance === instance.name && t.from !== t.to,
  )
  if (!transfer || (v.view === 'known' && !v.answers(transfer.from))) return null
  const { from, to, sent } = transfer
  return { from, to, fraction: sent.limit > 0 ? valueAt(sent, v.now) / sent.limit : 1 }
}

/** Instances of the configuration, in its order. */
export const sceneInstances = (v: Viewpoint): SceneInstance[] =>
  Object.values(v.config.instances).map((instance) => ({
    name: instance.name,
    label: v.label(instance.name),
    template: templateOf(instance),
    boxes: boxesOf(v, instance),
    link: linkOf(v, instance),
    copy: copyOf(v, instance),
  }))
