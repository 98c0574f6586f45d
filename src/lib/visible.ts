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

/** One character for one, where a grid has no room for more. */
export const visibleCells = (text: string): string =>
  text.replace(UNSEEN, (char) => '\ufffd'.repeat(char.length)).replace(JOINING, '\ufffd')
