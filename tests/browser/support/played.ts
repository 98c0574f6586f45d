import fc from 'fast-check'
import { defineCluster } from '../../../src/labs/definition.ts'
import { digestOf } from '../../../src/lib/digest.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { runStep } from '../../../src/session/labs/lab-steps.ts'
import { openSession, play } from '../../../src/session/session.ts'
import { historyOf, playHistory } from '../../support/history.ts'
import { hardwareStep, type RecordedLine } from '../../support/recorded-line.ts'

// This file also runs in browsers: nothing of Node is imported.

const stepOf = (line: RecordedLine): Parameters<typeof runStep>[1] =>
  line.host_action
    ? hardwareStep(line)
    : { on: line.node, run: line.command, answers: (line.stdin ?? '').split('\n').slice(0, -1) }

/** Digests of the World after every tenth line of a recording, and after the last. */
export function digestsAlong(
  cluster: Record<string, unknown>,
  lines: readonly RecordedLine[],
): string[] {
  const defined = defineCluster(cluster)
  if (!defined.ok) throw new Error(defined.error)
  let session = openSession(ENGINE, defined.definition)
  return lines.flatMap((line, i) => {
    session = play(session, (driver) => void runStep(driver, stepOf(line)))
    return i % 10 === 9 || i === lines.length - 1 ? [digestOf(session.world)] : []
  })
}

/** Digests of the Worlds at the ends of so many random histories. */
export const digestsOfHistories = (seed: number, count: number): string[] =>
  fc
    .sample(historyOf(14), { seed, numRuns: count })
    .map((history) => digestOf(playHistory(history).world))

Object.assign(globalThis, { digestsAlong, digestsOfHistories })
