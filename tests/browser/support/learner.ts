import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What the console in front shows. */
export const lines = (page: Page): Promise<string[]> =>
  page
    .locator('.xterm-rows')
    .evaluate((rows) =>
      [...rows.children].map((row) => (row.textContent ?? '').replace(/\u00a0/g, ' ').trimEnd()),
    )

/** Its last line that is not empty. */
export const lastLine = async (page: Page) =>
  (await lines(page)).filter((line) => line !== '').at(-1) ?? ''

/** At a prompt, with or without the command that the first lab offers there, or at a question. */
const WAITS =
  /(^root@\w+:~#(| .* {3}press (C, then )?Tab, then Enter)|[Pp]assword:|\/\?:|\(yes\/no.*\)\?|login:|'yes':)$/

/** Types a line and Enter. */
export const type = async (page: Page, text: string) => {
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** Leaves the console: single keys go to the page. */
export const leave = async (page: Page) => {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
}

/** Until the console has the keyboard. */
export const inConsole = async (page: Page): Promise<void> => {
  await page.waitForFunction(() =>
    document.activeElement?.classList.contains('xterm-helper-textarea'),
  )
}

/** C brings the keyboard back to the console in front; what is typed sooner would go elsewhere. */
export const enter = async (page: Page) => {
  await page.keyboard.press('c')
  await inConsole(page)
}

/** From event to event, until the console in front waits for a line; the keyboard is in the console again. */
export async function hurry(page: Page): Promise<void> {
  await leave(page)
  const until = Date.now() + 20_000
  while (!WAITS.test(await lastLine(page))) {
    // A manual page stays on the screen until it is left.
    if (/q: quit$/.test(await lastLine(page))) {
      await enter(page)
      await page.keyboard.press('q')
      await leave(page)
    }
    if (Date.now() > until) throw new Error(`no prompt, but: ${(await lines(page)).join('\n')}`)
    await page.keyboard.press('n')
  }
  await enter(page)
}

const KEYS: Record<string, string> = { '^C': 'Control+c', '^D': 'Control+d' }

/** Types a command, answers what it asks (^C and ^D are keys), and waits for its end. */
export async function run(page: Page, command: string, ...answers: string[]): Promise<void> {
  for (const line of [command, ...answers]) {
    const key = KEYS[line]
    if (key === undefined) await typeSeen(page, line)
    else await page.keyboard.press(key)
    await hurry(page)
  }
}

/** Once it is on the screen, the next bare prompt is that of its end. What is secret is never on the screen. */
async function typeSeen(page: Page, line: string): Promise<void> {
  const secret = /[Pp]assword:$/.test(await lastLine(page))
  await page.keyboard.type(line)
  if (!secret)
    await expect
      .poll(async () => (await lastLine(page)).endsWith(` ${line}`), { timeout: 10_000 })
      .toBe(true)
  await page.keyboard.press('Enter')
}

/** How many goals are reached, as the bar says it. */
export const goals = (page: Page) => page.locator('.bar-goals').textContent()
