import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { enter, goals, hurry, lastLine, leave, lines, run, type } from './support/learner.ts'

const FIRST_PICTURE = `\
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |                 |        |                 |
  | +====+          |  drbd  | ......   +====+ |  drbd  | ......          |
  | | dX |.....................: dX :   | dY |............: dY :          |
  | +====+          |        | :....:   +====+ |        | :....:          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`

const SECOND_PICTURE = FIRST_PICTURE.replace('......   +====+', '......   ......')
  .replace('| ......          |\n  | | dX', '| +====+          |\n  | | dX')
  .replace(': dX :   | dY |............: dY :', ': dX :   : dY :............| dY |')
  .replace(':....:   +====+', ':....:   :....:')
  .replace(
    '| :....:          |\n  |                 |',
    '| +====+          |\n  |                 |',
  )

const picture = (page: Page) =>
  page.locator('.diagram-text').evaluate((text) => text.textContent ?? '')

async function copied(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^(Copy as text|Copied)$/ }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await leave(page)
  await enter(page)
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '')
}

async function open(): Promise<{ page: Page; problems: string[] }> {
  const opened = await openApp({ permissions: ['clipboard-read', 'clipboard-write'] })
  await opened.page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  return opened
}

test('the first picture of the handout; after only the migration of dY, the second', async () => {
  const { page } = await open()
  expect(await copied(page)).toBe(FIRST_PICTURE)
  await run(page, 'gnt-instance migrate dY', 'y')
  await expect.poll(() => copied(page)).toBe(SECOND_PICTURE)
  // What is marked by hand in the picture is the same text.
  expect((await picture(page)).replace(/[ \t]+$/gm, '')).toContain(
    SECOND_PICTURE.split('\n').slice(2, 11).join('\n'),
  )
})

test('planned maintenance from the first screen to its last goal, by keyboard', async () => {
  const { page, problems } = await open()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => goals(page)).toBe('1 of 7 goals')
  await run(page, 'gnt-node modify --drained=yes nodeB')
  expect(await picture(page)).toContain('(drained)')
  await type(page, 'gnt-instance migrate dY')
  await expect.poll(() => lastLine(page)).toMatch(/\/\?:$/)
  await run(page, 'y')
  await run(page, 'gnt-instance replace-disks -n nodeC debianX')
  await run(page, 'gnt-instance replace-disks -I . debianY')
  await expect.poll(() => goals(page)).toBe('4 of 7 goals')
  // As in the handout, with its prompt: the shell takes it for a comment, the trainer offers it.
  await type(page, '# gnt-instance move -n nodeC debianZ')
  await expect.poll(() => lastLine(page)).toBe('root@nodeA:~# gnt-instance move -n nodeC debianZ')
  await page.keyboard.press('Enter')
  await expect.poll(() => lastLine(page)).toMatch(/\/\?:$/)
  await run(page, 'y')
  await expect.poll(() => goals(page)).toBe('5 of 7 goals')
  await run(page, 'gnt-instance list')
  await expect.poll(() => goals(page)).toBe('6 of 7 goals')
  await run(page, 'gnt-node modify --drained=no nodeB')
  await expect.poll(() => goals(page)).toBe('7 of 7 goals')
  await page.getByRole('button', { name: /^Continue with part/ }).waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  expect(problems).toEqual([])
})

test('nodeB crashes and comes back: the second scenario to its last goal, by keyboard', async () => {
  const { page, problems } = await open()
  await page.getByRole('combobox', { name: 'Section' }).selectOption('crash')
  await page.getByRole('heading', { name: 'A node crashes and comes back' }).waitFor()
  await run(page, 'gnt-instance replace-disks -n nodeB debianX')
  await run(page, 'gnt-instance migrate -f debianX')
  await run(page, 'gnt-instance replace-disks -n nodeB debianY')
  await expect.poll(() => goals(page)).toBe('1 of 11 goals')

  await page.getByRole('tab', { name: 'nodeB' }).click()
  await type(page, 'halt -p')
  await page.getByRole('button', { name: 'Switch nodeB on' }).waitFor()
  await expect.poll(() => goals(page)).toBe('2 of 11 goals')
  await page.getByRole('tab', { name: 'nodeA' }).click()
  await run(page, 'gnt-instance list -o name,pnode,snodes,status')
  expect((await lines(page)).join('\n')).toMatch(/debianX .* ERROR_nodedown/)
  expect(await picture(page)).toContain('ERROR_nodedown')
  await page.getByRole('button', { name: 'Why is it slow?' }).click()
  await page
    .getByText('When you know that it is off, mark it offline, and Ganeti stops calling it.')
    .waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await run(page, 'gnt-cluster verify')
  await run(page, 'gnt-node modify --offline=yes nodeB.virt.nsrc.org')
  await run(page, 'gnt-instance migrate -f debianX')
  expect((await lines(page)).join('\n')).toContain(
    "Can't migrate, please use failover: Node is marked offline",
  )
  await run(page, 'gnt-instance failover debianX', 'y')
  await expect.poll(() => goals(page)).toBe('6 of 11 goals')

  await page.getByRole('button', { name: 'nodeB: switch the power on' }).click()
  await expect.poll(() => picture(page)).toContain('booting')
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('tab', { name: 'nodeB' }).click()
  await hurry(page)
  await page.getByRole('tab', { name: 'nodeA' }).click()
  await run(page, 'gnt-node add --readd nodeB.virt.nsrc.org', 'yes')
  await run(page, 'gnt-cluster verify-disks')
  await leave(page)
  await page.keyboard.press('3')
  await expect.poll(() => picture(page), { timeout: 30_000 }).not.toMatch(/\d%/)
  await enter(page)
  await run(page, 'gnt-cluster verify')
  await expect.poll(() => goals(page)).toBe('10 of 11 goals')
  await run(page, 'gnt-instance migrate debianX', 'y')
  expect(await goals(page)).toBe('10 of 11 goals')
  await type(page, 'gnt-instance console debianX')
  await expect.poll(() => goals(page)).toBe('11 of 11 goals')
  await page.getByText(/^You have reached all goals of this part/).waitFor()
  expect(problems).toEqual([])
})

test('the presenter types while the picture is shown, and leaves by P, not by Escape', async () => {
  const { page } = await openApp({ viewport: { width: 1280, height: 720 } })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await leave(page)
  await page.keyboard.press('p')
  await page.locator('.presented').waitFor()
  const letters = () =>
    page
      .locator('.diagram-text')
      .evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize))
  await expect.poll(letters).toBeGreaterThanOrEqual(24)
  await page.keyboard.press('Enter')
  await run(page, 'gnt-instance migrate -f dY')
  expect(await page.locator('.presented-command code').textContent()).toBe(
    'gnt-instance migrate -f dY',
  )
  expect(await picture(page)).toContain(': dY :............| dY |')
  // Eight lines of output take some of its room.
  expect(await letters()).toBeGreaterThanOrEqual(20)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('.presented').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('tab', { name: 'nodeA' }).waitFor()
  await page.keyboard.press('p')
  await page.locator('.presented').waitFor()
})

test('the dock folds to the clock, and stays so after a reload', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Hide the time strip' }).click()
  expect(await page.getByRole('slider', { name: 'Go to a moment' }).count()).toBe(0)
  await page.reload()
  await page.getByRole('button', { name: 'Show the time strip' }).click()
  await page.getByRole('slider', { name: 'Go to a moment' }).waitFor()
})
