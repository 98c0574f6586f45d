import * as v from 'valibot'
import { problemOf } from '../../labs/definition.ts'
import { NO_EFFORT } from '../../labs/effort.ts'
import type { Lab } from '../../labs/lab.ts'
import type { LabProgress } from '../../labs/progress.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import { visibleData } from '../../lib/text/visible.ts'
import { shellVarsOf } from '../../shell/line/variables.ts'
import type { Job } from '../../sim/jobs/job.ts'
import type { Process } from '../../sim/run/process.ts'
import type { World } from '../../sim/world.ts'
import type { Engine } from '../engine.ts'
import { hasMoreAhead, type Ways } from '../history/branches.ts'
import { type Checkpoints, stateAt } from '../history/checkpoint.ts'
import { addJobs } from '../recording/jobs.ts'
import { cutRecording, type Recording } from '../recording/recording.ts'
import type { Session } from '../session.ts'
import { withLeftOut } from './kept-output.ts'
import { unpacked } from './pack.ts'
import type { Trial } from './render-check.ts'
import { type KeptCheckpoint, SAVE_FORMAT, SAVE_VERSION, type Save } from './save.ts'
import { contradictionIn } from './shape/agree.ts'
import { implausible } from './shape/plain.ts'
import * as shapes from './shape/save.ts'
import { tryPlaying } from './shape/trial.ts'
import { ways as shapeOfWays, waysProblem } from './shape/ways.ts'
import type { Workspace } from './workspace.ts'

/**
 * The lab that a save names or contains. A session can neither be judged nor replayed without its lab, so it is refused
 * if there is none: `error` says why, as a sentence.
 */
export type LabOfSave = { ok: true; lab: Lab | null } | { ok: false; error: string }

export type Restored = { ok: true; session: Session } | { ok: false; error: string }

const refused = (why: string): Restored => ({
  ok: false,
  error: t`This session cannot be opened: ${why}. Nothing was changed.`,
})

/** Reads a save: checks everything in it, then plays and draws a copy. A refusal is a sentence. Changes nothing. */
export function restore(trial: Trial, outside: unknown, found: LabOfSave): Restored {
  const { format, version } = (outside ?? {}) as { format?: unknown; version?: unknown }
  if (format !== SAVE_FORMAT)
    return { ok: false, error: t`This is not a session file. Nothing was changed.` }
  if (typeof version === 'number' && version > SAVE_VERSION)
    return {
      ok: false,
      error: t`This session file is from a newer version (${version}; this is ${SAVE_VERSION}). Nothing was changed. Open it with a newer version of ganeti-lab.`,
    }
  const { checkpoints, ...rest } = outside as { checkpoints?: unknown }
  // Packed checkpoints are one text, which is checked separately.
  const problem = implausible(typeof checkpoints === 'string' ? rest : outside)
  if (problem !== undefined) return refused(problem)
  // The console and the door accept none of these characters, so they were added elsewhere.
  const data = visibleData(outside)
  const history = historyIn(data)
  if (!history) return refused(t`its checkpoints cannot be read`)
  const whole = withJobs(data, history)
  const checked = v.safeParse(shapes.save, whole, { abortEarly: true })
  if (!checked.success) return refused(sentenceOf(checked.issues[0]))
  if (!found.ok) return found
  const { progress, effort, began } = checked.output
  const ways = v.safeParse(shapeOfWays, data, { abortEarly: true })
  if (!ways.success) return refused(sentenceOf(ways.issues[0]))
  const given = whole as Save
  const world = upToDate(given.world)
  const save = {
    ...given,
    ...ways.output,
    world,
    progress: progress as LabProgress,
    effort,
    began,
    ...aheadIn(given),
  }
  const wrong =
    definitionProblem(save) ??
    fromProblem(save, found.lab) ??
    timesProblem(save) ??
    waysProblem(save) ??
    inputsProblem(save) ??
    worldProblem(save)
  if (wrong !== undefined) return refused(wrong)
  const session = {
    ...sessionOf(trial.engine, save, found.lab),
    checkpoints: provable(history, save),
  }
  return proved(session, trial)
}

