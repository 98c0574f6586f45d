import { own } from '../../lib/own.ts'
import { connectError, giveUpMs, reachNoded } from '../net.ts'
import { behaviourOf } from '../releases.ts'
import { configOn, daemonConfigOn, machineOf, secondsOf, type World } from '../world.ts'
import {
  type ClusterConfig,
  candidateStats,
  type InstanceConf,
  type NodeName,
  revised,
} from './config.ts'
import { runs, type Ssconf, ssconfOf } from './machine.ts'

/** How a write went. */
interface Written {
  /** Milliseconds that the writer has to wait. */
  costMs: number
  /** Why nothing could be written; null: it was. */
  refused: string | null
}

/**
 * What is written as a whole: names of instances and nodes, UUIDs of groups and networks. `only`: instances
 * change because they inherit from it, and their own objects stay as they are.
 */
export type Updated = string | readonly string[] | { only: 'the cluster' }

/**
 * Writes the next configuration on `master` and sends copies to the other candidates and the ssconf
 * files to every online node. Release 2.11 does so inside the operation: a candidate that does not
 * answer costs a time-out and a line in the job's log. Later releases do it in the background.
 * `updated` names instances, nodes and UUIDs of groups that are written as a whole, changed or not.
 * A daemon over whose file another master wrote can't write any more: 2.11 says so, later releases go
 * on in memory and tell their log only. Source: lib/config.py (_WriteConfig, _DistributeConfig),
 * src/Ganeti/WConfd/ConfigWriter.hs (saveConfigAsyncTask).
 */
export function writeConfig(
  world: World,
  master: NodeName,
  change: (draft: ClusterConfig) => void,
  feedback: (text: string) => void = () => {},
  updated?: Updated,
): Written {
  const { files, writer } = machineOf(world, master)
  const { writtenOver } = behaviourOf(world.release)
  if (writer?.own && writtenOver !== null) return { costMs: 0, refused: writtenOver }
  const before = daemonConfigOn(world, master)
  const after = revised(before, change)
  const next = stamped(world, before, after, updated)
  if (writer?.own) {
    writer.own = next
    return { costMs: 0, refused: null }
  }
  files.config = next
  const { actual, wanted } = candidateStats(after)
  if (actual < wanted)
    feedback(
      `Configuration data is not consistent: Not enough master candidates: actual ${actual}, target ${wanted}`,
    )
  return { costMs: distribute(world, master, feedback), refused: null }
}

/**
 * The same by a program of its own, which reads the file first and whose memory ends with it:
 * master-failover. Whatever daemon runs on the node knows nothing of it. Returns what it waits for.
 */
export function writeFile(
  world: World,
  node: NodeName,
  change: (draft: ClusterConfig) => void,
): number {
  const before = configOn(world, node)
  takeConfig(world, node, stamped(world, before, revised(before, change)))
  return send(world, node, configOn(world, node), null, () => {}).costMs
}

/**
 * The configuration arrives at a node. A daemon that writes it there does not look at its file again: it
 * keeps what it has, and can't write any more.
 */
export function takeConfig(world: World, node: NodeName, config: ClusterConfig | null): void {
  const machine = machineOf(world, node)
  const writes = runs(machine, behaviourOf(world.release).configDaemon)
  if (writes && machine.files.config && config) {
    const own = daemonConfigOn(world, node)
    if (own !== config) machine.writer = { sent: machine.writer?.sent ?? null, own }
  }
  machine.files.config = config
}

/**
 * By how much an instance's serial number grows. Where disks are objects of their own only what is the
 * instance's own counts: neither its primary node nor what its disks are, but every disk attached or
 * detached (src/Ganeti/WConfd/ConfigModifications.hs).
 */
function growth(world: World, before: InstanceConf, after: InstanceConf, whole: boolean): number {
  if (!behaviourOf(world.release).disksAreObjects) return whole || before !== after ? 1 : 0
  const own = (Object.keys({ ...before, ...after }) as (keyof InstanceConf)[]).some(
    (key) => !['primary', 'disks', 'template'].includes(key) && before[key] !== after[key],
  )
  const missing = (from: InstanceConf, of: InstanceConf) =>
    of.disks.filter(({ uuid }) => !from.disks.some((disk) => disk.uuid === uuid)).length
  return missing(before, after) + missing(after, before) + (own || whole ? 1 : 0)
}

