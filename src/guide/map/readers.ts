import type { LabCard } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import type { Reader } from '../../session/panels.ts'

/** A way into the labs: what a reader reads first, and which labs are theirs, in which order. */
interface Way {
  reader: Reader
  name: string
  says: string
  /** The ids of the labs, in order; null: all of them, in theirs. */
  labs: readonly string[] | null
}

/** The three ways into the labs. */
export const WAYS: readonly Way[] = [
  {
    reader: 'alone',
    name: t`I learn alone`,
    says: t`From the beginning: each part builds on those before it.`,
    labs: null,
  },
  {
    reader: 'handout',
    name: t`I follow the handout`,
    says: t`The parts of the exercise in the order in which the handout has them.`,
    labs: [
      'setup',
      'maintenance',
      'crash',
      'loss',
      'master',
      'master-crash',
      'evacuation',
      'two-nodes',
    ],
  },
  {
    reader: 'teach',
    name: t`I teach`,
    says: t`Open a part in the presenter view, or copy links into your slides: to a lab, to a goal of it, or to a drill. A drill has the same fault on every screen.`,
    labs: null,
  },
]

/** The labs on a way, in its order. */
export const labsOn = ({ labs }: Way, cards: readonly LabCard[]): readonly LabCard[] =>
  labs === null
    ? cards
    : labs.flatMap((id) => {
        const card = cards.find((one) => one.id === id)
        return card ? [card] : []
      })
