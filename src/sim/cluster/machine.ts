import type { Daemon } from '../releases.ts'
import {
  byName,
  type ClusterConfig,
  type InstanceName,
  type NodeName,
  type Seconds,
} from './config.ts'
import { settingsOf } from './settings.ts'

/** One physical server: what is true of it, whatever Ganeti believes. */
export interface Machine {
  /** Full name; the same string that the configuration uses. */
  name: NodeName
  /** How the handout calls it: "node A". */
  label: string
  ip: string
  power: Power
  cable: Cable
  /** What its packet filter drops. Absent: nothing. Gone when the power goes. */
  firewall?: FirewallRule[]
  /** New with every boot; null before the first. */
  bootId: string | null
  memory: { totalMib: number; hostMib: number; freeMib: number }
  cpus: number
  volumeGroup: VolumeGroup
  daemons: Daemon[]
  /** Arguments of daemons that were not started as usual, perhaps of some that stopped since. */
  daemonArguments?: Partial<Record<Daemon, string>>
  /** Daemons that the master had stopped here on purpose, until someone starts them again. */
  stoppedDaemons?: Daemon[]
  /** Virtual machines that really run here. Gone when the power goes. */
  guests: Record<InstanceName, Guest>
  /** DRBD minors that the kernel knows. Gone when the power goes. */
  drbd: Record<number, DrbdDevice>
  /** What the kernel said of DRBD since it booted, the last lines of it. */
  kernelLog?: ({ at: number; minor: number } & KernelEvent)[]
  /** Whether the cluster's address is up on the master netdev here. */
  masterIp: boolean
  /** When it was last announced to the neighbours from here, who believe the latest. */
  masterIpAnnounced?: number
  /** What the daemon that writes the configuration keeps in memory; absent while none runs. */
  writer?: ConfigWriter
  /**
   * Whom the other nodes named when a daemon here last asked for their votes and lost. Known to daemons
   * only, its files say what they said; gone when the daemons start after all, and with the power.
   */
  outvotedFor?: NodeName
  /** What is on its system disk: survives a power cut. */
  files: NodeFiles
}

/** The memory of ganeti-masterd (2.11) or ganeti-wconfd: it does not read its file again. */
export interface ConfigWriter {
  /**
   * The ssconf files as it last sent them; null: not since it started, or not everybody got them.
   * In 2.11 it tries once and counts them as sent.
   */
  sent: Ssconf | null
  /**
   * Its configuration, once another master has written over the file here: from then on it can't
   * write any more. Absent: what the file says.
   */
  own?: ClusterConfig
}

/** The connection of a machine to the network. `down`: the cable is in, but this interface was taken down. */
export interface Cable {
  is: 'in' | 'out'
  since: number
  down?: string
}

/** Packets that a machine drops: from an address (INPUT) or to one (OUTPUT). */
export interface FirewallRule {
  chain: 'INPUT' | 'OUTPUT'
  ip: string
  since: number
}

/** Whether a machine has power and has booted. Times in simulated milliseconds. */
export type Power =
  | { is: 'on'; since: number }
  | { is: 'off'; since: number }
  | { is: 'booting'; since: number; until: number }

/** The LVM volume group of a machine. `failed`: its disk is gone; `full`: nothing more fits. Sizes in MiB. */
export interface VolumeGroup {
  name: string
  physicalVolume: string
  sizeMib: number
  state: 'whole' | 'failed' | 'full'
  /** Its physical volume takes no new volumes (pvchange -x n). Absent: it does. */
  allocatable?: false
  /** By name. Survive a power cut. */
  volumes: Record<string, Volume>
}

/** A logical volume; its name is its key in the group. */
export interface Volume {
  sizeMib: number
  /** The instance it was made for; LVM's tag "originstname+NAME". */
  instance: InstanceName
  /** Minor number of its device-mapper device. */
  mapped?: number
  /** On metadata volumes of DRBD. */
  meta?: DrbdMetadata
}

/** What DRBD keeps on disk about one half of a pair. */
export interface DrbdMetadata {
  /** Generation of the data; null: just created, never synced. */
  current: string | null
  /** The generation at which the peer was lost, while it is away. */
  bitmap: string | null
  /** Older generations, newest first. */
  history: string[]
  disk: 'UpToDate' | 'Inconsistent' | 'Outdated' | 'Consistent'
  /** MiB that differ from the peer, as far as this side knows. Grows with the guest's writes. */
  dirty: { at: number; from: number; perSecond: number; limit: number }
  /** It was primary when the power went: its activity log is copied again. */
  crashedPrimary: boolean
}

