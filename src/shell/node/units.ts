const UNITS = ['K', 'M', 'G', 'T']

/** A number of KiB in the unit of 1024 in which it is below 1024, with that unit's letter; TiB may be more. */
export function inUnit(kib: number): { value: number; unit: string } {
  let [value, unit] = [kib, 0]
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024
  return { value, unit: UNITS[unit] ?? '' }
}
