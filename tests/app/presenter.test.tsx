import { act, render, screen } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import Presenter from '../../src/app/Presenter.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions } from '../../src/session/actions.ts'

// Neither a terminal nor a picture can be measured here.
vi.mock('../../src/console/PresentedConsole.tsx', () => ({ PresentedConsole: () => null }))
vi.mock('../../src/app/Stage.tsx', () => ({ Stage: () => null }))

beforeEach(() => actions.open(EXERCISE))

it('The room is told when the picture is what Ganeti knows', () => {
  render(<Presenter dark />)
  expect(screen.queryByText('What Ganeti knows')).toBeNull()
  act(() => actions.setView('known'))
  expect(screen.getByText('What Ganeti knows')).toBeVisible()
})
