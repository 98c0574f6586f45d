import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { Guide } from '../../src/guide/Guide.tsx'
import { actions } from '../../src/session/actions.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

/** Real milliseconds for what is prepared: a busy machine takes its time. */
const PATIENCE = { timeout: 10_000 }

const B = 'nodeB.virt.nsrc.org'
const state = () => useApp.getState()

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  useApp.setState({ notices: [], previous: null })
})

it('a goal that is still to do can be begun at; those before it are marked as played', async () => {
  const user = userEvent.setup()
  render(<Guide />)
  await user.click(screen.getByRole('button', { name: /^Begin here: Move the plain instance/ }))
  await act(() => expect.poll(() => state().session.from, PATIENCE).not.toBeNull())
  expect(screen.getAllByText('played for you')).toHaveLength(4)
  expect(screen.queryByText(/^done at/)).toBeNull()
})

it('whoever took a wrong turn can begin the same goal again, from a good state', async () => {
  const user = userEvent.setup()
  render(<Guide />)
  expect(screen.queryByRole('button', { name: 'Begin this goal from a good state' })).toBeNull()
  act(() => actions.power(B, 'off'))
  const [again] = await screen.findAllByRole('button', {
    name: 'Begin this goal from a good state',
  })
  if (!again) throw new Error('it is not offered')
  await user.click(again)
  await act(() => expect.poll(() => state().session.inputs, PATIENCE).toEqual([]))
  expect(state().session.world.machines[B]?.power.is).toBe('on')
})

it('a lab that shows no solution offers no goal to begin at', () => {
  act(() => startLab({ ...MAINTENANCE, solution: [] }))
  render(<Guide />)
  expect(screen.queryByRole('button', { name: /^Begin here/ })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Show me the goal' })).toBeNull()
})
