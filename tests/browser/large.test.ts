import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { clusterOf } from '../support/sizes.ts'
import { openApp } from './support/browser.ts'
import { inConsole, lastLine } from './support/learner.ts'
import { showPart, sideways } from './support/parts.ts'

/** A lab on a large cluster. JSON is YAML, too. */
function labOn(nodes: number, instances: number): string {
  const { release: _, ...cluster } = clusterOf(nodes, instances)
  return `---
id: large
order: 1
title: A large cluster
summary: Many nodes.
start: { with: ${JSON.stringify(cluster)} }
goals:
  - id: off
    text: Switch n2 off
    detail: Its button.
    needs: { node: n2.example.org, power: off }
    hints: [First., Second.]
solution:
  - { power: n2.example.org, to: off }
---
The story.
`
}

async function openLarge(nodes: number, instances: number, viewport?: Size) {
  const opened = await openApp(viewport ? { viewport } : {})
  const { page } = opened
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  await page.locator('input[type="file"]').setInputFiles({
    name: 'large.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from(labOn(nodes, instances)),
  })
  await page.locator('.guide', { hasText: 'A large cluster' }).waitFor({ state: 'attached' })
  return opened
}

interface Size {
  width: number
  height: number
}

test('of forty consoles the tabs fade out where more follow, and a list has them all', async () => {
  const { page, problems } = await openLarge(40, 80)
  const tabs = page.getByRole('tablist', { name: 'Nodes' })
  const shown = () =>
    tabs.evaluate((list) => {
      const room = list.getBoundingClientRect()
      const front = list.querySelector('[aria-selected="true"]')?.getBoundingClientRect()
      return {
        more: list.scrollWidth > list.clientWidth,
        fades: getComputedStyle(list).maskImage !== 'none',
        frontInSight: front && front.left >= room.left && front.right <= room.right,
      }
    })
  expect(await page.getByRole('tab').count()).toBe(40)
  expect(await shown()).toEqual({ more: true, fades: true, frontInSight: true })
  const list = page.getByRole('combobox', { name: 'Console, one of 40' })
  expect(await list.locator('option').count()).toBe(40)
  await list.selectOption({ label: 'n39 (39 of 40)' })
  await inConsole(page)
  await expect.poll(() => lastLine(page)).toContain('root@n39:~#')
  expect(await shown()).toEqual({ more: true, fades: true, frontInSight: true })
  expect(problems).toEqual([])
})

test('what can be broken on forty nodes is found by a word', async () => {
  const { page, problems } = await openLarge(40, 80)
  await page.getByRole('button', { name: 'Break' }).click()
  const search = page.getByRole('searchbox', { name: 'Find a node, an instance or a fault' })
  await page.getByText('40 of 40 nodes').waitFor()
  await search.fill('i0007')
  await page.getByText('1 of 40 nodes').waitFor()
  await page.locator('.faults-node summary', { hasText: 'n8' }).click()
  await page.getByRole('button', { name: 'Cable out' }).click()
  await search.fill('cable out')
  await page.getByText('1 of 40 nodes').waitFor()
  expect(await page.locator('.faults-node summary').textContent()).toContain('n8')
  expect(problems).toEqual([])
})

/** What of the picture can be neither seen nor scrolled to. */
const lost = (page: Page): Promise<string[]> =>
  page.locator('.diagram-room').evaluate((room) => {
    const picture = room.querySelector('.diagram-picture')
    if (!picture) return ['there is no picture']
    const { left, top } = room.getBoundingClientRect()
    const box = picture.getBoundingClientRect()
    const x = box.left - left + room.scrollLeft
    const y = box.top - top + room.scrollTop
    const scrolls = /auto|scroll/.test(getComputedStyle(room).overflow)
    const width = scrolls ? room.scrollWidth : room.clientWidth
    const height = scrolls ? room.scrollHeight : room.clientHeight
    return [
      ...(x < -0.5 || y < -0.5 ? [`it begins at ${x}, ${y}`] : []),
      ...(x + box.width > width + 0.5 ? [`it is ${box.width} wide, of ${width}`] : []),
      ...(y + box.height > height + 0.5 ? [`it is ${box.height} high, of ${height}`] : []),
    ]
  })

const SIZES: Size[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
  { width: 640, height: 360 },
]

describe.each([
  [12, 30],
  [40, 120],
])('the picture of %i nodes with %i instances', (nodes, instances) => {
  test('can be seen or scrolled to at every size, in presenter view, too', async () => {
    const { page } = await openLarge(nodes, instances)
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await showPart(page, 'Picture')
      await page.waitForTimeout(100)
      expect([size, await lost(page), await sideways(page)]).toEqual([size, [], 0])
    }
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.locator('body').press('p')
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.locator('.presented .diagram-picture').waitFor()
      await page.waitForTimeout(100)
      expect([size, await lost(page), await sideways(page)]).toEqual([size, [], 0])
    }
  })
})
