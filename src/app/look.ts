import { drawAs, type Layout } from '../diagram/layout.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { sentencesOf } from '../diagram/sentences.ts'
import { keptSoFar, standing } from '../labs/progress.ts'
import { conditionOf } from '../session/recording.ts'
import { isAtRest, visibleKey } from '../session/rest.ts'
import type { Session } from '../session/session.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import { jobMarks, spanOf, ticksOf } from '../timeline/axis.ts'

const LAYOUTS: readonly Layout[] = [
  { kind: 'full' },
  { kind: 'compact', perRow: 2 },
  { kind: 'tiles', perRow: 3 },
]
const ROOM = 90

/**
 * Computes everything that the page shows of a session, and throws if that fails. Called before a session from a file
 * is accepted: one that cannot be drawn would leave an empty page at every visit.
 */
export function lookAt({ world, now, began, lab, progress }: Session): void {
  for (const view of ['is', 'known'] as const) {
    const scene = sceneOf(world, now, view)
    sentencesOf(scene)
    for (const layout of LAYOUTS) drawAs(scene, layout)
  }
  if (lab) {
    standing(lab, progress, world, now)
    keptSoFar(lab, progress)
  }
  for (const conf of Object.values(newestConfig(world)?.instances ?? {})) conditionOf(world, conf)
  isAtRest(world)
  visibleKey(world)
  const end = now - began
  ticksOf(world.epochMs + began, spanOf(end))
  jobMarks(world.jobs, world.epochMs + began, end, ROOM)
}
