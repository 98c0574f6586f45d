import type { Effort } from './effort.ts'
import type { Lab } from './lab.ts'
import type { LabProgress } from './progress.ts'

/** The parts of a session that decide what its learner may see. */
interface Sight {
  lab: Lab | null
  progress: LabProgress
  effort: Effort
}

/**
 * Whether what is true of the cluster is hidden: in a drill, until its cause has been named or the learner gives up.
 * Undoing does not hide it again.
 */
export function isTruthHidden({ lab, progress, effort }: Sight): boolean {
  if (!lab || lab.causes.length === 0 || effort.found || effort.gaveUp) return false
  const naming = lab.goals.findIndex(({ needs }) => 'diagnosed' in needs)
  return naming >= progress.done.length
}
