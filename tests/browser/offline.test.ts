import { expect, test } from 'vitest'
import { openApp, watch } from './support/browser.ts'
import { serveBuild } from './support/serve.ts'

test('once loaded, the app opens in a new tab without its server or the HTTP cache', async () => {
  const server = await serveBuild()
  const { page } = await openApp({ url: server.url, serviceWorkers: 'allow' })
  await page.evaluate(() => navigator.serviceWorker.ready)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.clearBrowserCache')
  await server.close()
  await expect(fetch(server.url)).rejects.toThrow()

  const tab = await page.context().newPage()
  const problems = watch(tab)
  await tab.goto(server.url)
  await tab.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  // The commands come later than the first picture: they are stored, too.
  await tab.keyboard.type('gnt-cluster getmaster')
  await tab.keyboard.press('Enter')
  await tab.locator('.xterm-rows', { hasText: 'nodeA.virt.nsrc.org' }).waitFor()
  expect(problems).toEqual([])
})
