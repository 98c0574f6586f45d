import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { showPart } from './support/parts.ts'

interface Shift extends PerformanceEntry {
  value: number
  hadRecentInput: boolean
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
}

interface Found {
  /** The layout shift as browsers measure it: the part of the window that moved, times how far. */
  total: number
  /** What moved, from where to where. */
  moved: string[]
}

/** Runs in the page before it does: notes what moves without anyone having done something. */
function watchShifts(): void {
  const found: Found = { total: 0, moved: [] }
  Object.assign(window, { shifts: found })
  const named = (node: Node | null): string => {
    const element = node instanceof Element ? node : node?.parentElement
    return element ? `${element.tagName}.${element.getAttribute('class') ?? ''}` : 'gone'
  }
  const placed = ({ x, y, width, height }: DOMRectReadOnly): string =>
    [x, y, width, height].map(Math.round).join(' ')
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
      if (hadRecentInput) continue
      found.total += value
      for (const { node, previousRect, currentRect } of sources)
        found.moved.push(`${named(node)}: from ${placed(previousRect)} to ${placed(currentRect)}`)
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Longer than the letters take that are held back, and than all that follows them. */
const LATE_MS = 400
const WATCHED_MS = 1500
/** Less than a line of text that moves by its height, in any window. */
const UNSEEN = 0.0005

/** What has moved until the page has long been still; nothing where no one could have seen it. */
async function moved(page: Page): Promise<string[]> {
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  await page.waitForTimeout(WATCHED_MS)
  const { total, moved } = await page.evaluate(
    () => (window as unknown as { shifts: Found }).shifts,
  )
  return total < UNSEEN ? [] : [`${total}`, ...moved]
}

/** The letters come late, as on a slow line: what is painted first is painted without them. */
async function prepare(page: Page): Promise<void> {
  await page.addInitScript('globalThis.__name = (what) => what')
  await page.addInitScript(watchShifts)
  await page.route(/\.woff2$/, async (route) => {
    await new Promise((over) => setTimeout(over, LATE_MS))
    await route.continue()
  })
}

describe.each([
  [1440, 900],
  [820, 1180],
  [390, 844],
])('in a window of %i by %i pixels nothing moves by itself', (width, height) => {
  test('at a first visit, nor when someone comes back to a session', async () => {
    const { page } = await openApp({ viewport: { width, height }, before: prepare })
    expect(await moved(page)).toEqual([])
    await showPart(page, 'Picture')
    await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
    await page.waitForFunction(() => localStorage.getItem('ganeti-lab:kept') === '1')
    await page.reload()
    expect(await moved(page)).toEqual([])
  })
})

test('what comes with index.html is painted before a script of the page is run', () => {
  expect(readFileSync('dist/index.html', 'utf8')).not.toMatch(/<script[^>]*\ssrc=/)
})