/** A save with what older ones do not say. */
type Whole = Save & Ways & { looking: boolean; until: number }

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
  return problem === undefined ? undefined : t`definition: ${problem}`
}

const fromProblem = ({ from }: Save, lab: Lab | null): string | undefined =>
  from === undefined || lab?.goals.some(({ id }) => id === from)
    ? undefined
    : t`from: its lab has no goal called ${from}`

/** What is ahead of the moment at which a saved session stands. */
function aheadIn({ undone, looking, now, until = 0 }: Save): Pick<Session, 'looking' | 'until'> {
  const reached = Math.max(until, undone[0]?.at ?? now)
  const past = looking ?? hasMoreAhead({ undone, now, until: reached })
  return { looking: past, until: undone.length > 0 && !past ? reached : Math.max(reached, now) }
}

const worldProblem = ({ world, definition, now }: Save): string | undefined => {
  const problem = contradictionIn(world, definition, now)
  return problem === undefined ? undefined : t`world: ${problem}`
}

function timesProblem({ began, now, world, inputs, undone, shown }: Save): string | undefined {
  if (began > now || world.now > now) return t`now: it is earlier than some events`
  if (!shapes.inOrder(inputs)) return t`inputs: they are not in order`
  if ((inputs[0]?.at ?? began) < began || (inputs.at(-1)?.at ?? now) > now)
    return t`inputs: they are not within the session`
  if (!shapes.inOrder([...undone].reverse())) return t`undone: they are not in order`
  if (shown.some(({ at }) => at > now)) return t`shown: it is later than now`
  return undefined
}

/** Inputs that name a node must name an existing one. The terminal of a line need not exist. */
function inputsProblem({ inputs, undone, branches, world }: Whole): string | undefined {
  const left = branches.flatMap((branch) => branch.inputs)
  for (const { input } of [...inputs, ...undone, ...left]) {
    const nodes = 'node' in input ? [input.node] : input.kind === 'link' ? input.nodes : []
    const stranger = nodes.find((node) => !Object.hasOwn(world.machines, node))
    if (stranger !== undefined) return t`inputs: there is no ${stranger}`
  }
  return undefined
}

/** Accepts a session if it can be played and drawn. */
function proved(session: Session, { renderCheck }: Trial): Restored {
  try {
    tryPlaying(session)
    renderCheck?.(session)
  } catch (problem) {
    return refused(messageOf(problem))
  }
  return { ok: true, session }
}

/** The session in a save, without its checkpoints. */
function sessionOf(engine: Engine | null, save: Whole, lab: Lab | null): Session {
  const { definition, progress, effort = NO_EFFORT, began, inputs, undone } = save
  const { now, looking, until, way, branches, world, work = 0 } = save
  const shown = withLeftOut(save)
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
    looking,
    until,
    way,
    branches,
    shown,
    shownFrom: shownLength - shown.length,
    shownLength,
    work,
    checkpoints: [],
  }
}

/** The recording of a session for the time strip; undefined if the data is not a valid recording of it. */
export function recordingIn(data: unknown, { now, until, world }: Session): Recording | undefined {
  if (implausible(data) !== undefined) return undefined
  const checked = v.safeParse(shapes.recording, data, { abortEarly: true })
  if (!checked.success) return undefined
  const recording = visibleData(data as Recording)
  const lists = [recording.marks, ...Object.values(recording.samples)]
  if (!lists.every(shapes.inOrder)) return undefined
  // After a jump back the strip extends to the moment that the session has reached.
  const { jobs = addJobs([], world) } = recording
  return cutRecording({ ...recording, jobs }, Math.max(now, until))
}

/** The state of the page around a stored session; defaults for what cannot be read. */
export const workspaceIn = (data: unknown): Workspace => {
  const plain = typeof data === 'object' && implausible(data) === undefined ? data : {}
  const workspace = visibleData(v.parse(shapes.workspace, plain ?? {}))
  const { ahead, happened, history, terminal, view, speed, labRelease } = workspace
  return {
    ...{ happened: happened as Workspace['happened'], ahead, history, terminal, view, speed },
    ...(labRelease ? { labRelease } : {}),
  }
}
