import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { lastLine, run } from './support/learner.ts'

/** Real milliseconds: a busy machine takes its time. */
const PATIENCE = { timeout: 10_000 }

const heading = (name: string) => ['heading', { name }] as const

test('a link opens a lab at a goal in a fresh browser; a reload keeps what was done since', async () => {
  const { page } = await openApp({ at: '#lab=crash&release=3.0&goal=offline' })
  await page.getByRole(...heading('A node crashes and comes back')).waitFor()
  await page.getByText('played for you').first().waitFor()
  await expect.poll(() => new URL(page.url()).hash, PATIENCE).toBe('')
  expect(await page.locator('.goal-now').textContent()).toContain('Mark nodeB as offline')
  await run(page, 'gnt-node modify --offline=yes nodeB')
  const now = await page.locator('.goal-now strong').textContent()
  await page.waitForTimeout(500)
  await page.reload()
  await expect.poll(() => page.locator('.goal-now strong').textContent(), PATIENCE).toBe(now)
})

test('a state travels as a link, and the visitor keeps the session before it', async () => {
  const one = await openApp()
  await run(one.page, 'gnt-node modify --drained=yes nodeB')
  await one.page.getByRole('button', { name: 'Session', exact: true }).click()
  await one.page.getByRole('button', { name: 'Copy a link' }).click()
  const field = one.page.getByLabel(
    'This state: the cluster as it is now, with all that led to it',
    {
      exact: true,
    },
  )
  const address = await field.inputValue()
  expect(address.length).toBeLessThan(1000)
  const { page } = await openApp()
  await run(page, 'hostname')
  // Like a click on a link to the page that is open.
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, new URL(address).hash)
  await page.getByText('The session from the link is open. The clock is paused.').waitFor()
  await expect
    .poll(() => page.locator('.diagram').first().textContent(), PATIENCE)
    .toContain('(drained)')
  await page.getByRole('button', { name: 'Restore the previous one' }).click()
  await expect.poll(() => lastLine(page), PATIENCE).toMatch(/^root@nodeA:~#/)
  expect(await page.locator('.diagram').first().textContent()).not.toContain('(drained)')
})

test('a link that cannot be opened says why in a sentence and changes nothing', async () => {
  const { page } = await openApp({ at: '#lab=%3Cscript%3E' })
  await page.getByText('There is no lab called “<script>”.').waitFor()
  await page.getByRole(...heading('What you see')).waitFor()
})
