import { own } from '../../lib/own.ts'
import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import { newestConfig } from '../../sim/cluster/newest.ts'
import { type Job, type JobOp, subjectOf } from '../../sim/jobs/job.ts'
import type { World } from '../../sim/world.ts'

/** What an opcode does, in words for people. `it` is its subject, as the picture calls it. */
interface Words {
  /** What it is to do, from the verb on: "migrate dX". */
  to: (it: string) => string
  /** What is so once it has succeeded, as a sentence. */
  done: (it: string) => string
}

const words = (to: Words['to'], done: Words['done']): Words => ({ to, done })

/** Every opcode; `tests/session/operations.test.ts` keeps it complete. */
const OPERATIONS: Readonly<Record<string, Words>> = {
  CLUSTER_ACTIVATE_MASTER_IP: words(
    () => 'bring the cluster address up on the master',
    () => 'The cluster address is up on the master.',
  ),
  CLUSTER_DEACTIVATE_MASTER_IP: words(
    () => 'take the cluster address down',
    () => 'The cluster address is down.',
  ),
  CLUSTER_REDIST_CONF: words(
    () => 'send the configuration to all nodes',
    () => 'The nodes have the newest configuration.',
  ),
  CLUSTER_REPAIR_DISK_SIZES: words(
    () => 'compare the sizes of all disks with the configuration',
    () => 'The configuration has the true sizes of the disks.',
  ),
  CLUSTER_VERIFY: words(
    () => 'prepare the check of the cluster',
    () => 'The check of the cluster has begun.',
  ),
  CLUSTER_VERIFY_CONFIG: words(
    () => 'check the configuration',
    () => 'The configuration is checked.',
  ),
  CLUSTER_VERIFY_DISKS: words(
    () => 'prepare the check of the disks',
    () => 'The check of the disks has begun.',
  ),
  CLUSTER_VERIFY_GROUP: words(
    () => 'check the nodes and the instances',
    () => 'The nodes and the instances are checked.',
  ),
  EXT_STORAGE_DIAGNOSE: words(
    () => 'look for external storage on the nodes',
    () => 'The nodes have listed their external storage.',
  ),
  GROUP_ADD: words(
    (it) => `add the node group ${it}`,
    (it) => `There is a node group ${it}.`,
  ),
  GROUP_ASSIGN_NODES: words(
    (it) => `put nodes into the group ${it}`,
    (it) => `The nodes are in the group ${it}.`,
  ),
  GROUP_EVACUATE: words(
    (it) => `plan how to empty the group ${it}`,
    (it) => `The jobs that empty the group ${it} are submitted.`,
  ),
  GROUP_REMOVE: words(
    (it) => `remove the node group ${it}`,
    (it) => `The node group ${it} is gone.`,
  ),
  GROUP_RENAME: words(
    () => 'rename a node group',
    () => 'The node group has its new name.',
  ),
  GROUP_SET_PARAMS: words(
    (it) => `change the node group ${it}`,
    (it) => `The node group ${it} is changed.`,
  ),
  GROUP_VERIFY_DISKS: words(
    () => 'look for inactive and missing disks',
    () => 'The disks are checked. Each instance with an inactive one gets a job that activates it.',
  ),
  INSTANCE_ACTIVATE_DISKS: words(
    (it) => `activate the disks of ${it}`,
    (it) => `The disks of ${it} are active.`,
  ),
  INSTANCE_CREATE: words(
    (it) => `create ${it}`,
    (it) => `${it} is part of the cluster.`,
  ),
  INSTANCE_DEACTIVATE_DISKS: words(
    (it) => `deactivate the disks of ${it}`,
    (it) => `The disks of ${it} are inactive.`,
  ),
  INSTANCE_FAILOVER: words(
    (it) => `fail ${it} over`,
    (it) => `${it} has changed its primary node.`,
  ),
  INSTANCE_GROW_DISK: words(
    (it) => `grow a disk of ${it}`,
    (it) => `The disk of ${it} is larger now.`,
  ),
  INSTANCE_MIGRATE: words(
    (it) => `migrate ${it}`,
    (it) => `${it} has changed its primary node.`,
  ),
  INSTANCE_MOVE: words(
    (it) => `move ${it}`,
    (it) => `${it} and its disk are on another node.`,
  ),
  INSTANCE_MULTI_ALLOC: words(
    () => 'prepare several instances',
    () => 'The jobs that create the instances are submitted.',
  ),
  INSTANCE_QUERY_DATA: words(
    () => 'collect what is known of instances',
    () => 'The nodes have answered about the instances.',
  ),
  INSTANCE_REBOOT: words(
    (it) => `reboot ${it}`,
    (it) => `${it} has rebooted.`,
  ),
  INSTANCE_RECREATE_DISKS: words(
    (it) => `create the disks of ${it} again`,
    (it) => `The disks of ${it} are new and empty.`,
  ),
  INSTANCE_REINSTALL: words(
    (it) => `install ${it} again`,
    (it) => `${it} has a new operating system. What was on its first disk is gone.`,
  ),
  INSTANCE_REMOVE: words(
    (it) => `remove ${it}`,
    (it) => `${it} is removed.`,
  ),
  INSTANCE_RENAME: words(
    () => 'rename an instance',
    () => 'The instance has its new name.',
  ),
  INSTANCE_REPLACE_DISKS: words(
    (it) => `replace disks of ${it}`,
    (it) => `The disks of ${it} are replaced.`,
  ),
  INSTANCE_SET_PARAMS: words(
    (it) => `change ${it}`,
    (it) => `${it} is changed.`,
  ),
  INSTANCE_SHUTDOWN: words(
    (it) => `stop ${it}`,
    (it) => `${it} is stopped.`,
  ),
  INSTANCE_STARTUP: words(
    (it) => `start ${it}`,
    (it) => `${it} is started.`,
  ),
  NETWORK_ADD: words(
    (it) => `add the network ${it}`,
    (it) => `There is a network ${it}.`,
  ),
  NETWORK_CONNECT: words(
    (it) => `connect the network ${it} to a node group`,
    (it) => `The network ${it} is connected.`,
  ),
  NETWORK_DISCONNECT: words(
    (it) => `disconnect the network ${it} from a node group`,
    (it) => `The network ${it} is disconnected.`,
  ),
  NETWORK_REMOVE: words(
    (it) => `remove the network ${it}`,
    (it) => `The network ${it} is gone.`,
  ),
  NETWORK_SET_PARAMS: words(
    (it) => `change the network ${it}`,
    (it) => `The network ${it} is changed.`,
  ),
  NODE_ADD: words(
    (it) => `add ${it} to the cluster`,
    (it) => `${it} has the keys, the files and the configuration of the cluster.`,
  ),
  NODE_EVACUATE: words(
    (it) => `plan how to empty ${it}`,
    (it) => `The jobs that empty ${it} are submitted.`,
  ),
  NODE_MIGRATE: words(
    (it) => `prepare to migrate all instances of ${it}`,
    (it) => `The jobs that migrate the instances of ${it} are submitted.`,
  ),
  NODE_POWERCYCLE: words(
    (it) => `reset ${it}`,
    (it) => `${it} is reset.`,
  ),
  NODE_QUERYVOLS: words(
    () => 'list the volumes of the nodes',
    () => 'The nodes have listed their volumes.',
  ),
  NODE_QUERY_STORAGE: words(
    () => 'list the storage of the nodes',
    () => 'The nodes have listed their storage.',
  ),
  NODE_REMOVE: words(
    (it) => `remove ${it} from the cluster`,
    (it) => `${it} is no longer part of the cluster.`,
  ),
  NODE_SET_PARAMS: words(
    (it) => `change ${it}`,
    (it) => `${it} is changed.`,
  ),
  OOB_COMMAND: words(
    () => 'use the power switch of a node',
    () => 'The power switch has answered.',
  ),
  OS_DIAGNOSE: words(
    () => 'look for operating systems on the nodes',
    () => 'The nodes have listed their operating systems.',
  ),
  TAGS_DEL: words(
    () => 'remove tags',
    () => 'The tags are gone.',
  ),
  TAGS_SEARCH: words(
    () => 'look for tags',
    () => 'The tags are searched.',
  ),
  TAGS_SET: words(
    () => 'add tags',
    () => 'The tags are added.',
  ),
  TEST_DELAY: words(
    (it) => (it === '' ? 'wait' : `wait for ${it} seconds`),
    () => 'The time is over.',
  ),
}

/** What an opcode is about, as people and the picture call it: "dX", "nodeB"; empty for nothing. */
export function subjectWords(world: World, op: JobOp): string {
  const subject = subjectOf(op)
  if (op.opcode.startsWith('NODE_') || own(world.machines, subject)) return short(subject)
  const groups = newestConfig(world)?.groups ?? {}
  const group = Object.values(groups).find(({ uuid }) => uuid === subject)
  return group?.name ?? labelOf(world, subject)
}

/** What an opcode is to do: "migrate dX". */
export const taskOf = (world: World, op: JobOp): string =>
  own(OPERATIONS, op.opcode)?.to(subjectWords(world, op)) ?? 'run'

/** What is so once an opcode has succeeded; empty where that is not known. */
export const outcomeWords = (world: World, op: JobOp): string =>
  own(OPERATIONS, op.opcode)?.done(subjectWords(world, op)) ?? ''

/** What a job is to do, by its first opcode; empty for a job without opcodes. */
export function taskOfJob(world: World, job: Job): string {
  const [first] = job.ops
  return first ? taskOf(world, first) : ''
}
