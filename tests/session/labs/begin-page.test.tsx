import { act } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Lab } from '../../../src/labs/lab.ts'
import { actions, passSeconds } from '../../../src/session/actions.ts'
import { fetchLab } from '../../../src/session/labs/catalogue.ts'
import { startLab } from '../../../src/session/labs/open-lab.ts'
import { usePreparing } from '../../../src/session/labs/prepare.ts'
import { recordSolvedLabs, useSolvedLabs } from '../../../src/session/labs/solved-labs.ts'
import { useApp } from '../../../src/session/store.ts'
import type { Release } from '../../../src/sim/releases.ts'
import { MAINTENANCE } from '../../support/maintenance.ts'
import { takeSteps } from '../../support/take-steps.ts'

/** Real milliseconds for what is prepared: a busy machine takes its time. */
const PATIENCE = { timeout: 10_000 }

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const crash: Lab = (await fetchLab('crash')) ?? MAINTENANCE

describe('beginning at a goal', () => {
  beforeEach(() => {
    act(() => startLab(MAINTENANCE))
    useApp.setState({ notices: [], previous: null })
    useSolvedLabs.setState({ solved: {} })
  })

  const begin = (goal: string, release?: Release) =>
    act(async () => {
      startLab(crash, { goal, release })
      await expect.poll(() => usePreparing.getState().preparing, PATIENCE).toBeNull()
    })

  it('prepares a start in the background, and then keeps the session before it', async () => {
    act(() => actions.type(A, 'hostname'))
    act(() => passSeconds(1))
    const { session } = state()
    act(() => startLab(crash, { goal: 'offline' }))
    expect(usePreparing.getState().preparing?.text).toBe('Mark nodeB as offline')
    expect(state().session).toBe(session)
    await act(() => expect.poll(() => state().session.from, PATIENCE).toBe('offline'))
    expect(state().notices.at(-1)?.text).toContain('You begin at the goal “Mark nodeB as offline”.')
    act(() => state().notices.at(-1)?.action?.run())
    expect(state().session).toBe(session)
  })

  it('drops what it prepares when something else is started meanwhile', async () => {
    act(() => startLab(crash, { goal: 'offline' }))
    act(() => startLab(MAINTENANCE))
    await begin('dead', '3.0')
    expect(state().session).toMatchObject({ from: 'dead', definition: { release: '3.0' } })
  })

  it('starts again where the session began, also in another release', async () => {
    await begin('offline')
    act(() => actions.startAgain('3.0'))
    expect(state().session).toMatchObject({ from: 'offline', world: { release: '3.0' } })
    act(() => startLab(crash))
    expect(state().session.from).toBeNull()
  })

  it('says so where the solution of a lab does not reach a goal', async () => {
    const broken = { ...crash, solution: crash.solution.slice(0, 1) }
    await act(async () => {
      startLab(broken, { goal: 'offline' })
      await expect.poll(() => usePreparing.getState().preparing, PATIENCE).toBeNull()
    })
    expect(state().notices.at(-1)?.text).toBe(
      'You cannot begin at this goal. Nothing was changed. The solution of this lab does not reach this goal.',
    )
    expect(state().session.lab).toBe(MAINTENANCE)
  })

  it('does not enter a lab as solved that was begun in the middle', async () => {
    recordSolvedLabs()
    const last = crash.goals.at(-1)?.id ?? ''
    await begin(last)
    const home = crash.solution.findLastIndex((step) => 'run' in step && /migrate/.test(step.run))
    act(() => actions.pass(takeSteps(state().session, crash.solution.slice(home))))
    expect(state().session.progress.done.at(-1)).toMatchObject({ goal: last })
    expect(useSolvedLabs.getState().solved).toEqual({})
  })
})