/** Objects that a write touched get a new serial and time of change. */
function stamped(
  world: World,
  before: ClusterConfig,
  after: ClusterConfig,
  updated: Updated = [],
): ClusterConfig {
  const inherits = typeof updated === 'object' && 'only' in updated
  const whole = typeof updated === 'string' ? [updated] : inherits ? [] : updated
  const touched = <T>(a: Record<string, T>, b: Record<string, T>) =>
    Object.keys(b).filter(
      (key) => own(a, key) !== undefined && (own(a, key) !== own(b, key) || whole.includes(key)),
    )
  const nodes = touched(before.nodes, after.nodes)
  const instances = Object.entries(after.instances).flatMap(([name, instance]) => {
    const old = inherits ? undefined : own(before.instances, name)
    const by = old ? growth(world, old, instance, whole.includes(name)) : 0
    return by > 0 ? [{ name, by }] : []
  })
  const groups = touched(before.groups, after.groups)
  const networks = touched(before.networks ?? {}, after.networks ?? {})
  const count = (config: ClusterConfig) =>
    [config.nodes, config.instances, config.groups, config.networks ?? {}]
      .map((items) => Object.keys(items).length)
      .join()
  const structure = count(before) !== count(after)
  const clusterToo = nodes.length > 0 || structure || before.cluster !== after.cluster
  if (!clusterToo && [instances, groups, networks].every((list) => list.length === 0)) return after
  const seconds = secondsOf(world)
  const next = revised(after, (draft) => {
    for (const name of nodes) bump(own(draft.nodes, name), seconds)
    for (const { name, by } of instances) bump(own(draft.instances, name), seconds, by)
    for (const uuid of groups) bump(own(draft.groups, uuid), seconds)
    for (const uuid of networks) bump(own(draft.networks, uuid), seconds)
    if (clusterToo) bump(draft.cluster, seconds)
  })
  return { ...next, serial: after.serial }
}

function bump(item: { serial: number; mtime: number } | undefined, seconds: number, by = 1): void {
  if (!item) return
  item.serial += by
  item.mtime = seconds
}

/** Whether two sets of ssconf files read the same. */
const alike = (a: Ssconf, b: Ssconf): boolean =>
  JSON.stringify({ ...a, serial: 0 }) === JSON.stringify({ ...b, serial: 0 })

/**
 * Sends the configuration of the daemon on `master` out, as every write does. The ssconf files follow
 * where they are news: in 2.11 when the cluster's serial number has grown since they were last sent, later
 * when they read otherwise than what everybody has last got. Returns the milliseconds it costs.
 */
export function distribute(
  world: World,
  master: NodeName,
  feedback: (text: string) => void = () => {},
): number {
  const { writer } = machineOf(world, master)
  if (writer?.own) return 0
  const config = configOn(world, master)
  const { costMs, sent } = send(world, master, config, writer?.sent ?? null, feedback)
  if (writer) writer.sent = sent
  return costMs
}

function send(
  world: World,
  master: NodeName,
  config: ClusterConfig,
  before: Ssconf | null,
  feedback: (text: string) => void,
): { costMs: number; sent: Ssconf | null } {
  const inside = behaviourOf(world.release).distribution === 'inside the job'
  const others = Object.values(config.nodes).filter((n) => n.name !== master && !n.offline)
  let costMs = 0
  let deaf = 0
  const bring = (to: NodeName, what: () => void, failure: (error: string) => string) => {
    const reached = reachNoded(world, master, to)
    if (reached === 'ok') return what()
    deaf += 1
    const elapsed = reached === 'silent' ? giveUpMs(world, master, to) : 0
    if (!inside) return
    costMs += elapsed
    feedback(failure(connectError(world, to, reached, elapsed)))
  }
  for (const { name } of others.filter((n) => n.masterCandidate))
    bring(
      name,
      () => takeConfig(world, name, config),
      (error) => `Copy of file /var/lib/ganeti/config.data to node ${name} failed: ${error}`,
    )
  const ssconf = ssconfOf(config)
  const due = before === null || (inside ? ssconf.serial > before.serial : !alike(ssconf, before))
  if (!due) return { costMs, sent: before }
  deaf = 0
  machineOf(world, master).files.ssconf = ssconf
  for (const { name } of others)
    bring(
      name,
      () => {
        machineOf(world, name).files.ssconf = ssconf
      },
      (error) => `Error while uploading ssconf files to node ${name}: ${error}`,
    )
  return { costMs, sent: inside || deaf === 0 ? ssconf : null }
}
