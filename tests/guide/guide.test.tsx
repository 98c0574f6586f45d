import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { Guide } from '../../src/guide/Guide.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

const MASTER = 'nodeA.virt.nsrc.org'

const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(MASTER, line)
    passSeconds(seconds)
  })

describe('the guide', () => {
  beforeEach(() => {
    actions.open(EXERCISE, MAINTENANCE)
    actions.setHideHints(false)
  })

  it('shows the story, the current goal and what is missing', () => {
    render(<Guide />)
    expect(screen.getByRole('heading', { name: 'Planned maintenance' })).toBeVisible()
    expect(screen.getByText('See what runs where')).toBeVisible()
    expect(screen.getByText('Not yet: you have not run the command for this yet.')).toBeVisible()
  })

  it('ticks a goal when the World has reached it, and says when', () => {
    render(<Guide />)
    type('gnt-instance list', 5)
    type('gnt-node modify --drained=yes nodeB', 20)
    expect(screen.getAllByText(/done at 14:00:/)).toHaveLength(2)
    expect(screen.getByText(/dY \(drbd\) still has nodeB as its primary node/)).toBeVisible()
  })

  it('offers two hints and then the command, ready to be put on the prompt', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    await user.click(screen.getByRole('button', { name: 'Show hint 1 of 3' }))
    await user.click(screen.getByRole('button', { name: 'Show hint 2 of 3' }))
    await user.click(screen.getByRole('button', { name: 'Show the command' }))
    await user.click(screen.getByRole('button', { name: 'Fill in' }))
    expect(useApp.getState().offer?.text).toBe('gnt-instance list -o name,pnode,snodes,status')
  })

  it('does not say a command as a hint before it shows it with its buttons', async () => {
    const user = userEvent.setup()
    const [goal, ...others] = MAINTENANCE.goals
    if (!goal) throw new Error('the lab has no goal')
    const hints = [['It is a list.'], ['gnt-instance list']]
    actions.open(EXERCISE, {
      ...MAINTENANCE,
      goals: [{ ...goal, hints, command: 'gnt-instance list' }, ...others],
    })
    render(<Guide />)
    await user.click(screen.getByRole('button', { name: 'Show hint 1 of 2' }))
    await user.click(screen.getByRole('button', { name: 'Show the command' }))
    expect(screen.getAllByText('gnt-instance list')).toHaveLength(1)
  })

  it('says which instance each short name stands for', () => {
    render(<Guide />)
    expect(
      screen.getByText(/^dX is debianX, dY is debianY and dZ is debianZ\. Commands take either/),
    ).toBeVisible()
  })

  it('hides its hints on request, once one is open, and brings them back', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    expect(screen.queryByRole('button', { name: 'Hide hints' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Show hint 1 of 3' }))
    await user.click(screen.getByRole('button', { name: 'Hide hints' }))
    expect(screen.queryByText(/you type them on the/)).toBeNull()
    expect(screen.queryByRole('button', { name: /^Show hint \d/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Show hints' }))
    expect(screen.getByText(/you type them on the/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Show hint 2 of 3' })).toBeVisible()
  })

  it('answers a known wrong turn and can take it back', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
    expect(await screen.findByText(/You switched nodeB off without telling Ganeti/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Undo the last step' }))
    expect(screen.queryByText(/You switched nodeB off without telling Ganeti/)).toBeNull()
  })

  it('says what went wrong under the current goal, where it pushes nothing down that is read', async () => {
    render(<Guide />)
    const follows = (notice: Element) =>
      screen.getByText(/^Not yet: /).compareDocumentPosition(notice) ===
      Node.DOCUMENT_POSITION_FOLLOWING
    act(() => actions.cable('nodeB.virt.nsrc.org', 'out'))
    type('gnt-instance failover -f --ignore-consistency debianY', 300)
    expect(follows(await screen.findByText('An instance runs twice'))).toBe(true)
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
    const wrong = await screen.findByText(/You switched nodeB off without telling Ganeti/)
    expect(follows(wrong)).toBe(true)
  })

  it('keeps the notices of all wrong turns until they are put away, also after the next goal', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    type('gnt-node modify --offline=yes nodeB', 20)
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
    type('gnt-instance list', 60)
    expect(screen.getByText(/done at 14:0/)).toBeVisible()
    expect(await screen.findByRole('heading', { name: '2 wrong turns' })).toBeVisible()
    const [newest] = screen.getAllByRole('button', { name: 'Put away' })
    if (newest) await user.click(newest)
    expect(screen.queryByText(/You switched nodeB off without telling Ganeti/)).toBeNull()
    expect(screen.getByText(/is for nodes that are dead/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Rewind to before it' }))
    expect(screen.queryByText(/is for nodes that are dead/)).toBeNull()
  })

  it('keeps its hints open when the page is loaded again', async () => {
    const user = userEvent.setup()
    const { unmount } = render(<Guide />)
    await user.click(screen.getByRole('button', { name: 'Show hint 1 of 3' }))
    unmount()
    render(<Guide />)
    expect(screen.getByText(/All commands for instances begin with gnt-instance/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Show hint 2 of 3' })).toBeVisible()
  })

  it('starts at any section', async () => {
    const user = userEvent.setup()
    render(<Guide />)
    await user.selectOptions(screen.getByRole('combobox', { name: 'Section' }), 'crash')
    await screen.findByRole('heading', { name: 'A node crashes and comes back' })
    expect(useApp.getState().session.lab?.id).toBe('crash')
    expect(screen.getByRole('heading', { name: 'A node crashes and comes back' })).toBeVisible()
  })
})
