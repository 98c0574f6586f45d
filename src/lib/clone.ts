import './own.ts'

/**
 * A deep copy of JSON. What is not JSON is lost: undefined values and functions go. Of an Immer draft it copies the
 * state as changed so far. By hand, because a round trip through text takes five times as long.
 */
export const clone = <T>(value: T): T => copyOf(value) as T

function copyOf(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => (isJson(item) ? copyOf(item) : null))
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (isJson(item)) copy[key] = copyOf(item)
  }
  return copy
}

const isJson = (value: unknown): boolean => value !== undefined && typeof value !== 'function'
