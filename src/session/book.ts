import { create } from 'zustand'
import { isSolved, keptSoFar } from '../labs/progress.ts'
import { own } from '../lib/own.ts'
import { visibleData } from '../lib/visible.ts'
import type { Release } from '../sim/releases.ts'
import { BOOK_KEY } from './kept.ts'
import type { Session } from './session.ts'
import { useApp } from './store.ts'

/** A lab that was solved to its last goal, at its best. */
export interface Entry {
  /** ISO 8601, by the clock of whoever solved it first. */
  solved: string
  /** Releases in which it was solved. */
  releases: Release[]
  /** Whether all that the lab wants kept was kept, at least once. */
  clean: boolean
  /** Numbers of the drills that were mended, in a lab of drills. */
  drills?: number[]
}

/** What somebody has reached across all labs, by the lab's id. Kept in this browser. */
export type Book = Record<string, Entry>

export const BOOK_FORMAT = 'ganeti-lab progress'

const isEntry = (value: unknown): value is Entry => {
  const { solved, releases, clean, drills = [] } = (value ?? {}) as Partial<Entry>
  return (
    typeof solved === 'string' &&
    typeof clean === 'boolean' &&
    Array.isArray(releases) &&
    releases.every((release) => typeof release === 'string') &&
    Array.isArray(drills) &&
    drills.every((number) => typeof number === 'number')
  )
}

/** The entries of a book from elsewhere; what is none is left out. */
export const readBook = (data: unknown): Book =>
  typeof data === 'object' && data !== null
    ? visibleData(Object.fromEntries(Object.entries(data).filter(([, entry]) => isEntry(entry))))
    : {}

function stored(): Book {
  try {
    return readBook(JSON.parse(localStorage.getItem(BOOK_KEY) ?? '{}'))
  } catch {
    return {}
  }
}

export const useBook = create<{ book: Book }>(() => ({ book: stored() }))

/** Both books in one: nothing that was reached is lost. */
export function merged(mine: Book, other: Book): Book {
  const book = { ...mine }
  for (const [id, entry] of Object.entries(other)) {
    const known = own(book, id)
    const union = <T>(a: T[] = [], b: T[] = []) => [...new Set([...a, ...b])]
    const drills = union(known?.drills, entry.drills).sort((a, b) => a - b)
    book[id] = {
      solved: known && known.solved < entry.solved ? known.solved : entry.solved,
      releases: union(known?.releases, entry.releases).sort(),
      clean: entry.clean || known?.clean === true,
      ...(drills.length > 0 ? { drills } : {}),
    }
  }
  return book
}

/** Adds to the book of this browser. */
export function enter(entries: Book): void {
  const book = merged(useBook.getState().book, entries)
  useBook.setState({ book })
  try {
    localStorage.setItem(BOOK_KEY, JSON.stringify(book))
  } catch {
    // It lasts until the page is closed; the session itself says when nothing can be stored.
  }
}

/** A lab begun in the middle is not entered: what was played for the learner may be the hard part of it. */
const entryOf = ({ lab, from, progress, definition }: Session, solved: string): Book => {
  if (!lab || from !== null || lab.source !== undefined || !isSolved(lab, progress)) return {}
  const clean = keptSoFar(lab, progress).every((kept) => kept.broken === null)
  const drills = lab.causes.length > 0 ? { drills: [definition.seed ?? 1] } : {}
  return { [lab.id]: { solved, releases: [definition.release], clean, ...drills } }
}

/** From now on every lab that is solved is entered. */
export function keepBook(): void {
  useApp.subscribe(({ session }, before) => {
    if (session.progress.done === before.session.progress.done) return
    const entry = entryOf(session, new Date().toISOString())
    if (Object.keys(entry).length > 0) enter(entry)
  })
}
