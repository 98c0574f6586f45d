import { expect, test } from 'vitest'
import { openApp, watch } from './support/browser.ts'
import { serveBuild } from './support/serve.ts'

test('once loaded, the app opens in a new tab without its server or the HTTP cache', async () => {
  const server = await serveBuild()
  const { page } = await openApp({ url: server.url })
  await page.evaluate(() => navigator.serviceWorker.ready)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.clearBrowserCache')
  await server.close()
  await expect(fetch(server.url)).rejects.toThrow()

  const tab = await page.context().newPage()
  const problems = watch(tab)
  await tab.goto(server.url)
  await tab.locator('main').waitFor()
  expect(problems).toEqual([])
})
