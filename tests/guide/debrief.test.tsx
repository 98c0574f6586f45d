import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Guide } from '../../src/guide/Guide.tsx'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { fetchLab } from '../../src/session/labs/catalogue.ts'
import { effortActions } from '../../src/session/labs/effort-actions.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { useSolvedLabs } from '../../src/session/labs/solved-labs.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'
import { takeSteps } from '../support/take-steps.ts'

const solve = () =>
  act(() => actions.pass(takeSteps(useApp.getState().session, MAINTENANCE.solution)))

const debrief = () => screen.findByRole('region', { name: /^Debrief/ })

beforeEach(() => {
  useSolvedLabs.setState({ solved: {} })
  act(() => startLab(MAINTENANCE, { release: '2.11' }))
})

describe('the debrief', () => {
  it('comes after the last goal, with the sentence to remember and the seconds beside the solution’s', async () => {
    render(<Guide />)
    expect(screen.queryByRole('region', { name: /^Debrief/ })).toBeNull()
    solve()
    const shown = within(await debrief())
    expect(shown.getByText(/You have reached all goals of this part/)).toBeVisible()
    expect(shown.getByText('Remember:').parentElement).toHaveTextContent(
      /Drain a node first, then empty it/,
    )
    expect(shown.getByText('You took no wrong turn.')).toBeVisible()
    expect(shown.getByText('You opened no hint.')).toBeVisible()
    const dZ = shown.getByRole('row', { name: /^dZ/ })
    expect(dZ).toHaveTextContent('/ 0:38')
    expect(dZ).toHaveTextContent('always')
  })

  it('tells of wrong turns, whether they were undone, and of hints and of what was not kept', async () => {
    render(<Guide />)
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
    act(() => actions.undo())
    act(() => effortActions.openHint('drained', 2))
    act(() => actions.fault({ kind: 'guest', instance: 'debianX', is: 'crashed' }))
    act(() => actions.type('nodeA.virt.nsrc.org', 'gnt-instance start debianX'))
    act(() => passSeconds(20))
    solve()
    const shown = within(await debrief())
    expect(shown.getByText(/switched off\./).parentElement).toHaveTextContent(
      'You went back to before it.',
    )
    expect(shown.getByText(/Hints opened, commands included: 2/)).toBeVisible()
    expect(shown.getByText(/dX and dY never stopped/)).toHaveTextContent(/^no/)
  })

  it('can be printed, and leads on or back', async () => {
    const user = userEvent.setup()
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined)
    render(<Guide />)
    solve()
    await user.click(await screen.findByRole('button', { name: 'Print' }))
    expect(print).toHaveBeenCalledOnce()
    expect(screen.getByRole('button', { name: /^Continue with part/ })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Start this part again' }))
    expect(screen.queryByRole('region', { name: /^Debrief/ })).toBeNull()
  })
})

describe('a goal that can be reached in a risky way', () => {
  it('says so, instead of a plain tick, and the debrief repeats it', async () => {
    const crash = await fetchLab('crash')
    if (!crash) throw new Error('there is no such lab')
    act(() => startLab(crash, { release: '2.11' }))
    const until = crash.solution.findIndex((step) => 'run' in step && / --readd /.test(step.run))
    const first = crash.solution.slice(0, until)
    act(() => actions.pass(takeSteps(useApp.getState().session, first)))
    render(<Guide />)
    act(() => actions.type('nodeA.virt.nsrc.org', 'gnt-node modify --offline=no nodeB'))
    act(() => passSeconds(30))
    expect(screen.getByText(/^done at .*, the risky way$/)).toBeVisible()
    expect(await screen.findByText(/Run gnt-node add --readd nodeB, which sends/)).toBeVisible()
    act(() => actions.pass(takeSteps(useApp.getState().session, crash.solution.slice(until + 1))))
    const shown = within(await debrief())
    expect(shown.getByText('The risky way:').parentElement).toHaveTextContent(/Take nodeB back/)
  })
})
