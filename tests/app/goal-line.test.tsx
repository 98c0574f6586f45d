import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { GoalLine } from '../../src/app/stage/GoalLine.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { panels, usePanels } from '../../src/session/panels.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

it('says beside the console which goal has been reached and which comes next, and leads to the guide', async () => {
  act(() => {
    actions.open(EXERCISE, MAINTENANCE)
    panels.setPart('console')
  })
  render(<GoalLine />)
  expect(screen.getByText('Goal 1 of 7: See what runs where')).toBeVisible()
  act(() => {
    actions.type('nodeA.virt.nsrc.org', 'gnt-instance list')
    passSeconds(5)
  })
  expect(screen.getByRole('status')).toHaveTextContent(
    'Goal 1 of 7 reached: See what runs where Next: Mark nodeB as drained',
  )
  await userEvent.click(screen.getByRole('button'))
  expect(usePanels.getState().part).toBe('guide')
})

it('is not there in free play', () => {
  act(() => actions.open(EXERCISE))
  const { container } = render(<GoalLine />)
  expect(container).toBeEmptyDOMElement()
})
