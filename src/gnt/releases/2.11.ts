import type { Wording } from './wording.ts'

/** The handout's release. */
export const WORDING_2_11: Wording = {
  notGrowable: (_template) => "Instance's disk layout does not support growing",
}
