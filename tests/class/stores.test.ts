import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Entry } from '../../src/class/log/entry.ts'
import { openRedis } from '../../src/class/server/redis.ts'
import { IN_USE, openSqlite } from '../../src/class/server/sqlite.ts'
import type { LogStore } from '../../src/class/server/store.ts'
import { redisServers } from './redis-server.ts'

const folders: string[] = []
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ganeti-lab-class-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const entry = (n: number, id = `e${n}`, at = n * 10): Entry => ({
  n,
  at,
  real: 1000 + n,
  by: '1',
  id,
  what: { do: 'input', input: { kind: 'line', terminal: 'nodeA~1', text: 'gnt-node list' } },
})

/** The stores that there are: how each is opened, and opened again with what it holds. */
const STORES: readonly [string, () => { open: () => Promise<LogStore> }][] = [
  [
    'SQLite',
    () => {
      const folder = freshFolder()
      return { open: () => openSqlite(folder) }
    },
  ],
  ...redisServers().map(([name, start]): (typeof STORES)[number] => [
    name,
    () => {
      const address = start()
      return { open: async () => openRedis(await address) }
    },
  ]),
]

describe.each(STORES)('a log in %s', (_, made) => {
  it('gives entries back in order, as they were appended', async () => {
    const store = await made().open()
    for (const n of [1, 2, 3]) expect(await store.append('g', entry(n))).toEqual({ is: 'appended' })
    expect(await store.read('g', 0)).toEqual([entry(1), entry(2), entry(3)])
    expect(await store.read('g', 2)).toEqual([entry(3)])
    expect(await store.read('other', 0)).toEqual([])
    await store.close()
  })

  it('appends a number once, whoever comes second', async () => {
    const store = await made().open()
    const results = await Promise.all([
      store.append('g', entry(1, 'a')),
      store.append('g', entry(1, 'b')),
      store.append('g', entry(3, 'c')),
    ])
    expect(results.map(({ is }) => is)).toEqual(['appended', 'taken', 'taken'])
    expect(await store.read('g', 0)).toEqual([entry(1, 'a')])
    await store.close()
  })

  it('appends an id once, and says as which entry', async () => {
    const store = await made().open()
    await store.append('g', entry(1, 'a'))
    await store.append('g', entry(2, 'b'))
    expect(await store.append('g', entry(3, 'a'))).toEqual({ is: 'known', entry: entry(1, 'a') })
    expect(await store.append('h', entry(1, 'a'))).toEqual({ is: 'appended' })
    await store.close()
  })

  it('keeps what came of it for servers of the same build, the last one only, also when it is opened again', async () => {
    const { open } = made()
    const store = await open()
    expect(await store.snapshot('g', 'one')).toBeNull()
    await store.keepSnapshot('g', 'one', { n: 1, text: 'first' })
    await store.keepSnapshot('g', 'one', { n: 2, text: 'second' })
    await store.close()
    const again = await open()
    expect(await again.snapshot('g', 'one')).toEqual({ n: 2, text: 'second' })
    expect(await again.snapshot('g', 'another')).toBeNull()
    expect(await again.snapshot('h', 'one')).toBeNull()
    await again.close()
  })

  it('holds everything when it is opened again', async () => {
    const { open } = made()
    const store = await open()
    expect(await store.addGroup({ id: 'g', name: 'Group 1', code: 'abc' })).toBe(true)
    expect(await store.addGroup({ id: 'h', name: 'Group 2', code: 'abc' })).toBe(false)
    expect(await store.noteOnce('log', 'one')).toBe('one')
    await store.append('g', entry(1))
    await store.alive(5000)
    await store.close()
    const again = await open()
    expect(await again.groups()).toEqual([{ id: 'g', name: 'Group 1', code: 'abc' }])
    expect(await again.noteOnce('log', 'two')).toBe('one')
    expect(await again.note('nothing')).toBeNull()
    expect(await again.read('g', 0)).toEqual([entry(1)])
    // Closing is the last sign of life.
    expect(await again.alive(1)).toBeGreaterThanOrEqual(5000)
    await again.close()
  })
})

it('a second server on the same folder is refused, and one that comes after a kill is not', async () => {
  const folder = freshFolder()
  const store = await openSqlite(folder)
  const says = setInterval(() => void store.alive(Date.now() + 300), 50)
  await store.alive(Date.now() + 300)
  await expect(openSqlite(folder)).rejects.toThrow(IN_USE)
  clearInterval(says)
  // It was not closed: as after a kill, it only says no more.
  const next = await openSqlite(folder)
  await next.close()
})

describe.each(redisServers())('%s', (_, start) => {
  it('lets two servers append to one log, and no entry comes before a time that one of them has shown', async () => {
    const address = await start()
    const [one, other] = [await openRedis(address), await openRedis(address)]
    const heard: (string | null)[] = []
    other.watch((group) => void heard.push(group))
    expect(await one.append('g', entry(1))).toEqual({ is: 'appended' })
    expect(await other.append('g', entry(1, 'x'))).toEqual({ is: 'taken' })
    expect(await other.show('g', 0, 400)).toBe(false)
    expect(await other.show('g', 1, 500)).toBe(true)
    expect(await one.append('g', entry(2))).toEqual({ is: 'late', at: 500 })
    expect(await one.append('g', entry(2, 'e2', 500))).toEqual({ is: 'appended' })
    await expect.poll(() => heard).toEqual(['g', 'g'])
    await one.present('Anna is here')
    await expect.poll(() => heard).toEqual(['g', 'g', null])
    expect(await other.presentElsewhere()).toEqual(['Anna is here'])
    expect(await one.presentElsewhere()).toEqual([])
    await one.close()
    expect(await other.presentElsewhere()).toEqual([])
    await other.close()
  })
})
