import { act, render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { JustHappened } from '../../src/app/JustHappened.tsx'
import { Said } from '../../src/guide/Prose.tsx'
import { timeOfDay } from '../../src/lib/clock.ts'
import { startLab } from '../../src/session/labs.ts'
import { fetchLab } from '../../src/session/shelf.ts'
import { useApp } from '../../src/session/store.ts'

it('a lab that begins in the midst of something shows the time of its clock, and calls nothing healthy', async () => {
  const lab = await fetchLab('split-brain')
  if (!lab) throw new Error('there is no lab about split brain')
  act(() => startLab(lab))
  const { session } = useApp.getState()
  render(<JustHappened />)
  expect(screen.getByText(timeOfDay(session.world.epochMs + session.began))).toBeVisible()
  expect(screen.getByText(/The clock starts when/)).toBeVisible()
  expect(screen.queryByText(/healthy/)).toBeNull()
})

it('an option in a sentence is never broken at its hyphens, and reads as it is written', () => {
  render(<Said prose={['with ', { code: 'gnt-instance failover --ignore-consistency dX' }]} />)
  expect(screen.getByText('--ignore-consistency')).toHaveClass('is-whole')
  expect(screen.getByText(/failover/)).toHaveTextContent(
    'gnt-instance failover --ignore-consistency dX',
  )
})
