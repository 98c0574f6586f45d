import type { Effort } from '../../labs/effort.ts'
import type { LabProgress } from '../../labs/progress.ts'
import { t } from '../../lib/language/t.ts'
import { visible } from '../../lib/text/visible.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { World } from '../../sim/world.ts'
import type { Branch, Way } from '../history/branches.ts'
import { type Checkpoint, type Checkpoints, nearest, stateAt } from '../history/checkpoint.ts'
import type { LoggedInput, Session } from '../session.ts'
import { type KeptOutput, keptOutput } from './kept-output.ts'

/** The version of the save files that this program writes. It reads older ones and refuses newer ones. */
export const SAVE_VERSION = 2
export const SAVE_FORMAT = 'ganeti-lab session'

/** A session in a file or in storage, as plain JSON. */
export interface Save extends KeptOutput {
  format: typeof SAVE_FORMAT
  version: number
  definition: ClusterDefinition
  /** The id of a built-in lab, or the text of another one. */
  lab: string | { source: string } | null
  /** The goal at which it began; absent where that was the lab's start. */
  from?: string
  progress: LabProgress
  /** Absent in older saves. */
  effort?: Effort
  began: number
  inputs: LoggedInput[]
  undone: LoggedInput[]
  /** Absent in older saves: they look at the past where something is ahead. */
  looking?: boolean
  now: number
  /** Absent in older saves: then it is as late as the last input. */
  until?: number
  /** The ways of the session; absent in older saves, which have one. */
  way?: Way
  branches?: readonly Branch[]
  /** The whole World, but without the jobs that the last checkpoint contains. */
  world: World
  /** The total number of entries that the terminals had shown, and of inputs and events. Absent in version 1. */
  shownLength?: number
  work?: number
  /** Oldest first, each a change of the one before; packed into a text in files (`pack.ts`). Absent in version 1. */
  checkpoints?: KeptCheckpoint[] | string
}

/** A checkpoint as plain JSON. */
export type KeptCheckpoint = Omit<Checkpoint, 'live' | 'prove'>

/** A checkpoint as a save keeps it. */
export const keptCheckpoint = ({
  at,
  inputs,
  shown,
  work,
  change,
}: Checkpoint): KeptCheckpoint => ({ at, inputs, shown, work, change })

/** The lab in data of any origin: an id, a text, or null if it is neither. */
export const labIn = (data: unknown): Save['lab'] => {
  const lab = (data as { lab?: unknown } | null | undefined)?.lab
  if (typeof lab === 'string') return visible(lab)
  const source = (lab as { source?: unknown } | null | undefined)?.source
  return typeof source === 'string' ? { source } : null
}

/** The refusal of a session whose lab does not exist. */
export const unknownLab = (id: string): string =>
  t`This session belongs to a lab called ${id}, which this version does not have. Nothing was changed.`

/** The refusal of a session whose lab cannot be read. `problem`: the lab's first problem. */
export const unreadableLab = (problem: string): string =>
  t`This session belongs to a lab that cannot be read. Nothing was changed. ${problem}`

/** The World without the jobs that the last checkpoint contains unchanged: a long session has thousands. */
function withoutKnownJobs({ world, checkpoints }: Session): World {
  if (checkpoints.length === 0) return world
  const known = stateAt(checkpoints, checkpoints.length - 1).world.jobs
  const jobs: World['jobs'] = {}
  for (const id of Object.keys(world.jobs).map(Number)) {
    const job = world.jobs[id]
    if (job && known[id] !== job) jobs[id] = job
  }
  return { ...world, jobs }
}

/** The checkpoints up to the present. Those of undone inputs are rarely needed after a reload. */
const behind = (session: Session): Checkpoints =>
  session.checkpoints.slice(0, 1 + nearest(session.checkpoints, session.inputs.length, session.now))

/** A session as plain JSON, with its checkpoints up to the moment that it shows. */
export function saveOf(whole: Session): Save {
  const session = { ...whole, checkpoints: behind(whole) }
  return {
    format: SAVE_FORMAT,
    version: SAVE_VERSION,
    definition: session.definition,
    lab:
      session.lab &&
      (session.lab.source === undefined ? session.lab.id : { source: session.lab.source }),
    ...(session.from === null ? {} : { from: session.from }),
    progress: session.progress,
    effort: session.effort,
    began: session.began,
    inputs: session.inputs,
    undone: session.undone,
    looking: session.looking,
    now: session.now,
    until: session.until,
    way: session.way,
    branches: session.branches,
    world: withoutKnownJobs(session),
    ...keptOutput(session, session.checkpoints),
    shownLength: session.shownLength,
    work: session.work,
    checkpoints: session.checkpoints.map(keptCheckpoint),
  }
}
