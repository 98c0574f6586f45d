import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { goals, lastLine, lines } from './support/learner.ts'
import { outOfReach, promptRow, showPart, sideways } from './support/parts.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const open = async (options: Parameters<typeof openApp>[0] = PHONE) => {
  const opened = await openApp(options)
  await opened.page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  return opened
}

const key = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Keys' }).getByRole('button', { name, exact: true }).tap()

/**
 * PICTURES=/tmp/phone keeps what the phone shows at every step, to look at. PHONE_LABS=creating,daily plays other labs,
 * LAB_RELEASE=3.0 in another release.
 */
const { PICTURES, PHONE_LABS = 'maintenance', LAB_RELEASE = '2.11' } = process.env
const chosen = allLabs().filter((lab) => PHONE_LABS.split(',').includes(lab.id))
let taken = 0
const look = async (page: Page) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}-${++taken}.png` })
}

/** On from event to event, until the console waits at a prompt or a question. */
async function untilAsked(page: Page): Promise<void> {
  for (let taps = 0; !/(root@\w+:~#|\/\?:)$/.test(await lastLine(page)); taps++) {
    // A manual page and the console of an instance stay until they are left.
    if (/(login:|q: quit)$/.test(await lastLine(page))) await key(page, 'Ctrl-C')
    if (taps > 300) throw new Error(`no prompt, but: ${(await lines(page)).join('\n')}`)
    await page.getByRole('button', { name: 'Go to the next event' }).tap()
  }
}

async function sayYes(page: Page): Promise<void> {
  while (/\/\?:$/.test(await lastLine(page))) {
    await key(page, 'y')
    await key(page, 'Enter')
    await expect.poll(() => lastLine(page)).not.toMatch(/\/\?: ?y?$/)
    await untilAsked(page)
  }
}

/** Runs a command from the guide by its button, and says yes to what it asks. */
async function runFromGuide(page: Page, command: Locator): Promise<void> {
  await showPart(page, 'Guide')
  const before = (await lines(page)).join('')
  await command.getByRole('button', { name: 'Run', exact: true }).tap()
  // The console is there, its prompt within the window, and no keyboard over it.
  expect(await outOfReach(page.locator('.console'))).toBe(null)
  expect(await page.evaluate(() => document.activeElement?.className)).not.toContain('xterm')
  await expect.poll(async () => (await lines(page)).join('')).not.toBe(before)
  await untilAsked(page)
  await sayYes(page)
}

/** Opens the hints of the goal down to its commands, and runs them. */
async function reachGoal(page: Page): Promise<void> {
  await showPart(page, 'Guide')
  const now = page.locator('.goal-now')
  const title = await now.locator('strong').textContent()
  const more = now.getByRole('button', { name: /^Show (hint \d|the command)/ })
  while (await more.isVisible()) await more.tap()
  await look(page)
  const commands = now.locator('.goal-command')
  // The last one may reach the goal at once: then the next goal stands here.
  for (let i = 0, all = await commands.count(); i < all; i++)
    await runFromGuide(page, commands.nth(i))
  await look(page)
  expect((await promptRow(page)).bottom).toBeLessThan(844)
  expect(await sideways(page)).toBe(0)
  await expect
    .poll(async () => [title, await page.locator('.goal-done').allTextContents()].flat().join('|'))
    .toContain(`|[x]${title}`)
}

test.each(chosen)(
  'the lab "$id" is done on a phone with taps alone',
  {
    timeout: 900_000,
  },
  async (lab) => {
    const { page, problems } = await open({ ...PHONE, at: `#lab=${lab.id}&release=${LAB_RELEASE}` })
    await page.locator('.guide-title', { hasText: lab.title }).waitFor({ state: 'attached' })
    await look(page)
    const all = await page.locator('.guide .goals').first().locator('.goal').count()
    for (let i = 0; i < all; i++) {
      const before = Number.parseInt((await goals(page)) ?? '', 10)
      if (before === all) break
      await reachGoal(page)
    }
    await expect.poll(() => goals(page)).toBe(`${all} of ${all} goals`)
    await showPart(page, 'Picture')
    await look(page)
    await page.getByRole('button', { name: 'What Ganeti knows' }).tap()
    await page.getByRole('slider', { name: 'Go to a moment' }).waitFor()
    await showPart(page, 'Guide')
    await page.getByText('The story').tap()
    await look(page)
    await page.getByRole('button', { name: /^Continue with part/ }).tap()
    await page.getByRole('heading', { name: lab.title }).waitFor({ state: 'detached' })
    await look(page)
    expect(problems).toEqual([])
  },
)

/** Whether a command stands on the prompt, to be taken by Tab. A narrow screen breaks it into rows. */
const isOffered = async (page: Page) =>
  /press Tab, then Enter$/.test((await lines(page)).join('').trimEnd())

