import type { GroupCard, Member, WaitingPerson } from '../log/protocol.ts'
import type { GroupRoom } from './room.ts'

/** A page that may hide names: then it is not told any. */
interface Hiding {
  hides: boolean
}

/** People as a page is told of them. */
export const peopleFor = <T extends Member | WaitingPerson>({ hides }: Hiding, people: T[]): T[] =>
  hides ? people.map((person) => ({ ...person, name: '' })) : people

/** Groups as a wall is told of them: a code lets people in. */
export const cardsFor = ({ hides }: Hiding, rooms: Iterable<GroupRoom>): GroupCard[] =>
  [...rooms].map(({ group: { row } }) => (hides ? { ...row, code: '' } : row))
