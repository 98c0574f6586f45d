/** Units in which sizes are shown: `h` is whatever reads best. */
export type Unit = 'h' | 'm' | 'g' | 't'

/** One decimal; exact halves go to the even digit, as Python rounds. */
function oneDecimal(value: number, divisor: number): string {
  const tenths = (value * 10) / divisor
  const floor = Math.floor(tenths)
  const rest = tenths - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 === 1)
  return ((up ? floor + 1 : floor) / 10).toFixed(1)
}

/** A size in MiB as Ganeti's utils.FormatUnit writes it: `29.1G`; without a suffix unless `unit` is `h`. */
export function formatUnit(mib: number, unit: Unit): string {
  const suffix = (letter: string) => (unit === 'h' ? letter : '')
  if (unit === 'm' || (unit === 'h' && mib < 1024)) return `${Math.round(mib)}${suffix('M')}`
  if (unit === 'g' || (unit === 'h' && mib < 1024 * 1024)) {
    return `${oneDecimal(mib, 1024)}${suffix('G')}`
  }
  return `${oneDecimal(mib, 1024 * 1024)}${suffix('T')}`
}
