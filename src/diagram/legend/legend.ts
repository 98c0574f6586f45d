import { lazily } from '../../lib/lazily.ts'
import type { Layout } from '../draw/layout.ts'
import type { Picture } from '../draw/picture.ts'
import type { Scene } from '../scene/scene.ts'
import { cutOut } from './cut.ts'
import { SAMPLES } from './samples.ts'
import { type Sign, signsOf } from './signs.ts'
import { CHAPTERS, chapterOf, SIGNS, type SignWords, wordsOf } from './words.ts'

/** One line of the legend: the sign as the picture draws it, and what it means. */
export interface LegendEntry extends SignWords {
  sign: Sign
  picture: Picture
}

const KINDS: readonly Layout['kind'][] = ['full', 'compact', 'tiles']

/** What a kind of picture can draw. A small picture leaves some signs out. */
const entriesIn = (kind: Layout['kind']): readonly LegendEntry[] =>
  SIGNS.flatMap((sign) => {
    const { scene, without, cut } = SAMPLES[sign]
    const picture = cutOut(scene, kind, cut)
    const isDrawn = JSON.stringify(picture) !== JSON.stringify(cutOut(without, kind, cut))
    return isDrawn ? [{ sign, picture, ...wordsOf(sign, kind === 'compact') }] : []
  })

const ALL = lazily(() => new Map(KINDS.map((kind) => [kind, entriesIn(kind)])))

/** Everything that a kind of picture can show, in the order of the legend. */
export const entriesOf = (kind: Layout['kind']): readonly LegendEntry[] => ALL().get(kind) ?? []

/** The legend of a scene: the signs in its picture now, and all others by chapter. */
export function legendOf(
  scene: Scene,
  kind: Layout['kind'],
): {
  now: readonly LegendEntry[]
  others: readonly (readonly [string, readonly LegendEntry[]])[]
} {
  const present = signsOf(scene)
  const all = entriesOf(kind)
  const others = all.filter(({ sign }) => !present.has(sign))
  return {
    now: all.filter(({ sign }) => present.has(sign)),
    others: CHAPTERS.map(
      (chapter) => [chapter, others.filter(({ sign }) => chapterOf(sign) === chapter)] as const,
    ).filter(([, entries]) => entries.length > 0),
  }
}
