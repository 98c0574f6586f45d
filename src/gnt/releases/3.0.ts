import type { Wording } from './wording.ts'

/** As recorded on 3.0.2. */
export const WORDING_3_0: Wording = {
  notGrowable: (template) => `Instance's disk layout ${template} does not support growing`,
}