test('a newcomer does the first lab on a phone with Tab, Enter, y and a power button', async () => {
  const { page, problems } = await open({ ...PHONE, at: `#lab=picture&release=${LAB_RELEASE}` })
  await showPart(page, 'Console')
  for (const reached of ['1', '2', '3']) {
    await expect.poll(() => isOffered(page)).toBe(true)
    await look(page)
    await key(page, 'Tab')
    await key(page, 'Enter')
    await expect.poll(() => isOffered(page)).toBe(false)
    for (let taps = 0; !(await goals(page))?.startsWith(reached) && taps < 100; taps++) {
      if (/\/\?:$/.test(await lastLine(page))) {
        await key(page, 'y')
        await key(page, 'Enter')
      }
      await page.getByRole('button', { name: 'Go to the next event' }).tap()
    }
    expect(await goals(page)).toBe(`${reached} of 5 goals`)
  }
  await look(page)
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).tap()
  await expect.poll(() => goals(page)).toBe('4 of 5 goals')
  await look(page)
  expect(await sideways(page)).toBe(0)
  expect(problems).toEqual([])
})

test('the Status column of a list is seen without scrolling', async () => {
  const { page } = await open()
  await showPart(page, 'Console')
  await key(page, 'Tab')
  await key(page, 'Enter')
  await expect.poll(async () => (await lines(page)).join('\n')).toMatch(/debianX .* running$/m)
  const row = page.locator('.xterm-rows > div', { hasText: /Status\s*$/ }).first()
  const right = await row.evaluate((e) => {
    const range = document.createRange()
    range.selectNodeContents(e)
    return range.getBoundingClientRect().right
  })
  expect(right).toBeLessThanOrEqual(390)
})

test('Fill in brings the console into view and waits; a question is not answered by Run', async () => {
  const { page } = await open()
  await showPart(page, 'Guide')
  const now = page.locator('.goal-now')
  const more = now.getByRole('button', { name: /^Show (hint \d|the command)/ })
  while (await more.isVisible()) await more.tap()
  await now.getByRole('button', { name: 'Fill in' }).tap()
  await expect.poll(() => lastLine(page)).toMatch(/tus$/)
  expect(await outOfReach(page.locator('.console'))).toBe(null)
  await key(page, 'Ctrl-C')
  await page.locator('.console').tap()
  await page.keyboard.insertText('gnt-instance migrate dY')
  await key(page, 'Enter')
  await untilAsked(page)
  expect(await lastLine(page)).toMatch(/\/\?:$/)
  await showPart(page, 'Guide')
  await now.getByRole('button', { name: 'Run', exact: true }).tap()
  await expect.poll(() => lastLine(page)).toMatch(/list -o name|tus$/)
})

/** A keyboard of the screen: the page keeps its size, less of it is seen. */
const keyboard = (page: Page, visible: number | null) =>
  page.evaluate((height) => {
    const view = window.visualViewport
    if (!view) throw new Error('this browser has no visual viewport')
    if (height === null) Reflect.deleteProperty(view, 'height')
    else Object.defineProperty(view, 'height', { configurable: true, value: height })
    view.dispatchEvent(new Event('resize'))
  }, visible)

test.each([
  ['a phone', 390, 844, 480],
  ['a small phone', 360, 640, 350],
  ['a phone held across', 844, 390, 190],
  ['a tablet', 820, 1180, 760],
  ['a tablet held across', 1180, 820, 400],
])(
  'with the keyboard of %s open, the prompt and the keys are above it',
  async (_, width, height, visible) => {
    const { page, problems } = await open({ ...PHONE, viewport: { width, height } })
    await showPart(page, 'Console')
    await page.locator('.console').tap()
    await keyboard(page, visible)
    await page.keyboard.insertText('seq 40')
    await key(page, 'Enter')
    await page.keyboard.insertText('gnt-instance migr')
    await key(page, 'Tab')
    await expect.poll(() => lastLine(page)).toBe('root@nodeA:~# gnt-instance migrate')
    const { top, bottom } = await promptRow(page)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(bottom).toBeLessThanOrEqual(visible)
    const keys = await page.locator('.console-keys').boundingBox()
    // A phone held across has room for the prompt only.
    const end = height > 400 ? (keys?.y ?? 0) + (keys?.height ?? 0) : 0
    expect(end).toBeLessThanOrEqual(visible + 0.5)
    await look(page)
    await keyboard(page, null)
    await page.waitForFunction(() => !document.documentElement.hasAttribute('data-keyboard'))
    expect(await sideways(page)).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    expect(problems).toEqual([])
  },
)

test('presenter view has a way in and a way out for a finger', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Session' }).tap()
  await page.getByRole('button', { name: 'Present' }).tap()
  await page.locator('.presented').waitFor()
  expect(await sideways(page)).toBe(0)
  await look(page)
  await page.getByRole('button', { name: 'Leave' }).tap()
  await page.locator('.part-tabs').waitFor()
})
