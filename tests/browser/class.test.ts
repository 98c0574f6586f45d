import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { chromium } from 'playwright-core'
import { afterAll, expect, inject, test } from 'vitest'
import { redisServers } from '../class/redis-server.ts'
import { forgive, openApp, watch } from './support/browser.ts'
import { launchArguments } from './support/chromium.ts'
import {
  deeds,
  digestsOf,
  type GroupPage,
  intoConsole,
  joinClass,
  typeLine,
} from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { lines, type } from './support/learner.ts'

const servers: ClassServer[] = []
const start = async (...options: string[]): Promise<ClassServer> => {
  const server = await startClass(...options)
  servers.push(server)
  return server
}
afterAll(async () => {
  for (const server of servers) await server.kill()
})

/** A server that is gone is no problem of the page. */
const forgiveOutage = (...pages: { problems: string[] }[]): void => {
  for (const { problems } of pages) forgive(problems, /WebSocket connection to/, /not loaded: ws:/)
}

const isConnected = async ({ page }: GroupPage): Promise<boolean> =>
  (await page.locator('.class-light.is-on').count()) === 1

test('eight pages in three groups and a wall go on where they were when the server is killed', async () => {
  const options = ['--groups', '3', '--lab', 'crash', '--data', classFolder()]
  const server = await start(...options)
  const wall = await openApp({ url: server.wall })
  const seats = [0, 0, 0, 1, 1, 1, 2, 2]
  const pages: GroupPage[] = []
  for (const [i, group] of seats.entries())
    pages.push(await joinClass(server.url, server.codes[group] ?? '', `Member ${i}`))
  const groups = [0, 1, 2].map((group) => pages.filter((_, i) => seats[i] === group))
  const [first, second] = groups[0] ?? []
  if (!first || !second) throw new Error('no one joined')

  // Everyone sees what one of them types, the wall too, and the others on their own logins do not type it.
  await typeLine(first.page, 'gnt-instance migrate -f dX')
  await expect
    .poll(() => deeds(second.page))
    .toContain('Member 0 on nodeA: gnt-instance migrate -f dX')
  await wall.page.locator('.wall-last', { hasText: 'gnt-instance migrate -f dX' }).waitFor()
  await typeLine(second.page, 'echo before the outage')
  expect(await lines(first.page)).not.toContain('echo before the outage')

  await server.kill()
  await expect
    .poll(async () => (await Promise.all(pages.map(isConnected))).some(Boolean))
    .toBe(false)
  // What is typed now is kept, and the picture stays.
  await intoConsole(second.page)
  await type(second.page, 'echo during the outage')
  await second.page.locator('.class-light', { hasText: 'What you type is kept' }).waitFor()
  await start(...options, '--port', `${server.port}`)
  await expect
    .poll(async () => (await Promise.all(pages.map(isConnected))).every(Boolean))
    .toBe(true)
  await expect.poll(() => lines(second.page)).toContain('during the outage')
  for (const { page } of groups[0] ?? []) {
    await expect
      .poll(async () => (await deeds(page)).filter((deed) => deed.includes('echo')))
      .toEqual([
        'Member 1 on nodeA: echo during the outage',
        'Member 1 on nodeA: echo before the outage',
      ])
  }

  // A page that is loaded again is the same member, and has everything.
  await second.page.reload()
  await expect.poll(() => lines(second.page)).toContain('during the outage')

  // Far enough that the pages say what came of it: the same for all of a group.
  await Promise.all(
    groups.map(async ([one]) => {
      for (let i = 0; one && i < 20; i++)
        await typeLine(one.page, i === 3 ? 'gnt-node list' : 'true')
    }),
  )
  for (const group of groups) {
    const others = group.filter((one) => one !== second)
    await expect
      .poll(() => Promise.all(others.map(async (one) => (await digestsOf(one.page))['20'])))
      .not.toContain(undefined)
    const found = await Promise.all(others.map(async (one) => (await digestsOf(one.page))['20']))
    expect(new Set(found).size, found.join()).toBe(1)
  }
  expect(servers.at(-1)?.said()).not.toContain('shows something else')
  forgiveOutage(wall, ...pages)
})

