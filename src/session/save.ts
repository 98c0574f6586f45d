import type { LabProgress } from '../labs/progress.ts'
import { visible } from '../lib/visible.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission } from '../sim/input.ts'
import type { World } from '../sim/world.ts'
import { type Checkpoint, type Checkpoints, nearest, stateAt } from './checkpoint.ts'
import { type LoggedInput, type Session, shownBy } from './session.ts'

/** The version of save files that this program writes. Older ones are read, newer ones are set aside. */
export const SAVE_VERSION = 2
export const SAVE_FORMAT = 'ganeti-lab session'
/** Terminal output kept in a save: the newest, so many entries and characters at most. */
const SHOWN_KEPT = 3000
const SHOWN_CHARACTERS = 400_000

/** A session as a file or a record in storage: plain JSON. */
export interface Save {
  format: typeof SAVE_FORMAT
  version: number
  definition: ClusterDefinition
  /** The id of a lab that comes with the program, or the text of one that does not. */
  lab: string | { source: string } | null
  progress: LabProgress
  began: number
  inputs: LoggedInput[]
  undone: LoggedInput[]
  now: number
  /** All of it; but of its jobs, where there are checkpoints, only those that are not in the last of these. */
  world: World
  shown: Emission[]
  /** How much the terminals had shown in all, and how much had happened. Absent in version 1, as are checkpoints. */
  shownLength?: number
  work?: number
  /** Oldest first, each a change of the one before; in a file packed into a text (`pack.ts`). */
  checkpoints?: KeptCheckpoint[] | string
}

/** A checkpoint as plain JSON. */
export type KeptCheckpoint = Omit<Checkpoint, 'live' | 'prove'>

export const keptCheckpoint = ({
  at,
  inputs,
  shown,
  work,
  change,
}: Checkpoint): KeptCheckpoint => ({ at, inputs, shown, work, change })

/** What somebody's data names as its lab: an id, a text, or nothing that is either. */
export const labIn = (data: unknown): Save['lab'] => {
  const lab = (data as { lab?: unknown } | null | undefined)?.lab
  if (typeof lab === 'string') return visible(lab)
  const source = (lab as { source?: unknown } | null | undefined)?.source
  return typeof source === 'string' ? { source } : null
}

/** Why a session is not opened whose lab cannot be found. */
export const unknownLab = (id: string): string =>
  `This session belongs to a lab called ${id}, which this version does not have. Nothing was changed.`

/** Why a session is not opened whose lab cannot be read. `problem`: the first thing that is wrong with it. */
export const unreadableLab = (problem: string): string =>
  `This session belongs to a lab that cannot be read. Nothing was changed. ${problem}`

/** What a screen shows of redraws is the last: what it wiped before is left out. */
function worthKeeping(shown: readonly Emission[]): Emission[] {
  const wiped = new Set<string>()
  const kept: Emission[] = []
  let characters = 0
  for (const emission of [...shown].reverse()) {
    const { terminal, stream, text } = emission
    if (wiped.has(terminal)) {
      if (stream !== 'echo') continue
      wiped.delete(terminal)
    }
    if (stream === 'screen' && text === 'clear') wiped.add(terminal)
    characters += text.length
    if (kept.length >= SHOWN_KEPT || characters > SHOWN_CHARACTERS) break
    kept.push(emission)
  }
  return kept.reverse()
}

/** The World without the jobs that the last checkpoint has just so: a long sitting has thousands. */
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

/** Checkpoints up to the present: those ahead would be of little use to who comes back. */
const behind = (session: Session): Checkpoints =>
  session.checkpoints.slice(0, 1 + nearest(session.checkpoints, session.inputs.length, session.now))

export function saveOf(whole: Session): Save {
  const session = { ...whole, checkpoints: behind(whole) }
  return {
    format: SAVE_FORMAT,
    version: SAVE_VERSION,
    definition: session.definition,
    lab:
      session.lab &&
      (session.lab.source === undefined ? session.lab.id : { source: session.lab.source }),
    progress: session.progress,
    began: session.began,
    inputs: session.inputs,
    undone: session.undone,
    now: session.now,
    world: withoutKnownJobs(session),
    shown: worthKeeping(shownBy(session)),
    shownLength: session.shownLength,
    work: session.work,
    checkpoints: session.checkpoints.map(keptCheckpoint),
  }
}
