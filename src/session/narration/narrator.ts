import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { divergences } from '../../sim/cluster/drbd/divergence.ts'
import type { World } from '../../sim/world.ts'
import { marksOf } from '../recording/marks.ts'
import { configLine, flagLine, masterLine } from './cluster.ts'
import type { Describer, Narrator } from './describer.ts'

import { damageLine, diskLine, instanceLine, metLine, splitLine } from './instances.ts'
import { failureLine, jobLine, refusalLine, silenceLine } from './jobs.ts'
import { cableLine, daemonLine, linkLine, powerLine, volumeGroupLine } from './nodes.ts'

/** In order of importance: causes before their consequences, grave news before routine news. */
const GRAVE_AND_DONE: readonly Describer[] = [
  damageLine,
  metLine,
  powerLine,
  cableLine,
  linkLine,
  volumeGroupLine,
  masterLine,
  instanceLine,
  splitLine,
  daemonLine,
  flagLine,
  configLine,
  failureLine,
  refusalLine,
]
const USUAL: readonly Describer[] = [diskLine, silenceLine, jobLine]

/** Whether something is wrong that matters more than any routine news. */
const isGrave = (world: World): boolean =>
  actingMasters(world).length > 1 ||
  divergences(world, world.now).some(({ noticed, sides }) => noticed || sides.every((s) => s.runs))

/** The describers to ask: while something grave lasts, routine news does not replace its line. */
const describersFor = (before: World, after: World): readonly Describer[] =>
  isGrave(before) && isGrave(after) ? GRAVE_AND_DONE : [...GRAVE_AND_DONE, ...USUAL]

/** Describes every change that a World can show. */
export const NARRATOR: Narrator = {
  whatHappened: (before, after, at, past = {}) => {
    if (before === after) return undefined
    for (const describe of describersFor(before, after)) {
      const line = describe(before, after, at, past)
      if (!line) continue
      const [what, more = '', question] = line
      return { at, what, more, ...(question ? { question } : {}) }
    }
    return undefined
  },
  marksOf,
}
