import type { Release } from '../sim/releases.ts'
import { WORDING_2_11 } from './releases/2.11.ts'
import { WORDING_2_12 } from './releases/2.12.ts'
import { WORDING_3_0 } from './releases/3.0.ts'

/**
 * Everything that commands word or do differently from release to release. A command asks for a
 * behaviour by name; it never compares release numbers.
 */
export interface Wording {
  /** Migration: how the target's disks are let go of, and whether opening is told. */
  closeDisks: (node: string) => string
  tellsOpening: boolean
  /** `disk template` or `disk types` in refusals. */
  noFailoverTemplate: (template: string) => string
  noMigrationTemplate: (template: string) => string
  /** A second question before a failover that ignores consistency. */
  asksIfOffline: boolean
}

const TABLE: Record<Release, Wording> = {
  '2.11': WORDING_2_11,
  '2.12': WORDING_2_12,
  '3.0': WORDING_3_0,
}

export const wordingOf = (release: Release): Wording => TABLE[release]
