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

test('the first page has the letters that it needs, and fetches none', async () => {
  const fonts: string[] = []
  const { page } = await openApp({
    at: '',
    before: async (page) => {
      page.on('request', (request) => {
        if (request.resourceType() === 'font' && !request.url().startsWith('data:'))
          fonts.push(request.url())
      })
    },
  })
  await inConsole(page)
  const loaded = await page.evaluate(async () => {
    await document.fonts.ready
    return [...document.fonts].flatMap(({ family, status }) => (status === 'loaded' ? family : []))
  })
  const families = loaded.map((family) => family.replaceAll('"', ''))
  expect(families).toContain('Atkinson Hyperlegible Next Variable')
  expect(families).toContain('JetBrains Mono Variable')
  expect(fonts).toEqual([])
})
