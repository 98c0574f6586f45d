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