/** Whether a half may be written to (Primary) or only follows its peer. */
export type DrbdRole = 'Primary' | 'Secondary'

/** What DRBD tells the kernel's log of one minor. */
export type KernelEvent =
  /** Role, peer's role, connection, disk and peer's disk: before and after. */
  | { say: 'states'; from: string; to: string }
  /** `fresh`: over a new connection. `bits`: blocks of 4 KiB that each side counts as different. */
  | {
      say: 'meeting'
      verdict: 'both fresh' | 'same' | 'newer' | 'older' | 'split'
      self: Generations
      peer: Generations
      bits: [self: number, peer: number]
      fresh: boolean
    }
  | {
      say: 'split brain'
      solved: 'no' | 'automatically' | 'manually'
      primaries: number
      wins: boolean
    }
  | { say: 'by disk states'; becomes: 'source' | 'target' }
  | { say: 'resync begins'; as: 'SyncSource' | 'SyncTarget'; mib: number }
  | { say: 'resync ends'; seconds: number; mib: number }
  /** `there`: its node answers, it has closed the connection. */
  | { say: 'peer lost'; there: boolean }
  | { say: 'no proof' }
  | { say: 'wrong proof' }
  | { say: 'incompatible'; what: string }
  | { say: 'two primaries' }

/** The generations of one half: now, then the bitmap's and two before. */
export interface Generations {
  current: string | null
  older: (string | null)[]
  primary: boolean
}

/** The network part of a DRBD device's configuration: whom it looks for and on what terms. */
export interface DrbdNet {
  peer: NodeName
  port: number
  dualPrimary: boolean
  secret: string
  /** In a split brain this side's data are thrown away. Gone once connected or primary. */
  discardMyData?: true
  /** What both ends must agree on; absent: as Ganeti sets it. */
  terms?: DrbdTerms
  /** The peer does not prove that it knows the secret: the kernel has said so. */
  unproven?: true
}

/** DRBD's wire protocol ("C") and what it does after a split brain, in the words of drbdsetup. */
export interface DrbdTerms {
  protocol: string
  /** after-sb-0pri and after-sb-1pri. */
  afterSplit0: string
  afterSplit1: string
}

/** One configured minor in a node's kernel. */
export interface DrbdDevice {
  minor: number
  dataVolume: string
  metaVolume: string
  sizeMib: number
  /** Diskless after its volume group failed. */
  attached: boolean
  role: DrbdRole
  /** Network configuration; null: StandAlone. */
  net: DrbdNet | null
  /** The last configuration it had, while it has none. */
  lastNet?: DrbdNet
  /** The states that the kernel has logged. */
  seen?: string
  connection: 'StandAlone' | 'WFConnection' | 'Connected' | 'SyncSource' | 'SyncTarget'
  /** Last thing heard of the peer's disk. */
  peerDisk: 'UpToDate' | 'Inconsistent' | 'Outdated' | 'DUnknown' | 'Diskless'
  /** Why a connection ended for good, for the kernel log. */
  splitBrain: boolean
}

/** An instance that really runs on a machine: its virtual machine, with what it takes of the host. */
export interface Guest {
  instance: InstanceName
  memoryMib: number
  vcpus: number
  since: number
  /** Where its disks are on this machine. */
  disks: ({ kind: 'drbd'; minor: number } | { kind: 'plain'; volume: string } | { kind: 'file' })[]
  writesMibPerMinute: number
  /** Ends of a live migration: `arriving` does not run yet, `sent` does not run any more. */
  state: 'running' | 'arriving' | 'sent'
  /** It was started frozen, and no one has let it go on yet. */
  paused?: true
}

