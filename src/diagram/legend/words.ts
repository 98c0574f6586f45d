import { t } from '../../lib/language/t.ts'
import type { Sign } from './signs.ts'

/** What a sign is called, with Ganeti's own word, and what it means. */
export interface SignWords {
  name: string
  says: string
}

const INSTANCES = t`Instances`
const COPIES = t`Copies and links`
const NODES = t`Nodes`
const NETWORK = t`Network`

/** The chapters of the legend, in its order. */
export const CHAPTERS: readonly string[] = [INSTANCES, COPIES, NODES, NETWORK]

/** `small`: what else has to be said of the sign in the compact picture. */
type Words = readonly [chapter: string, name: string, says: string, small?: string]

/** Every sign, in the order of the legend. */
const WORDS: Readonly<Record<Sign, Words>> = {
  'frame primary': [
    INSTANCES,
    t`Primary`,
    t`An instance runs on its primary node, from the copy of its disk that is there.`,
  ],
  'frame secondary': [
    INSTANCES,
    t`Secondary`,
    t`The secondary node holds the other copy of the disk. DRBD sends every write there; the instance does not run from it.`,
  ],
  'frame plain': [
    INSTANCES,
    'plain',
    t`The disk is a volume on this node only. If the node is lost, the data is lost too.`,
  ],
  'template file': [
    INSTANCES,
    'file',
    t`The disk is a file instead of a volume. There is no other copy.`,
  ],
  'template diskless': [INSTANCES, 'diskless', t`An instance without a disk of its own.`],
  'state running': [
    INSTANCES,
    t`running`,
    t`A name without marks on a primary or a plain disk: the instance runs here.`,
  ],
  'state stopped': [INSTANCES, t`Stopped`, t`Someone stopped the instance on purpose.`],
  'state crashed': [INSTANCES, t`Down`, t`The instance should run, but it does not.`],
  'state starting': [INSTANCES, t`Starting`, t`The instance is about to run here.`],
  'state leaving': [
    INSTANCES,
    t`Migration, from here`,
    t`The instance runs here while its memory goes to the other node.`,
  ],
  'state taking over': [
    INSTANCES,
    t`Failover, to here`,
    t`A failover is about to start the instance from this copy.`,
  ],
  'state arriving': [
    INSTANCES,
    t`Migration, to here`,
    t`The memory of the instance arrives here. The instance does not run here yet.`,
  ],
  'state unknown': [
    INSTANCES,
    t`Unknown`,
    t`The node does not answer, so Ganeti cannot know whether the instance runs there.`,
  ],
  'status ADMIN_down': [
    INSTANCES,
    'ADMIN_down',
    t`Someone stopped the instance, so it should be down.`,
  ],
  'status ADMIN_offline': [
    INSTANCES,
    'ADMIN_offline',
    t`The instance is set aside with gnt-instance modify --offline. It cannot start until --online.`,
  ],
  'status ERROR_down': [INSTANCES, 'ERROR_down', t`The instance should run, but it is down.`],
  'status ERROR_up': [INSTANCES, 'ERROR_up', t`The instance runs, but it should be down.`],
  'status ERROR_nodedown': [
    INSTANCES,
    'ERROR_nodedown',
    t`The primary node does not answer. Whether the instance still runs there, Ganeti cannot know.`,
  ],
  'status ERROR_nodeoffline': [
    INSTANCES,
    'ERROR_nodeoffline',
    t`The primary node is marked offline, so Ganeti does not ask it.`,
  ],
  'status ERROR_wrongnode': [
    INSTANCES,
    'ERROR_wrongnode',
    t`The instance runs on a node that is not its primary.`,
  ],
  'short name': [
    INSTANCES,
    t`Short name`,
    t`The star stands for letters that do not fit into the frame.`,
  ],
  'state copy': [
    COPIES,
    t`Up-to-date copy`,
    t`Everything that the instance has written is here too. Nothing runs from this copy.`,
  ],
  'state stale': [
    COPIES,
    t`Stale or incomplete copy`,
    t`This copy lacks writes that the other one has. Do not start the instance from it.`,
  ],
  'state split': [
    COPIES,
    t`Split brain, running twice`,
    t`The instance runs on both nodes, and each writes to its own copy.`,
  ],
  'state damaged': [
    INSTANCES,
    t`damaged`,
    t`The instance runs, but its file system is damaged: its memory is older than its disk.`,
  ],
  'state split copy': [
    COPIES,
    t`Split brain`,
    t`Each copy has writes that the other one lacks. The instance runs from one of them, or from none.`,
  ],
  'disk lost': [
    COPIES,
    t`Disk lost`,
    t`The volumes of this copy are gone: their volume group failed. DRBD can go on with the other copy.`,
  ],
  'frame building': [COPIES, t`New copy`, t`A job is making this disk. It is not ready for use.`],
  'frame removing': [
    COPIES,
    t`Old copy`,
    t`Volumes that no instance uses any more: a job is about to remove them, or it has left them behind.`,
  ],
  'link connected': [
    COPIES,
    'Connected',
    t`DRBD keeps two copies of the disk the same. While the instance runs, DRBD sends every write to both.`,
    t`The letter beside the name is the node with the other copy.`,
  ],
  'link syncing': [
    COPIES,
    'Resync',
    t`DRBD copies what the stale copy lacks. Until 100%, only one copy is up to date.`,
  ],
  'link no peer': [
    COPIES,
    t`No peer`,
    t`The other node is off or cannot be reached. New writes go to one copy only.`,
  ],
  'link waiting': [
    COPIES,
    t`Waiting`,
    t`Both nodes work, but a DRBD device is missing. gnt-cluster verify-disks activates it.`,
  ],
  'link alone': [
    COPIES,
    'StandAlone',
    t`Both nodes work, but a copy no longer looks for the other one. New writes go to one copy only.`,
  ],
  'link diskless': [
    COPIES,
    'Diskless',
    t`DRBD is connected, but one of the two nodes has lost its disk. When its volume group works again, gnt-instance replace-disks makes a new copy.`,
  ],
  'link split': [
    COPIES,
    'SPLIT',
    t`Both copies were written to while they were not connected. You must choose which one to discard.`,
  ],
  'link migrating': [
    COPIES,
    t`Live migration`,
    t`The memory of the running instance goes to its secondary node. The number says how much has arrived.`,
  ],
  'link failing over': [
    COPIES,
    t`Failover`,
    t`A job starts the instance on its secondary. The arrows point to where it will run.`,
  ],
  'slow link': [
    COPIES,
    t`Slow link`,
    t`The network between the two copies is slow, and so is every write.`,
  ],
  'link above': [
    COPIES,
    t`Link over the names`,
    t`The same DRBD link, between nodes that are not neighbours or have another link already.`,
  ],
  'disk copy': [
    COPIES,
    'gnt-instance move',
    t`A plain disk is copied to another node. The instance is down until that is done.`,
  ],
  node: [NODES, t`Node`, t`A server of the cluster. A solid frame means that it is on.`],
  master: [
    NODES,
    '(master)',
    t`The node that holds the configuration and runs the jobs. Ganeti's commands work here.`,
  ],
  drained: [
    NODES,
    '(drained)',
    t`Set aside for planned work: nothing new is put on it. What is on it keeps running.`,
  ],
  offline: [
    NODES,
    '(offline)',
    t`You told Ganeti that the node is off, so Ganeti no longer calls it. The flag itself switches nothing off.`,
  ],
  'power off': [
    NODES,
    t`power off`,
    t`A dashed frame: the node has no power, and nothing runs there.`,
  ],
  'power booting': [
    NODES,
    t`Booting`,
    t`The node has power and starts. Ganeti cannot reach it yet.`,
  ],
  'power unknown': [
    NODES,
    t`Does not answer`,
    t`Ganeti cannot tell whether the node is off or only cut off.`,
  ],
  'cable out': [
    NODES,
    t`cable out`,
    t`The network cable is unplugged. The node and its instances still run.`,
  ],
  'dead daemon': [
    NODES,
    t`Daemon dead`,
    t`A daemon of Ganeti does not run, here the node daemon. The instances keep running.`,
  ],
  'volume group failed': [
    NODES,
    t`VG failed`,
    t`The disk under the volume group is broken. All its volumes are lost.`,
  ],
  'volume group full': [NODES, t`VG full`, t`The volume group has no room for another disk.`],
  'more facts': [
    NODES,
    t`and more`,
    t`This many more facts do not fit. Go to the node to read all of them.`,
  ],
  job: [
    NODES,
    t`Locked by a job`,
    t`This job works on the node. Jobs that need the same lock wait for it.`,
  ],
  'old config': [
    NODES,
    '(old config)',
    t`Its copy of the configuration is older than the master's. The numbers are both versions.`,
  ],
  votes: [
    NODES,
    '(votes)',
    t`It wants to be the master, and asks the other nodes whether they agree.`,
  ],
  'two masters': [
    NODES,
    t`2 masters`,
    t`Two nodes act as the master. Neither knows of the changes that the other makes.`,
  ],
  'considers itself master': [
    NODES,
    '(master?)',
    t`Its own files say that it is the master, but it does not act as one.`,
  ],
  'considers another master': [
    NODES,
    '(for …)',
    t`Which node it takes for the master. Shown where it is wrong, or where there are two.`,
  ],
  removed: [NODES, t`Gap`, t`The node that stood here has left the cluster.`],
  network: [
    NETWORK,
    t`Network`,
    t`The line joins all nodes. The cable of each node leads down to it.`,
  ],
  'call out': [NETWORK, t`Call`, t`The master asks a node to do something.`],
  'call back': [NETWORK, t`Answer`, t`The node's answer is on its way back.`],
  'call no answer': [
    NETWORK,
    t`No answer`,
    t`The node does not answer the call. The command waits until it gives up.`,
  ],
  'connection cut': [
    NETWORK,
    t`Link cut`,
    t`These two nodes cannot reach each other, though both may reach the others.`,
  ],
  'connection slow': [NETWORK, t`Link slow`, t`The link between these two nodes is slow.`],
  address: [NETWORK, '[ip]', t`The address of the cluster moves to the new master.`],
}

/** Every sign in the order of the legend. */
export const SIGNS = Object.keys(WORDS) as readonly Sign[]

/** What the legend says of a sign. */
export const wordsOf = (sign: Sign, isSmall = false): SignWords => {
  const [, name, says, small] = WORDS[sign]
  return { name, says: isSmall && small !== undefined ? `${says} ${small}` : says }
}

/** The chapter in which a sign stands. */
export const chapterOf = (sign: Sign): string => WORDS[sign][0]
