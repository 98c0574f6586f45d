import { act, render, screen } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import Presenter from '../../src/app/panels/Presenter.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions } from '../../src/session/actions.ts'
import { panels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'

// Neither a terminal nor a picture can be measured here.
vi.mock('../../src/console/PresentedConsole.tsx', () => ({ PresentedConsole: () => null }))
vi.mock('../../src/app/stage/Stage.tsx', () => ({ Stage: () => null }))

beforeEach(() => actions.open(EXERCISE))

it('The room is told when the picture is what Ganeti knows', () => {
  render(<Presenter dark />)
  expect(screen.queryByText('What Ganeti knows')).toBeNull()
  act(() => actions.setView('known'))
  expect(screen.getByText('What Ganeti knows')).toBeVisible()
})

it('The controls pause the clock and set its speed', () => {
  render(<Presenter dark />)
  act(() => screen.getByRole('button', { name: 'Controls' }).click())
  act(() => screen.getByRole('button', { name: 'Resume the clock' }).click())
  act(() => screen.getByRole('button', { name: '60×' }).click())
  expect(useApp.getState().speed).toBe(60)
  act(() => screen.getByRole('button', { name: 'Pause the clock' }).click())
  expect(useApp.getState().speed).toBe('paused')
})

it('Where single nodes are not drawn, the controls say where power and cables are', () => {
  render(<Presenter dark />)
  act(() => screen.getByRole('button', { name: 'Controls' }).click())
  act(() => screen.getByRole('button', { name: 'Power and cables' }).click())
  act(() => panels.setDrawn('full'))
  expect(screen.queryByText(/Open a node/)).toBeNull()
  act(() => panels.setDrawn('tiles'))
  expect(screen.getByText(/Open a node/)).toBeVisible()
})
