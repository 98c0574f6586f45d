import { createClient } from 'redis'
import type { Entry } from '../log/entry.ts'
import type { Snapshot } from '../log/snapshot.ts'
import { newSecret } from './secrets.ts'
import type { Appended, GroupRow, LogStore } from './store.ts'

const PREFIX = 'ganeti-lab'
const GROUPS = `${PREFIX}:groups`
const CODES = `${PREFIX}:codes`
const NOTES = `${PREFIX}:notes`
const ALIVE = `${PREFIX}:alive`
const CHANGED = `${PREFIX}:changed`
const SNAPSHOTS = `${PREFIX}:snapshots`
const PRESENT = `${PREFIX}:present`
const keysOf = (group: string): [log: string, ids: string, shown: string] => [
  `${PREFIX}:log:${group}`,
  `${PREFIX}:ids:${group}`,
  `${PREFIX}:shown:${group}`,
]

/** Appends an entry with the next number, or says why not. Redis runs a script as a whole. */
const APPEND = `
  local known = redis.call('HGET', KEYS[2], ARGV[2])
  if known then return {'known', redis.call('XRANGE', KEYS[1], known .. '-0', known .. '-0')[1][2][2]} end
  if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[1]) - 1 then return {'taken', ''} end
  local shown = redis.call('GET', KEYS[3]) or '0'
  if tonumber(ARGV[3]) < tonumber(shown) then return {'late', shown} end
  redis.call('XADD', KEYS[1], ARGV[1] .. '-0', 'entry', ARGV[4])
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
  redis.call('PUBLISH', ARGV[5], ARGV[6])
  return {'appended', ''}`

/** Notes a time that is about to be shown, unless there are entries that come first. */
const SHOW = `
  if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
  if tonumber(ARGV[2]) > tonumber(redis.call('GET', KEYS[3]) or '0') then
    redis.call('SET', KEYS[3], ARGV[2])
  end
  return 1`

/** Keeps the later of two moments, and gives back the one that was kept before. */
const LATER = `
  local before = redis.call('GET', KEYS[1]) or '0'
  if tonumber(ARGV[1]) > tonumber(before) then redis.call('SET', KEYS[1], ARGV[1]) end
  return before`

/** Real milliseconds between two looks at the clock of Redis. */
const CLOCK_EVERY_MS = 10_000
/** So long what a server shows holds. */
const PRESENT_MS = 10_000

/** What a server shows, and until when. */
interface Presented {
  until: number
  what: string
}

const clientOf = (url: string) =>
  createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(1000, tries * 50) } })

/**
 * Logs as streams of a Redis server, which several servers share. Its promise is the one of Redis: with
 * `appendfsync always` an entry is on the disk when it is acknowledged. Rejects where there is no Redis at the address.
 */
