/**
 * Backend parameters as typed behind -B: names, types, and what they mean for an instance.
 * Source: BES_PARAMETER_TYPES in Ganeti's constants, ForceDictType in lib/utils/__init__.py,
 * UpgradeBeParams in lib/objects.py.
 */
import type { BackendParameters, ClusterConfig } from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import type { ProgramNext } from '../../sim/run/program.ts'
import { failure } from '../client/client.ts'
import type { ClientContext } from '../command.ts'
import type { KeyValues } from '../optparse/keyvals.ts'
import { parseUnit } from '../optparse/units.ts'
import { customBeparams } from '../query/fields/instance-fields.ts'

const TYPES = {
  memory: 'size',
  maxmem: 'size',
  minmem: 'size',
  vcpus: 'integer',
  spindle_use: 'integer',
  auto_balance: 'boolean',
  always_failover: 'boolean',
} as const
type Key = keyof typeof TYPES

/** A parameter with its value, in the order typed. 'default': back to what the cluster says. */
export type BackendGiven = [key: string, value: number | boolean | 'default'][]

type Parsed = { ok: true; given: BackendGiven } | { ok: false; error: string }

const isKey = (key: string): key is Key => Object.hasOwn(TYPES, key)

/**
 * Names and types are checked; the sentence of a mistake is Ganeti's. `defaults`: whether `default` stands for what the
 * cluster says, as it does for an instance.
 */
export function parseBackend(values: KeyValues, { defaults } = { defaults: true }): Parsed {
  const given: BackendGiven = []
  for (const [key, value] of Object.entries(values)) {
    if (!isKey(key)) return { ok: false, error: `Unknown parameter '${key}'` }
    if (value === null || (defaults && value === 'default')) {
      given.push([key, 'default'])
      continue
    }
    const parsed = typed(key, value)
    if (typeof parsed === 'string') return { ok: false, error: parsed }
    given.push([key, parsed])
  }
  return { ok: true, given }
}

/** The value, or a sentence that says why it is none. */
function typed(key: Key, value: string | boolean): number | boolean | string {
  const python = value === true ? 'True' : value === false ? 'False' : value
  switch (TYPES[key]) {
    case 'boolean': {
      if (typeof value === 'boolean') return value
      const word = value.toLowerCase()
      if (word === 'true' || word === 'false') return word === 'true'
      return value === '' ? false : `'${key}' (value ${value}) is not a valid boolean`
    }
    case 'integer':
      return /^\s*[-+]?\d+\s*$/.test(python)
        ? Number(python)
        : `'${key}' (value ${python}) is not a valid integer`
    case 'size': {
      const size = parseUnit(python)
      if (size.ok) return size.value
      return `'${key}' (value ${python}) is not a valid size. error: ${size.refusal.text}`
    }
  }
}

/** What the typed parameters change; `memory` sets both ends. */
export function backendOf(config: ClusterConfig, given: BackendGiven): Partial<BackendParameters> {
  const standard = settingsOf(config).backend
  const changes: Partial<BackendParameters> = {}
  const number = (value: number | boolean | 'default', usual: number) =>
    typeof value === 'number' ? value : usual
  const boolean = (value: number | boolean | 'default', usual: boolean) =>
    typeof value === 'boolean' ? value : usual
  for (const [key, value] of given) {
    if (key === 'memory' || key === 'maxmem') changes.maxmemMib = number(value, standard.maxmemMib)
    if (key === 'memory' || key === 'minmem') changes.minmemMib = number(value, standard.minmemMib)
    if (key === 'vcpus') changes.vcpus = number(value, standard.vcpus)
    if (key === 'spindle_use') changes.spindleUse = number(value, standard.spindleUse)
    if (key === 'auto_balance') changes.autoBalance = boolean(value, standard.autoBalance)
    if (key === 'always_failover') changes.alwaysFailover = boolean(value, standard.alwaysFailover)
  }
  return changes
}

/** An instance's parameters after -B, with which of them are its own from now on. */
export function withBackend(
  config: ClusterConfig,
  before: BackendParameters,
  given: BackendGiven,
): BackendParameters {
  if (given.length === 0) return before
  const own = new Set(Object.keys(customBeparams(config, before)))
  for (const [key, value] of given)
    for (const name of key === 'memory' ? ['minmem', 'maxmem'] : [key])
      if (value === 'default') own.delete(name)
      else own.add(name)
  return { ...before, ...backendOf(config, given), given: [...own] }
}

/** The changes behind -B; nothing where they are wrong, which `badBackend` has said before. */
export const backendChanges = (
  config: ClusterConfig,
  values: KeyValues,
): Partial<BackendParameters> => {
  const parsed = parseBackend(values)
  return parsed.ok ? backendOf(config, parsed.given) : {}
}

/** What is wrong with the words behind -B; null: nothing. */
export const backendMistake = (values: KeyValues): string | null => {
  const parsed = parseBackend(values)
  return parsed.ok ? null : parsed.error
}

/** Ends the client when a parameter is unknown or of the wrong type. */
export const badBackend = <V>(p: ClientContext<V>, values: KeyValues): ProgramNext | undefined => {
  const parsed = parseBackend(values)
  return parsed.ok ? undefined : failure(p, `Parameter Error: ${parsed.error}`)
}
