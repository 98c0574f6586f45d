import { drawAs, type Layout } from '../diagram/draw/layout.ts'
import { sceneOf } from '../diagram/scene/scene-of.ts'
import { sentencesOf } from '../diagram/words/sentences.ts'
import { keptSoFar, standing } from '../labs/progress.ts'
import { isAtRest, visibleKey } from '../session/idle.ts'
import { addJobs } from '../session/recording/jobs.ts'
import { conditionOf } from '../session/recording/recording.ts'
import type { Session } from '../session/session.ts'
import { newestConfig } from '../sim/cluster/current-config.ts'
import { jobMarks, ticksOf } from '../timeline/axis.ts'
import { scaleOf } from '../timeline/scale.ts'

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
export function checkRendering({ world, now, began, lab, progress }: Session): void {
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
  ticksOf(world.epochMs + began, scaleOf(end))
  jobMarks(addJobs([], world), began, end, scaleOf(end), ROOM)
}
