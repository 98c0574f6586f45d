import type { MirrorStatus } from '../../../sim/noded/devices.ts'
import type { Release } from '../../../sim/releases.ts'

/** How grave a finding is; warnings leave the result good. */
export type Level = 'ERROR' | 'WARNING'

/** What verify words or does differently from release to release. */
export interface VerifyWording {
  /** What stands between "cluster" and the colon in findings about the cluster as a whole. */
  noName: string
  /** Whether the configuration is sent out before the nodes are asked; says so. */
  flushesFirst: boolean
  /** Whether the keys of ssh are verified as well; stops at the first node that does not answer. */
  verifiesSshSetup: boolean
  /** Who tries to reach the other nodes. */
  probes: 'every node' | 'candidates'
  inactiveMinor: (minor: number, disk: string, instance: string) => string
  /** One half of a mirrored disk; null: nothing to say. */
  degraded: (where: string, status: MirrorStatus) => { text: string; level: Level } | null
}

/** The name of a syncing disk's state came later than 2.12. */
const oldState = (status: MirrorStatus): string =>
  status.ldisk === 'syncing' ? 'unknown' : status.ldisk

const VERIFY_2_11: VerifyWording = {
  noName: '',
  flushesFirst: false,
  verifiesSshSetup: false,
  probes: 'every node',
  inactiveMinor: (minor, _disk, instance) =>
    `drbd minor ${minor} of instance ${instance} is not active`,
  degraded: (where, status) => {
    const state = oldState(status)
    if (!status.degraded && state === 'ok') return null
    return {
      text: `${where}${status.degraded ? ' is degraded' : ''}${state === 'ok' ? '' : `; state is '${state}'`}`,
      level: 'ERROR',
    }
  },
}

const VERIFY_3_0: VerifyWording = {
  noName: ' ',
  flushesFirst: true,
  verifiesSshSetup: true,
  probes: 'candidates',
  inactiveMinor: (minor, disk, instance) =>
    `drbd minor ${minor} of disk ${disk} (attached in instance '${instance}') is not active`,
  degraded: (where, { degraded, ldisk }) =>
    degraded
      ? {
          text: `${where} is degraded; local disk state is '${ldisk}'`,
          level: ldisk === 'ok' || ldisk === 'syncing' ? 'WARNING' : 'ERROR',
        }
      : null,
}

const TABLE: Record<Release, VerifyWording> = {
  '2.11': VERIFY_2_11,
  '2.12': { ...VERIFY_2_11, flushesFirst: true },
  '3.0': VERIFY_3_0,
}

/** What verify says in this release. */
export const verifyWordingOf = (release: Release): VerifyWording => TABLE[release]
