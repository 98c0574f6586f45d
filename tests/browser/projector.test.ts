import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openApp, watch } from './support/browser.ts'
import { inConsole, lines, type } from './support/learner.ts'
import { cutPower, makeCluster } from './support/own-cluster.ts'
import { sideways } from './support/parts.ts'

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
]

/** A lesson with a window for the projector. */
async function openLesson(size = SIZES[0]) {
  const { page, problems } = await openApp({ at: '#lab=crash&release=2.11' })
  await page.locator('.guide-title', { hasText: 'A node crashes' }).waitFor()
  await page.getByRole('button', { name: 'Session' }).click()
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Open the projector window' }).click()
  const room = await opened
  watch(room)
  if (size) await room.setViewportSize(size)
  await room.locator('.presented .xterm-rows').waitFor()
  await page.bringToFront()
  await page.locator('.xterm-helper-textarea').focus()
  await inConsole(page)
  return { page, room, problems }
}

const screen = async (room: Page): Promise<string> => (await lines(room)).join('\n')

/** Letters in pixels, and whether all that the room has to see lies in the window. */
const seen = (room: Page, selector: string) =>
  room
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect()
      return {
        letters: Number.parseFloat(getComputedStyle(element).fontSize),
        inside: top >= 0 && left >= 0 && bottom <= innerHeight + 1 && right <= innerWidth + 1,
      }
    })

describe.each(SIZES)('a lesson on a projector of $width x $height', (size) => {
  test('shows what is typed, the whole output, the goal and the news', async () => {
    const { page, room, problems } = await openLesson(size)
    await page.keyboard.type('gnt-instance li')
    await expect.poll(() => screen(room)).toContain('root@nodeA:~# gnt-instance li')
    await type(page, 'st')
    await expect
      .poll(() => screen(room))
      .toMatch(/debianX.*\n.*debianY.*\n.*debianZ.*\n.*root@nodeA:~#/)
    await expect.poll(() => screen(room)).toContain('Instance')
    expect(await room.locator('.presented-goal').textContent()).toMatch(/^Goal 1 of \d+ /)
    await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
    await expect
      .poll(() => room.locator('.presented-news').textContent())
      .toContain('nodeB is off.')
    for (const selector of ['.presented-goal', '.presented-news', '.presented-screen']) {
      const { letters, inside } = await seen(room, selector)
      expect([selector, inside, letters >= size.height / 40]).toEqual([selector, true, true])
    }
    const { letters, inside } = await seen(room, '.diagram-picture')
    expect([inside, letters >= size.height / 36]).toEqual([true, true])
    expect(await sideways(room)).toBe(0)
    expect(problems).toEqual([])
  })
})

test('the projector can be frozen and pointed at, and each window can be reloaded', async () => {
  const { page, room, problems } = await openLesson()
  await page.getByRole('button', { name: 'Freeze' }).click()
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
  await page.locator('.just', { hasText: 'nodeB is off.' }).waitFor()
  await room.reload()
  await room.locator('.presented-news').waitFor()
  expect(await room.locator('.presented-news').textContent()).not.toContain('nodeB is off.')
  await page.getByRole('button', { name: 'Frozen' }).click()
  await room.locator('.presented-news', { hasText: 'nodeB is off.' }).waitFor()

  await page.getByRole('button', { name: 'Point' }).click()
  await page.locator('.diagram-target').first().focus()
  await room.locator('.diagram-dim').waitFor()
  await page.getByRole('button', { name: 'Point' }).click()
  await room.locator('.diagram-dim').waitFor({ state: 'detached' })

  await page.waitForTimeout(300)
  await page.reload()
  await page.getByRole('toolbar', { name: 'Projector' }).waitFor()
  expect(await page.locator('.notice', { hasText: 'another tab' }).count()).toBe(0)
  await page.locator('.xterm-helper-textarea').focus()
  await inConsole(page)
  await page.keyboard.type('hostname')
  await expect.poll(() => screen(room)).toContain('root@nodeA:~# hostname')

  const closed = room.waitForEvent('close')
  await page.getByRole('button', { name: 'Close it' }).click()
  await closed
  await page.getByRole('toolbar', { name: 'Projector' }).waitFor({ state: 'detached' })
  expect(problems).toEqual([])
})

test('the projector looks closely at the node that the instructor looks at, and sorts as here', async () => {
  const { page, room, problems } = await openLesson()
  await makeCluster(page, { nodes: '40', drbd: '60' })
  await room.getByText('40 nodes: 40 up', { exact: false }).waitFor()
  const first = () => room.locator('.diagram-text').evaluate((text) => text.textContent ?? '')
  await cutPower(page, 'node33')
  await expect.poll(first).toMatch(/^\W*33/)
  await page.getByRole('button', { name: 'Trouble first' }).click()
  await expect.poll(first).toMatch(/^\W*01/)

  await page.locator('body').press('/')
  await page.keyboard.type('node33')
  await room.getByText('1 node', { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await room.getByText('All 40 nodes', { exact: true }).waitFor()
  expect(await first()).toContain('power off')
  expect(await first()).not.toMatch(/\b02\b|node02/)

  await page.getByRole('button', { name: 'Freeze' }).click()
  await page.getByRole('button', { name: 'All 40 nodes' }).click()
  await page.locator('.diagram-text', { hasText: /\b02-/ }).waitFor()
  await room.reload()
  await room.getByText('All 40 nodes', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Frozen' }).click()
  await room.locator('.diagram-text', { hasText: /\b02-/ }).waitFor()
  expect(problems).toEqual([])
})

test('Esc does not leave the presenter view; its controls break things, and Leave leaves', async () => {
  const { page, problems } = await openApp({ viewport: { width: 1280, height: 720 } })
  await page.getByRole('button', { name: 'Present' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Controls' }).click()
  await page.getByRole('button', { name: 'Power and cables' }).click()
  await page.getByRole('button', { name: 'nodeB: switch the power off' }).click()
  await page.locator('.presented-news', { hasText: 'nodeB is off.' }).waitFor()
  await page.getByRole('button', { name: 'Break', exact: true }).click()
  await page.getByRole('complementary', { name: 'What can be broken' }).waitFor()
  const leave = page.getByRole('button', { name: 'Leave' })
  expect((await leave.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await leave.click()
  await page.locator('.presented').waitFor({ state: 'detached' })
  expect(problems).toEqual([])
})