/** What a machine keeps on its system disk. A power cut does not change it. */
export interface NodeFiles {
  /** Its copy of config.data; null where it has none. */
  config: ClusterConfig | null
  ssconf: Ssconf | null
  /** Names that /etc/hosts resolves besides its own. */
  hosts: { ip: string; name: string }[]
  /** Master's ssh known_hosts: nodes whose key is trusted. */
  knownHosts: NodeName[]
  /** Small text files that someone wrote, by full path. */
  written?: Record<string, string>
  /** What the watcher remembers between runs. */
  watcher: WatcherMemory
  /** Its job queue takes no new jobs (a file of the queue's folder). */
  queueDrained?: boolean
  /** What the network and the systems are that the cluster had which this machine left. Absent: it left none. */
  formerCluster?: { osTypes: string[]; nicLink: string; masterNetdev: string }
  /** What the watcher wrote to its log here, oldest first; the oldest lines are forgotten. Absent: nothing. */
  watcherLog?: LoggedLine[]
  /** gnt-* commands that were run here, oldest first; the oldest are forgotten. Absent: none was. */
  commands?: LoggedCommand[]
  /** What the init script said at the last boots: /var/log/init.log. */
  initLog?: string
  /** Folders below /var/lib/ganeti/export, by name; absent: the node never held an export. */
  exports?: Record<string, ExportFolder>
}

/** A gnt-* command as it is logged: `at` in simulated milliseconds. */
export interface LoggedCommand {
  at: number
  argv: string[]
  /** What it said before it failed. Absent: this is its start. */
  error?: string
}

/** A line of the watcher's log. Times are simulated milliseconds. */
export interface LoggedLine {
  at: number
  /** When the run that wrote it began. */
  began: number
  level: 'INFO' | 'WARNING'
  text: string
}

/** The export of an instance, or NAME.new: one that is being made, or was broken off. */
export interface ExportFolder {
  /** Dumps of disks, by the names of their files. */
  dumps: Record<string, DiskDump>
  /** The text of config.ini; null: the export was never finished. */
  info: string | null
}

/** What an OS's export script wrote of one disk. `whole`: to its end. */
export interface DiskDump {
  whole: boolean
  /** The file system was damaged when it was dumped. */
  damaged?: true
}

/** The watcher's state file: boot ids as it last saw them, and how often it tried to start an instance again. */
export interface WatcherMemory {
  bootIds: Record<NodeName, string>
  restarts: Record<InstanceName, { tries: number; last: Seconds }>
}

/** The small files every online node gets: ssconf_*. */
export interface Ssconf {
  /** Serial of the cluster object they were made from. */
  serial: number
  clusterName: string
  masterNode: NodeName
  masterIp: string
  masterNetdev: string
  nodes: NodeName[]
  onlineNodes: NodeName[]
  offlineNodes: NodeName[]
  masterCandidates: NodeName[]
  primaryIps: Record<NodeName, string>
  instances: InstanceName[]
  /** Whether a node that is marked offline ends what it still runs. */
  maintainNodeHealth?: true
}

/** The ssconf files that belong to a configuration. */
export const ssconfOf = (config: ClusterConfig): Ssconf => {
  const nodes = byName(config.nodes)
  const names = (keep: (n: (typeof nodes)[number]) => boolean) =>
    nodes.filter(keep).map((n) => n.name)
  return {
    serial: config.cluster.serial,
    clusterName: config.cluster.name,
    masterNode: config.cluster.masterNode,
    masterIp: config.cluster.masterIp,
    masterNetdev: config.cluster.masterNetdev,
    nodes: names(() => true),
    onlineNodes: names((n) => !n.offline),
    offlineNodes: names((n) => n.offline),
    masterCandidates: names((n) => n.masterCandidate),
    primaryIps: Object.fromEntries(nodes.map((n) => [n.name, n.primaryIp])),
    instances: Object.keys(config.instances).sort(),
    ...(settingsOf(config).maintainNodeHealth ? { maintainNodeHealth: true } : {}),
  }
}

/** Whether the machine has booted. A node that is still booting answers no one. */
export const isUp = (machine: Machine): boolean => machine.power.is === 'on'

/** Whether the daemon runs on the machine; on one without power nothing runs. */
export const runs = (machine: Machine, daemon: Daemon): boolean =>
  isUp(machine) && machine.daemons.includes(daemon)

/** Memory not taken by the host or by guests. */
export const freeMemoryMib = (machine: Machine): number =>
  machine.memory.freeMib -
  Object.values(machine.guests).reduce((sum, guest) => sum + guest.memoryMib, 0)

/** MiB left in the volume group, whatever the configuration says; 0 where it is marked full. */
export const freeDiskMib = (group: VolumeGroup): number =>
  group.state === 'full'
    ? 0
    : group.sizeMib - Object.values(group.volumes).reduce((sum, volume) => sum + volume.sizeMib, 0)
