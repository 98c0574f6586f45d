import { own } from '../../lib/own.ts'
import { labelOf, shortName } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'
import type { Recording } from '../recording/recording.ts'
import type { EventLine, Question } from './event-line.ts'

/** What happened, then its reason or consequence, then at most one question. */
export type Description = [what: string, more?: string, question?: Question]

/** The states of the instances so far, oldest first; those of `after` are not among them yet. */
export type Past = Recording['samples']

/** Describes one kind of change from `before` to `after`; undefined if there is none. */
export type Describer = (
  before: World,
  after: World,
  now: number,
  past: Past,
) => Description | undefined

/** Describes the change between two Worlds, for the line under the picture and for the time strip. */
export interface Narrator {
  /** `past`: the states of the instances up to `after`, for how long something lasted. */
  whatHappened: (before: World, after: World, at: number, past?: Past) => EventLine | undefined
  /** Short labels of what happened: "B off". */
  marksOf: (before: World, after: World, at: number) => { at: number; text: string }[]
}

/** The name of a node in the time strip: "B" for "node B". */
export const letterOf = (world: World, node: string): string =>
  own(world.machines, node)?.label.replace(/^node /, '') || shortName(node)

/** The short names of instances. */
export const labelsOf = (world: World, instances: string[]): string[] =>
  instances.map((name) => labelOf(world, name))
