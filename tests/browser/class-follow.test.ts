import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { deeds, intoConsole, joinClass, typeLine } from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { lastLine, lines } from './support/learner.ts'

let server: ClassServer | undefined
afterAll(() => server?.kill())

const title = (page: Page) => page.locator('.guide-title').textContent()

test('pages follow their instructor, also to another group, and go back to their own work', async () => {
  server = await startClass('--groups', '2', '--lab', 'crash', '--data', classFolder())
  const [code = '', other = ''] = server.codes
  const anna = (await joinClass(server.url, code, 'Anna')).page
  const otto = (await joinClass(server.url, other, 'Otto')).page
  const wall = (await openApp({ url: server.wall })).page
  await typeLine(otto, 'echo of Otto')
  await wall.getByRole('checkbox', { name: 'Group 1' }).check()
  await wall.getByLabel('Lab', { exact: true }).selectOption({ label: 'Planned maintenance' })
  await wall.getByRole('button', { name: 'Open', exact: true }).first().click()
  await expect.poll(() => title(anna)).toContain('Planned maintenance')

  await typeLine(anna, 'echo by Anna')
  await wall.getByRole('button', { name: 'Open Group 1' }).click()
  // Who is there, where, and what was done, without leaving the page.
  await wall.locator('.class-person', { hasText: /^AnnanodeA$/ }).waitFor()
  expect(await deeds(wall)).toContain('Anna on nodeA: echo by Anna')
  await wall.getByTitle('Look at the consoles of Anna').click()
  await expect.poll(() => lines(wall)).toContain('by Anna')
  await wall.getByRole('button', { name: 'Back to the nodes' }).click()
  await expect.poll(() => lines(wall)).not.toContain('by Anna')
  await wall.getByLabel('Who follows you').selectOption('Group 1 follows you')
  await anna.getByText('You follow your instructor.').waitFor()
  expect(await otto.getByText('You follow').count()).toBe(0)
  await wall.getByRole('tab', { name: 'nodeB' }).click()
  // Also what is being typed, and what is opened to explain it.
  await intoConsole(wall)
  await wall.keyboard.type('echo by the')
  await expect.poll(() => lastLine(anna)).toMatch(/:~# echo by the$/)
  await wall.keyboard.type(' instructor')
  await wall.keyboard.press('Enter')
  await expect.poll(() => lines(anna)).toContain('by the instructor')
  await wall.getByRole('button', { name: 'Legend' }).locator('visible=true').click()
  await anna.getByRole('region', { name: 'Legend' }).waitFor()
  await wall.getByTitle('Look at the consoles of Anna').click()
  await wall.getByRole('tab', { name: 'nodeA' }).click()
  await expect.poll(() => lines(anna)).toContain('by Anna')
  await wall.getByRole('button', { name: 'Back to the nodes' }).click()
  await wall.getByRole('tab', { name: 'nodeB' }).click()

  // The other group sees the cluster of this one, and no name of it.
  await wall.getByLabel('Who follows you').selectOption('Every group follows you')
  await otto.getByText('You follow your instructor, in another group.').waitFor()
  await expect.poll(() => title(otto)).toContain('Planned maintenance')
  await expect.poll(() => lines(otto)).toContain('by the instructor')
  expect(await otto.locator('.class-strip').textContent()).not.toContain('Anna')
  await typeLine(wall, 'echo and once more')
  await expect.poll(() => lines(otto)).toContain('and once more')

  // Who has seen enough goes back to their own, and may follow again.
  await otto.getByRole('button', { name: 'Look for myself' }).click()
  await expect.poll(() => title(otto)).toContain('A node crashes')
  await expect.poll(() => lines(otto)).toContain('of Otto')
  await typeLine(otto, 'echo goes on')
  expect(await deeds(otto)).toContain('Otto on nodeA: echo goes on')
  await otto.getByRole('button', { name: 'Follow the instructor' }).click()
  await expect.poll(() => title(otto)).toContain('Planned maintenance')

  // A reload follows as well; in the end everyone has their own.
  await otto.reload()
  await otto.getByText('You follow your instructor, in another group.').waitFor()
  await wall.getByRole('button', { name: 'Back to the wall' }).click()
  await expect.poll(() => title(otto)).toContain('A node crashes')
  await anna.getByText('You follow').waitFor({ state: 'detached' })
  await typeLine(anna, 'echo at my own login')
  await expect.poll(() => lines(anna)).toContain('at my own login')
  await typeLine(otto, 'echo at mine')
  await expect.poll(() => deeds(otto)).toContain('Otto on nodeA: echo at mine')
})
