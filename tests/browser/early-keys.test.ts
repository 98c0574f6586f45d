import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { forgive, openApp } from './support/browser.ts'
import { inConsole, lines } from './support/learner.ts'

const CONSOLE = /assets\/run-console-[^/]*\.js/

/** Keeps the console from arriving until the function it returns is called. */
function consoleLate(): { before: (page: Page) => Promise<void>; arrives: () => void } {
  let arrives = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    arrives = resolve
  })
  return {
    before: async (page) => {
      await page.route(CONSOLE, async (route) => {
        await promise
        await route.continue()
      })
    },
    arrives,
  }
}

test('what is typed before the console has arrived is on its prompt when it is there', async () => {
  const { before, arrives } = consoleLate()
  const { page } = await openApp({ at: '#lab=maintenance', before })
  await page.locator('.console-still').waitFor()
  await page.keyboard.type('gnt-inst')
  await page.keyboard.press('Tab')
  await page.keyboard.type('nlx')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace')
  await page.keyboard.type('list --no-headers -o pnode debianX')
  await page.keyboard.press('Enter')
  arrives()
  await inConsole(page)
  await expect
    .poll(async () => (await lines(page)).join('\n'))
    .toMatch(/# gnt-instance list --no-headers -o pnode debianX\nnode/)
})

test('the first command is there when Tab and Enter come before the console', async () => {
  const { before, arrives } = consoleLate()
  const { page } = await openApp({ at: '#lab=maintenance', before })
  await page.locator('.console-still').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  arrives()
  await expect
    .poll(async () => (await lines(page)).join('\n'))
    .toMatch(/debianY +nodeB.virt.nsrc.org/)
})

test('where the console does not arrive, the keyboard reaches the buttons that are there instead', async () => {
  const { page, problems } = await openApp({
    at: '#lab=maintenance',
    before: (page) => page.route(CONSOLE, (route) => route.abort()),
  })
  await page.keyboard.type('gnt')
  const again = page.getByRole('button', { name: 'Try again' })
  await again.waitFor()
  for (let i = 0; i < 80 && !(await again.evaluate((b) => b === document.activeElement)); i++)
    await page.keyboard.press('Tab')
  expect(await again.evaluate((button) => button === document.activeElement)).toBe(true)
  forgive(problems, /run-console/, /Failed to load resource/)
})
