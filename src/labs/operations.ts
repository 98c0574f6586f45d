import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { newestConfig } from '../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../sim/cluster/display-names.ts'
import { type Job, type JobOp, subjectOf } from '../sim/jobs/job.ts'
import type { World } from '../sim/world.ts'

/** What an opcode does, in words for people. `it` is its subject, as the picture calls it. */
interface Words {
  /** What it is to do, from the verb on: "migrate dX". */
  to: (it: string) => string
  /** What is so once it has succeeded, as a sentence. */
  done: (it: string) => string
}

const words = (to: Words['to'], done: Words['done']): Words => ({ to, done })

/** Every opcode; `tests/labs/operations.test.ts` keeps it complete. */
const OPERATIONS: Readonly<Record<string, Words>> = {
  BACKUP_EXPORT: words(
    (it) => t`export ${it} to a node`,
    (it) => t`The export of ${it} has ended.`,
  ),
  BACKUP_REMOVE: words(
    (it) => t`remove the export of ${it}`,
    (it) => t`The export of ${it} is gone.`,
  ),
  CLUSTER_ACTIVATE_MASTER_IP: words(
    () => t`bring the cluster address up on the master`,
    () => t`The cluster address is up on the master.`,
  ),
  CLUSTER_DEACTIVATE_MASTER_IP: words(
    () => t`take the cluster address down`,
    () => t`The cluster address is down.`,
  ),
  CLUSTER_DESTROY: words(
    () => t`destroy the cluster`,
    () => t`The cluster is destroyed.`,
  ),
  CLUSTER_POST_INIT: words(
    () => t`finish founding the cluster`,
    () => t`The cluster is founded.`,
  ),
  CLUSTER_REDIST_CONF: words(
    () => t`send the configuration to all nodes`,
    () => t`The nodes have the newest configuration.`,
  ),
  CLUSTER_REPAIR_DISK_SIZES: words(
    () => t`compare the sizes of all disks with the configuration`,
    () => t`The configuration has the true sizes of the disks.`,
  ),
  CLUSTER_RENAME: words(
    () => t`rename the cluster`,
    () => t`The cluster has its new name.`,
  ),
  CLUSTER_RENEW_CRYPTO: words(
    () => t`make new keys and certificates for the nodes`,
    () => t`The nodes have new keys and certificates.`,
  ),
  CLUSTER_SET_PARAMS: words(
    () => t`change the settings of the cluster`,
    () => t`The settings of the cluster are changed.`,
  ),
  CLUSTER_VERIFY: words(
    () => t`prepare the check of the cluster`,
    () => t`The check of the cluster has begun.`,
  ),
  CLUSTER_VERIFY_CONFIG: words(
    () => t`check the configuration`,
    () => t`The configuration is checked.`,
  ),
  CLUSTER_VERIFY_DISKS: words(
    () => t`prepare the check of the disks`,
    () => t`The check of the disks has begun.`,
  ),
  CLUSTER_VERIFY_GROUP: words(
    () => t`check the nodes and the instances`,
    () => t`The nodes and the instances are checked.`,
  ),
  EXT_STORAGE_DIAGNOSE: words(
    () => t`look for external storage on the nodes`,
    () => t`The nodes have listed their external storage.`,
  ),
  GROUP_ADD: words(
    (it) => t`add the node group ${it}`,
    (it) => t`There is a node group ${it}.`,
  ),
  GROUP_ASSIGN_NODES: words(
    (it) => t`put nodes into the group ${it}`,
    (it) => t`The nodes are in the group ${it}.`,
  ),
  GROUP_EVACUATE: words(
    (it) => t`plan how to empty the group ${it}`,
    (it) => t`The jobs that empty the group ${it} are submitted.`,
  ),
  GROUP_REMOVE: words(
    (it) => t`remove the node group ${it}`,
    (it) => t`The node group ${it} is gone.`,
  ),
  GROUP_RENAME: words(
    () => t`rename a node group`,
    () => t`The node group has its new name.`,
  ),
  GROUP_SET_PARAMS: words(
    (it) => t`change the node group ${it}`,
    (it) => t`The node group ${it} is changed.`,
  ),
  GROUP_VERIFY_DISKS: words(
    () => t`look for inactive and missing disks`,
    () =>
      t`The disks are checked. Each instance with an inactive one gets a job that activates it.`,
  ),
  INSTANCE_ACTIVATE_DISKS: words(
    (it) => t`activate the disks of ${it}`,
    (it) => t`The disks of ${it} are active.`,
  ),
  INSTANCE_CHANGE_GROUP: words(
    (it) => t`plan how ${it} moves to another node group`,
    (it) => t`The jobs that move ${it} to another node group are submitted.`,
  ),
  INSTANCE_CREATE: words(
    (it) => t`create ${it}`,
    (it) => t`${it} is part of the cluster.`,
  ),
  INSTANCE_DEACTIVATE_DISKS: words(
    (it) => t`deactivate the disks of ${it}`,
    (it) => t`The disks of ${it} are inactive.`,
  ),
  INSTANCE_FAILOVER: words(
    (it) => t`fail ${it} over`,
    (it) => t`${it} has changed its primary node.`,
  ),
  INSTANCE_GROW_DISK: words(
    (it) => t`grow a disk of ${it}`,
    (it) => t`The disk of ${it} is larger now.`,
  ),
  INSTANCE_MIGRATE: words(
    (it) => t`migrate ${it}`,
    (it) => t`${it} has changed its primary node.`,
  ),
  INSTANCE_MOVE: words(
    (it) => t`move ${it}`,
    (it) => t`${it} and its disk are on another node.`,
  ),
  INSTANCE_MULTI_ALLOC: words(
    () => t`prepare several instances`,
    () => t`The jobs that create the instances are submitted.`,
  ),
  INSTANCE_QUERY_DATA: words(
    () => t`collect the facts about instances`,
    () => t`The nodes have answered about the instances.`,
  ),
  INSTANCE_REBOOT: words(
    (it) => t`reboot ${it}`,
    (it) => t`${it} has rebooted.`,
  ),
  INSTANCE_RECREATE_DISKS: words(
    (it) => t`create the disks of ${it} again`,
    (it) => t`The disks of ${it} are new and empty.`,
  ),
  INSTANCE_REINSTALL: words(
    (it) => t`install ${it} again`,
    (it) => t`${it} has a new operating system. What was on its first disk is gone.`,
  ),
  INSTANCE_REMOVE: words(
    (it) => t`remove ${it}`,
    (it) => t`${it} is removed.`,
  ),
  INSTANCE_RENAME: words(
    () => t`rename an instance`,
    () => t`The instance has its new name.`,
  ),
  INSTANCE_REPLACE_DISKS: words(
    (it) => t`replace disks of ${it}`,
    (it) => t`The disks of ${it} are replaced.`,
  ),
  INSTANCE_SET_PARAMS: words(
    (it) => t`change ${it}`,
    (it) => t`${it} is changed.`,
  ),
  INSTANCE_SHUTDOWN: words(
    (it) => t`stop ${it}`,
    (it) => t`${it} is stopped.`,
  ),
  INSTANCE_STARTUP: words(
    (it) => t`start ${it}`,
    (it) => t`${it} is started.`,
  ),
  NETWORK_ADD: words(
    (it) => t`add the network ${it}`,
    (it) => t`There is a network ${it}.`,
  ),
  NETWORK_CONNECT: words(
    (it) => t`connect the network ${it} to a node group`,
    (it) => t`The network ${it} is connected.`,
  ),
  NETWORK_DISCONNECT: words(
    (it) => t`disconnect the network ${it} from a node group`,
    (it) => t`The network ${it} is disconnected.`,
  ),
  NETWORK_REMOVE: words(
    (it) => t`remove the network ${it}`,
    (it) => t`The network ${it} is gone.`,
  ),
  NETWORK_SET_PARAMS: words(
    (it) => t`change the network ${it}`,
    (it) => t`The network ${it} is changed.`,
  ),
  NODE_ADD: words(
    (it) => t`add ${it} to the cluster`,
    (it) => t`${it} has the keys, the files and the configuration of the cluster.`,
  ),
  NODE_EVACUATE: words(
    (it) => t`plan how to empty ${it}`,
    (it) => t`The jobs that empty ${it} are submitted.`,
  ),
  NODE_MIGRATE: words(
    (it) => t`prepare to migrate all instances of ${it}`,
    (it) => t`The jobs that migrate the instances of ${it} are submitted.`,
  ),
  NODE_MODIFY_STORAGE: words(
    (it) => t`change the storage of ${it}`,
    (it) => t`The storage of ${it} is changed.`,
  ),
  NODE_POWERCYCLE: words(
    (it) => t`reset ${it}`,
    (it) => t`${it} is reset.`,
  ),
  NODE_QUERYVOLS: words(
    () => t`list the volumes of the nodes`,
    () => t`The nodes have listed their volumes.`,
  ),
  NODE_QUERY_STORAGE: words(
    () => t`list the storage of the nodes`,
    () => t`The nodes have listed their storage.`,
  ),
  NODE_REMOVE: words(
    (it) => t`remove ${it} from the cluster`,
    (it) => t`${it} is no longer part of the cluster.`,
  ),
  NODE_SET_PARAMS: words(
    (it) => t`change ${it}`,
    (it) => t`${it} is changed.`,
  ),
  OOB_COMMAND: words(
    () => t`use the power switch of a node`,
    () => t`The power switch has answered.`,
  ),
  OS_DIAGNOSE: words(
    () => t`look for operating systems on the nodes`,
    () => t`The nodes have listed their operating systems.`,
  ),
  REPAIR_NODE_STORAGE: words(
    (it) => t`repair the storage of ${it}`,
    (it) => t`The storage of ${it} is repaired.`,
  ),
  RESTRICTED_COMMAND: words(
    () => t`run a restricted command on the nodes`,
    () => t`The nodes have run the restricted command.`,
  ),
  TAGS_DEL: words(
    () => t`remove tags`,
    () => t`The tags are gone.`,
  ),
  TAGS_SEARCH: words(
    () => t`look for tags`,
    () => t`The tags are searched.`,
  ),
  TAGS_SET: words(
    () => t`add tags`,
    () => t`The tags are added.`,
  ),
  TEST_ALLOCATOR: words(
    () => t`ask the allocator for its choice`,
    () => t`The allocator has answered.`,
  ),
  TEST_DELAY: words(
    (it) => (it === '' ? 'wait' : t`wait for ${it} seconds`),
    () => t`The time is over.`,
  ),
  TEST_JQUEUE: words(
    () => t`test the job queue`,
    () => t`The job queue is tested.`,
  ),
  TEST_OS_PARAMS: words(
    () => t`check parameters of an operating system`,
    () => t`The parameters of the operating system are checked.`,
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

/** What an opcode is to do with a subject that has a name for people. Undefined: there is no such opcode. */
export const taskWith = (opcode: string, subject: string): string | undefined =>
  own(OPERATIONS, opcode)?.to(subject)

/** What an opcode is to do: "migrate dX". */
export const taskOf = (world: World, op: JobOp): string =>
  taskWith(op.opcode, subjectWords(world, op)) ?? 'run'

/** What is so once an opcode has succeeded; empty where that is not known. */
export const outcomeWords = (world: World, op: JobOp): string =>
  own(OPERATIONS, op.opcode)?.done(subjectWords(world, op)) ?? ''

/** What a job is to do, by its first opcode; empty for a job without opcodes. */
export function taskOfJob(world: World, job: Job): string {
  const [first] = job.ops
  return first ? taskOf(world, first) : ''
}
