import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'

const lab = (front: string, story = 'The story.') => `---
id: mine
order: 1
title: Mine, from a file
summary: A lab of mine.
${front}goals:
  - id: off
    text: Switch nodeB off
    detail: Its button.
    needs: { node: nodeB, power: off }
    hints: [First., Second.]
solution:
  - { power: nodeB, to: off }
---
${story}
`

const choose = (page: Page, text: string) =>
  page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'mine.md', mimeType: 'text/markdown', buffer: Buffer.from(text) })

const told = (page: Page, text: string) => page.locator('.notice', { hasText: text }).waitFor()

test('a lab from a file is read beside the page, also without a network; what is wrong with it is a list', async () => {
  const { page, problems } = await openApp({ serviceWorkers: 'allow' })
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload()
  // Until the page is alive, it takes no file.
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  await page.context().setOffline(true)
  const readers: string[] = []
  page.on('worker', (worker) => readers.push(worker.url()))

  // A week of the watcher: far more events than a lab may have before it begins.
  await choose(page, lab('start: { with: { watcherCron: true }, before: [{ wait: 600000 }] }\n'))
  await told(page, 'mine.md:6: start.before.0: in 2.11: more than 2000 events happen')
  await page.locator('.notice summary').click()
  await page.locator('.notice li', { hasText: 'in 3.0' }).waitFor()
  await choose(page, lab('', '>'.repeat(490_000)))
  await told(page, 'mine.md:1: is too long for a lab')
  await choose(page, lab('', '>'.repeat(49_000)))
  await page.locator('.guide', { hasText: 'Mine, from a file' }).waitFor()

  expect(readers).toHaveLength(3)
  expect(readers.every((url) => url.includes('/assets/lab-worker'))).toBe(true)
  expect(problems).toEqual([])
})
