import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { inConsole, lastLine, run } from './support/learner.ts'

/** Real milliseconds: a busy machine takes its time. */
const PATIENCE = { timeout: 30_000 }

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

test('a link to the presenter view gives the keyboard to the console', async () => {
  const { page } = await openApp({ at: '#lab=crash&present' })
  await page.locator('.presented-console').waitFor()
  await inConsole(page)
  await run(page, 'hostname')
  expect(await page.locator('.presented-command').textContent()).toContain('hostname')
})

test('the second click of a double click does nothing to what the first one has put there', async () => {
  const { page } = await openApp({ at: '#drill=7' })
  await run(page, 'hostname')
  const next = page.getByRole('button', { name: 'Next drill' }).first()
  const box = await next.boundingBox()
  if (!box) throw new Error('the button is not shown')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  // What a notice would bring under the pointer: another button, as soon as the first click is over.
  await page.evaluate(
    ([left, top]) => {
      document.addEventListener(
        'click',
        () => {
          const late = document.createElement('button')
          late.textContent = 'late'
          late.style.cssText = `position:fixed;left:${left - 40}px;top:${top - 20}px;width:80px;height:40px;z-index:99`
          late.onclick = () => Object.assign(window, { pressed: true })
          document.body.append(late)
        },
        { once: true },
      )
    },
    [x, y] as const,
  )
  const pressed = () => page.evaluate(() => 'pressed' in window)
  await page.mouse.dblclick(x, y)
  await expect.poll(() => page.getByLabel('Drill number').inputValue(), PATIENCE).toBe('8')
  expect(await pressed()).toBe(false)
  await page.mouse.click(x, y)
  expect(await pressed()).toBe(true)
})
