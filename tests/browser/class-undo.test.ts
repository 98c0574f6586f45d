import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { deeds, joinClass, typeLine } from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { lines } from './support/learner.ts'

let server: ClassServer | undefined
afterAll(() => server?.kill())

const undo = (page: Page, what: string) =>
  page.getByRole('button', { name: `Undo: ${what}`, exact: true })

test('whoever takes back what others did sees first whose it is, and they see who did', async () => {
  server = await startClass('--groups', '1', '--lab', 'crash', '--data', classFolder())
  const anna = (await joinClass(server.url, server.codes[0] ?? '', 'Anna')).page
  const ben = (await joinClass(server.url, server.codes[0] ?? '', 'Ben')).page
  await typeLine(anna, 'echo by Anna')
  await undo(anna, 'echo by Anna').waitFor()
  await undo(ben, 'Anna: echo by Anna').click()
  await ben.getByText('This takes back what Anna did: echo by Anna.').waitFor()

  // She goes on: what he has not seen he does not take back.
  await typeLine(anna, 'echo once more')
  await undo(ben, 'Anna: echo once more').waitFor()
  await ben.getByRole('button', { name: 'Take it back' }).click()
  await ben.getByText('Someone else did something').waitFor()
  expect(await lines(anna)).toContain('once more')

  await undo(ben, 'Anna: echo once more').click()
  await ben.getByRole('button', { name: 'Take it back' }).click()
  await anna.getByText('Ben took back your step: echo once more.').waitFor()
  await expect.poll(() => deeds(anna)).toContain('Ben took back echo once more (by Anna)')
  // What is one's own is taken back at once, and done again by the same name.
  await undo(anna, 'echo by Anna').click()
  await ben.getByRole('button', { name: 'Redo: Anna: echo by Anna', exact: true }).click()
  await expect.poll(() => deeds(anna)).toContain('Ben did echo by Anna again (by Anna)')
})
