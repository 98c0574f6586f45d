import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Browser, Page, Response } from 'playwright-core'
import { foundBy, withApp } from './app.ts'
import { median, type Row } from './table.ts'

/** How long a page that nobody touches is watched for what it still asks for. */
const QUIET_MS = 2000
const VISITS = 5

const isCode = (name: string): boolean => /\.(js|css)$/.test(name)
const kB = (bytes: number): number => bytes / 1000

/** Gzipped bytes of the code in every answer that the page gets until nobody asks any more. */
async function firstLoad(browser: Browser, url: string): Promise<Map<string, number>> {
  const answers: Response[] = []
  const note = (page: Page) =>
    page.on('response', (answer) => {
      if (isCode(new URL(answer.url()).pathname)) answers.push(answer)
    })
  return withApp(
    browser,
    url,
    async ({ page }) => {
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(QUIET_MS)
      const sizes = new Map<string, number>()
      for (const answer of answers) {
        const name = new URL(answer.url()).pathname.split('/').at(-1) ?? ''
        sizes.set(name, gzipSync(await answer.body()).length)
      }
      return sizes
    },
    note,
  )
}

/** What the first picture and a ready console need, what comes later, and how soon a console is ready. */
export async function measureLoading(browser: Browser, url: string): Promise<Row[]> {
  const first = await firstLoad(browser, url)
  const later = readdirSync('dist/assets')
    .filter((name) => isCode(name) && !first.has(name))
    .map((name) => gzipSync(readFileSync(`dist/assets/${name}`)).length)
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((a, b) => a + b, 0)
  const visits: number[] = []
  for (let i = 0; i < VISITS; i++)
    visits.push(await withApp(browser, url, async ({ page }) => (await foundBy(page)).ready))
  return [
    {
      measure: 'JS and CSS until the console is ready, gzip',
      value: kB(sum(first.values())),
      unit: 'kB',
      target: 220,
    },
    { measure: 'JS and CSS that load later, gzip', value: kB(sum(later)), unit: 'kB' },
    { measure: 'navigation to prompt', value: median(visits), unit: 'ms', target: 300 },
  ]
}
