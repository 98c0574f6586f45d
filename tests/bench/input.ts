import type { Browser } from 'playwright-core'
import { foundBy, typed, withApp } from './app.ts'
import { median, type Row } from './table.ts'

/** Commands whose first step already shows in the picture. */
const LINES = [
  'gnt-instance migrate -f debianY',
  'gnt-node modify -D yes nodeB',
  'gnt-node modify -D no nodeB',
  'gnt-instance migrate -f debianX',
  'gnt-instance reboot debianZ',
]

/** From Enter to the first change of the picture. */
export const measureInput = (browser: Browser, url: string): Promise<Row[]> =>
  withApp(browser, url, async (app) => {
    await typed(app, 'hostname')
    for (const line of LINES) await typed(app, line)
    const { changes } = await foundBy(app.page)
    return [
      {
        measure: 'Enter to first change of the picture',
        value: median(changes),
        unit: 'ms',
        target: 50,
      },
    ]
  })
