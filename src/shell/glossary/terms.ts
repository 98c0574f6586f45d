/** A term of the trade, explained in two sentences. Pure data: the shell and the guide show the same words. */
export interface Term {
  /** Ganeti's or DRBD's own word. */
  name: string
  /** How prose writes it, in lower case; empty where the word means too much else to be marked. */
  forms: readonly string[]
  says: string
  /** Manual pages to continue with. */
  see: readonly string[]
}

type TermEntry = readonly [forms: readonly string[], says: string, see?: readonly string[]]

const INSTANCE = ['gnt-instance']
const NODE = ['gnt-node']
const CLUSTER = ['gnt-cluster']
const DRBD = ['drbdsetup']

/** How instances, nodes and the cluster are built. */
const PARTS: Readonly<Record<string, TermEntry>> = {
  cluster: [
    [],
    'The nodes that Ganeti manages as one. The cluster has a name and an address of its own, which belong to the master.',
    CLUSTER,
  ],
  node: [
    [],
    'A server of the cluster. Instances run on nodes, and their disks are on nodes.',
    NODE,
  ],
  instance: [
    ['instance', 'instances'],
    'What Ganeti manages: a virtual machine with its disks, its memory and its network cards. It runs on one node, its primary.',
    INSTANCE,
  ],
  primary: [
    ['primary', 'primaries', 'primary node', 'primary nodes'],
    'The node on which an instance runs (in lists: pnode). The instance uses the copy of its disk that is there.',
    INSTANCE,
  ],
  secondary: [
    ['secondary', 'secondaries', 'secondary node', 'secondary nodes'],
    'The node that holds the other copy of a DRBD disk (in lists: snodes). The instance can be migrated or failed over to it, and to no other node.',
    INSTANCE,
  ],
  'disk template': [
    ['disk template', 'disk templates'],
    'How the disks of an instance are kept: drbd on two nodes, plain on one, and others. While the instance is stopped, gnt-instance modify -t changes plain to drbd and back.',
    INSTANCE,
  ],
  plain: [
    ['plain instance', 'plain instances', 'plain disk', 'plain disks', 'plain'],
    'The disk template with one copy: each disk is a volume of one node. If the node is lost, so is the data, and without a second copy the instance can neither be migrated nor failed over.',
    INSTANCE,
  ],
  'volume group': [
    ['volume group', 'volume groups'],
    "The disk space of a node, from which LVM cuts volumes; Ganeti's is called xenvg unless you choose another name. A plain disk is one volume, a copy of a DRBD disk two: its data and 128 MiB of metadata.",
    ['lvs'],
  ],
  hypervisor: [
    ['hypervisor', 'hypervisors'],
    'The software that runs instances on a node, such as KVM or Xen. Ganeti starts, stops and migrates instances through it.',
    INSTANCE,
  ],
  bridged: [
    ['bridged', 'bridge', 'bridges'],
    "A mode of an instance's network card: it is connected to a bridge of its node, as if it were plugged into the same switch. A node needs that bridge before the instance can run there.",
    INSTANCE,
  ],
  configuration: [
    ['configuration'],
    'All that Ganeti knows of its nodes and instances, in one file: /var/lib/ganeti/config.data. The master writes it and copies it to the master candidates; each change raises its serial number.',
    CLUSTER,
  ],
}

/** Who decides, and who may be asked. */
const ROLES: Readonly<Record<string, TermEntry>> = {
  master: [
    ['master', 'masters'],
    "The node that holds the configuration, accepts Ganeti's commands and runs the jobs. gnt-cluster master-failover, typed on another node, makes that one the master.",
    CLUSTER,
  ],
  'master candidate': [
    ['master candidate', 'master candidates'],
    'A node with a copy of the configuration, so that it can become the master. Ganeti keeps up to candidate_pool_size of them (10 unless you change it); a drained or offline node is none.',
    NODE,
  ],
  'master-failover': [
    ['master-failover', 'master failover'],
    'Makes the node on which you type it the master. It asks the other nodes for their votes, but it cannot tell whether the old master is off: you have to know that.',
    CLUSTER,
  ],
  voting: [
    ['vote', 'votes', 'voting', 'majority'],
    'A node that starts as the master, or is to become it, asks the others which node they consider the master. Without a majority it refuses; but votes do not prove that the old master is off.',
    CLUSTER,
  ],
  drained: [
    ['drained', 'drain', 'drains', 'draining'],
    'A flag for planned work: the node gets no new instances and no new copies, no instance can migrate or fail over to it, and it is no master candidate. What is on it keeps running, and Ganeti still calls it.',
    NODE,
  ],
  offline: [
    ['offline'],
    'A flag that says: this node is down, so do not call it and expect nothing to run there. You set it yourself, after you have made sure of it; it switches nothing off.',
    NODE,
  ],
  're-add': [
    ['re-add', 're-added', 're-adds', 'readd', 'readded'],
    'gnt-node add --readd brings a node back that is still in the configuration: it sends keys, certificates and the configuration, and clears the flags drained and offline. It does not activate disks; gnt-cluster verify-disks does.',
    NODE,
  ],
  fencing: [
    ['fencing', 'fence'],
    'Making sure that a node is off before its instances start elsewhere. Ganeti does not do it for you: use the power switch or the management board.',
    NODE,
  ],
  'node daemon': [
    ['node daemon', 'node daemons', 'noded'],
    'ganeti-noded, the program on each node that does what the master asks: start an instance, activate a disk. If it is dead, Ganeti cannot use the node, but the instances there keep running.',
    NODE,
  ],
  watcher: [
    ['watcher'],
    'ganeti-watcher, which cron runs every five minutes: it restarts instances that should run, and activates their disks after a node has rebooted. In most labs it is off; on a real cluster, pause it before repairs (gnt-cluster watcher pause).',
    CLUSTER,
  ],
}

