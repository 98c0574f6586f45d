import { describe, expect, it } from 'vitest'
import { digestAt } from '../../src/class/log/digested.ts'
import { after, EMPTY_LOG } from '../../src/class/log/head.ts'
import { NOTHING_PLAYED, type PlayedLog, playAll } from '../../src/class/log/play.ts'
import { TOLD_KEPT } from '../../src/class/log/protocol.ts'
import { reportOf } from '../../src/class/log/report.ts'
import { fromSnapshot, lean, snapshotOf } from '../../src/class/log/snapshot.ts'
import { watchAll } from '../../src/class/log/watch-all.ts'
import { NOTHING_WATCHED, type Watched } from '../../src/class/log/watched.ts'
import { startArbiter } from '../../src/class/server/arbiter.ts'
import { Hall } from '../../src/class/server/hall.ts'
import { readForeignLab } from '../../src/labs/format/read.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { CLASS, connect, join, LINE, openWall, post, settled, twoGroups } from './hall-client.ts'
import { type Deed, line, logOf, START } from './log.ts'
import { LABS } from './network.ts'

const TYPED = ['gnt-node list', 'gnt-instance migrate -f dX', 'gnt-job list', 'gnt-instnce list']

/** A log in which four go on for so long that there are checkpoints, and take something back. */
const LONG = logOf(
  ...START,
  ...Array.from({ length: 90 }, (_, i): Deed => [7000, '1', line(TYPED[i % TYPED.length] ?? '')]),
  [1000, '2', { do: 'back', keep: 80, now: 600_000 }],
  [1000, '2', { do: 'redo' }],
  ...Array.from({ length: 20 }, (_, i): Deed => [7000, '1', line(TYPED[i % TYPED.length] ?? '')]),
  [1000, '2', { do: 'back', keep: 12, now: 90_000 }],
  [1000, '1', line('gnt-cluster verify')],
)

const whatCameOf = ({ session, doers, at, ahead }: PlayedLog) =>
  digestOf([
    doers,
    session?.world,
    session?.now,
    session?.progress,
    session?.undone,
    session?.inputs,
    at,
    ahead,
  ])

const unpacked = async (watched: Watched): Promise<Watched> => {
  const snapshot = snapshotOf(watched)
  const found = await fromSnapshot(ENGINE, snapshot?.text ?? '', async () => LABS)
  expect(found.head).toEqual(LONG.slice(0, watched.played.n).reduce(after, EMPTY_LOG))
  return found
}

describe('a page that begins with a snapshot', () => {
  it.each([10, 60, 96, 110])(
    'after %i entries comes to the same as one that plays everything',
    async (n) => {
      const begun = await unpacked(watchAll(ENGINE, LABS, NOTHING_WATCHED, LONG.slice(0, n)))
      const end = playAll(ENGINE, LABS, begun.played, LONG.slice(n))
      expect(whatCameOf(end)).toBe(whatCameOf(playAll(ENGINE, LABS, NOTHING_PLAYED, LONG)))
      expect(end.session?.lab).toBe(LABS.get('crash'))
      // A wall has the seconds, the commands and all else that one has that was there from the start.
      const report = (watched: Watched) => reportOf([{ name: 'G', watched, members: [] }])
      const all = watchAll(ENGINE, LABS, NOTHING_WATCHED, LONG)
      expect(report(watchAll(ENGINE, LABS, begun, LONG.slice(n)))).toEqual(report(all))
    },
  )

  it('has the lab of a file that was handed out', async () => {
    const source = LABS.get('crash')?.source ?? (await crashFile())
    const read = readForeignLab(source)
    if (!read.ok) throw new Error('the lab cannot be read')
    const labs = new Map([[source, read.lab]])
    const log = logOf([0, '', { do: 'lab file', source, release: '2.11' }])
    const snapshot = snapshotOf(watchAll(ENGINE, labs, NOTHING_WATCHED, log))
    const wanted: unknown[] = []
    const { played } = await fromSnapshot(ENGINE, snapshot?.text ?? '', async (one) => {
      wanted.push(one)
      return labs
    })
    expect(wanted).toEqual([{ ids: [], sources: [source] }])
    expect(played.session?.lab).toBe(read.lab)
    await expect(fromSnapshot(ENGINE, snapshot?.text ?? '', async () => LABS)).rejects.toThrow()
  })
})

const crashFile = async (): Promise<string> => {
  const { readFile } = await import('node:fs/promises')
  return readFile(new URL('../../src/labs/lessons/crash.md', import.meta.url), 'utf8')
}

it('a log that is kept lean goes on as before', () => {
  let played = NOTHING_PLAYED
  for (let n = 0; n < LONG.length; n += 20)
    played = lean(playAll(ENGINE, LABS, played, LONG.slice(n, n + 20)))
  expect(whatCameOf(played)).toBe(whatCameOf(playAll(ENGINE, LABS, NOTHING_PLAYED, LONG)))
  const live = played.session?.checkpoints.filter((point) => point.live.state !== null)
  expect(live?.length).toBeLessThan(played.session?.checkpoints.length ?? 0)
})

it('the arbiter gives a snapshot, and goes on comparing', { timeout: 120_000 }, async () => {
  const arbiter = startArbiter({ read: async (_, from) => LONG.slice(from) })
  const snapshot = await arbiter.snapshot('g', 60)
  expect(snapshot?.n).toBe(60)
  const { played } = await fromSnapshot(ENGINE, snapshot?.text ?? '', async () => LABS)
  expect(whatCameOf(played)).toBe(
    whatCameOf(playAll(ENGINE, LABS, NOTHING_PLAYED, LONG.slice(0, 60))),
  )
  const at100 = digestAt(playAll(ENGINE, LABS, played, LONG.slice(60, 100)))
  expect(await arbiter.compare('g', 100, at100?.digest ?? '')).toBeNull()
  expect(await arbiter.compare('g', 100, 'another')).toMatchObject({ now: expect.any(Number) })
  await arbiter.close()
})

