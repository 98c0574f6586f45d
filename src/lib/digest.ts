/** Plain data as one text, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const texts = entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
  return `{${texts.sort().join()}}`
}

/**
 * A short text that is the same for equal plain data, and almost surely another for different data (FNV-1a). It
 * finds accidents, not forgeries.
 */
export function digestOf(value: unknown): string {
  let hash = 0x811c9dc5
  for (const letter of canonical(value))
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
