// Long sessions: prints rows as JSON. `engine.ts` builds and runs it.
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { type LoggedInput, replay, seek, undo } from '../../src/session/session.ts'
import { LINES } from './lines.ts'
import { median, type Row } from './table.ts'

/** Simulated milliseconds between two inputs: every command is over by then. */
const APART_MS = 30_000

const PLACES = [0.07, 0.31, 0.52, 0.74, 0.98]

/** Milliseconds: by the clock, and of CPU, which does not count what other programs do. */
function took(work: () => void): { wall: number; cpu: number } {
  const [start, before] = [performance.now(), process.cpuUsage()]
  work()
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - start, cpu: (user + system) / 1000 }
}

/** A session of so many inputs, played from its start, and how it goes back from its end. */
function sessionOf(count: number, replayTarget?: number): Row[] {
  const inputs: LoggedInput[] = Array.from({ length: count }, (_, i) => ({
    at: i * APART_MS,
    input: { kind: 'line', terminal: EXERCISE.master, text: LINES[i % LINES.length] ?? '' },
  }))
  const end = count * APART_MS
  let session = replay(ENGINE, EXERCISE, [], 0)
  const replayed = took(() => {
    session = replay(ENGINE, EXERCISE, inputs, end)
  })
  const undone = PLACES.map(() => took(() => undo(session)).wall)
  const sought = PLACES.map((place) => took(() => seek(session, place * end)).wall)
  const row = (measure: string, value: number, target?: number): Row => ({
    measure,
    value,
    unit: 'ms',
    ...(target === undefined ? {} : { target }),
  })
  return [
    row(`replay of ${count} inputs`, replayed.wall, replayTarget),
    row(`replay of ${count} inputs, CPU`, replayed.cpu),
    row(`undo after ${count} inputs, median`, median(undone), 200),
    row(`seek in ${count} inputs, worst`, Math.max(...sought), 200),
  ]
}

const rows = [...sessionOf(2000, 1000), ...sessionOf(10_000)]
process.stdout.write(JSON.stringify(rows))
