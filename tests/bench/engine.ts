import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { type LoggedInput, replay } from '../../src/session/session.ts'
import { sitting } from '../support/driver.ts'
import type { Row } from './table.ts'

const INPUTS = 2000
/** Simulated milliseconds between two of them: every command is over by then. */
const APART_MS = 30_000
const DOOR_COMMANDS = 100

const LINES = [
  'gnt-instance list',
  'gnt-node list',
  'gnt-instance migrate -f debianY',
  'gnt-cluster verify',
  'gnt-instance info debianX',
  'gnt-node modify -D yes nodeC',
  'gnt-node modify -D no nodeC',
  'gnt-job list',
]

const took = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** The engine without a screen. */
export function measureEngine(): Row[] {
  const inputs: LoggedInput[] = Array.from({ length: INPUTS }, (_, i) => ({
    at: i * APART_MS,
    input: { kind: 'line', terminal: EXERCISE.master, text: LINES[i % LINES.length] ?? '' },
  }))
  const replayed = took(() => replay(ENGINE, EXERCISE, inputs, INPUTS * APART_MS))
  const { on } = sitting()
  const door = took(() => {
    for (let i = 0; i < DOOR_COMMANDS; i++) on('nodeA', LINES[i % LINES.length] ?? '')
  })
  return [
    { measure: `replay of ${INPUTS} inputs`, value: replayed, unit: 'ms', target: 1000 },
    { measure: `door: ${DOOR_COMMANDS} commands`, value: door, unit: 'ms' },
  ]
}