export async function openRedis(url: string): Promise<LogStore> {
  const client = clientOf(url)
  // It connects again by itself; what fails meanwhile is told by whoever asked for it.
  client.on('error', () => undefined)
  const first = createClient({ url, socket: { reconnectStrategy: false } })
  first.on('error', () => undefined)
  await first.connect()
  first.destroy()
  await client.connect()
  const ears = client.duplicate()
  ears.on('error', () => undefined)
  await ears.connect()

  let offset = 0
  const readClock = async (): Promise<void> => {
    const before = Date.now()
    const [seconds = '0', micros = '0'] = (await client.sendCommand([
      'TIME',
    ])) as unknown as string[]
    const theirs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
    offset = theirs - Math.floor((before + Date.now()) / 2)
  }
  await readClock()
  const timer = setInterval(() => void readClock().catch(() => undefined), CLOCK_EVERY_MS)

  const entryIn = (text: string): Entry => JSON.parse(text) as Entry
  const now = (): number => Date.now() + offset
  const shows = presenting(client, now)
  return {
    now,
    note: async (key) => (await client.hGet(NOTES, key)) ?? null,
    noteOnce: async (key, value) => {
      await client.hSetNX(NOTES, key, value)
      return (await client.hGet(NOTES, key)) ?? value
    },
    groups: async () => {
      const rows = Object.values(await client.hGetAll(GROUPS)).map(
        (text) => JSON.parse(text) as GroupRow & { number: number },
      )
      return rows
        .sort((a, b) => a.number - b.number)
        .map(({ id, name, code }) => ({ id, name, code }))
    },
    addGroup: async (row) => {
      if ((await client.hExists(GROUPS, row.id)) || !(await client.hSetNX(CODES, row.code, row.id)))
        return false
      const number = await client.hLen(GROUPS)
      return (await client.hSetNX(GROUPS, row.id, JSON.stringify({ ...row, number }))) > 0
    },
    read: async (group, after) => {
      const found = await client.xRange(keysOf(group)[0], `${after + 1}-0`, '+')
      return (found ?? []).map(({ message }) => entryIn(message.entry ?? ''))
    },
    ...snapshotsIn(client),
    append: async (group, entry): Promise<Appended> => {
      const [is, what] = (await client.eval(APPEND, {
        keys: keysOf(group),
        arguments: [`${entry.n}`, entry.id, `${entry.at}`, JSON.stringify(entry), CHANGED, group],
      })) as [Appended['is'], string]
      if (is === 'known') return { is, entry: entryIn(what) }
      return is === 'late' ? { is, at: Number(what) } : { is }
    },
    show: async (group, n, at) =>
      (await client.eval(SHOW, { keys: keysOf(group), arguments: [`${n}`, `${at}`] })) === 1,
    alive: async (until) =>
      Number(await client.eval(LATER, { keys: [ALIVE], arguments: [`${until}`] })),
    present: shows.present,
    presentElsewhere: shows.presentElsewhere,
    watch: (changed) => {
      const hear = (text: string, channel: string) => {
        if (channel === CHANGED) changed(text)
        else if (text !== shows.server) changed(null)
      }
      const channels = [CHANGED, PRESENT]
      void ears.subscribe(channels, hear).catch(() => undefined)
      return () => void ears.unsubscribe(channels).catch(() => undefined)
    },
    close: async () => {
      clearInterval(timer)
      await shows.end().catch(() => undefined)
      ears.destroy()
      client.destroy()
    },
  }
}

/** What came of the logs. */
const snapshotsIn = (
  client: ReturnType<typeof clientOf>,
): Pick<LogStore, 'snapshot' | 'keepSnapshot'> => ({
  snapshot: async (group, build) => {
    const text = await client.hGet(SNAPSHOTS, group)
    const kept = text ? (JSON.parse(text) as Snapshot & { build: string }) : null
    return kept?.build === build ? { n: kept.n, text: kept.text } : null
  },
  keepSnapshot: async (group, build, { n, text }) => {
    await client.hSet(SNAPSHOTS, group, JSON.stringify({ build, n, text }))
  },
})

/** What this server shows the others, and they show it. */
function presenting(client: ReturnType<typeof clientOf>, now: () => number) {
  const server = newSecret()
  let shown = ''
  return {
    server,
    present: async (what: string): Promise<void> => {
      const presented: Presented = { until: now() + PRESENT_MS, what }
      await client.hSet(PRESENT, server, JSON.stringify(presented))
      if (what !== shown) await client.publish(PRESENT, server)
      shown = what
    },
    presentElsewhere: async (): Promise<string[]> => {
      const all = Object.entries(await client.hGetAll(PRESENT)).map(
        ([of, text]) => [of, JSON.parse(text) as Presented] as const,
      )
      const over = all.flatMap(([of, { until }]) => (until < now() ? [of] : []))
      if (over.length > 0) await client.hDel(PRESENT, over)
      return all.flatMap(([of, { until, what }]) => (of === server || until < now() ? [] : [what]))
    },
    end: async (): Promise<void> => {
      await client.hDel(PRESENT, server)
    },
  }
}
