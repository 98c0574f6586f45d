import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { sideways } from './support/parts.ts'

// The page in two languages that no one speaks: they show which text, size and side a real one would find left out.

/** What labs say is theirs: a lab is one file per language. */
const LABS = readdirSync('src/labs/lessons')
  .map((file) => readFileSync(`src/labs/lessons/${file}`, 'utf8'))
  .join('\n')
  .replace(/[*_`\\]|\[|\]\([^)]*\)|\]/g, '')
  .replace(/\s+/g, ' ')

/** Words of Ganeti, DRBD, the picture and the keyboard, and names: the same in every language. */
const NAMES =
  /[([][^)\]]*[)\]]|\b((debian|node|d)[A-Z](\.virt\.nsrc\.org)?|ganeti(-lab)?|Ganeti|DRBD|(Ctrl|Alt)(-[A-Z][a-z]*)*|Tab|plain|drbd|file|diskless|gnt(-[a-z]+)+|(ADMIN|ERROR)_[a-z]+|job|xxx|Connected|Resync)\b/g

/** What the page says outside what is not to be translated, without the values in its messages. */
const said = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const kept = '[translate=no], code, kbd, pre, svg, .xterm, script, style, noscript'
    const withoutValues = (text: string): string => {
      const less = text.replace(/\u2068[^\u2068\u2069]*\u2069/g, '')
      return less === text ? text : withoutValues(less)
    }
    const texts: string[] = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      if (!node.parentElement?.closest(kept)) texts.push(node.textContent ?? '')
    for (const attribute of ['aria-label', 'title', 'placeholder'])
      for (const element of document.querySelectorAll(`[${attribute}]`))
        if (!element.closest('.xterm')) texts.push(element.getAttribute(attribute) ?? '')
    return texts.map(withoutValues)
  })

/** Texts that are still in plain letters, and no lab's. */
const leftOut = async (page: Page): Promise<string[]> => [
  ...new Set(
    (await said(page))
      .map((text) => text.replace(/\s+/g, ' ').replace(/…$/, '').trim())
      .filter((text) => /[a-z]{2}/.test(text.replace(NAMES, '')) && !LABS.includes(text)),
  ),
]

async function openIn(tag: string, size: { width: number; height: number }, at = '#lab=crash') {
  const url = `${inject('appUrl')}?language=${tag}${at}`
  const opened = await openApp({ url, viewport: size })
  await opened.page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  return opened
}

/** Presses a key outside the console. */
async function press(page: Page, key: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press(key)
}

const LAPTOP = { width: 1440, height: 900 }

describe('in a language with marks on every letter', () => {
  test('no text of the page and its panels is left in English', async () => {
    const { page } = await openIn('en-XA', LAPTOP)
    expect(await page.locator('html').getAttribute('lang')).toBe('en-XA')
    expect(await leftOut(page)).toEqual([])
    const panels: [key: string, shows: string][] = [
      ['?', '.help'],
      ['b', '.faults-node'],
      ['l', '.signs'],
      ['m', '.map-labs'],
      ['j', '.jobs'],
    ]
    for (const [key, shows] of panels) {
      await press(page, key)
      await page.locator(shows).first().waitFor()
      expect([key, await leftOut(page)]).toEqual([key, []])
      await page.keyboard.press('Escape')
    }
  })

  test.each([320, 390, 700, 844, 1000, 1280])(
    'nothing scrolls sideways at %i pixels, though all is two fifths longer',
    async (width) => {
      const { page } = await openIn('en-XA', { width, height: 800 })
      expect(await sideways(page)).toBe(0)
    },
  )
})

test('in a language from right to left, the sides turn, but not the picture, the console and the time', async () => {
  const { page } = await openIn('ar-XB', LAPTOP)
  const left = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x
  const middle = LAPTOP.width / 2
  expect(await left('.brand')).toBeGreaterThan(middle)
  expect(await left('.guide')).toBeGreaterThan(middle)
  expect(await left('.diagram-room')).toBeLessThan(middle)
  expect(await sideways(page)).toBe(0)
  for (const kept of ['.diagram-room', '.console-screen', '.strip'])
    expect([
      kept,
      await page
        .locator(kept)
        .first()
        .evaluate((element) => getComputedStyle(element).direction),
    ]).toEqual([kept, 'ltr'])
})
