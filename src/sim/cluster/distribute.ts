import { connectError, giveUpMs, reachNoded } from '../net.ts'
import { behaviourOf } from '../releases.ts'
import { configOn, machineOf, secondsOf, type World } from '../world.ts'
import {
  type ClusterConfig,
  candidateStats,
  type InstanceConf,
  type InstanceName,
  type NodeName,
  revised,
} from './config.ts'
import { ssconfOf } from './machine.ts'

/**
 * Writes the next configuration on `master` and sends copies to the other candidates and the ssconf
 * files to every online node. Release 2.11 does so inside the operation: a candidate that does not
 * answer costs a time-out and a line in the job's log. Later releases do it in the background.
 * `updated` names the instance or node that is written as a whole, changed or not.
 * Returns the milliseconds the writer has to wait. Source: lib/config.py (_WriteConfig,
 * _DistributeConfig), src/Ganeti/WConfd.
 */
export function writeConfig(
  world: World,
  master: NodeName,
  change: (draft: ClusterConfig) => void,
  feedback: (text: string) => void = () => {},
  updated?: InstanceName | NodeName,
): number {
  const files = machineOf(world, master).files
  const before = configOn(world, master)
  const after = revised(before, change)
  files.config = stamped(world, before, after, updated)
  const { actual, wanted } = candidateStats(after)
  if (actual < wanted)
    feedback(
      `Configuration data is not consistent: Not enough master candidates: actual ${actual}, target ${wanted}`,
    )
  return distribute(world, master, before, feedback)
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
  updated?: InstanceName | NodeName,
): ClusterConfig {
  const touched = <T>(a: Record<string, T>, b: Record<string, T>) =>
    Object.keys(b).filter((key) => a[key] !== undefined && (a[key] !== b[key] || key === updated))
  const nodes = touched(before.nodes, after.nodes)
  const instances = Object.entries(after.instances).flatMap(([name, instance]) => {
    const old = before.instances[name]
    const by = old ? growth(world, old, instance, name === updated) : 0
    return by > 0 ? [{ name, by }] : []
  })
  const structure =
    Object.keys(before.nodes).length !== Object.keys(after.nodes).length ||
    Object.keys(before.instances).length !== Object.keys(after.instances).length
  const clusterToo = nodes.length > 0 || structure || before.cluster !== after.cluster
  if (!clusterToo && instances.length === 0) return after
  const seconds = secondsOf(world)
  const next = revised(after, (draft) => {
    for (const name of nodes) bump(draft.nodes[name], seconds)
    for (const { name, by } of instances) bump(draft.instances[name], seconds, by)
    if (clusterToo) bump(draft.cluster, seconds)
  })
  return { ...next, serial: after.serial }
}

function bump(item: { serial: number; mtime: number } | undefined, seconds: number, by = 1): void {
  if (!item) return
  item.serial += by
  item.mtime = seconds
}

/** Sends the master's configuration out, as a write and `redist-conf` do. */
export function distribute(
  world: World,
  master: NodeName,
  before: ClusterConfig | null,
  feedback: (text: string) => void = () => {},
): number {
  const config = configOn(world, master)
  const inside = behaviourOf(world.release).distribution === 'inside the job'
  const others = Object.values(config.nodes).filter((n) => n.name !== master && !n.offline)
  let costMs = 0
  const send = (to: NodeName, what: () => void, failure: (error: string) => string) => {
    const reached = reachNoded(world, master, to)
    if (reached === 'ok') return what()
    const elapsed = reached === 'silent' ? giveUpMs(world, master, to) : 0
    if (!inside) return
    costMs += elapsed
    feedback(failure(connectError(world, to, reached, elapsed)))
  }
  for (const node of others.filter((n) => n.masterCandidate))
    send(
      node.name,
      () => {
        machineOf(world, node.name).files.config = config
      },
      (error) => `Copy of file /var/lib/ganeti/config.data to node ${node.name} failed: ${error}`,
    )
  const ssconf = ssconfOf(config)
  machineOf(world, master).files.ssconf = ssconf
  const grown = !before || config.cluster.serial > before.cluster.serial
  for (const node of others) {
    const files = machineOf(world, node.name).files
    const due = inside ? grown : files.ssconf?.serial !== ssconf.serial
    if (due)
      send(
        node.name,
        () => {
          files.ssconf = ssconf
        },
        (error) => `Error while uploading ssconf files to node ${node.name}: ${error}`,
      )
  }
  return costMs
}
