import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { isFor, type Lab, type LabStep } from '../../src/labs/lab.ts'
import type { Release } from '../../src/sim/releases.ts'
import { openApp } from './support/browser.ts'
import { enter, goals, inConsole, lastLine, leave, lines, run, type } from './support/learner.ts'

/**
 * Labs as a person plays them: every step of the solution through the page. A few of them each time; all
 * of them, in any release, with LABS=all and LAB_RELEASE=3.0.
 */
const { LABS = 'loss,master-crash,split-brain,two-masters', LAB_RELEASE = '2.11' } = process.env
const release = LAB_RELEASE as Release
const chosen = allLabs().filter(
  (lab) =>
    lab.causes.length === 0 &&
    lab.releases.includes(release) &&
    (LABS === 'all' || LABS.split(',').includes(lab.id)),
)

const clock = (page: Page) => page.locator('.clock-now').first().textContent()

/** From event to event until nothing goes on any more, or for as many seconds. */
async function rest(page: Page, seconds = Number.POSITIVE_INFINITY): Promise<void> {
  await leave(page)
  const secondsOf = (time: string | null) =>
    (time ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const began = secondsOf(await clock(page))
  // The clock goes on by itself, a second at a time: what jumps further had something to wait for.
  for (let still = 0, at = began; still < 3 && at - began < seconds; ) {
    await page.keyboard.press('n')
    await page.waitForTimeout(50)
    const now = secondsOf(await clock(page))
    still = now - at > 1 ? 0 : still + 1
    at = now
  }
  await enter(page)
}

async function press(page: Page, fault: Extract<LabStep, { fault: unknown }>['fault']) {
  if ('cable' in fault)
    return page
      .getByRole('button', {
        name: `${fault.cable}: ${fault.is === 'in' ? 'plug in' : 'unplug'} the network cable`,
      })
      .click()
  if ('link' in fault) {
    const [a, b] = fault.link
    await page.getByRole('button', { name: 'Break', exact: true }).click()
    await page.locator('summary', { hasText: new RegExp(`^${a}`, 'i') }).click()
    const row = page.getByRole('group', { name: new RegExp(`^${a}, Link to ${b}$`, 'i') })
    const pressed = row.getByRole('button', { pressed: true })
    await (fault.is === 'whole' ? pressed : row.getByRole('button', { name: fault.is })).click()
    return page.getByRole('button', { name: 'Close' }).click()
  }
  throw new Error(`no one has shown yet how to press ${JSON.stringify(fault)}`)
}

async function take(page: Page, step: LabStep): Promise<void> {
  if (!isFor(step, release)) return
  if ('run' in step) {
    await page.getByRole('tab', { name: step.on }).click()
    await expect.poll(() => lastLine(page)).toMatch(/^root@/)
    await inConsole(page)
    if (!/^(halt|poweroff)/.test(step.run)) return run(page, step.run, ...(step.answers ?? []))
    await type(page, step.run)
    await page.getByRole('button', { name: `Switch ${step.on} on` }).waitFor()
  } else if ('wait' in step) await rest(page, step.wait)
  else if ('until' in step) await rest(page)
  else if ('power' in step) {
    await page.getByRole('button', { name: `${step.power}: switch the power ${step.to}` }).click()
    if (step.to === 'on') await rest(page, 60)
  } else if ('fault' in step) await press(page, step.fault)
  else if ('label' in step) await page.getByLabel(`${step.label} is`).selectOption(step.instance)
  else throw new Error(`no one does ${JSON.stringify(step)} on the page`)
}

const opened = async (lab: Lab) => {
  const { page, problems } = await openApp()
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' })
  const releases = page.getByRole('combobox', { name: /^Ganeti release/ })
  await releases.selectOption(release)
  await page.getByRole('combobox', { name: 'Section' }).selectOption(lab.id)
  await page.getByRole('heading', { name: lab.title }).waitFor()
  await expect.poll(() => releases.inputValue()).toBe(release)
  return { page, problems }
}

test.each(chosen)('the lab "$id" is solved by hand', async (lab) => {
  const { page, problems } = await opened(lab)
  for (const step of lab.solution) await take(page, step)
  // What is still missing says more than a number.
  await expect.poll(() => page.locator('.goal-now').allTextContents()).toEqual([])
  const all = lab.goals.length
  expect(await goals(page)).toBe(`${all} of ${all} goals`)
  await goOn(page, lab)
  expect(problems).toEqual([])
})

/** From the end of the lab into the next one, where a command is answered. */
async function goOn(page: Page, lab: Lab): Promise<void> {
  const next = allLabs()
    .toSorted((a, b) => a.order - b.order)
    .find((one) => one.order > lab.order)
  if (!next) return
  await page.getByRole('button', { name: /^Continue with part/ }).click()
  await page.getByRole('heading', { name: next.title }).waitFor()
  await expect.poll(() => lastLine(page)).toMatch(/^root@/)
  await inConsole(page)
  await run(page, 'hostname')
  const [master = ''] = next.start.cluster.master.split('.')
  await expect
    .poll(async () =>
      (await lines(page)).some((line) => line.toLowerCase().startsWith(master.toLowerCase())),
    )
    .toBe(true)
}
