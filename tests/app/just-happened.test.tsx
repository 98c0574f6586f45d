import { act, cleanup, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { JustHappened } from '../../src/app/stage/JustHappened.tsx'
import { MarkedText } from '../../src/guide/Prose.tsx'
import { timeOfDay } from '../../src/lib/clock.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { fetchLab } from '../../src/session/labs/catalogue.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { newsAt } from '../../src/session/recording/recording.ts'
import { recordingIn } from '../../src/session/save/restore.ts'
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

describe('after travel, the last event up to that moment is there, with its question', () => {
  const NODE = 'nodeB.virt.nsrc.org'
  const says = (text: string) => {
    render(<JustHappened />)
    expect(screen.getByRole('status')).toHaveTextContent(text)
    cleanup()
  }
  const { session: first } = useApp.getState()
  beforeEach(() => {
    actions.open(first.definition)
    actions.type('nodeA.virt.nsrc.org', 'hostname')
    passSeconds(10)
    actions.power(NODE, 'off')
    passSeconds(10)
  })

  it('in the past, and back at the present', () => {
    const { now } = useApp.getState().session
    actions.seek(5000)
    says('You are looking at an earlier moment.')
    actions.seek(now)
    says('nodeB is off.')
    expect(useApp.getState().happened?.question).toBeDefined()
  })

  it('after undo, but not what was undone at that very moment', () => {
    actions.type('nodeA.virt.nsrc.org', 'hostname')
    actions.undo()
    says('nodeB is off.')
    actions.undo()
    says('Nothing has changed the cluster yet.')
    actions.type('nodeA.virt.nsrc.org', 'hostname')
    expect(useApp.getState().happened).toBeNull()
    actions.type('nodeA.virt.nsrc.org', 'hostname')
    actions.undo()
    expect(useApp.getState().happened).toBeNull()
  })

  it('in a branch that is opened', () => {
    actions.undo()
    actions.cable(NODE, 'out')
    says('The cable of nodeB is out.')
    const [left] = useApp.getState().session.branches
    actions.openBranch(left?.id ?? 0)
    says('nodeB is off.')
  })

  it('in the session that was there before another start', () => {
    actions.startAgain()
    actions.takeBackStart()
    says('nodeB is off.')
  })

  it('and the next visit knows it, too', () => {
    const { recording, session } = useApp.getState()
    const again = recordingIn(JSON.parse(JSON.stringify(recording)), session)
    expect(again).toEqual(recording)
    expect(again && newsAt(again, session)?.what).toBe('nodeB is off.')
  })
})

it('an option in a sentence is never broken at its hyphens, and reads as it is written', () => {
  render(
    <MarkedText prose={['with ', { code: 'gnt-instance failover --ignore-consistency dX' }]} />,
  )
  expect(screen.getByText('--ignore-consistency')).toHaveClass('is-whole')
  expect(screen.getByText(/failover/)).toHaveTextContent(
    'gnt-instance failover --ignore-consistency dX',
  )
})
