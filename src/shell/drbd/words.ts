import type { Machine } from '../../sim/cluster/machine.ts'
import type { FilterResult } from '../text/filter.ts'

/** How DRBD's tools read their arguments and say that something is impossible. Source: drbdsetup.c of 8.4. */

/** drbd_strings.c and the numbers of drbd_state_rv. */
const STATE_ERRORS = {
  '-1': 'Multiple primaries not allowed by config',
  '-2': 'Need access to UpToDate data',
  '-8': 'Can not start OV/resync since it is already active',
  '-10': 'State change was refused by peer node',
  '-12': 'Device is held open by someone',
  '-15': 'Need a connection to start verify or resync',
} as const

/** enum drbd_ret_code. */
const FAILURES = {
  102: 'Local address(port) already in use.',
  123: '--discard-my-data not allowed when primary.',
  124: 'Device is attached to a disk (use detach first)',
  125: 'Device has a net-config (use disconnect first)',
  127: 'Device minor not allocated',
  138: 'Device does not have a disk-config',
  158: 'Unknown resource',
  162: 'Invalid configuration request',
} as const

const kernelAdds = (info: string | undefined): string =>
  info === undefined ? '' : `additional info from kernel:\n${info}\n`

/** A change of state that the kernel refuses. */
export const stateRefused = (
  object: string,
  number: keyof typeof STATE_ERRORS,
  info?: string,
): FilterResult => ({
  err: `${object}: State change failed: (${number}) ${STATE_ERRORS[number]}\n${kernelAdds(info)}`,
  exit: number === '-2' ? 17 : 11,
})

/** The same for a sentence that begins with "State change failed: (NUMBER)". */
export const stateRefusedAs = (object: string, sentence: string): FilterResult => ({
  err: `${object}: ${sentence}\n`,
  exit: sentence.includes('(-2)') ? 17 : 11,
})

/** A request that the kernel does not understand or allow. */
export const failed = (
  object: string,
  number: keyof typeof FAILURES,
  info?: string,
): FilterResult => ({
  err: `${object}: Failure: (${number}) ${FAILURES[number]}\n${kernelAdds(info)}`,
  exit: 10,
})

/** The minor that a device's name or number means; undefined when it means none. */
export function minorIn(word: string): number | undefined {
  const found = /^(?:minor-|\/dev\/drbd|drbd)?(\d{1,7})$/.exec(word)
  return found ? Number(found[1]) : undefined
}

/** The minor of a resource: Ganeti calls the one of minor 3 "resource3". */
export function resourceIn(machine: Machine, word: string): number | undefined {
  const found = /^resource(\d{1,7})$/.exec(word)
  const minor = found ? Number(found[1]) : undefined
  return minor !== undefined && machine.drbd[minor] ? minor : undefined
}

/** One end of a DRBD connection. */
export interface Endpoint {
  ip: string
  port: number
}

const STANDARD_PORT = 7788

/** `[ipv4:]ADDRESS[:PORT]`; undefined if it is not one. */
export function endpointIn(word: string): Endpoint | undefined {
  const found = /^(?:ipv4:)?(\d+\.\d+\.\d+\.\d+)(?::(\d+))?$/.exec(word)
  return found ? { ip: found[1] ?? '', port: Number(found[2] ?? STANDARD_PORT) } : undefined
}
