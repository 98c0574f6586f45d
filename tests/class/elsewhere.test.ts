import { describe, expect, it } from 'vitest'
import type { Member, WaitingPerson } from '../../src/class/log/protocol.ts'
import type { Sight } from '../../src/class/log/sight.ts'
import { Hall } from '../../src/class/server/hall.ts'
import { openRedis } from '../../src/class/server/redis.ts'
import type { LogStore } from '../../src/class/server/store.ts'
import { CLASS, type Client, connect, join, LINE, openWall, post, settled } from './hall-client.ts'
import { redisServers, startMortalRedis } from './redis-server.ts'

/** Two servers of one class, as two processes are. */
async function twoServers(address: string) {
  const stores: [LogStore, LogStore] = [await openRedis(address), await openRedis(address)]
  await stores[0].addGroup({ id: 'g1', name: 'Group 1', code: 'abc234' })
  const open = (store: LogStore) => Hall.open({ store, ...CLASS, waiting: true })
  return { one: await open(stores[0]), other: await open(stores[1]), stores }
}

const members = ({ heard }: Client): Member[] =>
  heard.flatMap((message) => (message.is === 'who' ? [message.members] : [])).at(-1) ?? []
const here = (client: Client): string[] =>
  members(client).flatMap(({ name, here: isHere, node, hand }) =>
    isHere ? [`${name} ${node}${hand ? ' hand' : ''}`] : [],
  )
const waiting = ({ heard }: Client): WaitingPerson[] =>
  heard.flatMap((message) => (message.is === 'waiting' ? [message.people] : [])).at(-1) ?? []

describe.each(redisServers())('two servers on one %s', (_, start) => {
  it('show who is at the other one, where, and who is gone when it was killed', async () => {
    const { one, other, stores } = await twoServers(await start())
    const wall = await openWall(one)
    const anna = await join(one, 'Anna')
    const ben = await join(other, 'Ben')
    anna.say({ is: 'here', node: 'nodeA', hand: false })
    ben.say({ is: 'here', node: 'nodeB', hand: true })
    for (const page of [anna, ben, wall])
      await expect
        .poll(() => here(page), { timeout: 5000 })
        .toEqual(['Anna nodeA', 'Ben nodeB hand'])
    ben.say({ is: 'here', node: 'nodeC', hand: false })
    await expect.poll(() => here(anna), { timeout: 5000 }).toEqual(['Anna nodeA', 'Ben nodeC'])

    // As after a kill: it says nothing any more, and does not say that it ends.
    stores[1].present = async () => undefined
    await expect.poll(() => here(anna), { timeout: 20_000 }).toEqual(['Anna nodeA'])
    expect(members(anna).map(({ name }) => name)).toEqual(['Anna', 'Ben'])
    await other.close()
    await one.close()
  }, 40_000)

  it('do not stop the clock of a group that is attended at the other one', async () => {
    const { one, other, stores } = await twoServers(await start())
    const ben = await join(other, 'Ben')
    post(ben, 'go', { do: 'speed', speed: 1 })
    // Longer than a group without anyone goes on.
    await new Promise((over) => setTimeout(over, 12_000))
    expect(ben.entries().map(({ what }) => what.do)).toEqual(['join', 'speed'])
    ben.gone()
    await expect
      .poll(async () => (await stores[0].read('g1', 0)).at(-1)?.what, { timeout: 25_000 })
      .toEqual({ do: 'speed', speed: 'paused' })
    await one.close()
    await other.close()
  }, 60_000)

  it('go on when it is killed and started again, and lose nothing', async () => {
    const redis = await startMortalRedis()
    const { one, other, stores } = await twoServers(redis.address)
    const [anna, ben] = [await join(one, 'Anna'), await join(other, 'Ben')]
    post(anna, 'before', LINE)
    await expect.poll(() => ben.entries().at(-1)?.id).toBe('before')

    await redis.kill()
    post(anna, 'meanwhile', LINE)
    await new Promise((over) => setTimeout(over, 1500))
    expect([anna, ben].flatMap((page) => page.entries()).map(({ id }) => id)).not.toContain(
      'meanwhile',
    )
    await redis.again()

    // A page that was cut off asks again under the same id, as pages do; also if it was stored in the end.
    const again = await join(one, 'Anna')
    post(again, 'meanwhile', LINE)
    post(again, 'after', LINE)
    await expect.poll(() => ben.entries().at(-1)?.id, { timeout: 10_000 }).toBe('after')
    const log = await stores[1].read('g1', 0)
    expect(log.map(({ id }) => id)).toEqual(['join:1', 'join:2', 'before', 'meanwhile', 'after'])
    await one.close()
    await other.close()
  }, 40_000)

  it('let pages at either follow an instructor at one of them', async () => {
    const { one, other } = await twoServers(await start())
    const wall = await openWall(one)
    const ben = await join(other, 'Ben')
    const look = { node: null, search: '', sorted: true }
    const typed = { text: '', cursor: 0 }
    const sight: Sight = {
      ...{ terminal: 'nodeB', login: null, typed, foot: null },
      ...{ view: 'is', part: 'console', look },
    }
    wall.say({ is: 'lead', lead: { group: 'g1', all: false, sight } })
    const told = () => ben.heard.flatMap((one) => (one.is === 'led' ? [one.sight] : []))
    await expect.poll(told, { timeout: 5000 }).toEqual([sight])
    wall.gone()
    await expect.poll(told, { timeout: 5000 }).toEqual([sight, null])
    await one.close()
    await other.close()
  })

  it('have one waiting room', async () => {
    const { one, other } = await twoServers(await start())
    const wall = await openWall(one)
    const anna = connect(other)
    anna.say({ is: 'wait', name: 'Anna' })
    await expect
      .poll(() => waiting(wall).map(({ name }) => name), { timeout: 5000 })
      .toEqual(['Anna'])
    wall.say({ is: 'place', person: waiting(wall)[0]?.id ?? '', group: 'g1' })
    await expect
      .poll(() => anna.heard.at(-1), { timeout: 5000 })
      .toEqual({ is: 'waits', code: 'abc234' })
    anna.say({ is: 'join', code: 'abc234', name: 'Anna', from: 0, log: '' })
    await expect.poll(() => waiting(wall), { timeout: 5000 }).toEqual([])
    await settled()
    await one.close()
    await other.close()
  })
})
