import type { Browser } from 'playwright-core'
import { sitting } from '../support/driver.ts'
import { withApp } from './app.ts'
import { median, type Row } from './table.ts'
import { openFile, tasksDuring } from './tasks.ts'

const LINES = [
  'gnt-instance list',
  'gnt-instance migrate -f debianY',
  'gnt-cluster verify',
  'gnt-node modify -D yes nodeC',
  'gnt-node modify -D no nodeC',
]
const HOUR_S = 3600
const APART_S = 30
const PLACES = 24

/** A session of an hour in which something is done twice a minute. */
function hour(): string {
  const { ask, wait } = sitting()
  for (let i = 0; i < HOUR_S / APART_S; i++) {
    ask({ on: 'nodeA', run: LINES[i % LINES.length], leaveAfter: 0 })
    wait(APART_S)
  }
  return JSON.stringify(ask<{ save: object }>({ save: true }).save)
}

/** The longest task of a jump to somewhere in an hour's session that was just opened. */
export const measureSeek = (browser: Browser, url: string): Promise<Row[]> =>
  withApp(browser, url, async ({ page }) => {
    await openFile(page, hour())
    const range = page.getByLabel('Go to a moment of this session')
    const longest: number[] = []
    for (let i = 0; i < PLACES; i++) {
      const to = String(Math.round((((i * 7) % PLACES) / PLACES) * HOUR_S) * 1000)
      const tasks = await tasksDuring(browser, page, async () => {
        await range.fill(to)
        await page.waitForTimeout(300)
      })
      longest.push(tasks[0] ?? 0)
    }
    return [
      { measure: 'longest task of a seek in an hour, median', value: median(longest), unit: 'ms' },
      {
        measure: 'longest task of a seek in an hour, worst',
        value: Math.max(...longest),
        unit: 'ms',
        target: 50,
      },
    ]
  })
