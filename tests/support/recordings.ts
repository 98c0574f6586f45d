import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sitting } from './driver.ts'
import { normalise } from './normalise.ts'
import { RECORDED } from './recorded.ts'
import { hardwareStep, type RecordedLine } from './recorded-line.ts'

/**
 * Recordings of a real Ganeti 3.0.2 cluster of three nodes that the simulation does not follow to the last line, and
 * how far it does.
 */
interface Step extends RecordedLine {
  merged: string
  exit: number
  skip?: boolean
  cluster?: object
}

/** A command of a recording, and whether it prints here what it printed there (in any order), and ends as it did. */
export interface Compared {
  command: string
  right: boolean
  exit: boolean
}

/** The folder of the recordings and their floors. */
export const RECORDINGS = join(import.meta.dirname, '../transcripts/floors')

/** Names of the recordings. */
export const recordings: readonly string[] = readdirSync(RECORDINGS).filter((name) =>
  name.endsWith('.jsonl'),
)

/** The text of a recording. */
export const recordingText = (name: string): string => readFileSync(join(RECORDINGS, name), 'utf8')

const sortedLines = (text: string, command: string): string =>
  normalise(text, command).split('\n').sort().join('\n')

/** The lines of a recording, and the cluster that it begins with. */
export function recordingOf(name: string): { cluster: Record<string, unknown>; steps: Step[] } {
  const steps = recordingText(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step)
  return { cluster: { ...RECORDED, ...steps[0]?.cluster }, steps }
}

/** Types a recording's commands and compares. What ends in a Python traceback there does not count. */
export function replayed(name: string): Compared[] {
  const { cluster, steps } = recordingOf(name)
  const at = sitting(cluster)
  return steps.flatMap((step) => {
    if (step.host_action) {
      at.ask(hardwareStep(step))
      return []
    }
    const { node, command, stdin = '' } = step
    const ran = at.ask<{ output: string; exit: number }>({ on: node, run: command, stdin })
    if (step.skip || step.merged.includes('Traceback (most recent call last)')) return []
    const right = sortedLines(ran.output, command) === sortedLines(step.merged, command)
    return [{ command, right, exit: ran.exit === step.exit }]
  })
}
