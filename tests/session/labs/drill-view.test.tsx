import { act } from '@testing-library/react'
import { expect, it } from 'vitest'
import { actions } from '../../../src/session/actions.ts'
import { fetchLab } from '../../../src/session/labs/catalogue.ts'
import { startLab } from '../../../src/session/labs/open-lab.ts'
import { useApp } from '../../../src/session/store.ts'
import { MAINTENANCE } from '../../support/maintenance.ts'

it('the picture of a drill shows what Ganeti knows, until someone asks for more', async () => {
  const drills = await fetchLab('drills')
  if (!drills) throw new Error('there are no drills')
  const view = () => useApp.getState().view
  act(() => startLab(MAINTENANCE))
  expect(view()).toBe('is')
  act(() => startLab(drills))
  expect(view()).toBe('known')
  act(() => actions.setView('is'))
  act(() => startLab(drills, { seed: 2 }))
  expect(view()).toBe('is')
  act(() => startLab(MAINTENANCE))
  expect(view()).toBe('is')
})
