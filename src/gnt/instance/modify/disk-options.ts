/**
 * What `modify --disk` asks for, as the client reads it.
 * Source: lib/client/gnt_instance.py (_ConvertNicDiskModifications, _ParseDiskSizes).
 */
import { byRelease, type Release } from '../../../sim/releases.ts'
import type { Identified } from '../../optparse/keyvals.ts'
import { parseUnit } from '../../optparse/units.ts'

/** One change of an instance's list of disks. */
export interface DiskChange {
  action: 'add' | 'attach' | 'remove' | 'detach' | 'modify'
  /** Index, name or UUID; -1: the last one, or behind it. */
  ident: string
  /** It stands without an index, as once it had to. */
  legacy?: boolean
  sizeMib: number | null
  mode: string | null
  /** null: as it is. */
  name: string | null
  /** Of a disk to be attached; absent or null: its name is given. */
  uuid?: string | null
  /** How many properties were given. */
  given?: number
  spindles?: string | null
  /** The volume group of a new disk; absent or null: the cluster's. */
  group?: string | null
}

/** Why `--disk` cannot be understood; `kind` decides how the client words it. */
export type Misread =
  | { kind: 'refused'; text: string }
  | { kind: 'parameter'; text: string }
  | { kind: 'unhandled'; text: string }

const LAST = '-1'
type Action = DiskChange['action']

/** What may stand in front of the properties; other words are names of disks. */
const actionsOf = byRelease<readonly Action[]>({
  '2.11': ['add', 'remove', 'modify'],
  '3.0': ['add', 'attach', 'remove', 'detach', 'modify'],
})

/** The properties that each action takes besides a size. */
const KNOWN: Readonly<Record<Action, readonly string[]>> = {
  add: ['mode', 'name', 'spindles', 'vg', 'metavg', 'adopt', 'access', 'provider', 'type'],
  attach: [
    'mode',
    'name',
    'spindles',
    'vg',
    'metavg',
    'adopt',
    'access',
    'provider',
    'type',
    'uuid',
  ],
  remove: [],
  detach: [],
  modify: ['mode', 'name'],
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Who reads a line: its world's release decides the words. */
export interface Typed {
  readonly world: { release: Release }
}

const several = byRelease<(actions: readonly string[]) => string>({
  '2.11': (actions) =>
    actions.includes('modify')
      ? 'Cannot modify and add/remove at the same time'
      : 'Cannot add and remove at the same time',
  '3.0': () =>
    'Cannot do more than one of the following operations at the same time: add, attach, remove, detach, modify',
})

const bareRemoval = byRelease({
  '2.11': 'Not accepting parameters on removal',
  '3.0': 'Not accepting parameters on removal/detach',
})

/** What one `--disk` or `--net` is to do, with the other properties that were given. */
export function whichAction(
  p: Typed,
  [ident, values]: Identified,
): { action: Action; ident: string; legacy: boolean; given: Record<string, unknown> } | Misread {
  const given: Record<string, unknown> = { ...(values || {}) }
  const named = actionsOf(p).filter((action) =>
    ident === action ? action !== 'modify' : Object.hasOwn(given, action),
  )
  for (const action of named) delete given[action]
  if (named.length > 1) return { kind: 'refused', text: several(p)(named) }
  const [action = 'modify'] = named
  const removes = action === 'remove' || action === 'detach'
  if (removes && Object.keys(given).length > 0) return { kind: 'refused', text: bareRemoval(p) }
  const legacy = ident === action
  return { action, ident: legacy ? LAST : ident, legacy, given }
}

function readOne(p: Typed, typed: Identified): DiskChange | Misread {
  const read = whichAction(p, typed)
  if ('kind' in read) return read
  const { action, ident, legacy, given } = read
  const keys = Object.keys(given)
  const size = textOf(given.size)
  const mib = size === null ? null : parseUnit(size)
  if (mib && !mib.ok) return { kind: 'unhandled', text: mib.refusal.text }
  if (action === 'add' && !mib)
    return { kind: 'refused', text: "Missing required parameter 'size'" }
  const strange = keys.find((key) => key !== 'size' && !KNOWN[action].includes(key))
  if (strange !== undefined) return { kind: 'parameter', text: `Unknown parameter '${strange}'` }
  return {
    action,
    ident,
    legacy,
    sizeMib: mib?.ok ? mib.value : null,
    mode: textOf(given.mode),
    name: textOf(given.name),
    uuid: textOf(given.uuid),
    given: keys.length,
    spindles: textOf(given.spindles),
    group: textOf(given.vg),
  }
}

/** All changes in the order in which they were typed, or why they cannot be read. */
export function readDiskChanges(p: Typed, typed: readonly Identified[]): DiskChange[] | Misread {
  const changes: DiskChange[] = []
  for (const one of typed) {
    const read = readOne(p, one)
    if ('kind' in read) return read
    changes.push(read)
  }
  return changes
}
