import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GroupAction } from '../../src/class/log/entry.ts'
import type { ToPage } from '../../src/class/log/protocol.ts'
import { Hall } from '../../src/class/server/hall.ts'
import {
  CLASS,
  type Client,
  connect,
  join,
  LINE,
  openWall,
  post,
  settled,
  twoGroups,
} from './hall-client.ts'
import { memoryStore } from './memory-store.ts'

/** The World that the arbiter finds where a page says this digest. */
const OTHERS: Record<string, unknown> = { other: { now: 1 } }

let hall: Hall
let store: Awaited<ReturnType<typeof twoGroups>>['store']

beforeEach(async () => {
  const arbiter = {
    compare: async (_group: string, _n: number, digest: string) => OTHERS[digest] ?? null,
    snapshot: async () => null,
    close: async () => undefined,
  }
  const opened = await twoGroups({ waiting: true, arbiter })
  hall = opened.hall
  store = opened.store
})
afterEach(() => hall.close())

describe('the instructor', () => {
  it('lets one act: the others are refused, until everyone may again', async () => {
    const wall = await openWall(hall)
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, 'Ben')
    post(wall, 'w1', { do: 'floor', seat: '1' }, 'g1')
    await settled()
    post(ben, 'b1', { do: 'redo' })
    expect(await ben.until('no')).toMatchObject({ id: 'b1', why: { is: 'floor', name: 'Anna' } })
    post(anna, 'a1', LINE)
    // Who comes back while another acts takes their seat all the same.
    await join(hall, 'Carl')
    post(wall, 'w2', { do: 'floor', seat: null }, 'g1')
    await settled()
    post(ben, 'b2', { do: 'redo' })
    await settled()
    expect(anna.entries().map(({ id }) => id)).toEqual([
      'join:1',
      'join:2',
      'w1',
      'a1',
      'join:3',
      'w2',
      'b2',
    ])
  })

  it('closes the door: whoever has a seat comes back, and no one else comes in', async () => {
    const wall = await openWall(hall)
    await join(hall, 'Anna')
    post(wall, 'w1', { do: 'door', closed: true }, 'g1')
    await settled()
    await join(hall, 'anna')
    const ben = connect(hall)
    ben.say({ is: 'join', code: 'abc234', name: 'Ben', from: 0, log: '' })
    expect((await ben.until('no')).why).toEqual({ is: 'door closed' })
    await join(hall, 'Otto', 'xyz789')
    post(wall, 'w2', { do: 'door', closed: false }, 'g1')
    await settled()
    await join(hall, 'Ben')
  })

  it.each<GroupAction>([
    { do: 'say', text: 'I am your instructor' },
    { do: 'floor', seat: '1' },
    { do: 'door', closed: true },
    { do: 'time left', minutes: 5 },
    { do: 'lab file', source: 'a lab', release: '2.11' },
  ])('alone may do $do', async (what) => {
    const anna = await join(hall, 'Anna')
    post(anna, 'a', what)
    expect((await anna.until('no')).why).toEqual({ is: 'instructor only' })
    const wall = await openWall(hall)
    post(wall, 'w', what, 'g1')
    await settled()
    expect(anna.entries().at(-1)?.what).toEqual(what)
  })

  it('may do something to every group of a large class at once', async () => {
    const wall = await openWall(hall)
    for (let i = 0; i < 500; i++) post(wall, `w${i}`, { do: 'redo' }, 'g1')
    await settled()
    expect(wall.closed()).toBe(false)
    expect(await store.read('g1', 0)).toHaveLength(500)
  })
})

