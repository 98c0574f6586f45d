import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'

export interface Measured {
  page: Page
  context: BrowserContext
  devtools: CDPSession
}

/**
 * Runs in the page before the app does: notes when the prompt of a console is on the screen, when Enter is pressed
 * and when the picture changes next, in milliseconds since the navigation began.
 */
function probe(): void {
  const found = { ready: 0, enter: 0, changes: [] as number[] }
  Object.assign(window, { bench: found })
  let picture = ''
  const look = (): void => {
    if (found.ready === 0 && document.querySelector('.xterm-rows')?.textContent?.includes(':~#'))
      found.ready = performance.now()
    const now = document.querySelector('.diagram-text')?.textContent ?? ''
    if (now !== picture && found.enter > 0) {
      found.changes.push(performance.now() - found.enter)
      found.enter = 0
    }
    picture = now
  }
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  })
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') found.enter = performance.now()
  }
  window.addEventListener('keydown', press, true)
}

export interface Found {
  ready: number
  changes: number[]
}

export const foundBy = (page: Page): Promise<Found> =>
  page.evaluate(() => (window as unknown as { bench: Found }).bench)

/** The built app in a fresh profile, its console ready; `use` measures. */
export async function withApp<T>(
  browser: Browser,
  url: string,
  use: (app: Measured) => Promise<T>,
  before: (page: Page) => void = () => undefined,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  // The build calls its functions by names that a script sent to the page does not have.
  await page.addInitScript('globalThis.__name = (what) => what')
  await page.addInitScript(probe)
  before(page)
  const devtools = await context.newCDPSession(page)
  await page.goto(`${url}#lab=maintenance`)
  await page.waitForFunction(
    () => (window as unknown as { bench: { ready: number } }).bench.ready > 0,
  )
  await page.locator('.guide-title', { hasText: 'Planned maintenance' }).waitFor()
  try {
    return await use({ page, context, devtools })
  } finally {
    await context.close()
  }
}

/** Waits until the last line on the screen of the console ends with `end`. */
const lastLineEnds = (page: Page, end: string) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.xterm-rows > div')]
        .map((row) => row.textContent?.replace(/\u00a0/g, ' ').trimEnd() ?? '')
        .findLast((row) => row !== '')
        ?.endsWith(wanted),
    end,
    { timeout: 60_000, polling: 20 },
  )

/** Types a line into the console in front and waits until its prompt is back. */
export async function typed({ page }: Measured, line: string): Promise<void> {
  await page.keyboard.type(line)
  await lastLineEnds(page, line.slice(-10))
  await page.keyboard.press('Enter')
  await lastLineEnds(page, ':~#')
}
