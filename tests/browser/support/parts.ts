import type { Locator, Page } from 'playwright-core'

export type Part = 'Picture' | 'Guide' | 'Console'

/** Shows a part of the page where there is room for one of them only; elsewhere all are there. */
export async function showPart(page: Page, part: Part): Promise<void> {
  const tabs = page.getByRole('navigation', { name: 'Parts of the page' })
  if (await tabs.isVisible()) await tabs.getByRole('button', { name: part }).click()
}

/** What of an element can be seen and pressed, once it is scrolled to: the whole page, or why not. */
export async function outOfReach(element: Locator): Promise<string | null> {
  if (!(await element.isVisible())) return 'not visible'
  await element.scrollIntoViewIfNeeded()
  return element.evaluate((target) => {
    const { left, right, top, bottom } = target.getBoundingClientRect()
    const { clientWidth: width, clientHeight: height } = document.documentElement
    if (left < -0.5 || right > width + 0.5) return `from ${left} to ${right} of ${width}`
    const y = (Math.max(0, top) + Math.min(height, bottom)) / 2
    const hit = document.elementFromPoint((left + right) / 2, y)
    if (hit && (target.contains(hit) || hit.contains(target))) return null
    return `covered by ${hit?.className || hit?.tagName} at ${y} of ${height}`
  })
}

/** By how many pixels the page can be scrolled sideways. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** The row of the console where the cursor is: where its prompt ends, in pixels from the top of the window. */
export const promptRow = (page: Page): Promise<{ top: number; bottom: number; text: string }> =>
  page.locator('.xterm-rows').evaluate((rows) => {
    const row = [...rows.children].findLast((one) => one.textContent?.trim())
    const { top, bottom } = (row ?? rows).getBoundingClientRect()
    return { top, bottom, text: row?.textContent?.replace(/\u00a0/g, ' ').trimEnd() ?? '' }
  })
