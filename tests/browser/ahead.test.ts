import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { hurry, inConsole, lines, type } from './support/learner.ts'
import { stored } from './support/stored.ts'

test('lines typed ahead while a command runs outlive a reload, and are typed when it ends', async () => {
  const { page, problems } = await openApp()
  const screen = async () => (await lines(page)).join('\n')
  await inConsole(page)
  await type(page, 'gnt-instance replace-disks -s debianX')
  await expect.poll(screen).toContain('STEP 4/6')
  await type(page, 'echo typed first')
  await type(page, 'echo typed second')
  await expect.poll(() => stored(page)).toContain('typed second')
  await page.reload()
  await inConsole(page)
  await expect.poll(screen).toContain('STEP 4/6')
  expect(await screen()).not.toContain('typed first')
  await hurry(page)
  await expect
    .poll(screen)
    .toMatch(/# echo typed first\ntyped first\n.*# echo typed second\ntyped second\n/)
  expect(problems).toEqual([])
})
