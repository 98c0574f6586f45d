import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { endOf } from '../../lib/ramp.ts'
import { atShell } from '../../shell/prompt.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { Emission, Input } from '../../sim/input.ts'
import type { Rules } from '../../sim/run/rules.ts'
import { nextEvent, type World } from '../../sim/world.ts'
import type { Engine } from '../engine.ts'
import { copyOfWorld } from '../history/world-copy.ts'
import { promptOf } from '../idle.ts'
import type { Course } from './job-progress.ts'
import { type PlannedCall, type PlannedJob, planRecorder } from './plan-recorder.ts'
import { hasPlan } from './plannable.ts'
import { changesBetween, type WorldChange } from './world-diff.ts'

/**
 * The true future of a typed line: the same engine plays it on a copy of the World, answers its questions with yes,
 * and looks on. Nothing here knows any command.
 */

export interface Plan {
  /** Nodes that the command itself asks, outside jobs. */
  asks: PlannedCall[]
  questions: string[]
  jobs: PlannedJob[]
  /** What it writes on the terminal, questions and answers left out. */
  prints: string
  /** What it says when it fails, word for word; null when it does not fail. */
  refusal: string | null
  /** Its exit status; null while it still runs at the end of what was looked at. */
  exit: number | null
  /** Simulated milliseconds until the prompt is back and its jobs are over. */
  ms: number
  ended: 'prompt' | 'still running' | 'reads the keyboard' | 'console gone'
  changes: WorldChange[]
  /** What continues by itself afterwards. */
  later: string[]
}

/** The limits of a plan. */
export interface Limits {
  /** Simulated milliseconds. */
  ms: number
  events: number
}

const LIMITS: Limits = { ms: 24 * 3600 * 1000, events: 20_000 }
/** A question that comes more often than this takes no yes. */
const MOST_ANSWERS = 40

/** A copy of the World in which nothing but the command happens: cron rests. */
function forkOf(world: World): World {
  const fork = copyOfWorld(world)
  fork.hardware.watcherCron = false
  fork.alarms = fork.alarms.filter((alarm) => alarm.what.kind !== 'cron')
  return fork
}

