import { own } from '../../lib/own.ts'
import { labelOf, shortName } from '../../sim/cluster/called.ts'
import type { World } from '../../sim/world.ts'
import type { Question } from '../happened.ts'

/** What, then why or what follows, then at most one question. */
export type Told = [what: string, more?: string, question?: Question]

/** Looks for one kind of thing that changed from `before` to `after`. */
export type Noticer = (before: World, after: World, now: number) => Told | undefined

/** "B" of "node B": what a node is called in the time strip. */
export const letterOf = (world: World, node: string): string =>
  own(world.machines, node)?.label.replace(/^node /, '') || shortName(node)

export const labelsOf = (world: World, instances: string[]): string[] =>
  instances.map((name) => labelOf(world, name))
