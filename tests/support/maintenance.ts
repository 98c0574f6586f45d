import { fetchLab } from '../../src/session/labs/catalogue.ts'

const lab = await fetchLab('maintenance')
if (!lab) throw new Error('there is no lab about maintenance')

/** The first lab of the exercise itself: two DRBD instances and a plain one. */
export const MAINTENANCE = lab
