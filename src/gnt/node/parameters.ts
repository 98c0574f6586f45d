import { own } from '../../lib/own.ts'
import type { Parameters } from '../../sim/cluster/config.ts'
import { type OpNext, refuse, wrongParameter } from '../../sim/run/opcode.ts'
import type { KeyValues } from '../optparse/keyvals.ts'
import { NODE_DEFAULTS } from '../query/fields/node-parameters.ts'
import { pythonStr } from '../query/python.ts'

/** Parameters that hold for a whole group at least (constants.NDC_GLOBALS). */
const GLOBAL = ['exclusive_storage']

/**
 * A value as its parameter wants it, or the complaint (utils.ForceDictType). `defaults`: parameters that
 * exist, with values of their types.
 */
export function typed(
  defaults: Parameters,
  name: string,
  value: string | boolean | null,
): string | number | boolean | OpNext {
  const wanted = own(defaults, name)
  if (wanted === undefined) return wrongParameter(`Unknown parameter '${name}'`)
  const shown = pythonStr(value)
  switch (typeof wanted) {
    case 'string':
      if (typeof value === 'string') return value
      return value === false
        ? ''
        : wrongParameter(`'${name}' (value ${shown}) is not a valid string`)
    case 'boolean': {
      if (typeof value !== 'string') return value === true
      const word = value.toLowerCase()
      if (word === 'true' || word === 'false') return word === 'true'
      return value === ''
        ? false
        : wrongParameter(`'${name}' (value ${shown}) is not a valid boolean`)
    }
    case 'number': {
      if (typeof value === 'boolean') return Number(value)
      if (value === null) return wrongParameter(`'${name}' (value None) is not a valid integer`)
      const pattern = name === 'cpu_speed' ? /^\s*[+-]?\d+(\.\d*)?\s*$/ : /^\s*[+-]?\d+\s*$/
      if (pattern.test(value)) return Number(value)
      const kind = name === 'cpu_speed' ? 'float' : 'integer'
      return wrongParameter(`'${name}' (value ${shown}) is not a valid ${kind}`)
    }
  }
}

/** The node's parameters after a change, or the refusal of that change. */
export type Changed = { ok: true; ndparams: Parameters } | { ok: false; next: OpNext }

/** Own parameters after a change: `default` takes one away (GetUpdatedParams). */
export function updatedParams(defaults: Parameters, old: Parameters, change: KeyValues): Changed {
  const ndparams: Parameters = { ...old }
  for (const [name, value] of Object.entries(change)) {
    if (value === 'default' || value === null) {
      delete ndparams[name]
      continue
    }
    const result = typed(defaults, name, value)
    if (typeof result === 'object') return { ok: false, next: result }
    ndparams[name] = result
  }
  return { ok: true, ndparams }
}

/** The same of a node, which cannot have all of them by itself. */
export function changedNdparams(old: Parameters, change: KeyValues): Changed {
  const updated = updatedParams(NODE_DEFAULTS, old, change)
  if (!updated.ok) return updated
  const global = Object.keys(change).filter((name) => GLOBAL.includes(name))
  if (global.length > 0)
    return {
      ok: false,
      next: refuse(
        'wrong_input',
        `The following node parameters are global and cannot be customized at node level, please modify them at cluster or group level: ${global.join(', ')}`,
      ),
    }
  return updated
}
