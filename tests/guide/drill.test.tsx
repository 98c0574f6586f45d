import { act, render, screen } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { Guide } from '../../src/guide/Guide.tsx'
import { causeOf } from '../../src/labs/drill.ts'
import { isSolved } from '../../src/labs/progress.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { fetchLab } from '../../src/session/labs/catalogue.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { bestRun, recordSolvedLabs, useSolvedLabs } from '../../src/session/labs/solved-labs.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

const MASTER = 'nodeA.virt.nsrc.org'

const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(MASTER, line)
    passSeconds(seconds)
  })

const solved = () => {
  const { lab, progress } = useApp.getState().session
  return lab !== null && isSolved(lab, progress)
}

const name = async (user: UserEvent, cause: string | RegExp) => {
  await user.click(screen.getByRole('radio', { name: cause }))
  await user.click(screen.getByRole('button', { name: 'That is the cause' }))
}

describe('a drill in the guide', () => {
  beforeEach(async () => {
    const lab = await fetchLab('drills')
    if (!lab) throw new Error('there are no drills')
    let seed = 1
    while (causeOf(lab, '2.11', seed)?.id !== 'stopped') seed += 1
    act(() => startLab(lab, { seed }))
    actions.setHideHints(false)
  })

  it('lists the causes, says which one is wrong, and tells about the fault at the end', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    const causes = await screen.findAllByRole('radio')
    expect(causes.length).toBeGreaterThanOrEqual(14)
    await name(user, 'nodeC has lost its power')
    expect(screen.getByText(/^It is not “.*”\. 1 wrong try so far\.$/)).toBeVisible()
    expect(screen.getByText('Not yet: that is not the cause. Look again.')).toBeVisible()
    await name(user, /has shut debianZ down/)
    expect(screen.getByText('Not yet: dZ does not run.')).toBeVisible()
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    expect(
      screen.getByText(/The cause was: Someone has shut debianZ down with Ganeti\./),
    ).toBeVisible()
  })

  it('a check that was made before the cause was named is asked for once more, in these words', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    await screen.findAllByRole('radio')
    await name(user, /has shut debianZ down/)
    const why =
      'Not yet: you last ran gnt-cluster verify before you reached the goal above. Run it again.'
    expect(screen.getByText(why)).toBeVisible()
    type('gnt-cluster verify', 10)
    expect(
      screen.getByText(/The cause was: Someone has shut debianZ down with Ganeti\./),
    ).toBeVisible()
  })

  it('what was said of a lab file that could not be opened goes when a lab is opened', () => {
    act(() => actions.notify({ kind: 'lab', text: 'This lab cannot be opened.' }))
    act(() => startLab(MAINTENANCE))
    expect(useApp.getState().notices.map(({ kind }) => kind)).not.toContain('lab')
  })

  it('is not answered by an arrow key: a cause is chosen, then confirmed', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    const [first] = await screen.findAllByRole('radio')
    if (first) await user.click(first)
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}')
    expect(useApp.getState().session.inputs).toEqual([])
    expect(screen.getByRole('button', { name: 'That is the cause' })).toBeEnabled()
  })

  it('shows its cause to whoever gives up, and is then not entered as solved', async () => {
    const user = userEvent.setup()
    useSolvedLabs.setState({ solved: {} })
    recordSolvedLabs()
    render(<Guide />)
    await user.click(await screen.findByRole('button', { name: 'Give up and look' }))
    expect(screen.getByText(/You gave up. The cause is: Someone has shut debianZ/)).toBeVisible()
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    expect(solved()).toBe(true)
    expect(useSolvedLabs.getState().solved).toEqual({})
  })

  it('is entered with its number, its wrong tries and its seconds', async () => {
    const user = userEvent.setup()
    useSolvedLabs.setState({ solved: {} })
    recordSolvedLabs()
    render(<Guide />)
    await screen.findAllByRole('radio')
    await name(user, 'nodeC has lost its power')
    await name(user, /has shut debianZ down/)
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    const { seed = 1 } = useApp.getState().session.definition
    const run = bestRun(useSolvedLabs.getState().solved.drills, seed)
    expect(run).toMatchObject({ tries: 1, hints: 0, wrong: 0, seconds: 12 })
  })

  it('has two hints for every fault and then two for its own', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    for (const n of [1, 2, 3, 4])
      await user.click(screen.getByRole('button', { name: `Show hint ${n} of 4` }))
    expect(screen.getByText(/everything is as the/)).toBeVisible()
  })
})
