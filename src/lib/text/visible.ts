/**
 * Invisible characters, and those that change the order in which others are seen: what is read could be something
 * else than what is there. Control characters are not among them.
 */
const UNSEEN =
  /[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu
/** These join or separate letters of some scripts: wanted in prose, but not in names and commands. */
const JOINING = /[\u00ad\u200c\u200d]/g

const escaped = (char: string): string =>
  `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`

/** Prose with its unseen characters spelled out: `<U+202E>`. */
export const visibleProse = (text: string): string => text.replace(UNSEEN, escaped)

/** Names, commands and what they print, with every unseen character spelled out. */
export const visible = (text: string): string => visibleProse(text).replace(JOINING, escaped)

/**
 * Plain data from a file with all its texts, and what they are called, as `visibleProse` gives them. What needs no
 * change is the same value, not a copy.
 */
export function visibleData<T>(value: T): T {
  if (typeof value === 'string') return visibleProse(value) as T
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(visibleData)
    return items.some((item, i) => item !== value[i]) ? (items as T) : value
  }
  let same = true
  const entries = Object.entries(value).map(([key, inner]) => {
    const entry = [visibleProse(key), visibleData(inner)] as const
    same &&= entry[0] === key && entry[1] === inner
    return entry
  })
  return same ? value : (Object.fromEntries(entries) as T)
}

/** One character for one, where a grid has no room for more. */
export const visibleCells = (text: string): string =>
  text.replace(UNSEEN, (char) => '\ufffd'.repeat(char.length)).replace(JOINING, '\ufffd')
