import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { divergences } from '../../sim/cluster/divergence.ts'
import type { World } from '../../sim/world.ts'
import type { Teller } from '../happened.ts'
import { configLine, flagLine, masterLine } from './cluster.ts'
import { damageLine, diskLine, guestLine, metLine, splitLine } from './guests.ts'
import { failureLine, jobLine, refusalLine, silenceLine } from './jobs.ts'
import type { Noticer } from './line.ts'
import { cableLine, daemonLine, linkLine, powerLine, volumeGroupLine } from './machines.ts'
import { marksOf } from './marks.ts'

/** In order of importance: causes before their consequences, grave news before routine news. */
const GRAVE_AND_DONE: readonly Noticer[] = [
  damageLine,
  metLine,
  powerLine,
  cableLine,
  linkLine,
  volumeGroupLine,
  masterLine,
  guestLine,
  splitLine,
  daemonLine,
  flagLine,
  configLine,
  failureLine,
  refusalLine,
]
const USUAL: readonly Noticer[] = [diskLine, silenceLine, jobLine]

/** Whether something is wrong that matters more than any routine news. */
const isGrave = (world: World): boolean =>
  actingMasters(world).length > 1 ||
  divergences(world, world.now).some(({ noticed, sides }) => noticed || sides.every((s) => s.runs))

/** The describers to ask: while something grave lasts, routine news does not replace its line. */
const tellersFor = (before: World, after: World): readonly Noticer[] =>
  isGrave(before) && isGrave(after) ? GRAVE_AND_DONE : [...GRAVE_AND_DONE, ...USUAL]

/** Describes every change that a World can show. */
export const TELLER: Teller = {
  whatHappened: (before, after, at, past = {}) => {
    if (before === after) return undefined
    for (const tell of tellersFor(before, after)) {
      const line = tell(before, after, at, past)
      if (!line) continue
      const [what, more = '', question] = line
      return { at, what, more, ...(question ? { question } : {}) }
    }
    return undefined
  },
  marksOf,
}
