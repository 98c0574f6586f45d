import * as v from 'valibot'
import { RELEASES } from '../../sim/releases.ts'
import { condition } from './conditions.ts'
import { byKeys, type Form, id, link, name, names, release, said, seconds, text } from './forms.ts'

/**
 * The format of a lab's front matter and the vocabulary of steps; `conditions.ts` has that of goals. The
 * types in `lab.ts`, the messages of `read.ts` and the published `lab.schema.json` are derived from both.
 */

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
  risky: v.pipe(
    v.optional(condition),
    v.description(
      'If this holds when the goal is reached, it was reached in a way that a real cluster may not forgive.',
    ),
  ),
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
  until: v.pipe(
    v.optional(condition),
    v.description('When it holds, what the text says is over: the page shows it no more.'),
  ),
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
  teaches: v.pipe(
    v.optional(text),
    v.description('What a learner can do afterwards, as one short sentence; for the map of labs.'),
  ),
  minutes: v.pipe(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600))),
    v.description('How long a learner needs, in whole minutes.'),
  ),
  remember: v.pipe(
    v.optional(text),
    v.description('The one sentence to remember; shown when the lab is solved.'),
  ),
  guided: v.pipe(
    v.optional(v.literal(true)),
    v.description('The command of each goal stands on the prompt, ready to run: for a first look.'),
  ),
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
