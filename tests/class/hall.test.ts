import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Member } from '../../src/class/log/protocol.ts'
import { Hall } from '../../src/class/server/hall.ts'
import { connect, join, LINE, post, settled, twoGroups } from './hall-client.ts'

let hall: Hall
let store: Awaited<ReturnType<typeof twoGroups>>['store']

beforeEach(async () => {
  const opened = await twoGroups()
  hall = opened.hall
  store = opened.store
})
afterEach(() => hall.close())

describe('joining', () => {
  it('gives each name a seat of its own, and the same one again', async () => {
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, '  Ben  ')
    const again = await join(hall, 'anna')
    const seats = [anna, ben, again].map(({ heard }) =>
      heard.flatMap((message) => (message.is === 'joined' ? [[message.seat, message.name]] : [])),
    )
    expect(seats.flat()).toEqual([
      ['1', 'Anna'],
      ['2', 'Ben'],
      ['1', 'Anna'],
    ])
  })

  it('needs the code of a group, however it is typed, and a name that can be shown', async () => {
    const stranger = connect(hall)
    stranger.say({ is: 'join', code: 'abc235', name: 'Eve', from: 0, log: '' })
    expect((await stranger.until('no')).why).toEqual({ is: 'no such code' })
    await join(hall, 'Anna', 'ABC-234')
    for (const [name, why] of [
      ['', { is: 'no name' }],
      ['   ', { is: 'no name' }],
      ['x'.repeat(25), { is: 'long name', most: 24 }],
      ['Eve\u0007', { is: 'strange name' }],
    ] as const) {
      const client = connect(hall)
      client.say({ is: 'join', code: 'abc234', name, from: 0, log: '' })
      expect((await client.until('no')).why).toEqual(why)
    }
    const hidden = await join(hall, 'Eve\u202e')
    expect((await hidden.until('joined')).name).not.toContain('\u202e')
  })

  it('ends when the group is full', async () => {
    for (let i = 1; i <= 8; i++) await join(hall, `Member ${i}`)
    const late = connect(hall)
    late.say({ is: 'join', code: 'abc234', name: 'Late', from: 0, log: '' })
    expect((await late.until('no')).why).toEqual({ is: 'group full', seats: 8 })
  })

  it('is refused to an address that tries many codes, also with the right one', async () => {
    const tries = Array.from({ length: 25 }, () => connect(hall, '10.0.0.66'))
    for (const client of tries)
      client.say({ is: 'join', code: 'aaaaaa', name: 'Eve', from: 0, log: '' })
    await settled()
    expect(tries.filter((client) => client.closed()).length).toBeGreaterThanOrEqual(3)
    await join(hall, 'Anna')
  })
})

describe('a group', () => {
  it('hears every entry in order, whoever appends it, and from any number on', async () => {
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, 'Ben')
    for (let i = 0; i < 10; i++) {
      post(anna, `a${i}`, { do: 'redo' })
      post(ben, `b${i}`, { do: 'skip', to: 1 })
    }
    await settled()
    expect(anna.entries()).toEqual(ben.entries())
    expect(anna.entries().map(({ n }) => n)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
    const late = connect(hall)
    late.say({ is: 'join', code: 'abc234', name: 'Anna', from: 20, log: 'l' })
    await settled()
    expect(late.entries().map(({ n }) => n)).toEqual([21, 22])
  })

  it('hears nothing of another group', async () => {
    const anna = await join(hall, 'Anna')
    const other = await join(hall, 'Otto', 'xyz789')
    post(anna, 'a', { do: 'redo' })
    await settled()
    expect(other.entries().map(({ what }) => what.do)).toEqual(['join'])
  })

  it('appends what is sent twice once', async () => {
    const anna = await join(hall, 'Anna')
    post(anna, 'a', LINE)
    post(anna, 'a', LINE)
    await settled()
    expect(anna.entries().map(({ what }) => what.do)).toEqual(['join', 'input'])
  })

  it('does not take back what the page had not seen', async () => {
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, 'Ben')
    post(anna, 'a', LINE)
    await settled()
    ben.say({ is: 'post', id: 'b', what: { do: 'back', keep: 0, now: 0 }, seen: 2 })
    expect(await ben.until('no')).toMatchObject({ id: 'b' })
    ben.say({ is: 'post', id: 'c', what: { do: 'back', keep: 0, now: 0 }, seen: 3 })
    await settled()
    expect(anna.entries().at(-1)?.what.do).toBe('back')
  })

  it('types at the login of someone who lets them, and that one does not meanwhile', async () => {
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, 'Ben')
    post(ben, 'b1', LINE)
    expect((await ben.until('no')).why).toEqual({ is: 'other keyboard' })
    post(ben, 'b2', { do: 'lend keyboard', of: '1', to: '2' })
    post(ben, 'b3', { do: 'ask for keyboard', of: '1' })
    await settled()
    post(anna, 'a1', { do: 'lend keyboard', of: '1', to: '2' })
    await settled()
    post(ben, 'b4', LINE)
    post(anna, 'a2', LINE)
    await settled()
    expect((await anna.until('no')).id).toBe('a2')
    post(ben, 'b5', { do: 'lend keyboard', of: '1', to: null })
    await settled()
    post(ben, 'b6', LINE)
    post(anna, 'a3', LINE)
    await settled()
    expect(anna.entries().map(({ id }) => id)).toEqual([
      ...['join:1', 'join:2', 'b3', 'a1', 'b4', 'b5', 'a3'],
    ])
  })

  it('knows who is there, where, and who wants help', async () => {
    const anna = await join(hall, 'Anna')
    const ben = await join(hall, 'Ben')
    ben.say({ is: 'here', node: 'nodeB', hand: true })
    const last = (): Member[] =>
      anna.heard.flatMap((message) => (message.is === 'who' ? [message.members] : [])).at(-1) ?? []
    while (!last().some(({ hand }) => hand)) await settled()
    expect(last()).toEqual([
      { seat: '1', name: 'Anna', here: true, node: '', hand: false },
      { seat: '2', name: 'Ben', here: true, node: 'nodeB', hand: true },
    ])
  })
})

