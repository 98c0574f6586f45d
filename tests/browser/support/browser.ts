import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, expect, inject, onTestFinished } from 'vitest'
import { launchArguments } from './chromium.ts'

let running: Promise<Browser> | undefined

/** The browser of this test file: started at its first use, closed after its last test. */
function browser(): Promise<Browser> {
  running ??= chromium.launch({ executablePath: inject('chromiumPath'), args: launchArguments })
  return running
}

afterAll(async () => (await running)?.close())

/** What went wrong on every page of the test that runs. */
let watched: string[][] = []

// Whatever a test is about: an uncaught error or a complaint in the console fails it.
afterEach(() => {
  const problems = watched.flat()
  watched = []
  expect(problems).toEqual([])
})

export interface OpenApp {
  page: Page
  /** Uncaught errors, console errors and warnings, and failed requests so far; empty is good. */
  problems: string[]
}

/**
 * Opens the production build in a fresh browser profile, which is closed when the test ends, so nothing is left of an
 * earlier test. `at` is appended to the app's address ('#lab=crash'); `url` replaces the address; `before` prepares the
 * page. With none of them the lab about maintenance is open; a first visit (`at: ''`) finds another one. Without
 * `serviceWorkers: 'allow'` nothing is stored for offline use: to store all files takes a second of each test.
 */
export async function openApp(
  options: BrowserContextOptions & {
    at?: string
    url?: string
    before?: (page: Page) => Promise<unknown>
  } = {},
): Promise<OpenApp> {
  const { at, url, before, ...contextOptions } = options
  const context = await (await browser()).newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
    ...contextOptions,
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems = watch(page)
  await before?.(page)
  const usual = at === undefined && url === undefined && before === undefined
  await page.goto((url ?? inject('appUrl')) + (usual ? '#lab=maintenance' : (at ?? '')))
  if (usual) await openedUsual(page)
  return { page, problems }
}

async function openedUsual(page: Page): Promise<void> {
  const title = page.locator('.guide-title', { hasText: 'Planned maintenance' })
  await title.waitFor({ state: 'attached' })
}

/** What Playwright makes a page say that may not store itself. */
const NOT_STORED = 'Service Worker registration blocked by Playwright'

/** Collects what goes wrong on a page from now on. */
export function watch(page: Page): string[] {
  const problems: string[] = []
  watched.push(problems)
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    const level = message.type()
    if ((level === 'error' || level === 'warning') && message.text() !== NOT_STORED)
      problems.push(`${level}: ${message.text()}`)
  })
  // A page that is left does not wait for what it was loading.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      problems.push(`not loaded: ${request.url()}`)
  })
  return problems
}

/** What axe finds wrong for people with disabilities, one line per element; empty is good. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const result = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${rule.help}`),
  )
}

/** Takes the problems out that a test brings about on purpose; the others still fail it. */
export function forgive(problems: string[], ...expected: RegExp[]): void {
  const others = problems.filter((problem) => !expected.some((one) => one.test(problem)))
  problems.splice(0, problems.length, ...others)
}
