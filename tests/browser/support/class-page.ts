import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openApp } from './browser.ts'
import { inConsole, lastLine, type } from './learner.ts'

/** Keeps what a page says to its server, from then on, in `window.said`. */
export const KEEP_SAID = `{
  const { send } = WebSocket.prototype
  window.said = []
  WebSocket.prototype.send = function (text) {
    window.said.push(JSON.parse(text))
    return send.call(this, text)
  }
}`

/** What a page has said came of its log, by the number of the entry: an expression for the page. */
export const DIGESTS = `Object.fromEntries(window.said.filter((one) => one.is === 'digest').map((one) => [one.n, one.digest]))`

export interface GroupPage {
  page: Page
  problems: string[]
}

/** Opens the page of a class and joins a group. `url`: of the server; without a code the page waits. */
export async function joinClass(url: string, code: string, name: string): Promise<GroupPage> {
  const opened = await openApp({ url: `${url}#class=${code}` })
  await opened.page.getByLabel('Your name').fill(name)
  await opened.page.evaluate(KEEP_SAID)
  await opened.page.getByRole('button', { name: 'Join' }).click()
  if (code !== '') await opened.page.locator('.class-strip').waitFor()
  return opened
}

/** Puts the keyboard into the console in front, wherever it was. */
export async function intoConsole(page: Page): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus()
  await inConsole(page)
}

/** Types a line at the console in front once its prompt is there, and waits until it can take the next one. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await intoConsole(page)
  await expect.poll(() => lastLine(page)).toContain(':~#')
  await type(page, line)
  await expect.poll(() => lastLine(page)).toMatch(/:~#$/)
}

/** What was done in the group, as its page lists it, newest first. */
export async function deeds(page: Page): Promise<string[]> {
  const list = page.locator('.class-deeds')
  if ((await list.count()) === 0) await page.locator('.class-last').click()
  const texts = await list.locator('li').allTextContents()
  await page.locator('.class-last').click()
  return texts
}

export const digestsOf = (page: Page): Promise<Record<string, string>> => page.evaluate(DIGESTS)
