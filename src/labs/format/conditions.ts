import * as v from 'valibot'
import { CAUSE_KINDS } from '../../sim/run/calls/cause.ts'
import { byKeys, type Form, link, name, said, text } from './forms.ts'

/** The vocabulary of conditions: what goals, `keep` and wrong turns can ask of the World and of the way. */

const oneInstance = v.pipe(name, v.description('The name or label of an instance, or "any".'))

const size = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9))
const tag = v.pipe(v.string(), v.minLength(1), v.maxLength(128))

/** Conditions about the settings of an instance. */
const OF_SETTINGS = [
  [
    ['instance', 'tag'],
    said(
      { instance: name, tag, is: v.boolean() },
      'The instance has the tag, or does not have it.',
    ),
  ],
  [
    ['instance', 'size'],
    said(
      { instance: name, size, disk: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))) },
      'Its disk has at least that many MiB: disk 0, unless `disk` says which.',
    ),
  ],
  [
    ['instance', 'memory'],
    said(
      { instance: name, memory: size, inUse: v.optional(v.boolean()) },
      'The configuration gives it that many MiB of memory at most (`maxmem`). With `inUse: true` it also runs with that many.',
    ),
  ],
  [
    ['instance', 'os'],
    said({ instance: name, os: name }, 'The configuration has it with that operating system.'),
  ],
  [
    ['instance', 'admin'],
    said(
      { instance: oneInstance, admin: v.picklist(['up', 'down', 'offline']) },
      'The configuration wants it running, stopped, or offline.',
    ),
  ],
] as const satisfies readonly Form[]

/** Conditions about the World. */
const OF_THE_WORLD = [
  [
    ['node', 'flag'],
    said(
      { node: name, flag: v.picklist(['drained', 'offline']), is: v.boolean() },
      'The node has the flag in the configuration, or does not have it.',
    ),
  ],
  [
    ['node', 'power'],
    said(
      { node: name, power: v.picklist(['on', 'off']) },
      'The node is running, or has no power. While it boots, neither holds.',
    ),
  ],
  [['node', 'cable'], said({ node: name, cable: v.picklist(['in', 'out']) }, 'Its network cable.')],
  [
    ['node', 'member'],
    said(
      { node: name, member: v.literal(true) },
      'It is in the cluster, neither offline nor drained, and its node daemon answers.',
    ),
  ],
  [
    ['node', 'inCluster'],
    said({ node: name, inCluster: v.boolean() }, 'The configuration lists the node, or does not.'),
  ],
  [
    ['node', 'daemon'],
    said(
      { node: name, daemon: name, runs: v.boolean() },
      'The daemon runs on that node, or does not.',
    ),
  ],
  [
    ['node', 'primaryOf'],
    said(
      {
        node: name,
        primaryOf: v.literal('none'),
        template: v.optional(v.picklist(['drbd', 'plain'])),
      },
      'No instance (with that disk template) has the node as its primary.',
    ),
  ],
  [
    ['node', 'secondaryOf'],
    said(
      { node: name, secondaryOf: v.literal('none') },
      'No instance has the node as its secondary.',
    ),
  ],
  [
    ['node', 'leftovers'],
    said(
      { node: name, leftovers: v.literal('none') },
      'Every volume on the node belongs to an instance that has a disk there.',
    ),
  ],
  [
    ['node', 'disk'],
    said(
      { node: name, disk: v.picklist(['whole', 'failed', 'full']) },
      'Its volume group is in that state.',
    ),
  ],
  [
    ['node', 'tag'],
    said({ node: name, tag, is: v.boolean() }, 'The node has the tag, or does not have it.'),
  ],
  [
    ['link', 'is'],
    said(
      { link, is: v.picklist(['whole', 'slow', 'cut']) },
      'The link between two nodes is in that state.',
    ),
  ],
  [
    ['instance', 'runs'],
    said(
      { instance: oneInstance, runs: v.boolean(), on: v.optional(name) },
      'It runs on exactly one node (the one you name, if you name one), or on none.',
    ),
  ],
  [
    ['instance', 'primary'],
    said(
      { instance: name, primary: name, secondary: v.optional(name) },
      'The configuration has it on these nodes.',
    ),
  ],
  [
    ['instance', 'template'],
    said(
      { instance: name, template: v.picklist(['drbd', 'plain']) },
      'Its disks have that template: `drbd` has two copies, `plain` one.',
    ),
  ],
  [
    ['instance', 'exists'],
    said(
      { instance: name, exists: v.boolean() },
      'The configuration lists the instance, or does not.',
    ),
  ],
  [
    ['instance', 'down'],
    said(
      { instance: oneInstance, down: v.literal(true) },
      'It should run but runs nowhere, even if a job has stopped it for a while.',
    ),
  ],
  [
    ['instance', 'twice'],
    said({ instance: oneInstance, twice: v.literal(true) }, 'It runs on two nodes at once.'),
  ],
  [
    ['instance', 'split'],
    said(
      { instance: oneInstance, split: v.literal(true) },
      'Its disk is split: each copy has writes that the other lacks.',
    ),
  ],
  [
    ['instance', 'damaged'],
    said(
      { instance: oneInstance, damaged: v.literal(true) },
      'Its file system is damaged: old memory went on over a disk that had changed since.',
    ),
  ],
  [
    ['instance', 'lost'],
    said(
      { instance: oneInstance, lost: v.literal(true) },
      'No node has a complete copy of one of its disks any more.',
    ),
  ],
  [
    ['inSync'],
    said(
      { inSync: v.pipe(name, v.description('The name of an instance, or "all".')) },
      'Every DRBD disk is connected, and both copies are up to date.',
    ),
  ],
  [
    ['master'],
    said(
      { master: name },
      'That node is the only master: its master daemons run, and no other node’s do.',
    ),
  ],
  [
    ['masters'],
    said({ masters: v.picklist([0, 1, 2]) }, 'That many nodes run the daemon that accepts jobs.'),
  ],
  [
    ['network', 'exists'],
    said(
      { network: name, exists: v.boolean() },
      'The configuration describes a network of that name, or does not.',
    ),
  ],
  [
    ['network', 'group'],
    said({ network: name, group: name }, 'The network is connected to that node group.'),
  ],
  [
    ['watcher'],
    said({ watcher: v.picklist(['paused', 'active']) }, 'The watcher is paused, or is not.'),
  ],
  [
    ['queue'],
    said(
      { queue: v.picklist(['open', 'drained']) },
      'The master’s job queue takes new jobs, or not.',
    ),
  ],
  [['address'], said({ address: name }, 'The cluster’s address is up on that node.')],
  [
    ['configuration'],
    said(
      { configuration: v.literal('same') },
      'Every running master candidate has the master’s configuration and knows which node is master.',
    ),
  ],
  [
    ['places'],
    said(
      {
        places: v.array(
          v.strictObject({
            label: name,
            template: v.picklist(['drbd', 'plain']),
            primary: name,
            secondary: v.optional(name),
          }),
        ),
      },
      'Each place has its own instance, which runs there. If a label has been given, it decides which one.',
    ),
  ],
  [
    ['healthy'],
    said(
      { healthy: v.literal(true) },
      'Nothing is left to repair: power, links, disks, daemons, flags, one master, every instance, every copy.',
    ),
  ],
] as const satisfies readonly Form[]

