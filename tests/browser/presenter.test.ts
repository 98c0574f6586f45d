import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { leave, run } from './support/learner.ts'
import { cutPower, makeCluster } from './support/own-cluster.ts'

const SMALL = { viewport: { width: 1280, height: 720 } }

/** Waits until an element is there, and says where. */
async function boxOf(element: Locator) {
  await element.waitFor()
  const box = await element.boundingBox()
  if (!box) throw new Error('it is not shown')
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height }
}

async function twelveNodes(page: Page): Promise<void> {
  await makeCluster(page, { nodes: '12', drbd: '24', plain: '4' })
  await cutPower(page, 'node07')
  await page.locator('.guide-foot').getByRole('button', { name: 'Close' }).click()
}

test('what can be broken and the legend stand beside the picture, down to the controls, and cut nothing', async () => {
  const { page } = await openApp(SMALL)
  await twelveNodes(page)
  await page.getByRole('button', { name: 'Present', exact: true }).click()
  await page.getByRole('button', { name: 'Controls' }).click()
  for (const list of ['Break', 'Legend']) {
    await page.getByRole('button', { name: list, exact: true }).click()
    const aside = page.locator('.presented-legend')
    await aside.getByRole('heading', { name: new RegExp(`^${list}`) }).waitFor()
    const { left, top, bottom } = await boxOf(aside)
    const news = await boxOf(page.locator('.presented-news'))
    const stage = await boxOf(page.locator('.stage'))
    const under = await boxOf(page.locator('.presented-tools'))
    expect(top).toBeGreaterThanOrEqual(news.bottom)
    expect(left).toBeGreaterThanOrEqual(stage.right)
    expect(under.top - bottom).toBeLessThan(16)
    // A chip of the line with trouble is there as a whole, or not at all.
    const line = page.getByRole('list', { name: 'Trouble, the gravest first' })
    const { bottom: lineEnd } = await boxOf(line)
    const chips = await line.getByRole('button').all()
    const shown = await Promise.all(chips.map(boxOf))
    const inLine = shown.filter((chip) => chip.top < lineEnd)
    expect(inLine.length).toBeGreaterThan(0)
    for (const chip of inLine) expect(chip.right).toBeLessThanOrEqual(left)
    await expect
      .poll(() => page.locator('.overview-more').textContent())
      .toBe(`and ${chips.length - inLine.length} more`)
  }
})

test('what can be broken begins with what is', async () => {
  const { page } = await openApp(SMALL)
  await twelveNodes(page)
  await page.getByRole('button', { name: 'Break', exact: true }).click()
  const first = page.locator('.faults-node summary').first()
  await expect.poll(() => first.textContent()).toContain('node07 power off')
})

test.each([SMALL.viewport, { width: 1920, height: 1080 }])(
  'the seconds stay beside the longest output on a screen of $width x $height',
  async (viewport) => {
    const { page } = await openApp({ viewport })
    await run(page, 'gnt-cluster verify')
    await leave(page)
    await page.getByRole('button', { name: 'Present', exact: true }).click()
    await page.locator('.presented-console.is-tall').waitFor()
    const totals = page.locator('.presented-total')
    expect(await totals.count()).toBe(3)
    const { left, right } = await boxOf(page.locator('.presented-totals'))
    for (const total of await totals.all()) {
      const box = await boxOf(total)
      expect(box.left).toBeGreaterThanOrEqual(left)
      expect(box.right).toBeLessThanOrEqual(right)
    }
  },
)

test.each([SMALL.viewport, { width: 1920, height: 1080 }])(
  'the news stays whole beside the longest output, and nothing moves when Controls opens, on $width x $height',
  async (viewport) => {
    const { page } = await openApp({ viewport, at: '#lab=crash' })
    await run(page, 'gnt-cluster verify')
    await leave(page)
    await page.getByRole('button', { name: 'Present', exact: true }).click()
    await page.locator('.presented-console.is-tall').waitFor()
    const goal = await boxOf(page.locator('.presented-goal'))
    await page.getByRole('button', { name: 'Controls' }).click()
    expect(await boxOf(page.locator('.presented-goal'))).toEqual(goal)
    await page.getByRole('button', { name: 'Power and cables' }).click()
    await page.getByRole('button', { name: 'nodeC: switch the power off' }).click()
    const news = page.locator('.presented-news', { hasText: 'Ganeti finds out' })
    const { bottom } = await boxOf(page.locator('.presented-head'))
    expect((await boxOf(news)).bottom).toBeLessThanOrEqual(bottom)
  },
)

test('seconds that count are whole in a low time strip', async () => {
  const { page } = await openApp({ ...SMALL, at: '#lab=crash' })
  await page.getByRole('button', { name: 'nodeC: switch the power off' }).click()
  const marks = page.locator('.strip-total mark')
  await expect.poll(() => marks.count()).toBeGreaterThan(1)
  const sizes = await marks.evaluateAll((all) =>
    all.map((mark) => {
      const row = mark.closest('.strip-total')?.getBoundingClientRect()
      const { top, bottom } = mark.getBoundingClientRect()
      return { above: top - (row?.top ?? 0), below: (row?.bottom ?? 0) - bottom }
    }),
  )
  for (const { above, below } of sizes) expect(Math.min(above, below)).toBeGreaterThanOrEqual(0)
})

test('the explanation of a box does not cover the switches of a node that is looked at closely', async () => {
  const { page } = await openApp(SMALL)
  await twelveNodes(page)
  const line = page.getByRole('list', { name: 'Trouble, the gravest first' })
  await line.getByRole('button').first().click()
  const button = page.getByRole('button', { name: 'node07: switch the power on' })
  const { top, bottom } = await boxOf(button)
  const box = await boxOf(page.locator('.diagram-target').first())
  await page.mouse.move((box.left + box.right) / 2, (box.top + box.bottom) / 2)
  const { top: from } = await boxOf(page.locator('.stage-explanation'))
  expect(bottom).toBeLessThanOrEqual(from)
  expect(await boxOf(button)).toMatchObject({ top, bottom })
})
