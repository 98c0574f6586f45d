import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'

const KIB = 1024
const KILO = 1000
const MEGABYTE_IN_MIB = (KILO / KIB) ** 2

const scaleOf = (unit: string): number | null => {
  const upper = unit.toUpperCase()
  if (unit === '' || unit === 'm' || upper === 'MIB') return 1
  if (unit === 'g' || upper === 'GIB') return KIB
  if (unit === 't' || upper === 'TIB') return KIB * KIB
  if (unit === 'M' || upper === 'MB') return MEGABYTE_IN_MIB
  if (unit === 'G' || upper === 'GB') return MEGABYTE_IN_MIB * KILO
  if (unit === 'T' || upper === 'TB') return MEGABYTE_IN_MIB * KILO * KILO
  return null
}

/** A size with its unit, in MiB (parseUnit). */
export const readSize = (text: string): Result<number> => {
  const found = /^\s*(-?\d+) *(.*)$/.exec(text)
  if (found === null) return bad(`Can't parse string '${text}'`)
  const [, number = '', unit = ''] = found
  const scale = scaleOf(unit)
  return scale === null ? bad(`Unknown unit '${unit}'`) : good(Math.trunc(Number(number) * scale))
}
