import type { ClassServer } from '../../browser/support/class-server.ts'
import type { Row } from '../table.ts'
import { usageOf } from './process.ts'
import { joinAsPupil, type OnTheirWay, type Pupil } from './pupil.ts'

export interface Load {
  /** What is measured, as the table names it. */
  name: string
  /** Servers of one class; members of a group sit at different ones. */
  servers: readonly ClassServer[]
  members: number
  seconds: number
  /** Whether the numbers are compared with the goals. */
  judged?: boolean
}

/** Real milliseconds between two lines of one member: a fast typist. */
const TYPES_EVERY_MS = 8000
/** So many join at the same time. */
const AT_ONCE = 50

const wait = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms))

const part = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

async function joinAll({ servers, members }: Load, onTheirWay: OnTheirWay): Promise<Pupil[]> {
  const codes = servers[0]?.codes ?? []
  const seats = codes.flatMap((code) => Array.from({ length: members }, (_, i) => ({ code, i })))
  const pupils: Pupil[] = []
  for (let from = 0; from < seats.length; from += AT_ONCE) {
    const some = seats.slice(from, from + AT_ONCE).map(({ code, i }) => {
      const { port = 0 } = servers[i % servers.length] ?? {}
      return joinAsPupil(port, code, `Member ${i}`, onTheirWay, i === 0)
    })
    pupils.push(...(await Promise.all(some)))
  }
  return pupils
}

/** Lets everyone type for a while. */
export async function measureClass(load: Load): Promise<Row[]> {
  const { name, servers, seconds, judged } = load
  const onTheirWay: OnTheirWay = new Map()
  const usage = () => servers.map(({ pid }) => usageOf(pid))
  const idle = usage()
  const pupils = await joinAll(load, onTheirWay)
  await wait(2000)
  for (const pupil of pupils) {
    pupil.bytes = 0
    pupil.delays = []
  }
  const before = usage()
  const from = performance.now()
  const timers = pupils.map((pupil) => {
    const first = setTimeout(() => {
      pupil.type()
      timers.push(setInterval(pupil.type, TYPES_EVERY_MS))
    }, Math.random() * TYPES_EVERY_MS)
    return first
  })
  await wait(seconds * 1000)
  const after = usage()
  const passed = (performance.now() - from) / 1000
  for (const timer of timers) clearTimeout(timer)
  await wait(1000)
  const cutOff = pupils.filter((pupil) => pupil.isCutOff).length
  if (cutOff > 0) throw new Error(`${cutOff} pages were cut off`)
  for (const pupil of pupils) pupil.close()
  const delays = pupils.flatMap((pupil) => pupil.delays).sort((a, b) => a - b)
  const bytes = pupils.reduce((sum, pupil) => sum + pupil.bytes, 0) / pupils.length / passed
  const cpu = after.map((one, i) => (one.cpu - (before[i]?.cpu ?? 0)) / passed)
  const total = cpu.reduce((sum, one) => sum + one, 0)
  const memory = after.reduce((sum, one, i) => sum + one.memory - (idle[i]?.memory ?? 0), 0)
  const groups = servers[0]?.codes.length ?? 1
  const goal = (target: number) => (judged ? { target } : {})
  const row = (measure: string, value: number, unit: string, target: number): Row => ({
    measure: `${name}: ${measure}`,
    value,
    unit,
    ...goal(target),
  })
  return [
    row('Enter to the others, p50', part(delays, 0.5), 'ms', 300),
    row('Enter to the others, p95', part(delays, 0.95), 'ms', 300),
    { measure: `${name}: Enter to the others, p99`, value: part(delays, 0.99), unit: 'ms' },
    row('bytes a second and page', bytes, 'B/s', 1000),
    { measure: `${name}: a page and hour`, value: (bytes * 3600) / 1e6, unit: 'MB' },
    row('a server’s share of a core', Math.max(...cpu) * 100, '%', 50),
    row('a server’s memory', Math.max(...after.map((one) => one.memory)), 'MB', 250),
    // What must not grow with the number of groups.
    { measure: `${name}: a core for each group`, value: (total * 100) / groups, unit: '%' },
    { measure: `${name}: memory for each group`, value: (memory * 1000) / groups, unit: 'kB' },
  ]
}
