import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { leave } from './support/learner.ts'

const listed = (): Map<string, string> => {
  const rule = `${'='.repeat(78)}\n`
  const [, ...parts] = readFileSync('dist/licences.txt', 'utf8').split(rule)
  const names = parts.filter((_, i) => i % 2 === 0).map((name) => name.split(' ')[0]?.trim() ?? '')
  return new Map(names.map((name, i) => [name, parts[2 * i + 1] ?? '']))
}

/** Packages of the class's server, which the page does not contain. */
const OF_THE_SERVER = ['fastify', 'libsql', 'redis', 'uqr']

const ofTheServer = (name: string) => OF_THE_SERVER.includes(name) || name.startsWith('@fastify/')

test('the build carries the licence of every package in it', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>
  }
  const found = listed()
  // Beside what package.json names: what comes with it, what reads lab files, and what the service worker is made of.
  const bundled = Object.keys(dependencies).filter((name) => !ofTheServer(name))
  const expected = ['ganeti-lab', ...bundled, 'scheduler', 'yaml', 'workbox-core']
  expect(expected.filter((name) => (found.get(name) ?? '').length < 400)).toEqual([])
  for (const name of Object.keys(dependencies).filter((name) => name.includes('fontsource')))
    expect(found.get(name)).toContain('SIL OPEN FONT LICENSE')
})

test('Help leads to the licences', async () => {
  const { page, problems } = await openApp({ viewport: { width: 1280, height: 600 } })
  await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
  await leave(page)
  await page.keyboard.press('?')
  // It begins at its beginning, although the link is the first thing in it that takes the focus.
  await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor()
  expect(await page.locator('dialog[open]').evaluate(({ scrollTop }) => scrollTop)).toBe(0)
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Licences' }).click(),
  ])
  await tab.waitForLoadState()
  expect(await tab.locator('body').textContent()).toContain('react-dom')
  expect(problems).toEqual([])
})