it('the arbiter goes on from what was kept before a start, and keeps what comes', {
  timeout: 120_000,
}, async () => {
  const before = snapshotOf(watchAll(ENGINE, LABS, NOTHING_WATCHED, LONG.slice(0, 40)))
  const read: number[] = []
  const keeps: number[] = []
  const arbiter = startArbiter({
    read: async (_, from) => {
      read.push(from)
      return LONG.slice(from)
    },
    kept: async () => before,
    keep: async (_, { n }) => void keeps.push(n),
  })
  const at60 = digestAt(playAll(ENGINE, LABS, NOTHING_PLAYED, LONG.slice(0, 60)))
  expect(await arbiter.compare('g', 60, at60?.digest ?? '')).toBeNull()
  expect(await arbiter.compare('g', 100, 'another')).toMatchObject({ now: expect.any(Number) })
  expect(read).toEqual([40])
  expect(keeps).toEqual([100])
  await arbiter.close()
})

describe('who joins a long log', () => {
  const opened = async (snapshot: { n: number; text: string } | null) => {
    const arbiter = {
      compare: async () => null,
      snapshot: async () => snapshot,
      close: async () => undefined,
    }
    const { hall } = await twoGroups({ arbiter })
    const wall = connect(hall)
    wall.say({ is: 'wall', secret: 'the secret', from: {}, log: '' })
    await wall.until('wall')
    for (let i = 0; i < 250; i++) post(wall, `w${i}`, { do: 'redo' }, 'g1')
    await settled()
    return hall
  }

  it('hears what came of it, and of its entries only the last', async () => {
    const hall = await opened({ n: 240, text: 'packed' })
    const anna = connect(hall)
    anna.say({ is: 'join', code: 'abc234', name: 'Anna', from: 0, log: '', begins: true })
    expect(await anna.until('snapshot')).toMatchObject({ from: 240 - TOLD_KEPT })
    await anna.until('entries')
    post(anna, 'a', LINE)
    await settled()
    expect(anna.entries().map(({ n }) => n)).toEqual(
      Array.from({ length: 252 - 40 }, (_, i) => i + 41),
    )
    await hall.close()
  })

  it('hears the same as a wall, and earlier entries when it asks for them', async () => {
    const hall = await opened({ n: 240, text: 'packed' })
    const wall = connect(hall)
    wall.say({ is: 'wall', secret: 'the secret', from: {}, log: '', begins: true })
    const snapshot = await wall.until('snapshot')
    expect(snapshot).toMatchObject({ group: 'g1', snapshot: { n: 240, text: 'packed' } })
    await settled()
    expect(wall.entries().map(({ n }) => n)).toEqual(Array.from({ length: 10 }, (_, i) => 241 + i))
    wall.say({ is: 'log', group: 'g1', to: 240 })
    const { entries, whole } = await wall.until('log')
    expect([entries.length, entries[0]?.n, whole]).toEqual([240, 1, true])
    // No one else is told.
    const anna = await join(hall, 'Anna')
    anna.say({ is: 'log', group: 'g2', to: 240 })
    await settled()
    expect(anna.heard.some(({ is }) => is === 'log')).toBe(false)
    await hall.close()
  })

  it('begins with what was kept, where the rest has not been played yet', async () => {
    const arbiter = {
      compare: async () => null,
      snapshot: () => new Promise<null>(() => undefined),
      close: async () => undefined,
    }
    const { hall, store } = await twoGroups({ arbiter })
    store.snapshot = async (_, build) => (build === CLASS.build ? { n: 60, text: 'kept' } : null)
    const wall = await openWall(hall)
    for (let i = 0; i < 70; i++) post(wall, `w${i}`, { do: 'redo' }, 'g1')
    await settled()
    const late = connect(hall)
    late.say({ is: 'wall', secret: 'the secret', from: {}, log: '', begins: true })
    expect((await late.until('snapshot')).snapshot).toEqual({ n: 60, text: 'kept' })
    await late.until('entries')
    expect(late.entries().map(({ n }) => n)).toEqual(Array.from({ length: 10 }, (_, i) => 61 + i))
    await hall.close()
  })

  it('is prepared for who comes later, once someone is there after a start', async () => {
    const asked: string[] = []
    const arbiter = {
      compare: async () => null,
      snapshot: async (group: string) => {
        asked.push(group)
        return null
      },
      close: async () => undefined,
    }
    const { hall, store } = await twoGroups({ arbiter })
    const log = logOf(...START, ...Array.from({ length: 70 }, (): Deed => [1, '1', { do: 'redo' }]))
    for (const entry of log) await store.append('g1', entry)
    const again = await Hall.open({ store, ...CLASS, arbiter })
    // They were there before the server was killed, and know the log.
    for (const name of ['Anna', '=Ben|']) {
      const page = connect(again)
      page.say({
        is: 'join',
        code: 'abc234',
        name,
        from: log.length,
        log: CLASS.log,
        begins: false,
      })
      await page.until('joined')
    }
    await settled()
    expect(asked).toEqual(['g1'])
    await again.close()
    await hall.close()
  })

  it('hears every entry where it wants to, or where no snapshot is there', async () => {
    const hall = await opened(null)
    const ben = connect(hall)
    ben.say({ is: 'join', code: 'abc234', name: 'Ben', from: 0, log: '', begins: true })
    await ben.until('entries')
    expect(ben.entries()).toHaveLength(251)
    const carl = await join(hall, 'Carl')
    await carl.until('entries')
    expect(carl.entries()).toHaveLength(252)
    await hall.close()
  })
})
