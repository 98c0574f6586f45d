import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { forgive, openApp } from './support/browser.ts'
import { serveBuild } from './support/serve.ts'

/** What a browser says of a file that does not come. */
const NOT_LOADED = [
  /^not loaded/,
  /Failed to load resource/,
  /Failed to fetch/,
  /ChunkLoadError/,
  /could not be loaded/,
]

const screen = (page: Page) => page.locator('.xterm-rows')

test('a server that goes away once the commands have come leaves a console that answers', async () => {
  const server = await serveBuild()
  const { page, problems } = await openApp({
    url: server.url,
    before: async (opened) => {
      // Nothing that was not needed for a command comes any more.
      let stored = false
      opened.on('requestfinished', (request) => {
        stored ||= /assets\/programs-/.test(request.url())
      })
      await opened.route(/assets\/(?!index|run-console|.*woff2)/, (route) =>
        stored ? route.abort() : route.continue(),
      )
    },
  })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await page.keyboard.type('gnt-cluster getmaster')
  await page.keyboard.press('Enter')
  await screen(page).filter({ hasText: 'nodeA.virt.nsrc.org' }).waitFor()
  await server.close()
  forgive(problems, ...NOT_LOADED)
})

test('a server that goes away once everything is stored is not missed by the page that is open', async () => {
  const server = await serveBuild()
  const { page } = await openApp({ url: server.url, serviceWorkers: 'allow' })
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await server.close()
  await expect(fetch(server.url)).rejects.toThrow()
  await page.getByRole('combobox', { name: 'Section' }).selectOption('crash')
  await page.getByRole('heading', { name: 'A node crashes and comes back' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await screen(page).filter({ hasText: 'running' }).waitFor()
  await page.getByRole('button', { name: 'Session', exact: true }).click()
  await page.locator('.menu-list li:visible button').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Present' }).click()
  await page.locator('.presented').waitFor()
})

test('without its script the page says so instead of looking alive; "Reload" brings it', async () => {
  let missing = true
  const { page, problems } = await openApp({
    before: (opened) =>
      opened.route(/assets\/first-.*\.js/, (route) =>
        missing ? route.fulfill({ status: 404 }) : route.continue(),
      ),
  })
  await page.getByRole('heading', { name: 'The page could not be loaded' }).waitFor()
  missing = false
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  forgive(problems, ...NOT_LOADED, /404/)
})

test('without the commands a line waits and says so; "Try again" answers it', async () => {
  let missing = true
  const { page, problems } = await openApp({
    before: (opened) =>
      opened.route(/assets\/(rules|programs|engine|apply)-/, (route) =>
        missing ? route.abort() : route.continue(),
      ),
  })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await page.keyboard.type('gnt-cluster getmaster')
  await page.keyboard.press('Enter')
  await page.getByText('The commands could not be loaded').waitFor()
  expect(await page.locator('main').count()).toBe(1)
  missing = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await screen(page).filter({ hasText: 'nodeA.virt.nsrc.org' }).waitFor()
  forgive(problems, ...NOT_LOADED)
})

test('a panel whose file is gone says so, keeps the page, and works when it is back', async () => {
  let missing = true
  const { page, problems } = await openApp({
    before: (opened) =>
      opened.route(/assets\/(Help|Presenter|Faults|Jobs|SessionItems)-.*\.js/, (route) =>
        missing ? route.fulfill({ status: 404 }) : route.continue(),
      ),
  })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  const failed = (name: string) =>
    page.getByRole('alert', { name: `${name} could not be loaded` }).first()
  await page.getByRole('button', { name: 'Jobs' }).click()
  await failed('The list of jobs').waitFor()
  await page.getByRole('button', { name: 'Session', exact: true }).click()
  await failed('The menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Present' }).click()
  await failed('The presenter view').waitFor()
  missing = false
  await failed('The presenter view').getByRole('button', { name: 'Try again' }).click()
  await page.locator('.presented').waitFor()
  forgive(problems, ...NOT_LOADED, /404/)
})

test('a file that is chosen while what reads it is gone: it is said, and nothing is changed', async () => {
  let missing = true
  const { page, problems } = await openApp({
    before: (opened) =>
      opened.route(/assets\/(file-kind|restore|lab-reader|draft)-.*\.js/, (route) =>
        missing ? route.abort() : route.continue(),
      ),
  })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await page.keyboard.type('hostname')
  await page.keyboard.press('Enter')
  await screen(page).filter({ hasText: 'hostname' }).waitFor()
  const choose = () =>
    page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('tea') })
  const notice = page.locator('.notice', { hasText: 'A part of the page could not be loaded' })
  await choose()
  await notice.getByRole('button', { name: 'Reload' }).waitFor()
  await notice.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Session', exact: true }).click()
  await page.getByRole('button', { name: 'Draft a lab from this' }).click()
  await notice.waitFor()
  expect(await screen(page).textContent()).toContain('hostname')
  missing = false
  await choose()
  await page.getByText('a.txt cannot be opened').waitFor()
  forgive(problems, ...NOT_LOADED)
})

test('a stored session whose reader is gone is left alone: the page says so, and opens it when it is back', async () => {
  let missing = false
  const { page, problems } = await openApp({
    before: (opened) =>
      opened.route(/assets\/restore-.*\.js/, (route) =>
        missing ? route.abort() : route.continue(),
      ),
  })
  const prompt = page.locator('.xterm-helper-textarea:focus')
  await prompt.waitFor({ state: 'attached' })
  await page.keyboard.type('hostname')
  await page.keyboard.press('Enter')
  await screen(page).filter({ hasText: 'hostname' }).waitFor()
  await page.waitForFunction(() => localStorage.getItem('ganeti-lab:kept') === '1')
  missing = true
  await page.reload()
  const notice = page.locator('.notice', { hasText: 'The stored session could not be opened' })
  await notice.waitFor()
  await prompt.waitFor({ state: 'attached' })
  // What is done now is stored nowhere: the session keeps its place.
  await page.keyboard.type('uptime')
  await page.keyboard.press('Enter')
  await screen(page).filter({ hasText: 'load average' }).waitFor()
  missing = false
  await notice.getByRole('button', { name: 'Reload' }).click()
  await screen(page).filter({ hasText: 'hostname' }).waitFor()
  expect(await screen(page).textContent()).not.toContain('uptime')
  forgive(problems, ...NOT_LOADED)
})
