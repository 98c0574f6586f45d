import { act, render, screen } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import GoalPicture from '../../src/app/panels/GoalPicture.tsx'
import { GoalItem } from '../../src/guide/Goals.tsx'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { fetchLab } from '../../src/session/labs/catalogue.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { panels, usePanels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'
import { inRoom } from '../diagram/room.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

/** Real milliseconds for what is played: a busy machine takes its time. */
const PATIENCE = { timeout: 10_000 }

const A = 'nodeA.virt.nsrc.org'
const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(A, line)
    passSeconds(seconds)
  })

beforeEach(() => {
  inRoom(940, 400)
  act(() => startLab(MAINTENANCE))
  act(() => panels.openDialog('goal'))
})

it('shows the picture of the goal on a copy, with what differs from now', async () => {
  type('gnt-instance list', 5)
  const { session } = useApp.getState()
  render(<GoalPicture />)
  await screen.findByRole('figure', { name: 'The goal' }, PATIENCE)
  expect(screen.getByRole('heading', { name: 'The goal' })).toBeVisible()
  expect(screen.getByText(/^This is not the present\./)).toHaveTextContent(
    '“Mark nodeB as drained”',
  )
  const news = screen.getAllByRole('listitem').map((item) => item.textContent)
  expect(news).toEqual(['nodeB: up, drained, accepts no new instances.'])
  expect(document.querySelectorAll('.diagram-mark').length).toBeGreaterThan(0)
  expect(useApp.getState().session).toBe(session)
})

it('says so where the goal leaves the picture as it is', async () => {
  render(<GoalPicture />)
  expect(
    await screen.findByText(/^Nothing in the picture differs from now\./, {}, PATIENCE),
  ).toBeVisible()
})

it('is offered at the current goal, but not while the cause of a drill is looked for', async () => {
  const drills = await fetchLab('drills')
  const [first] = MAINTENANCE.goals
  const [diagnosed] = drills?.goals ?? []
  if (!drills || !first || !diagnosed) throw new Error('there is nothing to offer')
  const show = { state: undefined, current: true, epochMs: 0 }
  const { unmount } = render(<GoalItem goal={first} {...show} />)
  act(() => panels.closeDialog())
  act(() => screen.getByRole('button', { name: 'Show me the goal' }).click())
  expect(usePanels.getState().dialog).toBe('goal')
  unmount()
  act(() => startLab(drills, { seed: 3 }))
  render(<GoalItem goal={diagnosed} {...show} />)
  expect(screen.queryByRole('button', { name: 'Show me the goal' })).toBeNull()
})
