import { repr } from '../optparse/repr.ts'
import type { Json } from './field.ts'

/** A value as Python's repr() writes it. */
function pythonRepr(value: Json): string {
  return typeof value === 'string' ? repr(value) : pythonStr(value)
}

/** A value as Python's str() writes it. */
export function pythonStr(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${repr(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`
}

/** Whether a JSON value is a list; as a guard that keeps the list read-only, which Array.isArray does not. */
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** A value as the daemon's complaints quote it: JSON, as Haskell's Text.JSON.Pretty lays it out. */
export function prettyJson(value: Json): string {
  if (isList(value)) return `[${value.map(prettyJson).join(', ')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${prettyJson(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}
