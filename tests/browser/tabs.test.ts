import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openApp, watch } from './support/browser.ts'
import { inConsole, lines, run } from './support/learner.ts'
import { stored } from './support/stored.ts'

const screen = async (page: Page) => (await lines(page)).join('\n')

/** Two tabs of one browser with the same lab; the first one stores. */
async function twoTabs() {
  const { page: first } = await openApp()
  await inConsole(first)
  await run(first, 'echo from the first')
  await expect.poll(() => stored(first)).toContain('from the first')
  const second = await first.context().newPage()
  watch(second)
  await second.goto(first.url())
  await second.getByText('This lab is also open in another tab').waitFor()
  return { first, second }
}

test('a second tab does not store; when the first is closed it shows what was left, and goes on storing', async () => {
  const { first, second } = await twoTabs()
  await first.bringToFront()
  await run(first, 'echo later in the first')
  await expect.poll(() => stored(first)).toContain('later in the first')
  await first.close()
  await second.getByText('This lab is also open in another tab').waitFor({ state: 'detached' })
  await second.bringToFront()
  await expect.poll(() => screen(second)).toContain('later in the first')
  await run(second, 'echo from the second')
  await expect.poll(() => stored(second)).toContain('from the second')
  await second.reload()
  await inConsole(second)
  await expect.poll(() => screen(second)).toMatch(/later in the first[\s\S]*from the second/)
})

test('where both tabs went on, the second keeps its own when the first is closed, and offers the other as a file', async () => {
  const { first, second } = await twoTabs()
  await second.bringToFront()
  await run(second, 'echo from the second')
  expect(await stored(second)).not.toContain('from the second')
  await first.bringToFront()
  await run(first, 'echo later in the first')
  await expect.poll(() => stored(first)).toContain('later in the first')
  await first.close()
  await second.getByText('The session of the other tab was set aside.').waitFor()
  await expect.poll(() => stored(second)).toContain('from the second')
  expect(await screen(second)).not.toContain('later in the first')
  const saved = second.waitForEvent('download')
  await second.getByRole('button', { name: 'Save it as a file' }).click()
  expect((await saved).suggestedFilename()).toBe('session-set-aside.json')
})
