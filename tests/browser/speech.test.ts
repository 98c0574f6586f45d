import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { inConsole, type } from './support/learner.ts'

/** From now on, everything that the console's live regions say, in order. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const note = (changes: MutationRecord[]) => {
      for (const { target, addedNodes } of changes) {
        const place = target instanceof Element ? target : target.parentElement
        if (!place?.closest('[aria-live]:not([aria-live="off"])')) continue
        for (const node of addedNodes) if (node.textContent) said.push(node.textContent)
      }
    }
    new MutationObserver(note).observe(document.querySelector('.consoles') ?? document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })

const said = (page: Page) => page.evaluate(() => (window as unknown as { said: string[] }).said)

const field = (page: Page) =>
  page.locator('.xterm-helper-textarea').evaluate((area) => (area as HTMLTextAreaElement).value)

test('a typed key is said by the text field, and nothing repeats the line', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await listen(page)
  await page.keyboard.type('gnt-n')
  await page.waitForFunction(() =>
    document.querySelector('.xterm-rows')?.textContent?.includes('gnt-n'),
  )
  await page.waitForTimeout(500)
  expect(await said(page)).toEqual([])
  // Every key has reached it, so a reader says each as its listener wants keys to be said.
  expect(await field(page)).toBe('gnt-n')
})

test('keys that bring another text say it, and the text field has it', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await type(page, 'hostname')
  await expect.poll(() => page.locator('.xterm-rows').textContent()).toMatch(/hostname.*nodeA/)
  await listen(page)
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => said(page)).toEqual(['hostname'])
  expect(await field(page)).toBe('hostname')
  await page.keyboard.press('Control+u')
  await page.keyboard.type('gnt-cl')
  await page.keyboard.press('Tab')
  await expect.poll(() => said(page)).toEqual(['hostname', 'cut hostname', 'gnt-cluster '])
  expect(await field(page)).toBe('gnt-cluster ')
})

test('output is said once, when its command has ended; much of it as so many lines', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await listen(page)
  await type(page, 'gnt-cluster getmaster')
  await expect.poll(() => said(page)).toEqual(['nodeA.virt.nsrc.org'])
  await type(page, 'gnt-cluster info')
  await expect.poll(async () => (await said(page)).length).toBe(2)
  expect((await said(page))[1]).toMatch(/^\d\d+ lines\. First: Cluster name: .*\. Last: /)
  await page.waitForTimeout(500)
  expect(await said(page)).toHaveLength(2)
})

test('a question is said, with what leads to it', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await listen(page)
  await type(page, 'gnt-instance migrate debianY')
  await expect.poll(async () => (await said(page)).join('\n')).toMatch(/y\/\[n\]\/\?:$/)
  expect((await said(page)).join('\n').match(/y\/\[n\]/g)).toHaveLength(1)
})

test('a text that is read page by page is said page by page', async () => {
  const { page } = await openApp()
  await inConsole(page)
  await listen(page)
  await type(page, 'man gnt-instance')
  await expect.poll(async () => (await said(page)).at(-1)).toMatch(/Space: next page, q: quit$/)
  const first = (await said(page)).length
  await page.keyboard.press('Space')
  await expect.poll(async () => (await said(page)).length).toBe(first + 1)
})

test('the console says how it is left, and its rows can be browsed', async () => {
  const { page } = await openApp()
  await inConsole(page)
  const box = page.getByRole('textbox', { name: 'Console of nodeA' })
  const text = await box.evaluate((area) => {
    const id = area.getAttribute('aria-describedby') ?? ''
    return document.getElementById(id)?.textContent
  })
  expect(text).toBe('Escape, then Tab leaves the console.')
  expect(await page.locator('.xterm-accessibility-tree [role=listitem]').count()).toBeGreaterThan(5)
  expect(await accessibilityProblems(page)).toEqual([])
})