test('the instructor lets someone in, hands out a goal, breaks something, gives a hint, and takes it all back', async () => {
  const server = await start(
    '--groups',
    '2',
    '--lab',
    'crash',
    '--waiting-room',
    '--data',
    classFolder(),
  )
  const wall = (await openApp({ url: server.wall })).page
  const { page } = await joinClass(server.url, '', 'Anna')
  await page.getByText('you are in the waiting room').waitFor()
  await wall.getByLabel('Group for Anna').selectOption('Group 2')
  await page.locator('.class-group', { hasText: 'Group 2' }).waitFor()
  await typeLine(page, 'echo before the lab')

  await wall.getByRole('checkbox', { name: 'Group 2' }).check()
  await wall.getByLabel('Lab', { exact: true }).selectOption({ label: 'Planned maintenance' })
  await wall.getByLabel('Goal to begin at').selectOption({ index: 2 })
  await wall.getByRole('button', { name: 'Open', exact: true }).first().click()
  await page.locator('.bar-goals', { hasText: /^2 of/ }).waitFor()
  await wall.getByRole('button', { name: 'Give a hint' }).click()
  await page.getByText('Your instructor has opened a hint').waitFor()
  await page.locator('.goal-hints p').waitFor()
  // A hint that a member opens is for the group; it stays open while time passes.
  await wall.getByRole('button', { name: 'Go on' }).click()
  await wall.getByLabel('Break or repair something').selectOption({ label: 'nodeC: cable out' })
  await page.locator('.diagram-text', { hasText: 'cable out' }).waitFor()
  expect(await page.locator('.goal-hints p').count()).toBe(1)
  expect((await deeds(page)).join()).not.toContain('cable')
  await wall.getByRole('button', { name: 'Take back the last step' }).click()
  await expect.poll(() => deeds(page)).toContain('The instructor took back a step')

  await wall.getByLabel('Time that is left').selectOption('5')
  await page.locator('.class-time', { hasText: /^(5:00|4:\d\d) left$/ }).waitFor()
  await wall.getByLabel('Who acts in a group').selectOption('next')
  await page.getByText('You act; the others look.').waitFor()
  await typeLine(page, 'echo at my own login')
  await wall.getByLabel('Door of a group').selectOption('closed')
  await wall.locator('.wall-numbers', { hasText: 'door closed' }).waitFor()
  await wall.locator('.wall-tile', { hasText: 'Group 1' }).getByText('0 of').waitFor()
  await wall.getByRole('button', { name: 'Report' }).click()
  await wall.getByRole('cell', { name: 'Planned maintenance' }).waitFor()
  // What the group did in the lab before is there as well, also after a reload.
  await wall.getByRole('heading', { name: 'Group 2: A node crashes and comes back' }).waitFor()
  await wall.reload()
  await wall.getByRole('button', { name: 'Report' }).click()
  await wall.getByRole('heading', { name: 'Group 2: A node crashes and comes back' }).waitFor()
  const saved = wall.waitForEvent('download')
  await wall.getByRole('button', { name: 'Save the sessions' }).click()
  expect((await saved).suggestedFilename()).toBe('class-sessions.zip')

  // Each is a file that the ordinary page opens.
  const files = unzipSync(readFileSync(await (await saved).path()))
  expect(Object.keys(files).sort()).toEqual([
    'group-1/1-crash.json',
    'group-2/1-crash.json',
    'group-2/2-maintenance.json',
  ])
  const alone = (await openApp()).page
  const open = async (path: string) => {
    const file = { mimeType: 'application/json', buffer: Buffer.from(files[path] ?? []) }
    const name = path.replace('/', '-')
    await alone.locator('input[type="file"]').setInputFiles({ name, ...file })
    await alone.getByText('The session from the file is open').waitFor()
  }
  // Also the lab that was over when the next one was opened.
  await open('group-2/1-crash.json')
  await expect.poll(() => lines(alone)).toContain('before the lab')
  await open('group-2/2-maintenance.json')
  await alone.locator('.bar-goals', { hasText: /^2 of/ }).waitFor()
  await expect.poll(() => lines(alone)).toContain('at my own login')
  await typeLine(alone, 'echo I go on there')
  await expect.poll(() => lines(alone)).toContain('I go on there')
})

