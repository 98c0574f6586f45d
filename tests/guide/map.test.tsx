import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import LabMap from '../../src/guide/map/LabMap.tsx'
import { labsOn, WAYS } from '../../src/guide/map/readers.ts'
import { actions } from '../../src/session/actions.ts'
import { CARDS } from '../../src/session/labs/catalogue.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { useSolvedLabs } from '../../src/session/labs/solved-labs.ts'
import { panels, usePanels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

/** Real milliseconds for what is prepared: a busy machine takes its time. */
const PATIENCE = { timeout: 10_000 }

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const row = (title: RegExp) => {
  const found = screen
    .getAllByRole('listitem')
    .find((item) => within(item).queryByRole('button', { name: title }))
  if (!found) throw new Error(`there is no lab called ${title}`)
  return within(found)
}

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  act(() => {
    panels.setReader('alone')
    panels.openDialog('map')
  })
  useSolvedLabs.setState({ solved: {} })
})

describe('the map', () => {
  it('says that a lab from a file is open', () => {
    act(() => startLab({ ...MAINTENANCE, id: 'mine', title: 'Mine', source: '---' }))
    render(<LabMap />)
    expect(screen.getByText(/^Mine, a lab from your file/)).toBeVisible()
  })

  it('says of each lab what it teaches, how long it takes and how it was solved', () => {
    const best = { seconds: 9, down: 0, one: 0, twice: 0, hints: 0, broken: 0, tries: 0 }
    const solved = { solved: '2026-01-01', releases: ['2.11' as const], clean: true }
    useSolvedLabs.setState({
      solved: {
        crash: { ...solved, best: { ...best, release: '2.11', wrong: 1 } },
        master: solved,
      },
    })
    render(<LabMap />)
    for (const card of CARDS.filter(({ id }) => id !== 'drills'))
      expect(screen.getByText(card.teaches ?? card.summary)).toBeInTheDocument()
    row(/A node crashes/).getByText(/minutes\. Solved, with wrong turns\.$/)
    row(/Serving the master/).getByText(/Solved\.$/)
    row(/A node is lost/).getByText(/Not solved yet\.$/)
    row(/Planned maintenance/).getByText('open now')
    row(/What you see/).getByText(/^1 minute\. /)
  })

  it('opens a lab, and keeps the one that is open as it is', async () => {
    const user = userEvent.setup()
    const { unmount } = render(<LabMap />)
    act(() => actions.type(A, 'hostname'))
    const { session } = state()
    await user.click(screen.getByRole('button', { name: /Planned maintenance/ }))
    expect(state().session).toBe(session)
    expect(usePanels.getState().dialog).toBeNull()
    unmount()
    render(<LabMap />)
    await user.click(screen.getByRole('button', { name: /^\d+\. A node is lost/ }))
    await expect.poll(() => state().session.lab?.id, PATIENCE).toBe('loss')
    expect(state().previous).toBe(session)
  })

  it('begins at a goal of any lab', async () => {
    const user = userEvent.setup()
    render(<LabMap />)
    await user.click(row(/A node crashes/).getByText('Begin at a goal'))
    await user.click(await screen.findByRole('button', { name: 'Mark nodeB as offline' }))
    await expect.poll(() => state().session.from, PATIENCE).toBe('offline')
  })

  it('shows the drills as numbers, those that are solved marked, and opens them', async () => {
    const entry = { solved: '2026-01-01', releases: ['2.11' as const], clean: true, drills: [3] }
    useSolvedLabs.setState({ solved: { drills: entry } })
    const user = userEvent.setup()
    render(<LabMap />)
    await screen.findByRole('button', { name: 'Drill 3: Solved' })
    expect(screen.getAllByRole('button', { name: /^Drill \d+:/ }).length).toBeGreaterThan(13)
    await user.click(screen.getByRole('button', { name: 'Drill 7: Not solved yet' }))
    expect(state().session).toMatchObject({ lab: { id: 'drills' }, definition: { seed: 7 } })
  })

  it('has the parts of the handout in its order for whoever follows it', async () => {
    const user = userEvent.setup()
    render(<LabMap />)
    await user.click(screen.getByRole('button', { name: 'I follow the handout' }))
    const titles = screen.getAllByRole('button', { name: /^\d+\. / }).map((one) => one.textContent)
    expect(titles).toHaveLength(8)
    expect(titles[0]).toContain('Setting up')
    expect(titles.at(-1)).toContain('Two nodes alone')
  })

  it.each(WAYS.map((way) => [way.name, way] as const))('“%s” names labs that exist', (_, way) => {
    expect(labsOn(way, CARDS)).toHaveLength(way.labs?.length ?? CARDS.length)
  })

  it('copies links for whoever teaches, and shows them where the browser forbids to copy', async () => {
    const user = userEvent.setup()
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    render(<LabMap />)
    await user.click(screen.getByRole('button', { name: 'I teach' }))
    const copy = screen.getByRole('button', { name: 'Copy link to A node crashes and comes back' })
    await user.click(copy)
    expect(write).toHaveBeenLastCalledWith(expect.stringMatching(/#lab=crash$/))
    write.mockRejectedValueOnce(new Error('not allowed'))
    await user.click(copy)
    const field = await screen.findByLabelText(/^Press Ctrl-C to copy the link/)
    expect(field).toHaveValue(`${window.location.href.replace(/#.*/, '')}#lab=crash`)
    expect(field).toHaveFocus()
  })
})
