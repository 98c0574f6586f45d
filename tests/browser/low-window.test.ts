import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { inConsole, lines, run } from './support/learner.ts'
import { promptRow, showPart } from './support/parts.ts'

const PHONE = { hasTouch: true, isMobile: true }
const LOW = [
  ['a laptop at 200 %', { viewport: { width: 720, height: 450 } }],
  ['a phone held across', { ...PHONE, viewport: { width: 844, height: 390 } }],
] as const

const open = async (options: Parameters<typeof openApp>[0]) => {
  const { page } = await openApp(options)
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  return page
}

/** Where an element begins, in pixels from the top of the window; the page may still be scrolling to it. */
const top = (element: Locator) => element.evaluate((e) => Math.round(e.getBoundingClientRect().top))

/** The head of what stands at the foot of the guide is in the window. */
async function isInSight(page: Page): Promise<void> {
  const head = page.locator('.guide-answer header')
  await head.waitFor()
  const height = page.viewportSize()?.height ?? 0
  await expect.poll(() => top(head)).toBeLessThan(height - 40)
  expect(await top(head)).toBeGreaterThanOrEqual(0)
}

const part = (page: Page) => page.locator('.app').getAttribute('data-part')
const scrolled = (page: Page) => page.evaluate(() => Math.round(window.scrollY))
const close = (page: Page) =>
  page.locator('.guide-answer').getByRole('button', { name: 'Close' }).click()

describe.each(LOW)('in the low window of %s', (_, options) => {
  test('the clock is in sight beside the tabs of every part', async () => {
    const page = await open(options)
    const clock = page.locator('.clock')
    const tabs = page.getByRole('navigation', { name: 'Parts of the page' })
    for (const name of ['Picture', 'Guide', 'Console'] as const) {
      await showPart(page, name)
      await expect.poll(() => top(tabs)).toBe(await top(clock))
      expect(await top(clock)).toBeGreaterThanOrEqual(0)
      expect(await top(clock)).toBeLessThan(60)
    }
  })

  test('the legend, what can be broken, what changed and a plan open in sight, and closing leads back', async () => {
    const page = await open(options)
    await showPart(page, 'Picture')
    await page.evaluate(() => window.scrollTo(0, 60))
    for (const opens of ['Legend', 'Break']) {
      const before = await scrolled(page)
      await page
        .getByRole('button', { name: opens })
        .first()
        .evaluate((e: HTMLElement) => e.click())
      await isInSight(page)
      await close(page)
      expect(await part(page)).toBe('picture')
      await expect.poll(() => scrolled(page)).toBe(before)
    }
    await showPart(page, 'Console')
    const before = await scrolled(page)
    await page.getByRole('button', { name: 'What would it do?' }).first().click()
    await isInSight(page)
    await close(page)
    expect(await part(page)).toBe('console')
    await expect.poll(() => scrolled(page)).toBe(before)
  })

  test('an answer opens in sight, also the second time, and closing leads back to the console', async () => {
    const page = await open(options)
    await showPart(page, 'Console')
    await page.locator('.console').click()
    await inConsole(page)
    await run(page, 'gnt-instance migrate nosuch', 'y')
    const before = await scrolled(page)
    const why = page.locator('.just-links').getByRole('button', { name: 'Why did it fail?' })
    await why.click()
    await isInSight(page)
    await showPart(page, 'Console')
    await why.click()
    await isInSight(page)
    await close(page)
    expect(await part(page)).toBe('console')
    expect((await lines(page)).join('\n')).toContain('migrate nosuch')
    await expect.poll(() => scrolled(page)).toBeGreaterThanOrEqual(before)
  })

  test('the prompt and the keys below it are seen, also after the window has been turned', async () => {
    const page = await open({ ...options, viewport: { width: 450, height: 800 } })
    await showPart(page, 'Console')
    await page.setViewportSize(options.viewport)
    const { height } = options.viewport
    await expect.poll(async () => (await promptRow(page)).bottom).toBeLessThanOrEqual(height)
    const keys = page.locator('.console-keys')
    if (!(await keys.isVisible())) return
    const end = () => keys.evaluate((e) => e.getBoundingClientRect().bottom)
    await expect.poll(end).toBeLessThanOrEqual(height)
  })

  test('a notice is seen wherever one reads, and moves nothing', async () => {
    const page = await open(options)
    await showPart(page, 'Guide')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Session' }).evaluate((e: HTMLElement) => e.click())
    await page
      .getByRole('button', { name: 'Open a session or a lab' })
      .evaluate((e: HTMLElement) => e.click())
    const files = await chooser
    // The menu has scrolled to itself.
    await page.evaluate(() => window.scrollTo(0, 300))
    const goal = await top(page.locator('.goal-now'))
    await files.setFiles({
      name: 'b.json',
      mimeType: 'application/json',
      buffer: Buffer.from('no'),
    })
    const notice = page.locator('.notice')
    await notice.waitFor()
    expect(await top(notice)).toBeGreaterThanOrEqual(0)
    expect(await top(notice)).toBeLessThan(options.viewport.height / 2)
    expect(await top(page.locator('.goal-now'))).toBe(goal)
  })
})

test('choosing the tab Console with a mouse or the keyboard focuses the console; with a finger it does not', async () => {
  const page = await open(LOW[0][1])
  await showPart(page, 'Console')
  await inConsole(page)
  await page.keyboard.type('echo l')
  await expect.poll(async () => (await lines(page)).join('\n')).toContain('# echo l')
  await showPart(page, 'Guide')
  await page.getByRole('navigation', { name: 'Parts of the page' }).getByText('Console').focus()
  await page.keyboard.press('Enter')
  await inConsole(page)

  const phone = await open(LOW[1][1])
  await phone.getByRole('navigation', { name: 'Parts of the page' }).getByText('Console').tap()
  await expect.poll(() => part(phone)).toBe('console')
  expect(await phone.evaluate(() => document.activeElement?.className)).not.toContain('xterm')
})

test('Escape lets the next Tab leave the console, unless the console is clicked in between', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await page.keyboard.type('gnt-instance migr')
  await page.keyboard.press('Escape')
  await page.locator('.console').click()
  await page.keyboard.press('Tab')
  await expect.poll(async () => (await lines(page)).join('\n')).toContain('gnt-instance migrate')
  await inConsole(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await page.waitForFunction(
    () => !document.activeElement?.classList.contains('xterm-helper-textarea'),
  )
})
