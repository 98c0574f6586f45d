import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { enter, lastLine, leave, lines, run } from './support/learner.ts'
import { stored } from './support/stored.ts'

const strip = (page: Page) => page.getByRole('slider', { name: 'Go to a moment' })
const banner = (page: Page) => page.locator('.past')
const undo = (page: Page) => page.getByRole('button', { name: /^Undo:/ }).getAttribute('aria-label')
const picture = (page: Page) =>
  page.locator('.diagram-text').evaluate((text) => text.textContent ?? '')

/** Goes to so many seconds after the beginning, with the keys of the strip. */
async function visit(page: Page, seconds: number): Promise<void> {
  await strip(page).focus()
  await page.keyboard.press('Home')
  for (let second = 0; second < seconds; second++) await page.keyboard.press('ArrowRight')
  await banner(page).waitFor()
}

/** Runs a line at the moment that is shown: a line typed earlier is still on the screen. */
async function runThere(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus()
  await run(page, line)
}

async function openBranches(page: Page) {
  await page.locator('.strip-branches').click()
  return page.getByRole('dialog', { name: 'Branches' })
}

const NAMES = ['with failover', 'by replace-disks', 'moved first', 'powered off']

/** What the list says of each of the four ways: its name and what was done there. */
async function listed(page: Page): Promise<string[]> {
  const dialog = await openBranches(page)
  // The list is a part of the page that loads when it is first opened.
  await dialog.locator('.branch').nth(3).waitFor()
  const rows = await dialog.locator('.branch').evaluateAll((items) =>
    items.map((item) => {
      const name = item.querySelector<HTMLInputElement>('.field')?.value
      return `${name}: ${item.querySelector('.branch-what')?.textContent}`
    }),
  )
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  return rows
}

/** A lab with four ways, played by keyboard; the last one is open. */
async function playFourWays(page: Page): Promise<void> {
  await run(page, 'gnt-node modify --drained=yes nodeB')
  await run(page, 'gnt-instance failover -f dY')
  await visit(page, 0)
  await page.getByRole('button', { name: 'Back to now' }).click()
  await banner(page).waitFor({ state: 'detached' })

  await visit(page, 1)
  await page.getByRole('button', { name: 'Go on from here' }).click()
  await page.getByText('is kept as “Branch 1”').waitFor()
  await enter(page)
  await run(page, 'gnt-instance replace-disks -n nodeC debianX')

  await visit(page, 2)
  await visit(page, 1)
  await runThere(page, 'gnt-instance move -f -n nodeC debianZ')

  await page.keyboard.press('Alt+z')
  await page.getByRole('button', { name: /^Redo: / }).waitFor()
  await page.getByRole('button', { name: 'nodeC: switch the power off' }).click()
  await page.locator('.just', { hasText: 'nodeC is off.' }).waitFor()
}

test('a lab with many visits to the past keeps every way: named, compared, reloaded, saved, linked', async () => {
  const { page, problems } = await openApp()
  await playFourWays(page)
  const dialog = await openBranches(page)
  const fields = dialog.locator('.branch .field')
  await expect.poll(() => fields.count()).toBe(4)
  // The open way comes first, then the others, the last one left first.
  for (const [i, name] of [...NAMES].reverse().entries()) await fields.nth(i).fill(name)
  await page.keyboard.press('Enter')
  expect(await accessibilityProblems(page)).toEqual([])

  await dialog.getByRole('combobox', { name: 'Compare' }).selectOption({ label: NAMES[0] ?? '' })
  await dialog.getByRole('combobox', { name: 'with' }).selectOption('solution')
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
  await dialog.getByText('What is different at their ends').waitFor()
  const sums = await dialog.locator('.compared-sums li').allTextContents()
  expect(sums[0]).toMatch(/^with failover: 0:03 down/)
  expect(sums[1]).toMatch(/^The lab’s solution: 0:38 down/)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.emulateMedia({ media: 'print' })
  await dialog.getByText('What is different at their ends').waitFor()
  expect(await dialog.getByText('Print').isVisible()).toBe(false)
  expect(await page.locator('.guide, .diagram, .branch:visible').first().isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  await page.keyboard.press('Escape')

  const all = await listed(page)
  expect(all.map((row) => row.split(':')[0])).toEqual([...NAMES].reverse())
  await expect.poll(() => stored(page)).toContain('powered off')
  await page.reload()
  await page.locator('.strip-branches', { hasText: '3 branches' }).waitFor()
  expect(await listed(page)).toEqual(all)

  await page.getByRole('button', { name: 'Session' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export this session' }).click()
  const file = await (await download).path()
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('button', { name: 'Copy a link' }).click()
  const link = await page.getByRole('textbox', { name: /^This state/ }).inputValue()

  const linked = await openApp({ url: link })
  await linked.page.locator('.strip-branches', { hasText: '3 branches' }).waitFor()
  expect(await listed(linked.page)).toEqual(all)

  const saved = await openApp()
  await saved.page.locator('input[type="file"]').setInputFiles(file)
  await saved.page.locator('.strip-branches', { hasText: '3 branches' }).waitFor()
  expect(await listed(saved.page)).toEqual(all)
  await openBranches(saved.page)
  await saved.page.getByRole('button', { name: `Open ${NAMES[0]}` }).click()
  await expect.poll(() => undo(saved.page)).toBe('Undo: gnt-instance failover -f dY')
  expect((await lines(saved.page)).join('\n')).toContain('starting the instance on the target node')
  expect(await picture(saved.page)).toContain('(drained)')
  expect([problems, linked.problems, saved.problems]).toEqual([[], [], []])
})

test('undo and redo work by Alt-Z, in the console and on the time strip', async () => {
  const { page } = await openApp()
  await run(page, 'gnt-node modify --drained=yes nodeB')
  await run(page, 'hostname')
  await page.keyboard.press('Alt+z')
  expect(await undo(page)).toBe('Undo: gnt-node modify --drained=yes nodeB')
  await strip(page).focus()
  await page.keyboard.press('Alt+z')
  expect(await undo(page)).toBe('Undo: nothing')
  expect(await picture(page)).not.toContain('(drained)')
  await page.keyboard.press('Alt+Shift+z')
  await page.keyboard.press('Alt+Shift+Z')
  expect(await undo(page)).toBe('Undo: hostname')
  expect(await picture(page)).toContain('(drained)')
  await leave(page)
  expect(await lastLine(page)).toBe('root@nodeA:~#')
})

test('Undo leads back to the prompt: the page stays where it is, the clock runs, and Redo repeats the step', async () => {
  const { page } = await openApp()
  await run(page, 'gnt-node list')
  await run(page, 'gnt-node modify --drained=yes nodeB')
  const places = () =>
    page
      .locator('.dock, .strip, .stage, .consoles')
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().top))
  const before = await places()
  await page.keyboard.press('Alt+z')
  await expect.poll(() => undo(page)).toBe('Undo: gnt-node list')
  await expect.poll(() => lastLine(page)).toMatch(/:~#$/)
  expect(await banner(page).count()).toBe(0)
  expect(await places()).toEqual(before)
  await page.getByRole('button', { name: 'Pause the clock' }).waitFor()
  await page.getByRole('button', { name: /^Redo: gnt-node modify/ }).click()
  await expect.poll(() => undo(page)).toBe('Undo: gnt-node modify --drained=yes nodeB')
  await page.keyboard.press('Alt+z')
  await runThere(page, 'hostname')
  await page.getByText('is kept as “Branch 1”').waitFor()
})
