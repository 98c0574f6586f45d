import { afterAll, expect, test } from 'vitest'
import { digestAt } from '../../src/class/log/digested.ts'
import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import { NOTHING_PLAYED, playEntry } from '../../src/class/log/play.ts'
import { allLabs } from '../../src/door/catalogue.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { openApp } from './support/browser.ts'
import { connect, secretOf } from './support/class-client.ts'
import { DIGESTS, digestsOf, joinClass, KEEP_SAID } from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { type FirefoxPage, firefoxPath, KEYS, openFirefox } from './support/firefox.ts'

let server: ClassServer | undefined
let firefox: FirefoxPage | undefined
afterAll(async () => {
  await firefox?.close()
  await server?.kill()
})

/** Labs whose own solutions are played to their last goals, each where pages say what came of it. */
const LABS = ['maintenance', 'crash', 'picture']

const lastGoals = (): GroupAction[] =>
  LABS.map((id) => {
    const lab = allLabs().find((one) => one.id === id)
    const [release = '2.11'] = lab?.releases ?? []
    return { do: 'lab', lab: id, release, goal: lab?.goals.at(-1)?.id ?? '' }
  })

/** The Worlds that Node makes of a log. */
function digestsInNode(entries: readonly Entry[]): Record<string, string> {
  const labs = new Map(allLabs().map((lab) => [lab.id, lab]))
  const digests: Record<string, string> = {}
  let played = NOTHING_PLAYED
  for (const entry of entries) {
    played = playEntry(ENGINE, labs, played, entry)
    const found = digestAt(played)
    if (found) digests[found.n] = found.digest
  }
  return digests
}

const path = firefoxPath()
if (path === undefined) {
  if (process.env.CI) throw new Error('The browser tests need Firefox.')
  console.warn('NOT COMPARED WITH FIREFOX: there is none.')
}

test('the solutions of labs come to the same Worlds in Chromium, in Firefox and in Node', async () => {
  server = await startClass('--groups', '1', '--lab', 'crash', '--data', classFolder())
  const { page } = await joinClass(server.url, server.codes[0] ?? '', 'Chromium')
  if (path !== undefined) {
    firefox = await openFirefox(path)
    await firefox.goto(`${server.url}#class=${server.codes[0]}`)
    await firefox.waitFor(`document.querySelectorAll('.class-join input').length === 2`)
    await firefox.evaluate(
      `(() => { ${KEEP_SAID} document.querySelectorAll('.class-join input')[1].focus() })()`,
    )
    await firefox.press(`Firefox${KEYS.enter}`)
    await firefox.waitFor(`document.querySelector('.class-strip')`)
  }
  const wall = await connect(server)
  wall.say({ is: 'wall', secret: secretOf(server), from: {}, log: '' })
  await wall.until('entries')
  let n = wall.entries().length
  const post = (what: GroupAction) => {
    n += 1
    wall.say({ is: 'post', id: `w${n}`, what, seen: n, group: 'g1' })
  }
  for (const lab of lastGoals()) {
    while (n % 20 !== 19) post({ do: 'time left', minutes: 60 })
    post(lab)
    // Each is played before the next comes: what many entries do at once is another test's.
    await expect.poll(async () => (await digestsOf(page))[n], { timeout: 60_000 }).toBeDefined()
  }
  const node = digestsInNode(wall.entries())
  expect(Object.keys(node)).toEqual(['20', '40', '60'])
  expect(new Set(Object.values(node)).size).toBe(3)
  expect(await digestsOf(page)).toEqual(node)
  await firefox?.waitFor(`window.said.some((one) => one.is === 'digest' && one.n === 60)`)
  expect(firefox ? await firefox.evaluate(DIGESTS) : node).toEqual(node)
  expect(firefox?.problems ?? []).toEqual([])
  expect(server.said()).not.toContain('shows something else')

  // The thread that compares is there, and finds a page that differs.
  const liar = await connect(server)
  liar.say({ is: 'join', code: server.codes[0] ?? '', name: 'Liar', from: 0, log: '' })
  await liar.until('joined')
  liar.say({ is: 'digest', n: 40, digest: node['40'] ?? '' })
  liar.say({ is: 'digest', n: 60, digest: 'another' })
  await liar.until('differs')
  expect(liar.heard.filter(({ is }) => is === 'differs')).toHaveLength(1)
  expect(server.said()).toContain('Group 1: a page shows something else than its log says')
})

test('a page that is opened alone works, and stores nothing', async () => {
  server ??= await startClass('--groups', '1', '--data', classFolder())
  const { page, problems } = await openApp({
    url: `${server.url}index.html`,
    serviceWorkers: 'allow',
  })
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect
    .poll(() =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
    )
    .toBe(0)
  expect(await page.evaluate(() => caches.keys())).toEqual([])
  expect(problems).toEqual([])
})

test('strangers get no file but the page’s, and no connection from another page', async () => {
  server ??= await startClass('--groups', '1', '--data', classFolder())
  const { url } = server
  for (const path of [
    '..%2fpackage.json',
    '%2e%2e/package.json',
    '..%5cpackage.json',
    'class-data',
    '.git/config',
  ])
    expect((await fetch(url + path)).status, path).toBeGreaterThanOrEqual(400)
  const evil = await connect(server, 'http://evil.test')
  await expect.poll(evil.isClosed).toBe(true)
  expect(evil.heard).toEqual([])
  const guess = await connect(server)
  guess.say({ is: 'wall', secret: 'a guess', from: {}, log: '' })
  await guess.until('no')
  expect(guess.entries()).toEqual([])
  guess.close()
})
