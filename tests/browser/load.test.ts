import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { inConsole } from './support/learner.ts'

test('the built app opens with a title and a main part, and nothing goes wrong', async () => {
  const { page, problems } = await openApp({ at: '' })
  await page.locator('main').waitFor()
  expect(await page.title()).toContain('ganeti-lab')
  expect(problems).toEqual([])
})

test('the first page has no accessibility problem that axe can find', async () => {
  const { page } = await openApp({ at: '' })
  await page.locator('main').waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
})

test('the first page needs no more than the first letters of its fonts', async () => {
  const fonts: string[] = []
  const { page } = await openApp({
    at: '',
    before: async (page) => {
      page.on('request', (request) => {
        if (request.resourceType() === 'font')
          fonts.push(request.url().replace(/.*\/|-.{8}\.woff2$/g, ''))
      })
    },
  })
  await inConsole(page)
  await expect.poll(() => fonts.length).toBeGreaterThan(1)
  await page.evaluate(() => document.fonts.ready)
  expect(new Set(fonts)).toEqual(new Set(['atkinson-first', 'jetbrains-mono-first']))
})

test('alone, the page loads nothing of a class, keeps nothing of it and connects to nothing', async () => {
  const urls: string[] = []
  const sockets: string[] = []
  const { page } = await openApp({
    at: '#lab=maintenance',
    before: async (one) => {
      one.on('request', (request) => urls.push(request.url()))
      one.on('websocket', (socket) => sockets.push(socket.url()))
    },
  })
  await page.locator('main').waitFor()
  await page.waitForLoadState('networkidle')
  const scripts = urls.filter((url) => url.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(1)
  expect(scripts.filter((url) => url.includes('class-page'))).toEqual([])
  const textOf = (url: string) => page.evaluate(async (of) => (await fetch(of)).text(), url)
  // Whatever a file is called: the page of a class has this in it.
  for (const url of new Set(scripts)) expect(await textOf(url), url).not.toContain('class-strip')
  expect(await textOf(new URL('sw.js', page.url()).href)).not.toContain('class-page')
  expect(sockets).toEqual([])
})