/** Conditions about what was done on the way. */
const OF_THE_WAY = [
  [
    ['instance', 'started'],
    said(
      { instance: name, started: v.literal(true) },
      'It runs, and was started or rebooted since the last goal.',
    ),
  ],
  [
    ['job'],
    said(
      {
        job: v.pipe(
          v.string(),
          v.regex(/^[A-Z_]+$/, 'must be an opcode as gnt-job list prints it, like TAGS_SET'),
        ),
        of: v.optional(v.pipe(name, v.description('What it was about, as in its summary.'))),
        ended: v.optional(v.picklist(['success', 'error', 'canceled'])),
        cause: v.optional(v.picklist(CAUSE_KINDS)),
      },
      'Since the last goal, such a job was submitted and has ended that way; `success`, unless `ended` says another. `cause`: for this reason it was refused or failed.',
    ),
  ],
  [
    ['typed'],
    said(
      { typed: text, on: v.optional(name) },
      'Since the last goal, a command with these words in this order was typed. Other words may stand between them.',
    ),
  ],
  [
    ['verified'],
    said(
      { verified: v.picklist(['at all', 'without errors']) },
      'Since the last goal, a gnt-cluster verify has finished.',
    ),
  ],
  [
    ['diagnosed'],
    said({ diagnosed: v.literal(true) }, 'The learner has named the cause of the drill.'),
  ],
] as const satisfies readonly Form[]

type Leaf = v.InferOutput<
  | (typeof OF_SETTINGS)[number][1]
  | (typeof OF_THE_WORLD)[number][1]
  | (typeof OF_THE_WAY)[number][1]
>

/** A predicate over the World and over what was done on the way. */
export type Condition =
  | Leaf
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { never: Condition }
  | { once: Condition }

export const condition: v.GenericSchema<Condition> = byKeys('condition', () => [
  ...OF_THE_WORLD,
  ...OF_SETTINGS,
  ...OF_THE_WAY,
  [['all'], said({ all: v.array(condition) }, 'All of them hold.')],
  [['any'], said({ any: v.array(condition) }, 'At least one of them holds.')],
  [['not'], said({ not: condition }, 'It does not hold now.')],
  [['never'], said({ never: condition }, 'It has not held at any moment since the start.')],
  [['once'], said({ once: condition }, 'It has held at some moment since the start.')],
])
