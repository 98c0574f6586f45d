import { t } from '../../lib/language/t.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { Condition, LabFile } from '../lab.ts'
import type { Complain } from './references.ts'

/** Characters of a story: a hundred times the longest of the built-in labs. */
const MOST_IN_STORY = 50_000
const MOST_BLOCKS = 500

/** Why a story is too long, or null. `tooManyBlocks` counts its blocks after it has been read. */
export const storyTooLong = (story: string): string | null =>
  story.length > MOST_IN_STORY
    ? t`the story is too long: ${MOST_IN_STORY} characters at most`
    : null

/** Why a story has too many blocks, or null. */
export const tooManyBlocks = (blocks: readonly unknown[]): string | null =>
  blocks.length > MOST_BLOCKS
    ? t`the story has too many paragraphs, lists and blocks of code: ${MOST_BLOCKS} at most`
    : null

/** Conditions, times the nodes and instances that each may look at. They are judged after every event. */
const MOST_JUDGED = 20_000

/** Reports conditions that would take too long to judge after every event. */
export function checkConditions(
  lab: LabFile,
  { nodes, instances }: Pick<ClusterDefinition, 'nodes' | 'instances'>,
  complain: Complain,
): void {
  const most = Math.floor(MOST_JUDGED / (nodes.length + instances.length))
  const counted: [path: (string | number)[], conditions: number][] = [
    ...lab.goals.map(({ needs }, i) => entry(['goals', i, 'needs'], needs)),
    ...lab.goals.flatMap(({ risky }, i) => (risky ? [entry(['goals', i, 'risky'], risky)] : [])),
    ...lab.keep.map(({ never }, i) => entry(['keep', i, 'never'], never)),
    ...lab.wrongTurns.map(({ when }, i) => entry(['wrongTurns', i, 'when'], when)),
    ...lab.wrongTurns.flatMap(({ until }, i) =>
      until ? [entry(['wrongTurns', i, 'until'], until)] : [],
    ),
  ]
  let sum = 0
  for (const [path, conditions] of counted) {
    sum += conditions
    if (sum <= most) continue
    return complain(
      path,
      t`too many conditions for a cluster of this size: ${most} at most in goals, keep and wrongTurns`,
    )
  }
}

const entry = (path: (string | number)[], condition: Condition): [(string | number)[], number] => [
  path,
  leavesIn(condition),
]

function leavesIn(condition: Condition): number {
  if ('all' in condition) return sumOf(condition.all)
  if ('any' in condition) return sumOf(condition.any)
  if ('not' in condition) return leavesIn(condition.not)
  // A watched condition is judged twice, after every event.
  if ('never' in condition) return 2 * leavesIn(condition.never)
  if ('once' in condition) return 2 * leavesIn(condition.once)
  return 1
}

const sumOf = (conditions: readonly Condition[]): number =>
  conditions.reduce((sum, condition) => sum + leavesIn(condition), 0)
