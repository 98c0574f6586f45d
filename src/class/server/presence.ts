import { own } from '../../lib/own.ts'
import { SEATS } from '../log/entry.ts'
import type { LogHead } from '../log/head.ts'
import type { Member } from '../log/protocol.ts'

/** Real milliseconds for which someone whose line broke still counts as present. */
export const LEAVING_MS = 10_000

/** What a connected page says of whoever sits there. */
export interface Seated {
  seat: string
  node: string
  hand: boolean
}

/** Those who left a while ago, by seat. */
export type Left = ReadonlyMap<string, { at: number; was: Seated }>

/** Who sits at connected pages, or did a moment ago. */
export function seatedNow(
  pages: Iterable<{ seated: Seated | null }>,
  left: Left,
  now: number,
): Seated[] {
  const connected = [...pages].flatMap(({ seated }) => seated ?? [])
  const gone = [...left.values()].flatMap(({ at, was }) =>
    now - at < LEAVING_MS && connected.every(({ seat }) => seat !== was.seat) ? [was] : [],
  )
  return [...gone, ...connected]
}

/** Everyone who has been there at all. `seated`: who is there now. */
export const membersOf = ({ names }: LogHead, seated: readonly Seated[], left: Left): Member[] =>
  SEATS.flatMap((seat) => {
    const name = own(names, seat)
    if (name === undefined) return []
    const pages = seated.filter((page) => page.seat === seat)
    const last = pages.at(-1)
    return [
      {
        seat,
        name,
        here: last !== undefined,
        node: last?.node ?? left.get(seat)?.was.node ?? '',
        hand: pages.some(({ hand }) => hand),
      },
    ]
  })
