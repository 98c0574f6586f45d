import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { showPart } from './support/parts.ts'

const type = async (page: Page, text: string) => {
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** What the console shows; the terminal writes it for screen readers, too. */
const consoleText = (page: Page): Promise<string> =>
  page
    .locator('.xterm-rows')
    .evaluate((rows) =>
      [...rows.children].map((row) => row.textContent?.replace(/\u00a0/g, ' ')).join('\n'),
    )

const inConsole = (page: Page, text: string | RegExp) =>
  expect.poll(() => consoleText(page), { timeout: 30_000 }).toMatch(text)

const picture = (page: Page): Promise<string> =>
  page.locator('.diagram-text').evaluate((text) => text.textContent ?? '')

const ready = (page: Page) => page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })

test('the first screen offers a command: Tab, Enter, and the answer is there', async () => {
  const { page, problems } = await openApp()
  await inConsole(page, 'press Tab, then Enter')
  expect(await page.locator('.clock small').textContent()).toContain('paused')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await inConsole(page, /debianY +nodeB.virt.nsrc.org nodeC.virt.nsrc.org running/)
  expect(await page.locator('.clock small').textContent()).toContain('running')
  expect(problems).toEqual([])
})

test('the grey command says how to get to the console while the focus is elsewhere', async () => {
  const { page } = await openApp({ at: '#lab=picture' })
  await inConsole(page, /-n nodeB inst1 +press Tab, then Enter/)
  await page.getByRole('button', { name: 'nodeC: switch the power off' }).click()
  await inConsole(page, /press C, then Tab, then Enter/)
  await page.keyboard.press('c')
  await inConsole(page, /inst1 +press Tab, then Enter/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await inConsole(page, 'disk 0, size 1.0G')
})

test('a migration asks, is shown while it happens, and changes the picture', async () => {
  const { page, problems } = await openApp()
  await ready(page)
  expect(await picture(page)).toContain('| dY |............: dY :')
  await type(page, 'gnt-instance migrate debianY')
  await inConsole(page, 'y/[n]/?:')
  await type(page, 'y')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await page.keyboard.press('3')
  await expect.poll(() => picture(page), { timeout: 20_000 }).toContain('[job 1]')
  await expect
    .poll(() => picture(page), { timeout: 30_000 })
    .toContain('| | dX |.....................: dX :   : dY :............| dY |')
  await inConsole(page, /\* done\n/)
  await expect.poll(() => page.locator('.clock small').textContent()).toContain('back to 1×')
  expect(problems).toEqual([])
})

test('several pasted lines are typed one after the other, and cannot act as escape codes', async () => {
  const { page } = await openApp()
  await ready(page)
  await page.locator('.console-screen').evaluate((element) => {
    const data = new DataTransfer()
    data.setData('text/plain', 'echo one\x1b[2J\necho two\ngnt-cluster getmaster\n')
    const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
    element.querySelector('textarea')?.dispatchEvent(paste)
  })
  await inConsole(page, /echo one\[2J\none\[2J\nroot@nodeA:~# echo two\ntwo\n/)
  await inConsole(page, /getmaster\nnodeA.virt.nsrc.org/)
})

test('a manual page is read in a pager and leaves the screen as it was', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'hostname')
  await type(page, 'man gnt-instance')
  await inConsole(page, 'q: quit')
  await page.keyboard.press('Space')
  await page.keyboard.press('q')
  await inConsole(page, /hostname\nnodeA[\s\S]*man gnt-instance\nroot@nodeA:~# /)
  expect(await consoleText(page)).not.toContain('DESCRIPTION')
})

test('a reload in the middle of a resync goes on in the middle of it', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'gnt-instance replace-disks -s debianX')
  await expect.poll(() => picture(page), { timeout: 30_000 }).toMatch(/\d%/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await page.keyboard.press(' ')
  const before = {
    text: await consoleText(page),
    time: await page.locator('.clock-now').textContent(),
  }
  expect(before.text).toContain('STEP 4/6')
  await page.reload()
  await ready(page)
  await expect.poll(() => picture(page)).toMatch(/\d%/)
  expect(await page.locator('.clock-now').textContent()).toBe(before.time)
  expect((await consoleText(page)).split('\n').filter(Boolean).at(-2)).toBe(
    before.text.split('\n').filter(Boolean).at(-2),
  )
  await page.getByRole('button', { name: '60×' }).click()
  await expect.poll(() => picture(page), { timeout: 30_000 }).not.toMatch(/\d%/)
  await inConsole(page, /STEP 6\/6/)
})

test('the lines typed before are there after a reload, and after starting again', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'gnt-node list')
  await inConsole(page, 'DTotal')
  await page.getByRole('button', { name: 'Start again' }).click()
  await page.getByText('Started again.').waitFor()
  await page.waitForTimeout(600)
  await page.reload()
  await ready(page)
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.press('ArrowUp')
  await inConsole(page, 'root@nodeA:~# gnt-node list')
})

