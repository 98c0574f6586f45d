/**
 * What `modify --net` asks for, as the client reads it. Source: lib/client/gnt_instance.py
 * (_ConvertNicDiskModifications).
 */

import type { Identified } from '../../optparse/keyvals.ts'
import { isKeyOfNic } from '../add/nic-options.ts'
import { type Misread, type Typed, whichAction } from './disk-options.ts'

/** One change of an instance's list of network cards. */
export interface NicChange {
  action: 'add' | 'attach' | 'remove' | 'detach' | 'modify'
  /** Index, name or UUID; -1: the last one, or behind it. */
  ident: string
  /** It stands without an index, as once it had to. */
  legacy?: boolean
  /** By Ganeti's names; null: none. */
  params: Record<string, string | null>
}

const KEYS = ['bridge', 'ip', 'link', 'mac', 'mode', 'name', 'network', 'vlan']

/** The properties that the daemon which takes the job does not know; '' : none. */
export const superfluousKeys = (changes: readonly NicChange[]): string => {
  const odd = changes.flatMap(({ params }) => Object.keys(params)).filter((k) => !isKeyOfNic(k))
  return odd.length === 0
    ? ''
    : `Superfluous dictionary keys: ${JSON.stringify(odd)}, but only ${JSON.stringify(KEYS)} allowed.`
}

/** All changes in the order in which they were typed, or why they cannot be read. */
export function readNicChanges(p: Typed, typed: readonly Identified[]): NicChange[] | Misread {
  const changes: NicChange[] = []
  for (const one of typed) {
    const read = whichAction(p, one)
    if ('kind' in read) return read
    const { action, ident, legacy, given } = read
    const params = Object.entries(given).map(([key, value]): [string, string | null] => [
      key,
      typeof value === 'string' ? value : value === null ? null : String(value),
    ])
    changes.push({ action, ident, legacy, params: Object.fromEntries(params) })
  }
  return changes
}
