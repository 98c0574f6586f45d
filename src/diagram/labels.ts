import { own } from '../lib/own.ts'

/**
 * Names that are longer than their box. The rule is stable: a name is cut the same way whatever
 * else is in the picture, unless two names would then look the same.
 */
const cut = (name: string, room: number): string => {
  if (name.length <= room) return name
  const first = name.split('.')[0] ?? name
  if (first.length <= room) return first
  const tail = Math.floor((room - 1) / 2)
  return `${first.slice(0, room - 1 - tail)}*${first.slice(first.length - tail)}`
}

/**
 * A short form of every name, at most `room` characters (4 or more): the name, its part before
 * the first dot, or its beginning and its end around a star; where two would be equal, the end is
 * a number.
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

/** "A" of "node A": what a node is called where there is little room. */
export const bareNodeLabel = (label: string): string =>
  label.length > 5 && label.startsWith('node ') ? label.slice(5) : label

/** "01" of "node01": what all names begin with tells none from another. Nothing is left out where a name would be empty. */
export const withoutCommonStart = (names: string[]): string[] => {
  const [first = ''] = names
  const letters = first.match(/^[^0-9]*/)?.[0] ?? ''
  const isCommon = names.every((name) => name.startsWith(letters) && name.length > letters.length)
  return isCommon && names.length > 1 ? names.map((name) => name.slice(letters.length)) : names
}

const SHORT_STATUS: Record<string, string> = { ERROR: 'ERR', ADMIN: 'ADM', USER: 'USR' }

/** "ADM_down" of "ADMIN_down", cut to `room`. */
export const shortStatus = (status: string, room: number): string => {
  const [head = '', ...rest] = status.split('_')
  return [own(SHORT_STATUS, head) ?? head, ...rest].join('_').slice(0, room)
}

/** Words that are true of everything on the node, so one of them is enough. */
export const isNodeWide = (status: string): boolean => /_node(down|offline)$/.test(status)
