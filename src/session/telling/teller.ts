import type { Teller as Telling } from '../happened.ts'
import { configLine, flagLine, masterLine } from './cluster.ts'
import { diskLine, guestLine, metLine, splitLine } from './guests.ts'
import { jobLine, silenceLine } from './jobs.ts'
import type { Teller } from './line.ts'
import { cableLine, daemonLine, linkLine, powerLine, volumeGroupLine } from './machines.ts'
import { marksOf } from './marks.ts'

/** What somebody did comes before what follows from it, and what is grave before what is usual. */
const TELLERS: readonly Teller[] = [
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
  diskLine,
  silenceLine,
  jobLine,
]

/** Tells of everything that a World can show. */
export const TELLER: Telling = {
  whatHappened: (before, after, at) => {
    if (before === after) return undefined
    for (const tell of TELLERS) {
      const line = tell(before, after, at)
      if (!line) continue
      const [what, more = '', question] = line
      return { at, what, more, ...(question ? { question } : {}) }
    }
    return undefined
  },
  marksOf,
}