test('a session goes into a file and comes back from it, its time strip included', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'hostname')
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
  await page.getByText('B off', { exact: true }).waitFor()
  const item = async (name: string) => {
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('button', { name }).click()
  }
  const exported = page.waitForEvent('download')
  await item('Export this session')
  const file = await (await exported).path()
  const saved = page.waitForEvent('download')
  await item('Save transcript')
  expect(readFileSync(await (await saved).path(), 'utf8')).toBe(
    'root@nodeA:~# hostname\nnodeA.virt.nsrc.org\n',
  )
  await page.getByRole('button', { name: 'Start again' }).click()
  await expect.poll(() => picture(page)).not.toContain('power off')
  const chooser = page.waitForEvent('filechooser')
  await item('Open a session or a lab')
  await (await chooser).setFiles(file)
  await expect.poll(() => picture(page)).toContain('power off')
  await page.getByText('B off', { exact: true }).waitFor()
  await inConsole(page, /hostname\nnodeA/)
})

test('a click on the time strip goes back, and undo takes the last step back', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'hostname')
  await page.waitForTimeout(1500)
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
  await expect.poll(() => picture(page)).toContain('power off')
  const strip = page.getByRole('slider', { name: 'Go to a moment' })
  await strip.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => picture(page)).not.toContain('power off')
  await expect.poll(() => page.locator('.clock-now').textContent()).toBe('14:00:00')
  await page.keyboard.press('End')
  await expect.poll(() => picture(page)).toContain('power off')
  await page.getByRole('tab', { name: 'nodeA' }).focus()
  await page.keyboard.press('u')
  await expect.poll(() => picture(page)).not.toContain('power off')
})

test('a save that cannot be read is put aside, and a notice says so', async () => {
  const { page } = await openApp()
  await ready(page)
  await type(page, 'hostname')
  // Paused, and stored: nothing is left to be written over what follows.
  await page.getByRole('button', { name: 'Pause the clock' }).click()
  await page.waitForTimeout(1000)
  await page.evaluate(
    () =>
      new Promise<void>((done, fail) => {
        const open = indexedDB.open('ganeti-lab')
        open.onerror = fail
        open.onsuccess = () => {
          const store = open.result.transaction('sittings', 'readwrite').objectStore('sittings')
          store.get('session').onsuccess = (event) => {
            const stored = (event.target as IDBRequest).result
            stored.save.version = 99
            store.put(stored, 'session').onsuccess = () => done()
          }
        }
      }),
  )
  await page.reload()
  await page.getByText('from a newer version').waitFor()
  const keys = await page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const open = indexedDB.open('ganeti-lab')
        open.onsuccess = () => {
          open.result.transaction('sittings').objectStore('sittings').getAllKeys().onsuccess = (
            e,
          ) => done((e.target as IDBRequest).result)
        }
      }),
  )
  expect(keys.some((key) => key.startsWith('set aside'))).toBe(true)
})

test('Tab completes commands and the names of this cluster, twice lists them', async () => {
  const { page } = await openApp()
  await ready(page)
  await page.keyboard.type('gnt-inst')
  await page.keyboard.press('Tab')
  await page.keyboard.type('migr')
  await page.keyboard.press('Tab')
  await page.keyboard.type('deb')
  await page.keyboard.press('Tab')
  await inConsole(page, /root@nodeA:~# gnt-instance migrate debian\s*\n/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await inConsole(page, /debianX +debianY +debianZ\nroot@nodeA:~# gnt-instance migrate debian/)
})

describe('by keyboard alone', () => {
  test('one leaves the console, pulls a plug in the picture, and comes back', async () => {
    const { page } = await openApp()
    await ready(page)
    await page.keyboard.press('Escape')
    // Backwards, as they stand: the two tools at the right, then the tab in front.
    for (const name of ['Jobs', 'What would it do?']) {
      await page.keyboard.press('Shift+Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(name)
    }
    await page.keyboard.press('Shift+Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab')
    const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    for (let i = 0; i < 40 && (await label()) !== 'nodeB: switch the power off'; i++)
      await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => picture(page)).toContain('power off')
    await page.keyboard.press('c')
    await type(page, 'hostname')
    await inConsole(page, /hostname\nnodeA/)
  })
})

test('the bars between the parts move by keys; the guide folds to a rail and comes back', async () => {
  const { page } = await openApp({ viewport: { width: 1280, height: 720 } })
  await ready(page)
  const letters = () =>
    page
      .locator('.diagram-text')
      .evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize))
  const before = await letters()
  await page.getByRole('separator', { name: 'Height of the picture' }).focus()
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp')
  await expect.poll(letters).toBeLessThan(before)
  await page.getByRole('separator', { name: 'Width of the guide' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: 'Guide', exact: true }).click()
  await page.getByRole('heading', { name: 'Planned maintenance' }).waitFor()
})

describe('axe finds nothing', () => {
  const screens: [string, { width: number; height: number }, 'light' | 'dark'][] = [
    ['a desktop, light', { width: 1440, height: 900 }, 'light'],
    ['a laptop, dark', { width: 1280, height: 720 }, 'dark'],
    ['a phone', { width: 390, height: 844 }, 'light'],
  ]
  test.each(screens)('on %s, with a dead node', async (_, viewport, colorScheme) => {
    const { page } = await openApp({ viewport, colorScheme })
    await ready(page)
    await showPart(page, 'Console')
    await page.locator('.console').click()
    await type(page, 'gnt-instance list')
    await showPart(page, 'Picture')
    await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
    await page.getByText('nodeB is off.').first().waitFor()
    await showPart(page, 'Console')
    await page.getByRole('tab', { name: 'nodeB' }).click()
    await page.getByRole('button', { name: 'Session' }).click()
    expect(await accessibilityProblems(page)).toEqual([])
  })
})
