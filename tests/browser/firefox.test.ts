import { afterAll, expect, inject, test } from 'vitest'
import { type FirefoxPage, firefoxPath, KEYS, openFirefox } from './support/firefox.ts'

/** The same as in Chromium, from the first visit into the second lab. Where there is no Firefox it says so. */
const path = firefoxPath()
if (path === undefined) {
  const how = 'Install Firefox (Debian: apt-get install firefox-esr) or set FIREFOX_PATH.'
  if (process.env.CI) throw new Error(`The browser tests need Firefox. ${how}`)
  console.warn(`NOT TESTED IN FIREFOX. ${how}`)
}

let page: FirefoxPage | undefined
afterAll(() => page?.close())

const screen = `[...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent.replace(/\\u00a0/g, ' ').trimEnd()).filter(Boolean).join('\\n')`
const picture = `(document.querySelector('.diagram-text')?.textContent ?? '')`
const focused = `document.activeElement?.classList.contains('xterm-helper-textarea')`

test.skipIf(path === undefined)(
  'Firefox: the first goal, a migration, a reload and the next lab',
  async () => {
    page = await openFirefox(path ?? '')
    await page.goto(`${inject('appUrl')}#lab=maintenance`)
    await page.waitFor(
      `document.querySelector('.guide-title')?.textContent.includes('Planned maintenance')`,
    )
    // A window that is not in front gives the console no focus, and the line says to press C first.
    await page.waitFor(`${screen}.includes('Tab, then Enter')`)
    await page.waitFor(focused)
    // Nothing stands beside the page, and nothing sticks out of it.
    expect(
      await page.evaluate(
        `[document.documentElement.scrollWidth, document.querySelector('.app').getBoundingClientRect().right, document.querySelector('.bar').getBoundingClientRect().right]`,
      ),
    ).toEqual([1440, 1440, 1440])

    await page.press(KEYS.tab + KEYS.enter)
    await page.waitFor(`document.querySelector('.bar-goals')?.textContent.startsWith('1 of')`)

    await page.press(`gnt-instance migrate debianY${KEYS.enter}`)
    await page.waitFor(`${screen}.endsWith('y/[n]/?:')`)
    await page.press(`y${KEYS.enter}${KEYS.escape}${KEYS.tab}3`)
    await page.waitFor(`${picture}.includes(':............| dY |')`)
    await page.waitFor(`${screen}.includes('* done')`)
    // What was done is stored within moments of its end.
    await page.evaluate(`new Promise((over) => setTimeout(over, 1000))`)

    await page.reload()
    await page.waitFor(`${screen}.includes('* done')`)
    expect(await page.evaluate(`${picture}.includes(':............| dY |')`)).toBe(true)

    await page.evaluate(`(() => {
      const choice = document.querySelector('.guide-section select')
      Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(choice, 'crash')
      choice.dispatchEvent(new Event('change', { bubbles: true }))
    })()`)
    await page.waitFor(
      `document.querySelector('.guide-title')?.textContent.includes('A node crashes')`,
    )
    await page.waitFor(`${screen}.includes('Tab, then Enter')`)
    expect(page.problems).toEqual([])
  },
)
