import { isOver } from '../../src/sim/jobs/job.ts'
import {
  atPrompt,
  copyOf,
  doInput,
  type NodeLetter,
  nodeOf,
  type Scene,
  type,
  wait,
} from './crash.ts'
import { complaints } from './invariants.ts'

const DATE = /^\w{3} \w{3} +\d+ [\d:]{8} \d{4} /gm

/** A command on nodeA in whose middle a node loses its power for good. */
export interface Loss {
  line: string
  victim: NodeLetter
  /** How many seconds are tried, from 0 on. */
  seconds: number
}

/** What the console said of a loss at one second, without clock times; and what is left that should not be. */
function after(start: Scene, { line, victim }: Loss, second: number): [said: string, left: string] {
  const scene = copyOf(start)
  const here = nodeOf(scene, 'A')
  type(scene, here, line)
  wait(scene, second)
  doInput(scene, { kind: 'power', node: nodeOf(scene, victim), to: 'off' })
  wait(scene, 1200)
  const { jobs, transfers } = scene.world
  const left = [
    ...Object.values(jobs).flatMap((job) => (isOver(job) ? [] : [`job ${job.id} does not end`])),
    ...Object.keys(transfers).map((id) => `transfer ${id} does not end`),
    ...(atPrompt(scene, here) ? [] : ['the prompt does not come back']),
    ...complaints(scene.world),
  ]
  const said = scene.shown.flatMap(({ stream, text }) => (stream === 'echo' ? [] : [text]))
  return [
    troubleIn(said.join('').replace(DATE, '')),
    left.map((what) => `${second} s: ${what}\n`).join(''),
  ]
}

/** What tells how far it is: a step that is reached, or progress within it. */
const STEP = /^(\* | {3}- progress| - INFO|STEP |disk\/\d+ (is|sent) )/

/** What is said but for steps that end well: each complaint, after the step in which it came. */
const troubleIn = (said: string): string =>
  said
    .split('\n')
    .filter((line, i, lines) => !STEP.test(line) || !STEP.test(lines[i + 1] ?? ''))
    .join('\n')

/** What is said after a loss at every second, those together that sound the same; and everything left behind. */
export function saidAfter(start: Scene, loss: Loss): { said: string; left: string } {
  const parts: { from: number; to: number; said: string }[] = []
  let leftBehind = ''
  for (let second = 0; second < loss.seconds; second++) {
    const [said, left] = after(start, loss, second)
    leftBehind += left
    const last = parts.at(-1)
    if (last?.said === said) last.to = second
    else parts.push({ from: second, to: second, said })
  }
  const when = ({ from, to }: { from: number; to: number }) =>
    from === to ? `after ${from} s` : `after ${from} to ${to} s`
  const said = parts
    .map((part) => `== node ${loss.victim} is off ${when(part)} ==\n${part.said}`)
    .join('')
  return { said, left: leftBehind }
}
