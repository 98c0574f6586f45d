import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import { asMember } from './network.ts'

/** Something that was done: the milliseconds before it, the seat, and what. */
export type Deed = [ms: number, by: string, what: GroupAction]

/** A log of deeds. */
export function logOf(...deeds: readonly Deed[]): Entry[] {
  let at = 0
  return deeds.map(([ms, by, what], i) => {
    at += ms
    return { n: i + 1, at, real: 1_000_000 + at, by, id: `e${i}`, what }
  })
}

/** A lab is opened, two people join, and the clock runs. */
export const START: readonly Deed[] = [
  [0, '', { do: 'lab', lab: 'crash', release: '2.11' }],
  [0, '1', { do: 'join', name: 'Anna' }],
  [0, '2', { do: 'join', name: '=Ben|' }],
  [0, '1', { do: 'speed', speed: 1 }],
]

/** A line that is typed at the login of a seat. */
export const line = (text: string, seat = '1', node = 'nodeA'): GroupAction => ({
  do: 'input',
  input: asMember(seat, { kind: 'line', terminal: node, text }),
})
