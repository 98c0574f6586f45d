import type { Release } from '../sim/releases.ts'
import { WORDING_2_11 } from './releases/2.11.ts'
import { WORDING_2_12 } from './releases/2.12.ts'
import { WORDING_3_0 } from './releases/3.0.ts'
import type { Wording } from './releases/wording.ts'

const TABLE: Record<Release, Wording> = {
  '2.11': WORDING_2_11,
  '2.12': WORDING_2_12,
  '3.0': WORDING_3_0,
}

export const wordingOf = (release: Release): Wording => TABLE[release]
