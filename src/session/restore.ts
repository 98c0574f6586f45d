import * as v from 'valibot'
import { problemOf } from '../labs/definition.ts'
import { NO_EFFORT } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import type { LabProgress } from '../labs/progress.ts'
import { messageOf } from '../lib/message.ts'
import { visibleData } from '../lib/visible.ts'
import { shellVarsOf } from '../shell/line/variables.ts'
import type { Job } from '../sim/jobs/job.ts'
import type { Process } from '../sim/run/process.ts'
import type { World } from '../sim/world.ts'
import { type Checkpoints, stateAt } from './checkpoint.ts'
import type { Desk } from './desk.ts'
import type { Engine } from './engine.ts'
import type { Trial } from './look.ts'
import { unpacked } from './pack.ts'
import { cutRecording, type Recording } from './recording.ts'
import { type KeptCheckpoint, SAVE_FORMAT, SAVE_VERSION, type Save } from './save.ts'
import type { Session } from './session.ts'
import { contradictionIn } from './shape/agree.ts'
import { implausible } from './shape/plain.ts'
import * as shapes from './shape/save.ts'
import { tryPlaying } from './shape/trial.ts'

/**
 * The lab that a save names or contains. A session can neither be judged nor replayed without its lab, so it is refused
 * if there is none: `error` says why, as a sentence.
 */
export type LabOfSave = { ok: true; lab: Lab | null } | { ok: false; error: string }

export type Restored = { ok: true; session: Session } | { ok: false; error: string }

const refused = (why: string): Restored => ({
  ok: false,
  error: `This session cannot be opened: ${why}. Nothing was changed.`,
})

/** Reads a save: checks everything in it, then plays and draws a copy. A refusal is a sentence. Changes nothing. */
export function restore(trial: Trial, outside: unknown, found: LabOfSave): Restored {
  const { format, version } = (outside ?? {}) as { format?: unknown; version?: unknown }
  if (format !== SAVE_FORMAT)
    return { ok: false, error: 'This is not a session file. Nothing was changed.' }
  if (typeof version === 'number' && version > SAVE_VERSION)
    return {
      ok: false,
      error: `This session file is from a newer version (${version}; this is ${SAVE_VERSION}). Nothing was changed. Open it with a newer version of ganeti-lab.`,
    }
  const { checkpoints, ...rest } = outside as { checkpoints?: unknown }
  // Packed checkpoints are one text, which is checked separately.
  const problem = implausible(typeof checkpoints === 'string' ? rest : outside)
  if (problem !== undefined) return refused(problem)
  // The console and the door accept none of these characters, so they were added elsewhere.
  const data = visibleData(outside)
  const history = historyIn(data)
  if (!history) return refused('its checkpoints cannot be read')
  const whole = withJobs(data, history)
  const checked = v.safeParse(shapes.save, whole, { abortEarly: true })
  if (!checked.success) return refused(sentenceOf(checked.issues[0]))
  if (!found.ok) return found
  const { progress, effort, began } = checked.output
  const given = whole as Save
  const world = upToDate(given.world)
  const save = { ...given, world, progress: progress as LabProgress, effort, began }
  const wrong =
    definitionProblem(save) ??
    fromProblem(save, found.lab) ??
    timesProblem(save) ??
    inputsProblem(save) ??
    worldProblem(save)

  if (wrong !== undefined) return refused(wrong)
  const session = {
    ...sessionOf(trial.engine, save, found.lab),
    checkpoints: provable(history, save),
  }
  return proved(session, trial)
}

/**
 * The World of a save as this version keeps it: without `waitsFor`, which older versions stored in jobs and which is
 * derived now, and with what shells publish.
 */
function upToDate(world: World): World {
  const jobs: World['jobs'] = {}
  for (const [id, job] of Object.entries(world.jobs)) {
    const { waitsFor, ...kept } = job as Job & { waitsFor?: unknown }
    jobs[Number(id)] = waitsFor === undefined ? job : kept
  }
  const terminals: World['terminals'] = {}
  for (const [id, terminal] of Object.entries(world.terminals))
    terminals[id] = { ...terminal, stack: terminal.stack.map(publishing) }
  return { ...world, jobs, terminals }
}

function publishing(process: Process): Process {
  const { cwd, status } = shellVarsOf(process) ?? {}
  if (process.frame.shows || typeof cwd !== 'string' || typeof status !== 'number') return process
  return { ...process, frame: { ...process.frame, shows: { cwd, status } } }
}

/** The checkpoints of a save, packed or not; undefined if they cannot be read. Version 1 has none. */
function historyIn(data: unknown): Checkpoints | undefined {
  const { checkpoints } = data as { checkpoints?: unknown }
  try {
    const list = typeof checkpoints === 'string' ? unpacked(checkpoints) : (checkpoints ?? [])
    if (typeof checkpoints === 'string' && implausible(list) !== undefined) return undefined
    if (!v.is(shapes.checkpoints, list)) return undefined
    return visibleData(list as KeptCheckpoint[]).map((kept) => ({ ...kept, live: { state: null } }))
  } catch {
    return undefined
  }
}