describe('the clock of a group', () => {
  it('shows its time while it runs, never an earlier one, and stamps what comes later no earlier', async () => {
    const anna = await join(hall, 'Anna')
    post(anna, 'go', { do: 'speed', speed: 60 })
    await settled()
    store.clock.now += 1000
    const beat = await anna.until('beat')
    expect(beat.at).toBe(60_000)
    // A clock that is set back, as a computer's may be.
    store.clock.now -= 900
    post(anna, 'a', LINE)
    await settled()
    expect(anna.entries().at(-1)?.at).toBeGreaterThanOrEqual(60_000)
  })

  it('stands while the server is away, and did not run meanwhile', async () => {
    const anna = await join(hall, 'Anna')
    post(anna, 'go', { do: 'speed', speed: 1 })
    await settled()
    const rows = await store.read('g1', 0)
    // As after a kill: nothing was told to the store.
    store.clock.now += 3_600_000
    const next = await Hall.open({ store, secret: 's', build: 'b', log: 'l' })
    const log = await store.read('g1', 0)
    expect(log).toHaveLength(rows.length + 1)
    expect(log.at(-1)?.what).toEqual({ do: 'speed', speed: 'paused' })
    expect(log.at(-1)?.at).toBeLessThanOrEqual(3000)
    await next.close()
  })
})

describe('a server whose lid was closed for an hour', () => {
  it('stops the clocks where they were', async () => {
    const anna = await join(hall, 'Anna')
    post(anna, 'go', { do: 'speed', speed: 1 })
    await settled()
    store.clock.now += 3_600_000
    while (anna.entries().at(-1)?.id === 'go') await settled()
    expect(anna.entries().at(-1)).toMatchObject({ what: { do: 'speed', speed: 'paused' } })
    expect(anna.entries().at(-1)?.at).toBeLessThanOrEqual(4000)
    expect(anna.heard.filter((one) => one.is === 'beat' && one.at > 4000)).toEqual([])
  })
})

describe('strangers', () => {
  it('may post nothing before they join, and nothing for others after that', async () => {
    const stranger = connect(hall)
    post(stranger, 'a', LINE)
    expect((await stranger.until('no')).why).toEqual({ is: 'not joined' })
    const ben = await join(hall, 'Anna')
    post(ben, 'b', {
      do: 'input',
      input: { kind: 'line', terminal: 'nodeA~2', text: 'halt' },
    })
    post(ben, 'c', { do: 'say', text: 'I am your instructor' })
    post(ben, 'd', { do: 'input', input: { kind: 'line', terminal: 'nodeA', text: 'halt' } })
    await settled()
    expect(ben.heard.filter(({ is }) => is === 'no')).toHaveLength(3)
    post(ben, 'e', LINE, 'g2')
    await settled()
    expect(await store.read('g2', 0)).toEqual([])
  })

  it('do not see the wall without its secret', async () => {
    const eve = connect(hall)
    eve.say({ is: 'wall', secret: 'a guess', from: {}, log: '' })
    expect((await eve.until('no')).why).toEqual({ is: 'wrong link' })
    const teacher = connect(hall)
    teacher.say({ is: 'wall', secret: 'the secret', from: {}, log: '' })
    expect((await teacher.until('wall')).groups.map(({ name }) => name)).toEqual([
      'Group 1',
      'Group 2',
    ])
  })

  it.each([
    ['no JSON', '{'],
    ['another shape', { is: 'post', id: 'a' }],
    ['a kind that does not exist', { is: 'eval', code: 'x' }],
    ['an entry that does not exist', { is: 'post', id: 'a', seen: 0, what: { do: 'constructor' } }],
    ['more than there is', { is: 'post', id: 'a', seen: 0, what: { do: 'redo', extra: 1 } }],
    ['a prototype', '{"is":"here","node":"a","hand":false,"__proto__":{"x":1}}'],
    ['a million letters', `{"is":"here","node":"${'a'.repeat(1_000_000)}","hand":false}`],
  ])('are cut off when they say %s', async (_, message) => {
    const eve = connect(hall)
    eve.say(message)
    expect(eve.closed()).toBe(true)
  })

  it('are cut off when they say too much at once', async () => {
    const eve = await join(hall, 'Eve')
    for (let i = 0; i < 200; i++) post(eve, `e${i}`, { do: 'redo' })
    expect(eve.closed()).toBe(true)
    await settled()
    expect((await store.read('g1', 0)).length).toBeLessThan(80)
  })
})

it('a page that does not read is cut off instead of filling the memory', async () => {
  const lazy = hall.connect({
    from: '10.0.0.2',
    send: () => undefined,
    waiting: () => 10_000_000,
    close: () => {
      cut = true
    },
  })
  let cut = false
  lazy.hear(JSON.stringify({ is: 'join', code: 'abc234', name: 'Slow', from: 0, log: '' }))
  await settled()
  expect(cut).toBe(true)
})
