import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { ROOM } from '../log/entry.ts'
import type { Member } from '../log/protocol.ts'
import type { Taken } from '../log/taken.ts'

/** How someone in a group is called at the start of a sentence; where names are hidden, by the number of the seat. */
export function nameIn(members: readonly Member[], seat: string): string {
  if (seat === ROOM) return t`The instructor`
  return members.find((member) => member.seat === seat)?.name || t`Member ${seat}`
}

/** The names of seats, within a sentence. */
export const namesIn = (members: readonly Member[], seats: readonly string[]): string =>
  listed(seats.map((seat) => (seat === ROOM ? t`the instructor` : nameIn(members, seat))))

/** What someone took back or did again, as what follows on their name. Who else had done it is named. */
export function takenInWords(taken: Taken, by: string, members: readonly Member[]): string {
  const { is, many, step, of } = taken
  const names = of.some((seat) => seat !== by) ? namesIn(members, of) : null
  const what = step ?? t`a step`
  if (is === 'again')
    return names === null ? t`did ${what} again` : t`did ${what} again (by ${names})`
  if (many > 1)
    return names === null
      ? t`took back ${many} steps, from ${what} on`
      : t`took back ${many} steps (by ${names}), from ${what} on`
  return names === null ? t`took back ${what}` : t`took back ${what} (by ${names})`
}
