import type { Browser } from 'playwright-core'
import { foundBy, type Measured, typed, withApp } from './app.ts'
import { median, type Row } from './table.ts'

/** Ganeti's client needs simulated time to start and to submit a job before there is anything to see. */
const LINES = [
  'gnt-instance migrate -f debianY',
  'gnt-node modify -D yes nodeB',
  'gnt-instance reboot debianZ',
]
/** What acts at once: Enter on a switch in the picture. */
const SWITCHES = ['unplug', 'plug in', 'unplug', 'plug in', 'unplug']

async function pressed({ page }: Measured, name: string): Promise<void> {
  await page.getByRole('button', { name: `nodeC: ${name} the network cable` }).focus()
  await page.keyboard.press('Enter')
  await page.waitForTimeout(500)
}

/** From Enter to the first change of the picture. */
export const measureInput = (browser: Browser, url: string): Promise<Row[]> =>
  withApp(browser, url, async (app) => {
    await typed(app, 'hostname')
    for (const line of LINES) {
      await typed(app, line)
      await app.page.waitForTimeout(2000)
    }
    const commands = (await foundBy(app.page)).changes
    for (const name of SWITCHES) await pressed(app, name)
    const switches = (await foundBy(app.page)).changes.slice(commands.length)
    return [
      {
        measure: 'Enter on a switch to first change of the picture',
        value: median(switches),
        unit: 'ms',
        target: 50,
      },
      {
        measure: 'Enter on a command to the same, at 1x (200 to 500 ms of it simulated)',
        value: median(commands),
        unit: 'ms',
      },
    ]
  })
