import { act, cleanup, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { App } from '../../src/app/App.tsx'
import { copyPicture } from '../../src/app/copy-picture.ts'
import { causesIn } from '../../src/labs/drill.ts'
import type { Lab } from '../../src/labs/lab.ts'
import { actions } from '../../src/session/actions.ts'
import { startLab } from '../../src/session/labs.ts'
import { learner } from '../../src/session/learner.ts'
import { seedOf } from '../../src/session/opening.ts'
import { panels } from '../../src/session/panels.ts'
import { fetchLab } from '../../src/session/shelf.ts'
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
  it.each(causes)('$id: nothing in the page tells what is true', async ({ id }) => {
    const page = await open(id)
    expect(page.innerHTML.match(TELLTALES)?.[0]).toBeUndefined()
    for (const reality of realities()) expect(reality).toBeDisabled()
    expect(screen.getByText('hidden until you have named the cause')).toBeVisible()
  })

  it('a node without power looks like one without a node daemon', async () => {
    const withoutPower = domOf(await open('no-power'))
    cleanup()
    expect(domOf(await open('node-daemon'))).toBe(withoutPower)
  })

  it('is copied as text as Ganeti knows it', async () => {
    await open('no-power')
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void copied.push(text) },
    })
    await copyPicture()
    act(learner.giveUp)
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
