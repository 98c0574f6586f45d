/** Seconds as Ganeti's utils.FormatSeconds writes them: `1m 55s`. */
export function formatSeconds(seconds: number): string {
  let rest = Math.round(seconds)
  const parts: string[] = []
  for (const [letter, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    const whole = Math.floor(Math.max(0, rest) / size)
    if (whole === 0 && parts.length === 0) continue
    parts.push(`${whole}${letter}`)
    rest -= whole * size
  }
  return [...parts, `${rest}s`].join(' ')
}

/** Whole seconds, as every total of the page counts them. */
export const wholeSeconds = (ms: number): number => Math.round(ms / 1000)

/** A duration in words: "26 seconds", "1 minute", "2 minutes 5 seconds". */
export function lasting(ms: number): string {
  const all = Math.max(1, wholeSeconds(ms))
  const some = (amount: number, unit: string) =>
    amount === 0 ? [] : [`${amount} ${unit}${amount === 1 ? '' : 's'}`]
  const hours = Math.floor(all / 3600)
  const minutes = Math.floor((all % 3600) / 60)
  const words = [...some(hours, 'hour'), ...some(minutes, 'minute'), ...some(all % 60, 'second')]
  return words.slice(0, 2).join(' ')
}

/** A duration as a clock shows it: 1:05, 12:00, 1:02:03. */
export function minutesSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
