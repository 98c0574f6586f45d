// Measures the server of a class with pages that are no browsers, and prints a table. It judges nothing: machines differ.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { type ClassServer, classFolder, startClass } from '../../browser/support/class-server.ts'
import { redisServers } from '../../class/redis-server.ts'
import { type Row, tableOf } from '../table.ts'
import { measureDay } from './day.ts'
import { type Load, measureClass } from './measure.ts'

const { values } = parseArgs({
  options: {
    /** Seconds of typing with 140 pages; the other measurements take less. */
    seconds: { type: 'string', default: '120' },
    /** The most groups. */
    groups: { type: 'string', default: '500' },
    /** What alone is measured: "groups", "day" or "redis". */
    only: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const short = Math.min(seconds, 20)
const most = Number(values.groups)

if (!existsSync('dist/index.html')) await build({ logLevel: 'warn' })

const rows: Row[] = []
/** A measurement that fails is told, and the others go on. */
async function measure(name: string, how: () => Promise<Row[]>): Promise<void> {
  console.error(`measuring ${name} …`)
  try {
    rows.push(...(await how()))
  } catch (problem) {
    rows.push({ measure: `${name}: not measured`, value: Number.NaN, unit: '' })
    console.error(problem)
  }
}

/** Measures servers that are started for it. */
async function served(
  start: () => Promise<ClassServer>,
  many: number,
  load: Omit<Load, 'servers'>,
) {
  const servers: ClassServer[] = []
  try {
    for (let i = 0; i < many; i++) servers.push(await start())
    return await measureClass({ ...load, servers })
  } finally {
    for (const server of servers) await server.kill()
  }
}

const withGroups =
  (groups: number, ...more: string[]) =>
  () =>
    startClass('--lab', 'crash', '--groups', `${groups}`, ...more)

const measured = (what: string): boolean => values.only === undefined || values.only === what
const sizes = [5, 35, 50, 500].filter((some) => some <= most && measured('groups'))
for (const groups of sizes) {
  const name = `${groups} groups × 4`
  const isGoal = groups === 35
  const load = { name, members: 4, seconds: isGoal ? seconds : short, judged: isGoal }
  await measure(name, () => served(withGroups(groups, '--data', classFolder()), 1, load))
}
if (measured('day')) await measure('a day', () => measureDay(35))
const [redis] = redisServers()
for (const many of redis && measured('redis') ? [1, 2, 4] : []) {
  const name = `35 groups × 4, ${many} servers on Redis`
  await measure(name, async () => {
    const address = (await redis?.[1]()) ?? ''
    const load = { name, members: 4, seconds: short }
    return served(withGroups(35, '--redis', address), many, load)
  })
}
console.log(`\n${tableOf(rows)}`)
process.exit(0)
