import type { ServedGroup } from './group.ts'
import type { ServedPage } from './page.ts'
import { type Seated, seatedNow } from './presence.ts'

/** A group, and who is in it by way of this server. */
export interface GroupRoom {
  group: ServedGroup
  pages: Set<ServedPage>
  left: Map<string, { at: number; was: Seated }>
  /** When the last page left; null while one is there. */
  emptySince: number | null
  /** Whether its pages have to be told who is there. */
  stale: boolean
}

/** A room in which no one is. */
export const newRoom = (group: ServedGroup): GroupRoom => ({
  group,
  pages: new Set(),
  left: new Map(),
  emptySince: Date.now(),
  stale: false,
})

/** Who is in a group by way of this server. */
export const seatedIn = ({ pages, left }: GroupRoom): Seated[] => seatedNow(pages, left, Date.now())
