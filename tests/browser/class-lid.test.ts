import { afterAll, expect, test } from 'vitest'
import { openApp } from './support/browser.ts'
import { deeds, KEEP_SAID, typeLine } from './support/class-page.ts'
import { type ClassServer, classFolder, startClass } from './support/class-server.ts'
import { lines } from './support/learner.ts'

let server: ClassServer | undefined
afterAll(() => server?.kill())

const HOUR_MS = 3_600_000

test('a page whose lid was closed for an hour shows what the others did, and goes on', async () => {
  server = await startClass('--groups', '1', '--lab', 'crash', '--data', classFolder())
  const url = `${server.url}#class=${server.codes[0]}`
  const [anna, ben] = await Promise.all(
    ['Anna', 'Ben'].map(async (name) => {
      const { page } = await openApp({ url, before: (one) => one.clock.install() })
      await page.getByLabel('Your name').fill(name)
      await page.evaluate(KEEP_SAID)
      await page.getByRole('button', { name: 'Join' }).click()
      await page.locator('.class-strip').waitFor()
      return page
    }),
  )
  if (!anna || !ben) throw new Error('no one joined')
  await typeLine(anna, 'echo before the lid was closed')
  await expect.poll(() => deeds(ben)).toContain('Anna on nodeA: echo before the lid was closed')

  // Nothing runs in it, and nothing reaches it.
  const lid = await anna.context().newCDPSession(anna)
  await lid.send('Page.setWebLifecycleState', { state: 'frozen' })
  for (let i = 1; i <= 3; i++) await typeLine(ben, `echo while it was closed ${i}`)
  await lid.send('Page.setWebLifecycleState', { state: 'active' })
  await anna.clock.fastForward(HOUR_MS)

  await anna.locator('.class-light.is-on').waitFor()
  await expect.poll(() => deeds(anna)).toContain('Ben on nodeA: echo while it was closed 3')
  await typeLine(anna, 'echo and on')
  await expect.poll(() => lines(anna)).toContain('and on')
  await expect.poll(() => deeds(ben)).toContain('Anna on nodeA: echo and on')
  const all = await deeds(ben)
  expect(all.filter((deed) => deed.includes('and on'))).toHaveLength(1)
  expect(await deeds(anna)).toEqual(all)
})
