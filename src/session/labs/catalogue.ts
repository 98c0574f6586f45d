import type { Lab, LabCard } from '../../labs/lab.ts'
import first from '../../labs/lessons/picture.md'
import firstWorld from '../../labs/lessons/picture.md?world'
import { own } from '../../lib/own.ts'
import type { World } from '../../sim/world.ts'
import { loadChunk } from '../loading/load-chunk.ts'

/**
 * The labs that come with the page, as `vite.config.ts` reads them while it builds: their cards at once,
 * the first one whole, every other one when it is opened.
 */
const cards = import.meta.glob<LabCard>('../../labs/lessons/*.md', {
  eager: true,
  query: '?card',
  import: 'default',
})
const lessons = import.meta.glob<Lab>('../../labs/lessons/*.md', { import: 'default' })

/** Every lab, in the order of the exercise. */
export const CARDS: readonly LabCard[] = Object.values(cards).sort((a, b) => a.order - b.order)

/** The lab that a first visit finds open. */
export const FIRST_LAB: Lab = first
/** Its World, made while the page was built: what makes Worlds comes later. */
export const FIRST_WORLD: World = firstWorld

/** Fetches a lab; undefined if there is none with that name. */
export async function fetchLab(id: string): Promise<Lab | undefined> {
  if (id === FIRST_LAB.id) return FIRST_LAB
  const lesson = own(lessons, `../../labs/lessons/${id}.md`)
  return lesson && loadChunk(lesson)
}