describe('a wall that hides names, for the projector', () => {
  it('is told neither names nor codes, until it shows them again', async () => {
    await join(hall, 'Anna')
    const carl = connect(hall)
    carl.say({ is: 'wait', name: 'Carl' })
    const wall = connect(hall)
    wall.say({ is: 'wall', secret: 'the secret', from: {}, log: '', hides: true })
    await wall.until('who')
    await join(hall, 'Ben', 'xyz789')
    // Presence is gathered.
    await new Promise((over) => setTimeout(over, 300))
    wall.say({ is: 'log', group: 'g1', to: 1 })
    await wall.until('log')
    expect(wall.entries().map(({ id }) => id)).toEqual(['join:1', 'join:1'])
    expect(JSON.stringify(wall.heard)).not.toMatch(/Anna|Ben|Carl|abc234|xyz789/)

    wall.say({ is: 'hide', yes: false })
    await wall.until('cards')
    await settled()
    const told = JSON.stringify(wall.heard)
    for (const known of ['Anna', 'Ben', 'Carl', 'abc234', 'xyz789']) expect(told).toContain(known)
    const before = wall.heard.length
    wall.say({ is: 'hide', yes: true })
    await settled()
    const since = JSON.stringify(wall.heard.slice(before))
    expect(since).toContain('cards')
    expect(since).not.toMatch(/Anna|Ben|Carl|abc234|xyz789/)
  })

  it('is the instructor’s alone: no one else is told of the groups', async () => {
    const anna = await join(hall, 'Anna')
    anna.say({ is: 'hide', yes: false })
    await settled()
    expect(anna.heard.some(({ is }) => is === 'cards')).toBe(false)
  })
})

describe('the waiting room', () => {
  const waiting = (wall: Client) =>
    wall.heard.flatMap((message) => (message.is === 'waiting' ? [message.people] : [])).at(-1)

  it('shows the wall who waits, and gives them the code of a group', async () => {
    const wall = await openWall(hall)
    const anna = connect(hall)
    anna.say({ is: 'wait', name: ' Anna ' })
    expect(await anna.until('waits')).toEqual({ is: 'waits' })
    const [person] = waiting(wall) ?? []
    expect(person?.name).toBe('Anna')
    wall.say({ is: 'place', person: person?.id ?? '', group: 'g2' })
    await settled()
    expect(anna.heard.at(-1)).toEqual({ is: 'waits', code: 'xyz789' })
    anna.say({ is: 'join', code: 'xyz789', name: 'Anna', from: 0, log: '' })
    await anna.until('joined')
    expect(waiting(wall)).toEqual([])
  })

  it('forgets who goes, and is no place for those who choose groups for others', async () => {
    const wall = await openWall(hall)
    const [anna, ben] = [connect(hall), connect(hall)]
    anna.say({ is: 'wait', name: 'Anna' })
    ben.say({ is: 'wait', name: 'Ben' })
    await settled()
    ben.say({ is: 'place', person: waiting(wall)?.[0]?.id ?? '', group: 'g1' })
    await settled()
    expect(anna.heard.at(-1)).toEqual({ is: 'waits' })
    anna.gone()
    expect(waiting(wall)?.map(({ name }) => name)).toEqual(['Ben'])
  })

  it('is open only where the instructor wants one', async () => {
    const closed = await Hall.open({ store: memoryStore(), ...CLASS })
    const heard: ToPage[] = []
    const send = (message: ToPage) => void heard.push(message)
    const caller = closed.connect({ from: '', send, waiting: () => 0, close: () => undefined })
    caller.hear(JSON.stringify({ is: 'wait', name: 'Anna' }))
    await settled()
    expect(heard).toEqual([{ is: 'no', why: { is: 'no waiting room' } }])
    await closed.close()
  })
})

it('a page that shows something else than its log says is told, with what there is', async () => {
  const anna = await join(hall, 'Anna')
  anna.say({ is: 'digest', n: 1, digest: 'same' })
  // Of an entry that no one has appended.
  anna.say({ is: 'digest', n: 20, digest: 'other' })
  await settled()
  expect(anna.heard.filter(({ is }) => is === 'differs')).toEqual([])
  anna.say({ is: 'digest', n: 1, digest: 'other' })
  expect(await anna.until('differs')).toEqual({ is: 'differs', n: 1, world: { now: 1 } })
})
