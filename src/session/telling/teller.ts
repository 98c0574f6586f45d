import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { divergences } from '../../sim/cluster/divergence.ts'
import type { World } from '../../sim/world.ts'
import type { Teller } from '../happened.ts'
import { configLine, flagLine, masterLine } from './cluster.ts'
import { diskLine, guestLine, metLine, splitLine } from './guests.ts'
import { failureLine, jobLine, silenceLine } from './jobs.ts'
import type { Noticer } from './line.ts'
import { cableLine, daemonLine, linkLine, powerLine, volumeGroupLine } from './machines.ts'
import { marksOf } from './marks.ts'

/** What somebody did comes before what follows from it, and what is grave before what is usual. */
const GRAVE_AND_DONE: readonly Noticer[] = [
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
]
const USUAL: readonly Noticer[] = [diskLine, silenceLine, jobLine]

/** What is worse than anything usual that goes on beside it. */
const isGrave = (world: World): boolean =>
  actingMasters(world).length > 1 ||
  divergences(world, world.now).some(({ noticed, sides }) => noticed || sides.every((s) => s.runs))

/** While something grave lasts, the line that told of it is not pushed away by what is usual. */
const tellersFor = (before: World, after: World): readonly Noticer[] =>
  isGrave(before) && isGrave(after) ? GRAVE_AND_DONE : [...GRAVE_AND_DONE, ...USUAL]

/** Tells of everything that a World can show. */
export const TELLER: Teller = {
  whatHappened: (before, after, at) => {
    if (before === after) return undefined
    for (const tell of tellersFor(before, after)) {
      const line = tell(before, after, at)
      if (!line) continue
      const [what, more = '', question] = line
      return { at, what, more, ...(question ? { question } : {}) }
    }
    return undefined
  },
  marksOf,
}
