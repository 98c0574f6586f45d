import { act, fireEvent, render, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../../src/app/App.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions } from '../../src/session/actions.ts'
import { panels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'

vi.mock('../../src/console/Consoles.tsx', () => ({ Consoles: () => null }))
vi.mock('../../src/console/PresentedConsole.tsx', () => ({ PresentedConsole: () => null }))

const legend = () => screen.findByRole('region', { name: 'Legend' })
const now = (region: HTMLElement): string[] =>
  within(within(region).getAllByRole('list')[0] as HTMLElement)
    .getAllByRole('listitem')
    .map((item) => item.querySelector('b')?.textContent ?? '')

// For as long as the page is there: it is taken away after the last hook.
window.matchMedia = (media) =>
  ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as never
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}

describe('the legend', () => {
  beforeEach(() => {
    actions.open(EXERCISE, null)
    panels.setDrawn('full')
  })
  afterEach(() => {
    panels.close()
    actions.setPresenter(false)
  })

  it('opens and closes by its key and by its button', async () => {
    render(<App />)
    fireEvent.keyDown(document.body, { key: 'l' })
    expect(await legend()).toHaveFocus()
    fireEvent.keyDown(document.body, { key: 'L' })
    expect(screen.queryByRole('region', { name: 'Legend' })).toBeNull()
    const [button] = screen.getAllByRole('button', { name: 'Legend' })
    fireEvent.click(button as HTMLElement)
    fireEvent.keyDown(await legend(), { key: 'Escape' })
    expect(screen.queryByRole('region', { name: 'Legend' })).toBeNull()
  })

  it('shows first what is in the picture now, and follows it', async () => {
    render(<App />)
    act(() => panels.toggleLegend())
    const region = await legend()
    expect(now(region)).toContain('(master)')
    expect(now(region)).not.toContain('power off')
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
    expect(now(region)).toContain('power off')
  })

  it('explains the time strip, whose own key stays', async () => {
    render(<App />)
    act(() => panels.toggleLegend())
    const region = await legend()
    const key = within(region).getByRole('list', { name: 'Key of the time strip' })
    expect(key).toHaveTextContent('two copies')
    expect(key).toHaveTextContent('running twice')
    act(() => actions.type('nodeA.virt.nsrc.org', 'gnt-instance list'))
    expect(screen.getAllByRole('list', { name: 'Key of the time strip' })).toHaveLength(2)
  })

  it('opens beside the projected picture too, and Esc closes it first', async () => {
    render(<App />)
    act(() => actions.setPresenter(true))
    await screen.findByRole('button', { name: 'Leave' })
    fireEvent.keyDown(document.body, { key: 'l' })
    fireEvent.keyDown(await legend(), { key: 'Escape' })
    expect(screen.queryByRole('region', { name: 'Legend' })).toBeNull()
    expect(useApp.getState().presenter).toBe(true)
  })

  it('gives axe nothing to object to', async () => {
    render(<App />)
    act(() => panels.toggleLegend())
    const { violations } = await axe.run(await legend(), {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    })
    expect(violations).toEqual([])
  })
})