test('a class works on a plain http address, which browsers do not take for secure', async () => {
  const server = await start('--groups', '1', '--lab', 'crash', '--data', classFolder())
  const rules = '--host-resolver-rules=MAP *.class.test 127.0.0.1'
  const browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: [...launchArguments, rules],
  })
  const [anna, ben] = await Promise.all(
    ['anna', 'ben'].map(async (name) => {
      const page = await (await browser.newContext()).newPage()
      watch(page)
      await page.goto(`http://${name}.class.test:${server.port}/#class=${server.codes[0]}`)
      await page.getByLabel('Your name').fill(name)
      await page.getByRole('button', { name: 'Join' }).click()
      await page.locator('.class-strip').waitFor()
      return page
    }),
  )
  if (!anna || !ben) throw new Error('no one joined')
  expect(await anna.evaluate(() => window.isSecureContext)).toBe(false)
  await typeLine(anna, 'gnt-node list')
  await expect.poll(() => deeds(ben)).toContain('anna on nodeA: gnt-node list')
  await ben.getByTitle('Look at the consoles of anna').click()
  await expect.poll(() => lines(ben)).toContain('root@nodeA:~# gnt-node list')
  // Ben asks for Anna's keyboard, types at her console, and she takes it back.
  await ben.getByRole('button', { name: 'Ask for the keyboard' }).click()
  await anna.getByRole('button', { name: 'Let ben type' }).click()
  await ben.getByText('You type at the console of anna').waitFor()
  await typeLine(ben, 'echo by ben')
  await expect.poll(() => lines(anna)).toContain('by ben')
  await anna.getByText('ben types at your consoles').waitFor()
  await anna.getByRole('button', { name: 'Take the keyboard back' }).click()
  await ben.getByText('You cannot type there').waitFor()
  await typeLine(anna, 'echo by anna again')
  await expect.poll(() => lines(ben)).toContain('by anna again')
  await browser.close()
})

test.each(redisServers())(
  'two servers on one %s serve one group; when one is killed its members go on at the other',
  async (_, startRedis) => {
    const options = ['--groups', '1', '--lab', 'crash', '--redis', await startRedis()]
    const [one, other] = [await start(...options), await start(...options)]
    expect(other.codes).toEqual(one.codes)
    const code = one.codes[0] ?? ''
    const anna = await joinClass(one.url, code, 'Anna')
    const ben = await joinClass(other.url, code, 'Ben')
    await typeLine(anna.page, 'echo from one server')
    await expect.poll(() => deeds(ben.page)).toContain('Anna on nodeA: echo from one server')
    await typeLine(ben.page, 'echo from the other')
    await expect.poll(() => deeds(anna.page)).toContain('Ben on nodeA: echo from the other')
    const benHere = anna.page.locator('.class-person:not(.is-away)', { hasText: 'Ben' })
    await benHere.waitFor()

    await other.kill()
    await anna.page.locator('.class-person.is-away', { hasText: 'Ben' }).waitFor()
    await typeLine(anna.page, 'echo goes on')
    forgiveOutage(ben)
    await ben.page.close()
    const again = await joinClass(one.url, code, 'Ben')
    await expect.poll(() => lines(again.page)).toContain('from the other')
    expect(await deeds(again.page)).toContain('Anna on nodeA: echo goes on')
  },
)
