import { own } from '../../lib/own.ts'

/**
 * Shortens names that do not fit their box. A name is cut the same way in every picture, unless two names would look
 * the same.
 */
const cut = (name: string, room: number): string => {
  if (name.length <= room) return name
  const first = name.split('.')[0] ?? name
  if (first.length <= room) return first
  const tail = Math.floor((room - 1) / 2)
  return `${first.slice(0, room - 1 - tail)}*${first.slice(first.length - tail)}`
}

/**
 * A short form of every name, at most `room` characters (4 or more): the name, its part before the first dot, or its
 * beginning and end around a star. If two would be equal, each ends in a number instead.
 */
export const shortened = (names: string[], room: number): Map<string, string> => {
  const short = new Map(names.map((name) => [name, cut(name, room)]))
  const taken = new Map<string, string[]>()
  for (const [name, label] of short) taken.set(label, [...(taken.get(label) ?? []), name])
  for (const twins of taken.values()) {
    if (twins.length < 2) continue
    for (const [i, name] of twins.sort().entries()) {
      const number = `*${i + 1}`
      short.set(name, `${name.slice(0, room - number.length)}${number}`)
    }
  }
  return short
}

/** The label of a node where there is little room: "A" for "node A". */
export const bareNodeLabel = (label: string): string =>
  label.length > 5 && label.startsWith('node ') ? label.slice(5) : label

/** Names without the letters that all start with: "01" for "node01". Unchanged if a name would become empty. */
export const withoutCommonStart = (names: string[]): string[] => {
  const [first = ''] = names
  const letters = first.match(/^[^0-9]*/)?.[0] ?? ''
  const isCommon = names.every((name) => name.startsWith(letters) && name.length > letters.length)
  return isCommon && names.length > 1 ? names.map((name) => name.slice(letters.length)) : names
}

const SHORT_STATUS: Record<string, string> = { ERROR: 'ERR', ADMIN: 'ADM', USER: 'USR' }

/** A short form of a status, at most `room` characters: "ADM_down" for "ADMIN_down". */
export const shortStatus = (status: string, room: number): string => {
  const [head = '', ...rest] = status.split('_')
  return [own(SHORT_STATUS, head) ?? head, ...rest].join('_').slice(0, room)
}

/** Whether a status applies to everything on the node, so that showing it once is enough. */
export const isNodeWide = (status: string): boolean => /_node(down|offline)$/.test(status)
