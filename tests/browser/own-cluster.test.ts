import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems, openApp } from './support/browser.ts'
import { cutPower, makeCluster } from './support/own-cluster.ts'
import { sideways } from './support/parts.ts'

/** Real milliseconds until a large cluster is there, on a slow machine. */
const PATIENCE = { timeout: 60_000 }
const counts = (page: Page) => page.locator('.overview-counts').textContent()
const trouble = (page: Page) => page.getByRole('list', { name: 'Trouble, the gravest first' })

describe.each([
  [
    12,
    { nodes: '12', drbd: '24', plain: '4' },
    'node07',
    '12 nodes: 11 up, 1 dead; 28 instances: 26 running, 2 down; 4 degraded',
  ],
  [
    60,
    { nodes: '60', drbd: '110', plain: '10' },
    'node37',
    '60 nodes: 59 up, 1 dead; 120 instances: 118 running, 2 down; 4 degraded',
  ],
  [
    100,
    { nodes: '100', drbd: '180', plain: '20' },
    'node088',
    '100 nodes: 99 up, 1 dead; 200 instances: 198 running, 2 down; 2 degraded',
  ],
])('a cluster of %i nodes made in the page', (nodes, fields, broken, says) => {
  test('shows a dead node at a glance, finds it, and survives a reload and a link', async () => {
    const { page, problems } = await openApp({ viewport: { width: 1280, height: 720 } })
    await makeCluster(page, fields)
    expect(await counts(page)).toContain(`${nodes} nodes: ${nodes} up; `)
    await cutPower(page, broken)
    await expect.poll(() => counts(page), PATIENCE).toBe(says)
    const across = await page
      .locator('.diagram-room')
      .evaluate((room) => room.scrollWidth - room.clientWidth)
    expect(across).toBe(0)
    const first = trouble(page).getByRole('button').first()
    expect(await first.textContent()).toBe(`${broken} power off`)
    expect(await accessibilityProblems(page)).toEqual([])

    await page.locator('body').press('/')
    await page.keyboard.type(broken)
    await page.getByText('1 node', { exact: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: `All ${nodes} nodes` }).click()

    // A page that is left before every file is there has requests that fail.
    await page.waitForLoadState('networkidle')
    await page.reload()
    await expect.poll(() => counts(page), PATIENCE).toBe(says)
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('button', { name: 'Copy a link' }).click()
    const state = await page.getByRole('textbox', { name: /^This state/ }).inputValue()
    const start = await page
      .getByRole('textbox', { name: 'This cluster, as it was at the start' })
      .inputValue()
    expect(problems).toEqual([])

    const other = await openApp({ url: state })
    await expect.poll(() => counts(other.page), PATIENCE).toBe(says)
    const fresh = await openApp({ url: start })
    await expect.poll(() => counts(fresh.page), PATIENCE).toContain(`${nodes} nodes: ${nodes} up; `)
  })

  test('names the dead node for the back row', async () => {
    const { page } = await openApp({ viewport: { width: 1280, height: 720 } })
    await makeCluster(page, fields)
    await cutPower(page, broken)
    await page.getByRole('button', { name: 'Present' }).click()
    for (const size of [
      { width: 1280, height: 720 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(size)
      const first = trouble(page).getByRole('button').first()
      expect(await first.textContent()).toBe(`${broken} power off`)
      const letters = await first.evaluate((button) =>
        Number.parseFloat(getComputedStyle(button).fontSize),
      )
      expect(letters).toBeGreaterThanOrEqual(size.height / 32)
      expect(await sideways(page)).toBe(0)
    }
  })
})

test('a new cluster gives its console the focus, where its first command waits', async () => {
  const { page } = await openApp()
  await makeCluster(page, { nodes: '5' })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.xterm-rows', { hasText: 'Secondary_Nodes' }).waitFor()
})

test('a file brings the same cluster, and a wrong number is said beside its field', async () => {
  const { page, problems } = await openApp()
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('button', { name: 'New cluster' }).first().click()
  const form = page.locator('form.cluster')
  await form.getByRole('button', { name: '5 nodes' }).click()
  await form.locator('[name="nodes"]').fill('500')
  expect(await form.locator('[name="nodes"]').getAttribute('aria-invalid')).toBe('true')
  await form.getByRole('button', { name: 'Open it' }).click()
  expect(await form.locator('[name="nodes"]:focus').count()).toBe(1)
  expect(await accessibilityProblems(page)).toEqual([])
  await form.locator('[name="nodes"]').fill('7')
  const download = page.waitForEvent('download')
  await form.getByRole('button', { name: 'Save as a file' }).click()
  const path = await (await download).path()
  await page.keyboard.press('Escape')
  await page.locator('input[type="file"]').setInputFiles({
    name: 'cluster.json',
    mimeType: 'application/json',
    buffer: await readFile(path),
  })
  await expect
    .poll(() => counts(page), PATIENCE)
    .toContain('7 nodes: 7 up; 10 instances: 10 running')
  expect(problems).toEqual([])
})
