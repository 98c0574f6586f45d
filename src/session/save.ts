import type { Progress } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission } from '../sim/input.ts'
import type { World } from '../sim/world.ts'
import { type LoggedInput, type Session, shownBy } from './session.ts'

/** The version of save files that this program writes. Older ones are read, newer ones are set aside. */
export const SAVE_VERSION = 1
export const SAVE_FORMAT = 'ganeti-lab session'
/** Terminal output kept in a save, in entries, newest. */
const SHOWN_KEPT = 4000

/** A session as a file or a record in storage: plain JSON. */
export interface Save {
  format: typeof SAVE_FORMAT
  version: number
  definition: ClusterDefinition
  /** The id of a lab that comes with the program, or the text of one that does not. */
  lab: string | { source: string } | null
  progress: Progress
  began: number
  inputs: LoggedInput[]
  undone: LoggedInput[]
  now: number
  world: World
  shown: Emission[]
}

/** What somebody's data names as its lab: an id, a text, or nothing that is either. */
export const labIn = (data: unknown): Save['lab'] => {
  const lab = (data as { lab?: unknown } | null | undefined)?.lab
  if (typeof lab === 'string') return lab
  const source = (lab as { source?: unknown } | null | undefined)?.source
  return typeof source === 'string' ? { source } : null
}

/** Why a session is not opened whose lab cannot be found. */
export const unknownLab = (id: string): string =>
  `This session belongs to a lab called ${id}, which this version does not have. Nothing was changed.`

/** Why a session is not opened whose lab cannot be read. `problem`: the first thing that is wrong with it. */
export const unreadableLab = (problem: string): string =>
  `This session belongs to a lab that cannot be read. Nothing was changed. ${problem}`

export const saveOf = (session: Session): Save => ({
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
  world: session.world,
  shown: shownBy(session).slice(-SHOWN_KEPT),
})
