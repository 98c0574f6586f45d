import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openApp } from './support/browser.ts'

/** Whatever can be opened: how, how it is closed again, and what is there meanwhile. */
interface Panel {
  name: string
  open: (page: Page) => Promise<void>
  close: (page: Page) => Promise<void>
  shown: string
}

/** A key for the page, not for the console: nothing has the keyboard. */
const key = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press(name)
}
const byKey = (name: string) => (page: Page) => key(page, name)
/** Where there is room for one part only, what opened last may have put another in front. */
const closeFoot = async (page: Page): Promise<void> => {
  const tab = page.locator('.part-tabs').getByRole('button', { name: 'Guide' })
  if (await tab.isVisible()) await tab.click()
  await page.locator('.guide-foot header').getByRole('button', { name: 'Close' }).click()
}

const PANELS: readonly Panel[] = [
  {
    name: 'the menu',
    open: (page) => page.getByRole('button', { name: 'Session', exact: true }).click(),
    close: (page) => page.keyboard.press('Escape'),
    shown: '.menu-list li:visible button',
  },
  {
    name: 'the help',
    open: byKey('?'),
    close: (page) => page.keyboard.press('Escape'),
    shown: 'dialog[open]',
  },
  {
    name: 'the map of labs',
    open: byKey('m'),
    close: (page) => page.keyboard.press('Escape'),
    shown: 'dialog[open] .map-drill',
  },
  { name: 'the jobs', open: byKey('j'), close: byKey('j'), shown: '.jobs' },
  { name: 'what can be broken', open: byKey('b'), close: closeFoot, shown: '.faults-node' },
  { name: 'what changed', open: byKey('d'), close: closeFoot, shown: '.guide-foot' },
  {
    name: 'the presenter view',
    open: byKey('p'),
    close: byKey('p'),
    shown: '.presented',
  },
]

/** What lies over everything. */
const COVERS: readonly string[] = ['the help', 'the map of labs', 'the presenter view']

/** The page is there, whole, and a command is answered. */
async function alive(page: Page): Promise<void> {
  expect(await page.locator('main').count()).toBe(1)
  expect(await page.locator('.failed').count()).toBe(0)
  expect(await page.locator('.diagram-text').count()).toBeGreaterThan(0)
}

const sizes: [string, { width: number; height: number }][] = [
  ['a desktop', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
]

describe('panels open and close in every order of two', () => {
  test.each(sizes)('on %s', async (_, viewport) => {
    const { page } = await openApp({ viewport })
    await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
    for (const first of PANELS)
      for (const second of PANELS) {
        if (first === second) continue
        await first.open(page)
        await page.locator(first.shown).first().waitFor()
        // What lies over everything is closed before anything else can be opened.
        if (COVERS.includes(first.name)) await first.close(page)
        await second.open(page)
        await page.locator(second.shown).first().waitFor()
        await alive(page)
        await second.close(page)
        await page.locator(second.shown).first().waitFor({ state: 'detached' })
        // One foot of the guide takes the place of the other, and a click elsewhere closes the menu.
        if ((await page.locator(first.shown).count()) > 0) await first.close(page)
        await page.locator(first.shown).first().waitFor({ state: 'detached' })
        await alive(page)
      }
    await page.getByRole('button', { name: 'Session', exact: true }).click()
    await page.locator('.menu-list li:visible button').first().waitFor()
  })
})
