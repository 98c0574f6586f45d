import type { Sign } from './signs.ts'

/** What a sign is called, with Ganeti's own word, and what it means. */
export interface SignWords {
  name: string
  says: string
}

/** The chapters of the legend, in its order. */
export const CHAPTERS = ['Instances', 'Copies and links', 'Nodes', 'Network'] as const
export type Chapter = (typeof CHAPTERS)[number]

/** `small`: what else has to be said of the sign in the compact picture. */
type Words = readonly [chapter: Chapter, name: string, says: string, small?: string]

const INSTANCES = 'Instances'
const COPIES = 'Copies and links'
const NODES = 'Nodes'
const NETWORK = 'Network'

/** Every sign, in the order of the legend. */
const WORDS: Readonly<Record<Sign, Words>> = {
  'frame primary': [
    INSTANCES,
    'Primary',
    'An instance runs on its primary node, from the copy of its disk that is there.',
  ],
  'frame secondary': [
    INSTANCES,
    'Secondary',
    'The secondary node holds the other copy of the disk. DRBD sends every write there; the instance does not run from it.',
  ],
  'frame plain': [
    INSTANCES,
    'plain',
    'The disk is a volume on this node only. If the node is lost, the data is lost too.',
  ],
  'template file': [
    INSTANCES,
    'file',
    'The disk is a file instead of a volume. There is no second copy.',
  ],
  'template diskless': [INSTANCES, 'diskless', 'An instance without a disk of its own.'],
  'state running': [
    INSTANCES,
    'running',
    'A name without marks on a primary or a plain disk: the instance runs here.',
  ],
  'state stopped': [INSTANCES, 'Stopped', 'Someone stopped the instance on purpose.'],
  'state crashed': [INSTANCES, 'Down', 'The instance should run, but it does not.'],
  'state starting': [INSTANCES, 'Starting', 'The instance is about to run here.'],
  'state leaving': [
    INSTANCES,
    'Migration, from here',
    'The instance runs here while its memory goes to the other node.',
  ],
  'state taking over': [
    INSTANCES,
    'Failover, to here',
    'A failover is about to start the instance from this copy.',
  ],
  'state arriving': [
    INSTANCES,
    'Migration, to here',
    'The memory of the instance arrives here. The instance does not run here yet.',
  ],
  'state unknown': [
    INSTANCES,
    'Unknown',
    'The node does not answer, so Ganeti cannot know whether the instance runs there.',
  ],
  'status ADMIN_down': [
    INSTANCES,
    'ADMIN_down',
    'Someone stopped the instance, so it should be down.',
  ],
  'status ADMIN_offline': [
    INSTANCES,
    'ADMIN_offline',
    'The instance is set aside with gnt-instance modify --offline. It cannot start until --online.',
  ],
  'status ERROR_down': [INSTANCES, 'ERROR_down', 'The instance should run, but it is down.'],
  'status ERROR_up': [INSTANCES, 'ERROR_up', 'The instance runs, but it should be down.'],
  'status ERROR_nodedown': [
    INSTANCES,
    'ERROR_nodedown',
    'The primary node does not answer. Whether the instance still runs there, Ganeti cannot know.',
  ],
  'status ERROR_nodeoffline': [
    INSTANCES,
    'ERROR_nodeoffline',
    'The primary node is marked offline, so Ganeti does not ask it.',
  ],
  'status ERROR_wrongnode': [
    INSTANCES,
    'ERROR_wrongnode',
    'The instance runs on a node that is not its primary.',
  ],
  'short name': [
    INSTANCES,
    'Short name',
    'The star stands for letters that do not fit into the frame.',
  ],
  'state copy': [
    COPIES,
    'Up-to-date copy',
    'Everything that the instance has written is here too. Nothing runs from this copy.',
  ],
  'state stale': [
    COPIES,
    'Stale or incomplete copy',
    'This copy lacks writes that the other one has. Do not start the instance from it.',
  ],
  'state split': [
    COPIES,
    'Split brain, running twice',
    'The instance runs on both nodes, and each writes to its own copy.',
  ],
  'state damaged': [
    'Instances',
    'damaged',
    'The instance runs, but its file system is damaged: its memory is older than its disk.',
  ],
  'state split copy': [
    COPIES,
    'Split brain',
    'Each copy has writes that the other one lacks. The instance runs from one of them, or from none.',
  ],
  'disk lost': [
    COPIES,
    'Disk lost',
    'The volumes of this copy are gone: their volume group failed. DRBD can go on with the other copy.',
  ],
  'frame building': [COPIES, 'New copy', 'A job is making this disk. It is not ready for use.'],
  'frame removing': [
    COPIES,
    'Old copy',
    'Volumes that no instance uses any more: a job is about to remove them, or it has left them behind.',
  ],
  'link connected': [
    COPIES,
    'Connected',
    'DRBD keeps two copies of the disk the same. While the instance runs, DRBD sends every write to both.',
    'The letter beside the name is the node with the other copy.',
  ],
  'link syncing': [
    COPIES,
    'Resync',
    'DRBD copies what the stale copy lacks. Until 100% there is only one complete copy.',
  ],
  'link no peer': [
    COPIES,
    'No peer',
    'The other node is off or cannot be reached. New writes go to one copy only.',
  ],
  'link waiting': [
    COPIES,
    'Waiting',
    'Both nodes work, but a DRBD device is missing. gnt-cluster verify-disks activates it.',
  ],
  'link alone': [
    COPIES,
    'StandAlone',
    'Both nodes work, but a copy no longer looks for the other one. New writes go to one copy only.',
  ],
  'link diskless': [
    COPIES,
    'Diskless',
    'DRBD is connected, but one of the two nodes has lost its disk. When its volume group works again, gnt-instance replace-disks makes a new copy.',
  ],
  'link split': [
    COPIES,
    'SPLIT',
    'Both copies were written to while they were not connected. You must choose which one to discard.',
  ],
  'link migrating': [
    COPIES,
    'Live migration',
    'The memory of the running instance goes to its secondary node. The number says how much has arrived.',
  ],
  'link failing over': [
    COPIES,
    'Failover',
    'A job starts the instance on its secondary. The arrows point to where it will run.',
  ],
  'slow link': [
    COPIES,
    'Slow link',
    'The network between the two copies is slow, and so is every write.',
  ],
  'link above': [
    COPIES,
    'Link over the names',
    'The same DRBD link, between nodes that are not neighbours or have another link already.',
  ],
  'disk copy': [
    COPIES,
    'gnt-instance move',
    'A plain disk is copied to another node. The instance is down until that is done.',
  ],
  node: [NODES, 'Node', 'A server of the cluster. A solid frame means that it is on.'],
  master: [
    NODES,
    '(master)',
    "The node that holds the configuration and runs the jobs. Ganeti's commands work here.",
  ],
  drained: [
    NODES,
    '(drained)',
    'Set aside for planned work: nothing new is put on it. What is on it keeps running.',
  ],
  offline: [
    NODES,
    '(offline)',
    'You told Ganeti that the node is off, so Ganeti no longer calls it. The flag itself switches nothing off.',
  ],
  'power off': [
    NODES,
    'power off',
    'A dashed frame: the node has no power, and nothing runs there.',
  ],
  'power booting': [NODES, 'Booting', 'The node has power and starts. Ganeti cannot reach it yet.'],
  'power unknown': [
    NODES,
    'Does not answer',
    'Ganeti cannot tell whether the node is off or only cut off.',
  ],
  'cable out': [
    NODES,
    'cable out',
    'The network cable is unplugged. The node and its instances still run.',
  ],
  'dead daemon': [
    NODES,
    'Daemon dead',
    'A daemon of Ganeti does not run, here the node daemon. The instances keep running.',
  ],
  'volume group failed': [
    NODES,
    'VG failed',
    'The disk under the volume group is broken. All its volumes are lost.',
  ],
  'volume group full': [NODES, 'VG full', 'The volume group has no room for another disk.'],
  'more facts': [
    NODES,
    'and more',
    'So many more facts do not fit. Go to the node to read all of them.',
  ],
  job: [
    NODES,
    'Locked by a job',
    'This job works on the node. Jobs that need the same lock wait for it.',
  ],
  'old config': [
    NODES,
    '(old config)',
    "Its copy of the configuration is older than the master's. The numbers are both versions.",
  ],
  votes: [
    NODES,
    '(votes)',
    'It wants to be the master, and asks the other nodes whether they agree.',
  ],
  'two masters': [
    NODES,
    '2 masters',
    'Two nodes act as the master. Neither knows of the changes that the other makes.',
  ],
  'considers itself master': [
    NODES,
    '(master?)',
    'Its own files say that it is the master, but it does not act as one.',
  ],
  'considers another master': [
    NODES,
    '(for …)',
    'Which node it takes for the master. Shown where it is wrong, or where there are two.',
  ],
  removed: [NODES, 'Gap', 'The node that stood here has left the cluster.'],
  network: [
    NETWORK,
    'Network',
    'The line joins all nodes. The cable of each node leads down to it.',
  ],
  'call out': [NETWORK, 'Call', 'The master asks a node to do something.'],
  'call back': [NETWORK, 'Answer', "The node's answer is on its way back."],
  'call no answer': [
    NETWORK,
    'No answer',
    'The node does not answer the call. The command waits until it gives up.',
  ],
  'connection cut': [
    NETWORK,
    'Link cut',
    'These two nodes cannot reach each other, though both may reach the others.',
  ],
  'connection slow': [NETWORK, 'Link slow', 'The link between these two nodes is slow.'],
  address: [NETWORK, '[ip]', 'The address of the cluster moves to the new master.'],
}

/** Every sign in the order of the legend. */
export const SIGNS = Object.keys(WORDS) as readonly Sign[]

/** What the legend says of a sign. */
export const wordsOf = (sign: Sign, isSmall = false): SignWords => {
  const [, name, says, small] = WORDS[sign]
  return { name, says: isSmall && small !== undefined ? `${says} ${small}` : says }
}

/** The chapter in which a sign stands. */
export const chapterOf = (sign: Sign): Chapter => WORDS[sign][0]
