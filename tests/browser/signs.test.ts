import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

test('a term opens beside its word, closes by Esc, by its word and by a click elsewhere', async () => {
  const { page } = await openApp()
  const word = page.locator('.term', { hasText: 'secondary' }).first()
  await word.click()
  const note = page.getByRole('dialog', { name: /^secondary/ })
  await note.waitFor()
  const [under, above] = [await note.boundingBox(), await word.boundingBox()]
  expect((under?.y ?? 0) - ((above?.y ?? 0) + (above?.height ?? 0))).toBeLessThan(20)
  expect(await note.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await note.waitFor({ state: 'detached' })
  expect(await word.evaluate((element) => element === document.activeElement)).toBe(true)
  // Space is for the word, not for the clock.
  await page.keyboard.press(' ')
  await note.waitFor()
  await word.click()
  await note.waitFor({ state: 'detached' })
  await page.waitForTimeout(500)
  await word.click()
  await note.waitFor()
  await page.locator('.guide-title').click()
  await note.waitFor({ state: 'detached' })
  expect(await page.locator('.clock-state').textContent()).toContain('paused')
})

test('on a phone, a tap on a term shows it at the lower edge, and all terms from there', async () => {
  const { page } = await openApp(PHONE)
  await page.locator('.term').first().tap()
  const note = page.locator('.term-note')
  await note.waitFor()
  const box = await note.boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844)
  await note.getByRole('button', { name: 'All terms' }).tap()
  await page.getByRole('dialog', { name: 'Terms' }).waitFor()
  await page.locator('.terms .is-wanted').waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
})

test.each([
  ['on a laptop', {}],
  ['on a phone', PHONE],
])('the legend shows the signs of the picture that is there, %s', async (_, options) => {
  const { page } = await openApp(options)
  // From then on the page answers.
  await page.locator('.term').first().waitFor({ state: 'attached' })
  if ('hasTouch' in options) await page.getByRole('button', { name: 'Picture', exact: true }).tap()
  await page.getByRole('button', { name: 'Legend' }).locator('visible=true').click()
  const legend = page.getByRole('region', { name: 'Legend' })
  await legend.locator('.sign').first().waitFor()
  const [first] = await legend.locator('.sign').all()
  const rows = await first?.locator('svg > g').count()
  expect(rows).toBe('hasTouch' in options ? 1 : 3)
  const wide = await legend.evaluate((element) => element.scrollWidth - element.clientWidth)
  expect(wide).toBe(0)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await legend.waitFor({ state: 'detached' })
})