/** A save with all its jobs. Those that the last checkpoint contains are stored only there. */
function withJobs(data: unknown, history: Checkpoints): unknown {
  const { world } = data as { world?: { jobs?: unknown } }
  if (history.length === 0 || typeof world?.jobs !== 'object') return data
  try {
    const known: unknown = stateAt(history, history.length - 1).world?.jobs
    const jobs = Object.assign({}, known, world.jobs)
    return { ...(data as object), world: { ...world, jobs } }
  } catch {
    return data
  }
}

/** Checkpoints whose states are checked like the World of the save itself, when they are first used. */
const provable = (history: Checkpoints, { definition, inputs, now }: Save): Checkpoints =>
  shapes.inOrder(history) && history.every((one) => one.inputs <= inputs.length && one.at <= now)
    ? history.map((point) => ({
        ...point,
        prove: (state) => {
          v.parse(shapes.state, state)
          const problem = contradictionIn(state.world, definition, point.at)
          if (problem !== undefined) throw new Error(problem)
        },
      }))
    : []

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const where = issue.path?.map((part) => String(part.key)).join('.')
  const why = issue.message.replace(/\.$/, '')
  const sentence = where === undefined ? why : `${where}: ${why}`
  return sentence.length > 300 ? `${sentence.slice(0, 300)} …` : sentence
}

const definitionProblem = ({ definition }: Save): string | undefined => {
  const problem = problemOf(definition)
  return problem === undefined ? undefined : `definition: ${problem}`
}

const fromProblem = ({ from }: Save, lab: Lab | null): string | undefined =>
  from === undefined || lab?.goals.some(({ id }) => id === from)
    ? undefined
    : `from: its lab has no goal called ${from}`

const worldProblem = ({ world, definition, now }: Save): string | undefined => {
  const problem = contradictionIn(world, definition, now)
  return problem === undefined ? undefined : `world: ${problem}`
}

function timesProblem({ began, now, world, inputs, undone, shown }: Save): string | undefined {
  if (began > now || world.now > now) return 'now: it is earlier than some events'
  if (!shapes.inOrder(inputs)) return 'inputs: they are not in order'
  if ((inputs[0]?.at ?? began) < began || (inputs.at(-1)?.at ?? now) > now)
    return 'inputs: they are not within the session'
  if (!shapes.inOrder([...undone].reverse())) return 'undone: they are not in order'
  if (shown.some(({ at }) => at > now)) return 'shown: it is later than now'
  return undefined
}

/** Inputs that name a node must name an existing one. The terminal of a line need not exist. */
function inputsProblem({ inputs, undone, world }: Save): string | undefined {
  for (const { input } of [...inputs, ...undone]) {
    const nodes = 'node' in input ? [input.node] : input.kind === 'link' ? input.nodes : []
    const stranger = nodes.find((node) => !Object.hasOwn(world.machines, node))
    if (stranger !== undefined) return `inputs: there is no ${stranger}`
  }
  return undefined
}

/** Accepts a session if it can be played and drawn. */
function proved(session: Session, { look }: Trial): Restored {
  try {
    tryPlaying(session)
    look?.(session)
  } catch (problem) {
    return refused(messageOf(problem))
  }
  return { ok: true, session }
}

/** The session in a save, without its checkpoints. */
function sessionOf(engine: Engine | null, save: Save, lab: Lab | null): Session {
  const { definition, progress, effort = NO_EFFORT, began, inputs, undone } = save
  const { now, world, shown, work = 0 } = save
  const shownLength = Math.max(shown.length, save.shownLength ?? 0)
  return {
    engine,
    definition,
    lab,
    from: save.from ?? null,
    progress,
    effort,
    world,
    began,
    now,
    inputs,
    undone,
    shown,
    shownFrom: shownLength - shown.length,
    shownLength,
    work,
    checkpoints: [],
  }
}

/** The recording of a session for the time strip; undefined if the data is not a valid recording of it. */
export function recordingIn(data: unknown, { now, undone }: Session): Recording | undefined {
  if (implausible(data) !== undefined) return undefined
  const checked = v.safeParse(shapes.recording, data, { abortEarly: true })
  if (!checked.success) return undefined
  const recording = visibleData(data as Recording)
  const lists = [recording.marks, ...Object.values(recording.samples)]
  if (!lists.every(shapes.inOrder)) return undefined
  // The strip extends to the point the learner rewound from, but only as far as there is something to redo.
  const furthest = Math.max(now, undone[0]?.at ?? 0)
  return cutRecording(recording, furthest)
}

/** The state of the page around a stored session; defaults for what cannot be read. */
export const deskIn = (data: unknown): Desk => {
  const plain = typeof data === 'object' && implausible(data) === undefined ? data : {}
  const desk = visibleData(v.parse(shapes.desk, plain ?? {}))
  const { ahead, happened, history, terminal, view, speed } = desk
  return { happened: happened as Desk['happened'], ahead, history, terminal, view, speed }
}
