import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import { openSqlite } from '../../src/class/server/sqlite.ts'
import { terminalOn } from '../../src/sim/world.ts'
import { openApp } from './support/browser.ts'
import { deeds, digestsOf, joinClass, KEEP_SAID, typeLine } from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { lines } from './support/learner.ts'

let server: ClassServer | undefined
afterAll(() => server?.kill())

/** What a group did before: one of them has typed for twenty minutes. */
function logBefore(): Entry[] {
  const deeds: [by: string, what: GroupAction][] = [
    ['', { do: 'lab', lab: 'crash', release: '2.11' }],
    ['1', { do: 'join', name: 'Anna' }],
    ['1', { do: 'speed', speed: 1 }],
  ]
  const terminal = terminalOn('nodeA.virt.nsrc.org', '1')
  for (let i = 1; i <= 170; i++) {
    const text = i % 9 === 0 ? 'gnt-instance migrate -f dX' : `echo line ${i}`
    deeds.push(['1', { do: 'input', input: { kind: 'line', terminal, text } }])
  }
  return deeds.map(([by, what], i) => {
    const at = i * 7400
    return { n: i + 1, at, real: 1_700_000_000_000 + at, by, id: `e${i}`, what }
  })
}

test('who joins late begins with what came of the log, and has it all', async () => {
  const data = join(classFolder(), 'late')
  const store = await openSqlite(data)
  await store.addGroup({ id: 'g1', name: 'Group 1', code: 'abc234' })
  await Promise.all(logBefore().map((entry) => store.append('g1', entry)))
  await store.close()
  server = await startClass('--groups', '1', '--data', data)

  // Who comes before the server has played it plays everything.
  const ben = await joinClass(server.url, 'abc234', 'Ben')
  await typeLine(ben.page, 'echo from Ben')
  const late = await joinClass(server.url, 'abc234', 'Anna')
  let begun = false
  late.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      begun ||= String(payload).startsWith('{"is":"snapshot"')
    }),
  )
  await expect
    .poll(
      async () => {
        await late.page.reload()
        await late.page.locator('.class-light.is-on').waitFor()
        return begun
      },
      { timeout: 60_000 },
    )
    .toBe(true)
  await late.page.evaluate(KEEP_SAID)
  await expect.poll(() => lines(late.page)).toContain('line 170')
  expect(await deeds(late.page)).toContain('Anna on nodeA: echo line 20')
  // The strip is filled behind it: the instances were there from the beginning.
  await late.page.locator('.strip').waitFor()
  const nothing = late.page.getByText('Nothing has changed the cluster yet.')
  await nothing.waitFor({ state: 'detached' })

  // What both play from there on is the same.
  await ben.page.evaluate(KEEP_SAID)
  for (let i = 0; i < 20; i++) await typeLine(late.page, 'true')
  await expect.poll(() => lines(ben.page), { timeout: 30_000 }).toContain('from Ben')
  await expect
    .poll(async () => Object.keys(await digestsOf(ben.page)).length, { timeout: 30_000 })
    .toBeGreaterThan(0)
  const [mine, theirs] = [await digestsOf(late.page), await digestsOf(ben.page)]
  expect(Object.keys(mine).length).toBeGreaterThan(0)
  expect(mine).toEqual(theirs)
  expect(server.said()).not.toContain('shows something else')
})

test('a wall that is opened late begins with the same, and has what was done before', async () => {
  if (!server) throw new Error('there is no server')
  const late = await joinClass(server.url, 'abc234', 'Anna')

  const told: string[] = []
  const { page: wall } = await openApp({
    url: server.wall,
    before: async (page) =>
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => told.push(String(payload))),
      ),
  })
  await wall.locator('.wall-last', { hasText: 'Anna on nodeA:' }).waitFor()
  expect(told.some((text) => text.startsWith('{"is":"snapshot"'))).toBe(true)
  await wall.getByRole('button', { name: 'Report' }).click()
  await wall.getByRole('cell', { name: /^Anna: 1\d\d, Ben: 1$/ }).waitFor()
  await wall.getByRole('button', { name: 'Hide names' }).click()
  await wall.getByRole('cell', { name: /^Member 1: 1\d\d, Member 2: 1$/ }).waitFor()
  told.length = 0
  await wall.reload()
  await wall.locator('.wall-tile', { hasText: '2 here' }).waitFor()
  // It is not even told them.
  expect(told.join()).not.toMatch(/Anna|Ben/)
  expect(await wall.locator('.wall').textContent()).not.toMatch(/Anna|Ben/)
  // The page of the group is there at once, and goes on.
  await wall.getByRole('button', { name: 'Open Group 1' }).click()
  await expect.poll(() => lines(wall)).not.toEqual([])
  await wall.locator('.class-person', { hasText: 'Member 2' }).waitFor()
  await expect.poll(() => deeds(wall)).toContain('Member 2 on nodeA: echo from Ben')
  await typeLine(late.page, 'echo for the wall')
  await wall.getByRole('button', { name: 'Back to the wall' }).click()
  await wall.locator('.wall-last', { hasText: 'echo for the wall' }).waitFor()
})
