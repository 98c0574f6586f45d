import * as v from 'valibot'
import { RELEASES } from '../sim/releases.ts'
import { byKeys, type Form, said } from './forms.ts'

/**
 * The format of a lab's front matter and the vocabulary of goals. The types in `lab.ts`, the messages of
 * `read.ts` and the published `lab.schema.json` are derived from it.
 */

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
const names = v.array(name)
/** Text that is shown or typed: at most fifteen times the longest text of the built-in labs. */
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4000))
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9 -]*$/, 'must be lower case words'))
/** A week at most. Steps before the start also have a budget of their own: session/budget.ts. */
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(7 * 24 * 3600))
const release = v.picklist(RELEASES)
const link = v.tuple([name, name])
const oneInstance = v.pipe(name, v.description('The name or label of an instance, or "any".'))

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

type Leaf = v.InferOutput<(typeof OF_THE_WORLD)[number][1] | (typeof OF_THE_WAY)[number][1]>

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
  ...OF_THE_WAY,
  [['all'], said({ all: v.array(condition) }, 'All of them hold.')],
  [['any'], said({ any: v.array(condition) }, 'At least one of them holds.')],
  [['not'], said({ not: condition }, 'It does not hold now.')],
  [['never'], said({ never: condition }, 'It has not held at any moment since the start.')],
  [['once'], said({ once: condition }, 'It has held at some moment since the start.')],
])

const FAULTS = [
  [['cable'], said({ cable: name, is: v.picklist(['in', 'out']) }, 'A node’s network cable.')],
  [
    ['link'],
    said({ link, is: v.picklist(['whole', 'slow', 'cut']) }, 'The link between two nodes.'),
  ],
  [
    ['daemon'],
    said({ daemon: name, on: name, is: v.picklist(['dead', 'running']) }, 'One daemon on a node.'),
  ],
  [['guest'], said({ guest: name, is: v.literal('crashed') }, 'The instance crashes.')],
  [
    ['disk'],
    said(
      { disk: name, is: v.picklist(['failed', 'full', 'whole']) },
      'The volume group of a node.',
    ),
  ],
] as const satisfies readonly Form[]

const onlyIn = v.optional(v.array(release))
type Fault = v.InferOutput<(typeof FAULTS)[number][1]>
export const fault: v.GenericSchema<Fault> = byKeys('fault', () => FAULTS)

const STEPS = [
  [
    ['on', 'run'],
    said(
      {
        on: name,
        run: text,
        answers: v.optional(v.array(v.pipe(v.string(), v.maxLength(4000)))),
        leaveAfter: v.optional(seconds),
        in: onlyIn,
      },
      'Types a line on a node, answers its questions, and waits for the prompt, or only `leaveAfter` seconds.',
    ),
  ],
  [['wait'], said({ wait: seconds, in: onlyIn }, 'Lets that many seconds pass.')],
  [
    ['until'],
    said(
      { until: condition, limit: v.optional(seconds), in: onlyIn },
      'Lets time pass until the condition holds: at most `limit` seconds, or an hour.',
    ),
  ],
  [
    ['power'],
    said({ power: name, to: v.picklist(['on', 'off']), in: onlyIn }, 'Presses a power button.'),
  ],
  [['fault'], said({ fault, in: onlyIn }, 'Breaks or repairs something.')],
  [
    ['set'],
    said(
      { set: v.record(name, v.union([v.number(), v.boolean()])), in: onlyIn },
      'Changes hardware constants.',
    ),
  ],
  [
    ['label'],
    said({ label: name, instance: name, in: onlyIn }, 'Gives an instance its short name.'),
  ],
  [['diagnose'], said({ diagnose: id, in: onlyIn }, 'Names the cause of a drill.')],
] as const satisfies readonly Form[]

/** One action, written as a request to the headless door. */
export type LabStep = v.InferOutput<(typeof STEPS)[number][1]>
export const step: v.GenericSchema<LabStep> = byKeys('step', () => STEPS)

const lines = v.union([text, v.pipe(v.array(text), v.minLength(1))])
const command = v.union([lines, v.strictObject(v.entriesFromList(RELEASES, v.optional(lines)))])

const goal = v.strictObject({
  id,
  text: v.pipe(text, v.description('What to reach, as a short imperative.')),
  detail: v.pipe(text, v.description('Why, and what to look at.')),
  needs: condition,
  hints: v.pipe(v.strictTuple([text, text]), v.description('The second says more than the first.')),
  command: v.pipe(
    v.optional(command),
    v.description(
      'The line to type, or a list of lines; the same for all releases, or one entry for each.',
    ),
  ),
  on: v.pipe(v.optional(name), v.description('The node to type it on. Default: the master.')),
  choose: v.pipe(
    v.optional(names),
    v.description('Short names that the learner gives to instances during this goal.'),
  ),
})

const kept = v.strictObject({
  id,
  text: v.pipe(text, v.description('What must stay true all the way, as a sentence.')),
  never: v.pipe(condition, v.description('What must not hold at any moment.')),
})

const wrongTurn = v.strictObject({
  id,
  after: v.pipe(
    v.optional(id),
    v.description('The goal after which it is taken. Default: the start.'),
  ),
  steps: v.pipe(v.array(step), v.minLength(1)),
  when: v.pipe(condition, v.description('The condition by which it is noticed.')),
  leads: v.pipe(v.optional(condition), v.description('What holds after its steps.')),
  says: v.pipe(text, v.description('What happened and what to do about it, in two sentences.')),
  recover: v.pipe(v.optional(id), v.description('The lab that teaches how to repair it.')),
  in: onlyIn,
})

const cause = v.strictObject({
  id,
  name: v.pipe(text, v.description('The name that the learner chooses: a cause, not a symptom.')),
  before: v.pipe(v.array(step), v.minLength(1)),
  says: v.pipe(text, v.description('How it shows; displayed when the learner has found it.')),
  hints: v.strictTuple([text, text]),
  solution: v.pipe(v.array(step), v.minLength(1)),
  in: onlyIn,
})

const start = v.strictObject({
  cluster: v.optional(v.picklist(['exercise', 'seven']), 'exercise'),
  place: v.pipe(
    v.optional(v.record(name, names)),
    v.description('Other nodes for instances: primary, secondary.'),
  ),
  with: v.pipe(
    v.optional(v.record(name, v.unknown())),
    v.description('Parts of the cluster’s definition that are different.'),
  ),
  before: v.pipe(
    v.optional(v.array(step), []),
    v.description('Steps to take before the learner begins.'),
  ),
})

const counted = v.strictObject({ down: seconds, one: seconds, twice: seconds })

/** The front matter of a lab's file. */
export const labFile = v.strictObject({
  id,
  order: v.pipe(v.number(), v.description('Its place among the labs.')),
  title: text,
  summary: v.pipe(text, v.description('One line for the list of labs.')),
  releases: v.optional(v.pipe(v.array(release), v.minLength(1)), [...RELEASES]),
  start: v.optional(start, {}),
  goals: v.pipe(v.array(goal), v.minLength(1)),
  keep: v.optional(v.array(kept), []),
  wrongTurns: v.optional(v.array(wrongTurn), []),
  solution: v.optional(v.array(step), []),
  causes: v.pipe(
    v.optional(v.array(cause), []),
    v.description('The seed of a drill chooses one of them.'),
  ),
  seconds: v.pipe(
    v.optional(
      v.strictObject(v.entriesFromList(RELEASES, v.optional(v.record(name, counted)))),
      {},
    ),
    v.description(
      'Seconds that the solution costs each instance; written by `npm run lab -- --write`.',
    ),
  ),
})
