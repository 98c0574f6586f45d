/**
 * What `modify --disk` asks for, as the client reads it.
 * Source: lib/client/gnt_instance.py (_ConvertNicDiskModifications, _ParseDiskSizes).
 */
import { byRelease, type Release } from '../../sim/releases.ts'
import type { Identified } from '../optparse/keyvals.ts'
import { parseUnit } from '../optparse/units.ts'

/** One change of an instance's list of disks. */
export interface DiskChange {
  action: 'add' | 'remove' | 'modify'
  /** Index, name or UUID; -1: the last one, or behind it. */
  ident: string
  sizeMib: number | null
  mode: string | null
  /** null: as it is. */
  name: string | null
}

/** Why `--disk` cannot be understood; `kind` decides how the client words it. */
export type Misread =
  | { kind: 'refused'; text: string }
  | { kind: 'parameter'; text: string }
  | { kind: 'unhandled'; text: string }
  | { kind: 'not simulated'; option: string }

const LAST = '-1'
const ACTIONS = ['add', 'attach', 'remove', 'detach', 'modify'] as const
const KNOWN = ['size', 'mode', 'name', 'spindles']
const CHANGEABLE = ['mode', 'name']

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

interface Typed {
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

function readOne(p: Typed, [ident, values]: Identified): DiskChange | Misread {
  const given: Record<string, unknown> = { ...(values || {}) }
  const named = ACTIONS.filter((action) =>
    ident === action ? action !== 'modify' : Object.hasOwn(given, action),
  )
  for (const action of named) delete given[action]
  if (named.length > 1) return { kind: 'refused', text: several(p)(named) }
  const [action = 'modify'] = named
  if (action === 'attach' || action === 'detach')
    return { kind: 'not simulated', option: `--disk ${action}` }
  const keys = Object.keys(given)
  if (action === 'remove' && keys.length > 0) return { kind: 'refused', text: bareRemoval(p) }
  const size = textOf(given.size)
  const mib = size === null ? null : parseUnit(size)
  if (mib && !mib.ok) return { kind: 'unhandled', text: mib.refusal.text }
  if (action === 'add' && !mib)
    return { kind: 'refused', text: "Missing required parameter 'size'" }
  const strange = keys.find(
    (key) => key !== 'size' && !(action === 'add' ? KNOWN : CHANGEABLE).includes(key),
  )
  if (strange !== undefined) return { kind: 'parameter', text: `Unknown parameter '${strange}'` }
  return {
    action,
    ident: ident === action ? LAST : ident,
    sizeMib: mib?.ok ? mib.value : null,
    mode: textOf(given.mode),
    name: textOf(given.name),
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
