import { readdirSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import type { GroupAction } from '../../src/class/log/entry.ts'
import { openSqlite } from '../../src/class/server/sqlite.ts'
import { connect, secretOf } from './support/class-client.ts'
import {
  type ClassServer,
  classFolder,
  limitFiles,
  startClass,
  startClassOnSmallDisk,
} from './support/class-server.ts'

/** Only Linux tells what a process has open, and limits it while it runs. */
const LINUX = process.platform === 'linux' ? ['Linux'] : []

const servers: ClassServer[] = []
const kept = async (starting: Promise<ClassServer>): Promise<ClassServer> => {
  const server = await starting
  servers.push(server)
  return server
}
afterAll(async () => {
  for (const server of servers) await server.kill()
})

const typed = (text: string): GroupAction => ({
  do: 'input',
  input: { kind: 'line', terminal: 'nodeA.virt.nsrc.org~1', text },
})

async function joined(server: ClassServer, from = 0) {
  const page = await connect(server)
  page.say({ is: 'join', code: server.codes[0] ?? '', name: 'Anna', from, log: '' })
  await page.until('joined')
  return page
}

it.each(LINUX)(
  'on a full disk of %s nothing is acknowledged, the wall says so, and what was sent is stored once there is room',
  async () => {
    const data = classFolder()
    const server = await kept(startClassOnSmallDisk('--groups', '1', '--data', data))
    const wall = await connect(server)
    wall.say({ is: 'wall', secret: secretOf(server), from: {}, log: '' })
    await wall.until('wall')
    const page = await joined(server)
    limitFiles(server, 400_000)
    const posted: string[] = []
    while (!page.isClosed() && posted.length < 500) {
      const id = `e${posted.length}`
      posted.push(id)
      page.say({ is: 'post', id, what: typed('x'.repeat(2000)), seen: 0 })
      // Slower than what would be too much at once.
      await new Promise((over) => setTimeout(over, 70))
    }
    await expect
      .poll(() => wall.heard.flatMap((one) => (one.is === 'no' ? [one.why] : [])).at(-1))
      .toMatchObject({ is: 'not stored', group: 'Group 1', problem: expect.stringMatching(/./) })
    const acknowledged = page.entries().map(({ id }) => id)
    expect(acknowledged).not.toContain(posted.at(-1))

    // There is room again, and the page connects again.
    limitFiles(server, null)
    const again = await joined(server)
    const lost = posted.filter((id) => !acknowledged.includes(id))
    for (const id of lost) again.say({ is: 'post', id, what: typed('x'), seen: 0 })
    await expect
      .poll(() => again.entries().map(({ id }) => id))
      .toEqual(expect.arrayContaining(lost))
    await server.kill()
    const store = await openSqlite(data)
    const ids = (await store.read('g1', 0)).map(({ id }) => id)
    await store.close()
    expect(ids.filter((id) => posted.includes(id))).toEqual(posted)
  },
  120_000,
)

it('a page whose lid is closed is away after a while, and the clock of a group without a page stops', async () => {
  const server = await kept(startClass('--groups', '1', '--data', classFolder()))
  const wall = await connect(server)
  wall.say({ is: 'wall', secret: secretOf(server), from: {}, log: '' })
  const page = await joined(server)
  page.say({ is: 'post', id: 'go', what: { do: 'speed', speed: 1 }, seen: 0 })
  await expect.poll(() => wall.entries().at(-1)?.id).toBe('go')
  // It answers nothing any more, and nothing says that it has gone.
  page.sleep()
  const last = () => wall.entries().at(-1)
  await expect.poll(() => last()?.id, { timeout: 60_000 }).toMatch(/^pause:\d+:alone$/)
  await expect
    .poll(() => wall.heard.flatMap((one) => (one.is === 'who' ? one.members : [])).at(-1))
    .toMatchObject({ name: 'Anna', here: false })
}, 120_000)

it.each(LINUX)(
  'on %s a page that is loaded fifty times leaves no connection behind',
  async () => {
    const server = await kept(startClass('--groups', '1', '--data', classFolder()))
    const files = () => readdirSync(`/proc/${server.pid}/fd`).length
    await joined(server)
    const before = files()
    for (let i = 0; i < 50; i++) (await joined(server)).close()
    await expect.poll(files).toBeLessThanOrEqual(before)
    const page = await joined(server)
    await expect
      .poll(() => page.heard.flatMap((one) => (one.is === 'who' ? one.members : [])).at(-1))
      .toMatchObject({ name: 'Anna', here: true })
  },
  120_000,
)
