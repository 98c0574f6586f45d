import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { Guide } from '../../src/guide/Guide.tsx'
import { causeOf } from '../../src/labs/drill.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { startLab } from '../../src/session/labs.ts'
import { FIRST_LAB, fetchLab } from '../../src/session/shelf.ts'
import { useApp } from '../../src/session/store.ts'

const MASTER = 'nodeA.virt.nsrc.org'

const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(MASTER, line)
    passSeconds(seconds)
  })

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
    await user.click(screen.getByRole('radio', { name: 'nodeC has lost its power' }))
    expect(screen.getByText('Not yet: that is not the cause. Look again.')).toBeVisible()
    await user.click(screen.getByRole('radio', { name: /has shut debianZ down/ }))
    expect(screen.getByText('Not yet: dZ does not run.')).toBeVisible()
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    expect(
      screen.getByText(/The cause was: Somebody has shut debianZ down with Ganeti\./),
    ).toBeVisible()
  })

  it('a check that was made before the cause was named is asked for once more, in these words', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    type('gnt-instance start debianZ', 10)
    type('gnt-cluster verify', 10)
    await user.click(await screen.findByRole('radio', { name: /has shut debianZ down/ }))
    const why =
      'Not yet: you last ran gnt-cluster verify before you reached the goal above. Run it again.'
    expect(screen.getByText(why)).toBeVisible()
    type('gnt-cluster verify', 10)
    expect(
      screen.getByText(/The cause was: Somebody has shut debianZ down with Ganeti\./),
    ).toBeVisible()
  })

  it('what was said of a lab file that could not be opened goes when a lab is opened', () => {
    act(() => actions.notify({ kind: 'lab', text: 'This lab cannot be opened.' }))
    act(() => startLab(FIRST_LAB))
    expect(useApp.getState().notices.map(({ kind }) => kind)).not.toContain('lab')
  })

  it('has two hints for every fault and then two for its own', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    for (const n of [1, 2, 3, 4])
      await user.click(screen.getByRole('button', { name: `Hint ${n} of 4` }))
    expect(screen.getByText(/everything is as the configuration wants it/)).toBeVisible()
  })
})
