import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { inConsole, lines } from './support/learner.ts'
import { outOfReach, type Part, promptRow, showPart, sideways } from './support/parts.ts'

const WIDTHS = [
  320, 360, 374, 390, 480, 600, 699, 700, 721, 768, 820, 900, 969, 999, 1000, 1024, 1239, 1280,
  1440, 1920, 2560,
]
const HEIGHTS = [360, 600, 844, 1180]
/** Where each layout begins or is tightest. */
const TIGHT: [number, number][] = [
  [320, 568],
  [360, 740],
  [640, 360],
  [700, 820],
  [844, 390],
  [999, 819],
  [1000, 540],
]

const ready = (page: Page) => page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })

async function open() {
  const opened = await openApp()
  await ready(opened.page)
  return opened
}

/** The two frames that a change of size takes. */
const settle = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

/** Everything in the bar that is shown, and what is out of reach of it. */
async function barProblems(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const button of await page.locator('.bar :is(button, select):visible').all()) {
    const why = await outOfReach(button)
    if (why) problems.push(`${await button.textContent()}: ${why}`)
  }
  return problems
}

/** Texts on the axis of the strip that lie on each other. */
const collisions = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll('.strip-tick, .strip-mark')]
      .map((element) => ({ text: element.textContent ?? '', box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
      .sort((a, b) => a.box.left - b.box.left)
    return texts.flatMap(({ text, box }, i) => {
      const next = texts[i + 1]
      return next && next.box.left < box.right - 0.5 ? [`${text} and ${next.text}`] : []
    })
  })

/** Words and times of the strip that are cut or touch, and a clock that does not stand in one row where it should. */
const stripProblems = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    const all = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter((e) => e.checkVisibility())
    const ends = (element: Element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return range.getBoundingClientRect()
    }
    for (const text of all('.strip-total i'))
      if (text.scrollWidth > text.clientWidth) found.push(`"${text.textContent}" is cut`)
    for (const tick of all('.strip-tick')) {
      const axis = tick.parentElement?.getBoundingClientRect()
      if (axis && ends(tick).right > axis.right + 0.5) found.push(`${tick.textContent} is cut`)
    }
    const [down, copy] = all('.strip-total i')
    if (down && copy && ends(copy).left - ends(down).right < 4) found.push('heads touch')
    const [clock, now, row] = all('.clock, .clock-now, .clock-row')
    const inOneRow = clock && getComputedStyle(clock).display === 'flex'
    if (inOneRow && now && row && ends(now).bottom <= row.getBoundingClientRect().top)
      found.push('the clock takes two rows')
    return found
  })

const REACHED: [Part, string][] = [
  ['Picture', '.diagram-picture'],
  ['Guide', '.guide-title'],
  ['Guide', '.goal-now'],
  ['Console', '.console'],
]

async function problemsIn(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const part of ['Picture', 'Guide', 'Console'] as const) {
    await showPart(page, part)
    await settle(page)
    const over = await sideways(page)
    if (over > 0) problems.push(`${part}: scrolls sideways by ${over}`)
    for (const [where, selector] of REACHED) {
      const why = where === part && (await outOfReach(page.locator(selector).first()))
      if (why) problems.push(`${part}: ${selector} is ${why}`)
    }
    if (part === 'Picture')
      problems.push(...(await collisions(page)), ...(await stripProblems(page)))
    if (part === 'Console') {
      const { bottom } = await promptRow(page)
      const height = page.viewportSize()?.height ?? 0
      if (bottom > height) problems.push(`the prompt ends at ${bottom} of ${height}`)
    }
  }
  return [...problems, ...(await barProblems(page))]
}

