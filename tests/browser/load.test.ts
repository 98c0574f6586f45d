import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'

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
