// Takes the pictures of docs/classroom.md from a class that it holds: `npm run build`, then `npm run class:pictures`.
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { chromiumPath, launchArguments } from '../tests/browser/support/chromium.ts'
import { classFolder, startClass } from '../tests/browser/support/class-server.ts'

const DOCS = join(import.meta.dirname, '..', 'docs')
const SIZE = { width: 1200, height: 720 }
const NAMES = [['Anna', 'Ben'], ['Chloe', 'Dinh'], ['Emeka', 'Fatima'], ['Goran']]
/** What the first of each group types, so that the groups differ. */
const LINES = ['gnt-node list', 'gnt-instnce list', 'gnt-instance migrate -f dY', 'gnt-job list']

const server = await startClass('--groups', '4', '--lab', 'crash', '--data', classFolder())
const browser = await chromium.launch({ executablePath: chromiumPath(), args: launchArguments })

const open = async (url: string, viewport = SIZE): Promise<Page> => {
  const page = await (await browser.newContext({ viewport })).newPage()
  await page.goto(url)
  return page
}

async function joinGroup(code: string, name: string): Promise<Page> {
  const page = await open(`${server.url}#class=${code}`)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.locator('.xterm-rows', { hasText: 'root@nodeA:~#' }).waitFor()
  return page
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
  await page.locator('.class-last', { hasText: line }).waitFor()
}

const wall = await open(server.wall, { ...SIZE, height: 830 })
for (const [i, names] of NAMES.entries()) {
  const pages: Page[] = []
  for (const name of names) pages.push(await joinGroup(server.codes[i] ?? '', name))
  const [first, second] = pages
  if (!first) continue
  for (let times = 0; times < (i === 1 ? 3 : 1); times++) await type(first, LINES[i] ?? '')
  if (i === 3) await first.getByRole('button', { name: 'Raise hand' }).click()
  if (i !== 0 || !second) continue
  await type(second, 'gnt-instance info dX')
  await wall.getByRole('checkbox', { name: 'Group 1' }).check()
  await wall.getByLabel('Break or repair something').selectOption({ label: 'nodeC: power off' })
  await wall.getByRole('checkbox', { name: 'Group 1' }).uncheck()
  await wall.getByLabel('Time that is left').selectOption('20')
  await first.locator('.class-time').waitFor()
  await first.waitForTimeout(4000)
  await first.screenshot({ path: join(DOCS, 'class-group.png') })
}
await wall.locator('.wall-help', { hasText: 'raised a hand' }).waitFor()
await wall.screenshot({ path: join(DOCS, 'class-wall.png') })
await browser.close()
await server.kill()
