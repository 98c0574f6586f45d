import { CRASH } from './crash.ts'
import type { Lab } from './lab.ts'
import { MAINTENANCE } from './maintenance.ts'

/** Every lab, in the order of the exercise. */
export const LABS: readonly Lab[] = [MAINTENANCE, CRASH]

export const labOf = (id: string | null): Lab | undefined => LABS.find((lab) => lab.id === id)