describe('at every size, nothing scrolls sideways and everything is within reach', () => {
  test.each(HEIGHTS)('%i pixels high, from 320 to 2560 wide', async (height) => {
    const { page, problems } = await open()
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height })
      expect([width, ...(await problemsIn(page))]).toEqual([width])
    }
    expect(problems).toEqual([])
  })

  test('with the menu, what can be broken, the jobs, a plan or the help open', async () => {
    const { page, problems } = await open()
    const inside = async (what: string, selector: string) => {
      await page.locator(selector).last().waitFor()
      await settle(page)
      const size = `${page.viewportSize()?.width} wide, ${what}`
      expect([size, await sideways(page)]).toEqual([size, 0])
      expect([size, await outOfReach(page.locator(selector).last())]).toEqual([size, null])
    }
    for (const [width, height] of TIGHT) {
      await page.setViewportSize({ width, height })
      await page.getByRole('button', { name: 'Session' }).click()
      await inside('menu', '.menu-list li:visible button')
      await page.keyboard.press('Escape')
      await showPart(page, 'Picture')
      await page.getByRole('button', { name: 'Break' }).click()
      await page.locator('.faults-node summary').first().click()
      await inside('break', '.faults-toggle')
      await page.getByRole('button', { name: 'Close' }).click()
      await showPart(page, 'Console')
      await page.getByRole('button', { name: 'Jobs' }).click()
      await inside('jobs', '.jobs p')
      await page.getByRole('button', { name: 'Jobs' }).click()
      await page.getByRole('button', { name: 'What would it do?' }).first().click()
      await inside('plan', '.guide-foot h2')
      await page.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('button', { name: 'Help and keyboard shortcuts' }).click()
      await inside('help', 'dialog[open] button')
      await page.keyboard.press('Escape')
    }
    expect(problems).toEqual([])
  })

  test('in presenter view, which has a button to leave it', async () => {
    const { page, problems } = await open()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    for (const [width, height] of [...TIGHT, [320, 180], [1920, 1080]] as [number, number][]) {
      await page.setViewportSize({ width, height })
      await page.keyboard.press('p')
      const leave = page.getByRole('button', { name: 'Leave' })
      await leave.waitFor()
      await settle(page)
      const size = `${width}x${height}`
      expect([size, await sideways(page)]).toEqual([size, 0])
      for (const selector of ['.presented-head h1', '.diagram-picture', '.presented-console'])
        expect([size, await outOfReach(page.locator(selector).first())]).toEqual([size, null])
      expect([size, await outOfReach(leave)]).toEqual([size, null])
      await leave.click()
      await page.locator('.bar').waitFor()
      // The console takes the focus when it is back, and would take the next letter.
      await ready(page)
      await settle(page)
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    }
    expect(problems).toEqual([])
  })
})

describe('a laptop of 1280x720 pixels, zoomed in', () => {
  test.each([
    ['to 200 %', 640, 360],
    ['to 400 %', 320, 180],
    ['to 178 %', 720, 450],
  ])(
    '%s: a command is typed and its answer is seen; nothing stays over the page',
    async (_, width, height) => {
      const { page, problems } = await openApp({ viewport: { width, height } })
      await ready(page)
      await showPart(page, 'Console')
      await page.locator('.console').click()
      await inConsole(page)
      await page.keyboard.type('hostname')
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await lines(page)).join('\n')).toMatch(/hostname\nnodeA\.virt/)
      const { top, bottom } = await promptRow(page)
      expect(top).toBeGreaterThan(0)
      expect(bottom).toBeLessThanOrEqual(height)
      expect(
        await page.evaluate(() =>
          [...document.querySelectorAll('body *')]
            .filter((element) => /fixed|sticky/.test(getComputedStyle(element).position))
            .map((element) => element.className),
        ),
      ).toEqual([])
      for (const part of ['Picture', 'Guide', 'Console'] as const) {
        await showPart(page, part)
        expect(await accessibilityProblems(page)).toEqual([])
      }
      expect(problems).toEqual([])
    },
  )
})

test('a tablet held upright shows picture, guide and console at once, with keys for fingers', async () => {
  const { page, problems } = await openApp({
    viewport: { width: 820, height: 1180 },
    hasTouch: true,
    isMobile: true,
  })
  await ready(page)
  for (const selector of ['.diagram-picture', '.goal-now', '.console', '.console-keys', '.strip'])
    expect([selector, await outOfReach(page.locator(selector).first())]).toEqual([selector, null])
  const { bottom } = await promptRow(page)
  expect(bottom).toBeLessThan(1180)
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select, summary')]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.diagram'))
      .filter((e) => !e.classList.contains('console-plan'))
      .map((e) => [e.textContent, e.getBoundingClientRect().height] as const)
      .filter(([, height]) => height < 43.5),
  )
  expect(small).toEqual([])
  expect(await accessibilityProblems(page)).toEqual([])
  expect(problems).toEqual([])
})
