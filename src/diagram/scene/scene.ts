/**
 * What one picture shows, in the words of the domain and as plain data. One type serves both
 * views: in "What Ganeti knows" whatever Ganeti cannot see is `unknown`. Names are full names;
 * labels are what the picture writes ("node A", "dX"). A fraction runs from 0 to 1.
 */
export interface Scene {
  view: View
  /** From left to right. */
  nodes: SceneNode[]
  /** In a stable order: it decides who gets which place in a node. */
  instances: SceneInstance[]
  /** Calls from the master to other nodes that are under way. */
  calls: SceneCall[]
  /** Pairs of nodes whose connection is not whole. */
  wires: SceneWire[]
  /** The cluster's address on its way to a new master; null while it rests. */
  clusterIp: { from: string; to: string; fraction: number } | null
}

/** `is`: the truth. `known`: as far as Ganeti could tell. */
export type View = 'is' | 'known'

export interface SceneNode {
  name: string
  label: string
  /** No longer in the cluster: its gap stays, nothing is drawn. */
  removed: boolean
  master: boolean
  /** It is not the only master. */
  rival: boolean
  /** Whom it takes for the master, where that is wrong or two are: name and label. */
  believes: { name: string; label: string } | null
  drained: boolean
  offline: boolean
  /** Its copy of the configuration is older than the master's: both serials. */
  oldConfig: { has: number; master: number } | null
  /** While it asks the others to accept it as master. */
  votes: { got: number; of: number } | null
  power: { is: 'on' } | { is: 'off' } | { is: 'booting'; fraction: number } | { is: 'unknown' }
  cable: 'in' | 'out'
  volumeGroup: 'whole' | 'failed' | 'full'
  /** Daemons that should run here and do not, the gravest first: "noded". */
  deadDaemons: string[]
  /** Jobs that hold it, lowest number first. */
  jobs: number[]
  /** How its power button and its cable really are, in both views: they are there to be used. */
  switches: { power: 'on' | 'off'; cable: 'in' | 'out' }
}

export interface SceneInstance {
  name: string
  label: string
  template: 'drbd' | 'plain' | 'file' | 'diskless'
  /** One per node that holds a disk or runs the virtual machine. */
  boxes: SceneBox[]
  link: SceneLink | null
  /** A plain disk that is copied to another node. */
  copy: { from: string; to: string; fraction: number } | null
}

export interface SceneBox {
  node: string
  border: Border
  /** Its disk is gone: the volume group failed under it. What runs from it may go on all the same. */
  diskLost: boolean
  state: BoxState
  /** What `gnt-instance list` would show now where it is not `running`, in both views. */
  status: Status | null
}

/** What `gnt-instance list` says of an instance that does not simply run. */
export type Status =
  | 'ADMIN_down'
  | 'ADMIN_offline'
  | 'ERROR_down'
  | 'ERROR_up'
  | 'ERROR_nodedown'
  | 'ERROR_nodeoffline'
  | 'ERROR_wrongnode'

/** `building` and `removing` show corners only. */
export type Border = 'primary' | 'secondary' | 'plain' | 'building' | 'removing'

export type BoxState =
  /** A complete copy; nothing runs from it. */
  | 'copy'
  | 'running'
  /** Off because someone asked for it. */
  | 'stopped'
  /** Should run and does not. */
  | 'crashed'
  | 'starting'
  /** A failover is going to start it here. */
  | 'taking over'
  /** A live migration moves its memory away from here … */
  | 'leaving'
  /** … and to here. */
  | 'arriving'
  /** A copy that is old or incomplete. */
  | 'stale'
  /** Runs here on data that differs from the other side's, and neither is older. */
  | 'split'
  /** Runs over a disk that changed under its memory: its file system is damaged. */
  | 'damaged'
  /** As `split`, with nothing running from it. */
  | 'split copy'
  | 'unknown'

/** The DRBD connection. `from` holds the good data, or sends the memory. */
export interface SceneLink {
  from: string
  to: string
  /** It goes over a slow connection. */
  slow: boolean
  state: LinkState
}

/** A connection between two nodes that does not work, or works slowly. */
export interface SceneWire {
  nodes: [string, string]
  is: 'cut' | 'slow'
}

export type LinkState =
  | { is: 'connected' }
  | { is: 'syncing'; fraction: number }
  /** The other side does not answer. */
  | { is: 'no peer' }
  /** The other side is up, but its device is not there yet. */
  | { is: 'waiting' }
  /** Connected, and one side has lost its disk. */
  | { is: 'diskless' }
  /** Both sides are up and told not to connect. */
  | { is: 'alone' }
  | { is: 'split' }
  /** `phase` counts quarter seconds of simulated time. */
  | { is: 'migrating'; fraction: number; phase: number }
  /** A job starts the instance at the other end; `phase` as above. */
  | { is: 'failing over'; phase: number }

export interface SceneCall {
  from: string
  to: string
  state: { is: 'out' | 'back'; fraction: number } | { is: 'no answer'; seconds: number }
}

/** The node of that name; undefined if the scene has none. */
export const nodeIn = (scene: Scene, name: string): SceneNode | undefined =>
  scene.nodes.find((node) => node.name === name)

/**
 * The part of a scene that shows `name` and the nodes it shares disks with: with all of their instances, also those
 * whose other nodes are not in it.
 */
export const closeUp = (scene: Scene, name: string): Scene => {
  const mine = scene.instances.filter((instance) => instance.boxes.some((b) => b.node === name))
  const near = new Set([name, ...mine.flatMap((instance) => instance.boxes.map((b) => b.node))])
  return {
    ...scene,
    nodes: scene.nodes.filter((node) => near.has(node.name)),
    instances: scene.instances.filter((i) => i.boxes.some((box) => near.has(box.node))),
    wires: scene.wires.filter((wire) => wire.nodes.every((node) => near.has(node))),
    calls: scene.calls.filter((call) => near.has(call.from) && near.has(call.to)),
    clusterIp:
      scene.clusterIp && near.has(scene.clusterIp.from) && near.has(scene.clusterIp.to)
        ? scene.clusterIp
        : null,
  }
}