/** How Ganeti works. */
const WORK: Readonly<Record<string, TermEntry>> = {
  job: [
    ['job', 'jobs'],
    'Every change of the cluster is a job: the master queues it, runs it and keeps its log. Ctrl-C ends the command that waits for a job, not the job itself.',
    ['gnt-job'],
  ],
  queue: [
    ['job queue'],
    'The jobs of the master, waiting, running and ended. gnt-cluster queue drain lets no new job in until you type gnt-cluster queue undrain.',
    ['gnt-job', 'gnt-cluster'],
  ],
  lock: [
    ['lock', 'locks', 'locked'],
    'A job holds locks on the nodes and instances that it works on. A job that needs one of them waits until the other job gives it up.',
    ['gnt-job'],
  ],
  allocator: [
    ['allocator', 'allocators', 'instance allocator', 'iallocator'],
    "A program that chooses nodes for instances; Ganeti's own is called hail. The option -I NAME asks it, and -I . asks the default one of the cluster.",
    INSTANCE,
  ],
  'N+1': [
    ['n+1'],
    'The rule that memory is left for the loss of any one node: its instances must be able to start on their secondaries. gnt-cluster verify reports the nodes where they could not.',
    CLUSTER,
  ],
  verify: [
    [],
    'gnt-cluster verify compares the configuration with what the nodes report. A line with ERROR says what differs; verify repairs nothing.',
    CLUSTER,
  ],
  'verify-disks': [
    ['verify-disks'],
    'gnt-cluster verify-disks finds disks that should be active and are not, and activates them. It starts no instance, and it cannot resolve a split brain.',
    CLUSTER,
  ],
  migration: [
    ['migration', 'live migration', 'migrate', 'migrates', 'migrated'],
    'gnt-instance migrate moves a running instance to its secondary: the memory is copied while the instance runs, and the two nodes swap their roles. Both nodes must work, and both copies must be in sync.',
    INSTANCE,
  ],
  failover: [
    ['failover', 'failovers', 'fail over', 'fails over', 'failed over'],
    "gnt-instance failover stops an instance on its primary, if it still runs, and starts it on its secondary; the two nodes swap their roles. No data moves, so the secondary's copy must be up to date, which Ganeti does not check if the primary is offline or the instance is stopped.",
    INSTANCE,
  ],
  move: [
    [],
    'gnt-instance move copies the disk of a plain instance to another node. The instance is down until the copy is complete.',
    INSTANCE,
  ],
  'replace-disks': [
    ['replace-disks'],
    'gnt-instance replace-disks makes a new copy of DRBD disks, on the same nodes or, with -n, on another secondary. Until the new copy is complete there is only one that is.',
    INSTANCE,
  ],
  'early release': [
    ['early release', 'early-release'],
    'With --early-release, replace-disks removes the old copy before the new one is complete. Other jobs start sooner, but there is no way back.',
    INSTANCE,
  ],
  evacuation: [
    ['evacuation', 'evacuate', 'evacuates', 'evacuated'],
    'gnt-node evacuate empties a node: -p moves its primary instances to their secondaries, -s gives the instances that have it as secondary another one. Plain instances cannot be evacuated: move them.',
    NODE,
  ],
}

/** What DRBD does and says. */
const REPLICATION: Readonly<Record<string, TermEntry>> = {
  DRBD: [
    ['drbd'],
    'Software in the Linux kernel that keeps two copies of a disk on two nodes the same, over the network. While they are connected, a write is done when both copies have it.',
    DRBD,
  ],
  minor: [
    ['minor', 'minors'],
    'The number of a DRBD device on a node: minor 0 is /dev/drbd0. gnt-instance info and gnt-node list-drbd show which instance it belongs to.',
    DRBD,
  ],
  resync: [
    ['resync', 'resyncs', 'syncing', 'syncs', 'in sync', 'out of sync'],
    'DRBD copies what one copy has missed until both copies are in sync again: the same, and connected. Before that, only one copy is complete.',
    DRBD,
  ],
  stale: [
    ['stale'],
    'A copy that lacks writes which the other one has. It often still calls itself UpToDate, since it cannot know what its peer wrote alone; do not start an instance from it.',
    DRBD,
  ],
  degraded: [
    ['degraded'],
    "Ganeti's word for a DRBD disk that is not connected to its other copy, or not up to date itself. It does not say for how long: a copy that lost its peer last week is as degraded as one that lost it a second ago.",
    INSTANCE,
  ],
  StandAlone: [
    ['standalone'],
    'A DRBD device that is not connected and does not look for its peer: after a split brain, or because it was told so. gnt-cluster verify-disks connects it again, unless the copies have split.',
    DRBD,
  ],
  'split brain': [
    ['split brain', 'split-brain'],
    'Two copies of a disk that each have writes the other lacks. DRBD cannot merge them: you choose which one to discard, and what was written only there is lost.',
    DRBD,
  ],
}

const CHAPTERS: Readonly<Record<string, Readonly<Record<string, TermEntry>>>> = {
  'Parts of a cluster': PARTS,
  Roles: ROLES,
  'Jobs and commands': WORK,
  'Two copies': REPLICATION,
}

const termsOf = (told: Readonly<Record<string, TermEntry>>): readonly Term[] =>
  Object.entries(told).map(([name, [forms, says, see = []]]) => ({ name, forms, says, see }))

/** The terms by chapter. */
export const TERMS: readonly { chapter: string; terms: readonly Term[] }[] = Object.entries(
  CHAPTERS,
).map(([chapter, told]) => ({ chapter, terms: termsOf(told) }))

/** All terms, one after the other. */
export const ALL_TERMS: readonly Term[] = TERMS.flatMap(({ terms }) => terms)
