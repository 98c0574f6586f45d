import { act, cleanup, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../../src/app/App.tsx'
import { copyPicture } from '../../src/app/bar/copy-picture.ts'
import { causesIn } from '../../src/labs/drill.ts'
import type { Lab } from '../../src/labs/lab.ts'
import { actions } from '../../src/session/actions.ts'
import { fetchLab } from '../../src/session/labs/catalogue.ts'
import { effortActions } from '../../src/session/labs/effort-actions.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { seedOf } from '../../src/session/labs/opening.ts'
import { panels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'

const drills = (await fetchLab('drills')) as Lab
const causes = causesIn(drills, '3.0')

/** Opens the drill of a cause with everything that can be open on the page. */
async function open(id: string): Promise<HTMLElement> {
  const cause = causes.find((one) => one.id === id)
  if (!cause) throw new Error(`there is no drill called ${id}`)
  act(() => startLab(drills, { seed: seedOf(drills, '3.0', cause), release: '3.0' }))
  act(() => {
    actions.setView('is')
    panels.faults()
  })
  const { container } = render(<App />)
  await screen.findAllByRole('radio')
  await screen.findByText(/What is broken is hidden/)
  return container
}

/** The style sheet shows one of them. */
const realities = () => screen.getAllByRole('button', { name: 'What is' })

/** All that is in the page, without what differs between any two drills: their number, and made-up ids and times. */
const domOf = (page: HTMLElement): string => {
  // What xterm.js measures there is its own affair.
  page.querySelector('.console-screen')?.remove()
  return page.innerHTML
    .replace(/(value|min|max)="\d+"/g, '')
    .replace(/_r_\w+_/g, '')
    .replace(/\d\d:\d\d(:\d\d)?/g, '')
    .replaceAll('<', '\n<')
}

/** Takes elements out of a page, and returns their text. */
function apartFrom(page: HTMLElement, selector: string): string {
  const found = [...page.querySelectorAll(selector)]
  for (const element of found) element.remove()
  return found.map(({ textContent }) => textContent).join('\n')
}

/** Words and classes that tell the truth about a machine, a cable, a daemon, a copy or a downtime. */
const TELLTALES =
  /is-set|is-down|is-one\b|is-twice|console-tab-off|console-tab-busy|switch the power|network cable"|aria-pressed="true">(Power off|Cable out|Slow|Cut|Failed|Full)|what is"/

/** Nothing ever changes here. */
const DEAF = {
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
}

beforeEach(() => {
  document.adoptedStyleSheets ??= []
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  window.matchMedia ??= (query) => ({ matches: false, media: query, ...DEAF }) as never
})

describe('a drill before its cause is named', () => {
  it.each(causes)('$id: nothing on the page reveals what is true', async ({ id }) => {
    const page = await open(id)
    expect(page.innerHTML.match(TELLTALES)?.[0]).toBeUndefined()
    for (const reality of realities()) expect(reality).toBeDisabled()
    expect(screen.getByText('hidden until you have named the cause')).toBeVisible()
  })

  it('a node without power differs from one without a node daemon only in what the other node reports of DRBD', async () => {
    const off = await open('no-power')
    const pictureOfOff = apartFrom(off, '.diagram')
    const withoutPower = domOf(off)
    cleanup()
    const silent = await open('node-daemon')
    const pictureOfSilent = apartFrom(silent, '.diagram')
    expect(domOf(silent)).toBe(withoutPower)
    for (const picture of [pictureOfOff, pictureOfSilent])
      expect(picture).toContain('nodec: does not answer, so Ganeti cannot know its state.')
    expect(pictureOfOff).toContain('dY: running on nodeb, nodec does not answer')
    expect(pictureOfSilent).toContain('dY: running on nodeb.')
  })

  it('is copied as text as Ganeti knows it', async () => {
    await open('no-power')
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void copied.push(text) },
    })
    await copyPicture()
    act(effortActions.giveUp)
    act(() => actions.setView('known'))
    await copyPicture()
    expect(copied).toHaveLength(2)
    expect(copied[0]).toBe(copied[1])
  })

  it('shows everything once the cause is named, and hides nothing again when that is undone', async () => {
    await open('no-power')
    act(() => actions.fault({ kind: 'diagnosis', cause: 'no-power' }))
    for (const reality of realities()) expect(reality).toBeEnabled()
    expect(screen.getAllByRole('button', { name: 'nodec: switch the power on' })).not.toEqual([])
    act(() => actions.undo())
    expect(useApp.getState().session.progress.diagnosis).toBeNull()
    for (const reality of realities()) expect(reality).toBeEnabled()
  })
})
