import { WORDING_2_11 } from './2.11.ts'
import type { Wording } from './wording.ts'

/** 2.12 words its commands as 2.11 does. */
export const WORDING_2_12: Wording = {
  ...WORDING_2_11,
}