/** The answer that lets a program go on; null where it wants more than a yes. */
export function yesTo(prompt: string): string | null {
  if (/uppercase/i.test(prompt)) return 'YES'
  if (/yes\/no/i.test(prompt)) return 'yes'
  if (/^y\//.test(prompt)) return 'y'
  const choices = /^([^/\s]+)\/.*\?: $/.exec(prompt)
  return choices?.[1] ?? null
}

/** What will come of `line`, typed at `now` on a console whose shell waits; null where there is no plan for it. */
export function planLine(
  engine: Engine,
  world: World,
  now: number,
  terminal: string,
  line: string,
  limits: Limits = LIMITS,
): Plan | null {
  if (!hasPlan(line) || !atShell(own(world.terminals, terminal))) return null
  const fork = forkOf(world)
  const recorder = planRecorder(engine.rules, world.nextJobId, now)
  const rules: Rules = { ...engine.rules, watch: recorder.watch }
  const emitted: Emission[] = []
  const play = playerOf(
    { ...engine, rules },
    fork,
    (emission) => emitted.push(emission),
    recorder.inspect,
  )
  const { ended, at, questions } = playLine(
    play,
    fork,
    now,
    terminal,
    line.replace(/^[\s#]+/, ''),
    {
      emitted,
      mine: (id) => id >= world.nextJobId,
      limits,
    },
  )
  const without = forkOf(world)
  engine.advanceInPlace(engine.rules, without, at, () => undefined)
  without.now = Math.max(without.now, at)
  const exit = ended === 'prompt' ? statusOf(fork, terminal) : null
  const prints = textOf(emitted, terminal, ['stdout', 'stderr'])
  return {
    asks: recorder.asked(fork),
    questions,
    jobs: recorder.jobs(fork),
    prints,
    refusal: exit === null || exit === 0 ? null : textOf(emitted, terminal, ['stderr']) || prints,
    exit,
    ms: at - now,
    ended,
    changes: changesBetween(without, fork),
    later: laterOf(without, fork, at),
  }
}

/** The expected course of every open job without further inputs. */
export function expectedCourses(
  engine: Engine,
  world: World,
  now: number,
  limits: Limits = LIMITS,
): Map<number, Course> {
  const fork = forkOf(world)
  const courses = new Map<number, Course>(
    fork.openJobs.flatMap((id) => {
      const ops = fork.jobs[id]?.ops.length ?? 0
      return [[id, { steps: Array.from({ length: ops }, () => []), endsAt: null }]]
    }),
  )
  const rules: Rules = {
    ...engine.rules,
    watch: ({ job, op }) => {
      const last = op.frame.trail?.last
      const steps = courses.get(job.id)?.steps[job.ops.indexOf(op)]
      if (last !== undefined && steps && !steps.includes(last)) steps.push(last)
    },
  }
  const open = () => fork.openJobs.some((id) => courses.has(id) && !fork.jobs[id]?.dead)
  for (let events = 0; open() && events < limits.events; events++) {
    const due = nextEvent(fork)
    if (due === undefined || due > now + limits.ms) break
    engine.advanceInPlace(rules, fork, due, () => undefined)
  }
  for (const [id, course] of courses) {
    const ended = fork.jobs[id]?.ended
    course.endsAt = ended == null ? null : ended - fork.epochMs
  }
  return courses
}

/** Moves the copy on, and has it looked at after each event. */
interface Player {
  type: (input: Input, now: number) => void
  pass: (now: number) => void
}

const playerOf = (
  engine: Engine,
  fork: World,
  emit: (emission: Emission) => void,
  inspect: (fork: World) => void,
): Player => ({
  type: (input, now) => {
    engine.applyInPlace(engine.rules, fork, input, now, emit)
    inspect(fork)
  },
  pass: (now) => {
    engine.advanceInPlace(engine.rules, fork, now, emit)
    inspect(fork)
  },
})

interface Playing {
  emitted: Emission[]
  /** Whether a job is one of this line's. */
  mine: (id: number) => boolean
  limits: Limits
}

function playLine(
  play: Player,
  fork: World,
  start: number,
  terminal: string,
  line: string,
  { emitted, mine, limits }: Playing,
): { ended: Plan['ended']; at: number; questions: string[] } {
  const questions: string[] = []
  const depth = own(fork.terminals, terminal)?.stack.length ?? 0
  let now = start
  let read = 0
  play.type({ kind: 'line', terminal, text: line }, now)
  for (let events = 0; events < limits.events; events++) {
    const terminalNow = own(fork.terminals, terminal)
    if (!terminalNow || terminalNow.stack.length === 0)
      return { ended: 'console gone', at: now, questions }
    const prompt = promptOf(terminalNow)
    const back = prompt !== null && terminalNow.stack.length <= depth && atShell(terminalNow)
    if (back && !fork.openJobs.some(mine)) return { ended: 'prompt', at: now, questions }
    if (prompt !== null && !back) {
      const yes = yesTo(prompt)
      if (yes === null || questions.length === MOST_ANSWERS)
        return { ended: 'reads the keyboard', at: now, questions }
      questions.push(`${textOf(emitted.slice(read), terminal, ['tty'])}${prompt}`.trim())
      play.type({ kind: 'line', terminal, text: yes }, now)
      read = emitted.length
      continue
    }
    const due = nextEvent(fork)
    if (due === undefined || due > start + limits.ms) break
    now = due
    play.pass(now)
  }
  return { ended: 'still running', at: now, questions }
}

const statusOf = (world: World, terminal: string): number | null =>
  own(world.terminals, terminal)?.stack.at(-1)?.frame.shows?.status ?? null

const textOf = (emitted: Emission[], terminal: string, streams: Emission['stream'][]): string =>
  emitted
    .filter((e) => e.terminal === terminal && streams.includes(e.stream))
    .map((e) => e.text)
    .join('')

/** Copies between nodes that the command has set going and that outlast it. */
function laterOf(without: World, fork: World, at: number): string[] {
  return Object.values(fork.resyncs).flatMap(({ port, source, target, remaining }) => {
    if (without.resyncs[port]) return []
    const end = endOf(remaining)
    const there = own(fork.machines, target.node)
    const device = there?.drbd[target.minor]
    const instance = device && own(there.volumeGroup.volumes, device.dataVolume)?.instance
    const long = end === undefined ? '' : t` for about ${Math.ceil((end - at) / 1000)} s`
    return [
      t`${shortName(target.node)} goes on copying${instance ? ` ${instance}` : ''} from ${shortName(source.node)}${long}.`,
    ]
  })
}
