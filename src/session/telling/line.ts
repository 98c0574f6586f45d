import { own } from '../../lib/own.ts'
import { labelOf, shortName } from '../../sim/cluster/called.ts'
import type { World } from '../../sim/world.ts'
import type { Question } from '../happened.ts'
import type { Recording } from '../recording.ts'

/** What happened, then its reason or consequence, then at most one question. */
export type Told = [what: string, more?: string, question?: Question]

/** The states of the instances so far, oldest first; those of `after` are not among them yet. */
export type Past = Recording['samples']

/** Describes one kind of change from `before` to `after`; undefined if there is none. */
export type Noticer = (before: World, after: World, now: number, past: Past) => Told | undefined

/** The name of a node in the time strip: "B" for "node B". */
export const letterOf = (world: World, node: string): string =>
  own(world.machines, node)?.label.replace(/^node /, '') || shortName(node)

export const labelsOf = (world: World, instances: string[]): string[] =>
  instances.map((name) => labelOf(world, name))
