import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { JustHappened } from '../../src/app/stage/JustHappened.tsx'
import Changed from '../../src/guide/plan/Changed.tsx'
import Plan from '../../src/guide/plan/Plan.tsx'
import { PlanButton } from '../../src/guide/plan/PlanButton.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { panels, usePanels } from '../../src/session/panels.ts'
import { useApp } from '../../src/session/store.ts'

const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

beforeEach(() => {
  actions.open(EXERCISE)
  usePanels.setState({ foot: null, jobs: false })
})

const plan = (line: string, from: 'console' | 'button' = 'button', terminal = A) =>
  act(() => panels.plan(terminal, line, from))

const type = (line: string, seconds = 60) =>
  act(() => {
    actions.type(A, line)
    passSeconds(seconds)
  })

describe('what a line would do', () => {
  it('is closed when the line runs, and stays while another one does', () => {
    render(<Plan />)
    plan('gnt-instance failover debianX')
    type('gnt-node list')
    expect(usePanels.getState().foot).not.toBeNull()
    type('gnt-instance failover debianX', 0)
    expect(usePanels.getState().foot).toBeNull()
  })

  it('is told in short, then step by step with nodes and seconds', () => {
    render(<Plan />)
    plan('gnt-instance failover debianX')
    expect(screen.getByRole('status')).toHaveTextContent(
      '9 steps, about 9.7 s. Changes the cluster configuration, nodeA, nodeB and nodeC.',
    )
    const steps = screen.getAllByRole('listitem').filter((li) => li.querySelector('.plan-step'))
    expect(steps).toHaveLength(9)
    const stop = steps.find((li) => li.textContent?.startsWith('shut down on the source'))
    expect(stop).toHaveTextContent('shut down on the source6.2 s')
    expect(stop).toHaveTextContent('instance_shutdown nodeA')
  })

  it('shows the questions, and what would change under the place where it does', () => {
    render(<Plan />)
    plan('gnt-instance failover debianX')
    expect(screen.getByText(/Failover will happen to image debianX/)).toBeVisible()
    expect(screen.getByText('debianX runs here.').previousSibling).toHaveTextContent('nodeB')
  })

  it('shows a refusal word for word, and that nothing changes', () => {
    render(<Plan />)
    plan('gnt-instance migrate -f nosuch')
    expect(screen.getByRole('status')).toHaveTextContent('It is refused. Nothing changes.')
    expect(
      screen.getByText(/error type: unknown_entity, error details:\s+Instance 'nosuch' not known/),
    ).toBeVisible()
  })

  it('says of a query whom it asks', () => {
    render(<Plan />)
    plan('gnt-node list')
    expect(screen.getByRole('status')).toHaveTextContent(
      'About 0.2 s. Asks nodeA, nodeB and nodeC. Nothing changes.',
    )
  })

  it('shows the checks only of a dry run', () => {
    render(<Plan />)
    plan('gnt-instance failover --dry-run -f debianX')
    expect(screen.getByText('Checks only')).toBeVisible()
    expect(screen.queryByText('What changes')).toBeNull()
  })

  it('says why there is none', () => {
    render(<Plan />)
    plan('')
    expect(screen.getByRole('status')).toHaveTextContent('The prompt is empty.')
    plan('ls')
    expect(screen.getByRole('status')).toHaveTextContent('Only gnt-* commands have a plan.')
    act(() => actions.power(B, 'off'))
    plan('gnt-node list', 'button', B)
    expect(screen.getByRole('status')).toHaveTextContent('nodeB is off.')
    type('gnt-instance failover debianX', 1)
    plan('gnt-node list')
    expect(screen.getByRole('status')).toHaveTextContent(
      'A command is running on nodeA. Ask again when the prompt is back.',
    )
  })

  it('changes nothing in the sitting', () => {
    render(<Plan />)
    const { session } = useApp.getState()
    plan('gnt-instance failover debianX')
    expect(useApp.getState().session).toBe(session)
  })

  it('leaves the keyboard in the console the first time, and takes it the second time', () => {
    render(<Plan />)
    plan('gnt-node list', 'console')
    expect(screen.getByRole('region', { name: 'What would it do?' })).not.toHaveFocus()
    plan('gnt-node list', 'console')
    expect(screen.getByRole('region', { name: 'What would it do?' })).toHaveFocus()
  })

  it('closes with Escape, and the console takes the keyboard again', async () => {
    const user = userEvent.setup()
    render(<Plan />)
    plan('gnt-node list')
    const { focusConsole } = useApp.getState()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('region')).toBeNull()
    expect(useApp.getState().focusConsole).toBe(focusConsole + 1)
  })

  it('is shown for a command of the guide', async () => {
    const user = userEvent.setup()
    render(
      <>
        <PlanButton line="gnt-cluster verify" terminal={A} />
        <Plan />
      </>,
    )
    await user.click(screen.getByRole('button', { name: 'What would it do?' }))
    const region = screen.getByRole('region', { name: 'What would it do?' })
    expect(within(region).getByText('gnt-cluster verify')).toBeVisible()
    expect(within(region).getByText('ask the nodes')).toBeVisible()
  })
})

describe('what changed', () => {
  const show = () => {
    render(
      <>
        <JustHappened />
        <Changed />
      </>,
    )
    act(() => panels.changes())
  }

  it('can be asked for as soon as something was done', () => {
    render(<JustHappened />)
    expect(screen.queryByRole('button', { name: 'What changed?' })).toBeNull()
    type('gnt-node list')
    expect(screen.getByRole('button', { name: 'What changed?' })).toBeVisible()
  })

  it('is told since the last command, by place', () => {
    type('gnt-node modify --drained=yes nodeB')
    show()
    expect(screen.getByText('gnt-node modify --drained=yes nodeB')).toBeVisible()
    expect(screen.getByText('nodeB: drained yes (was no).').previousSibling).toHaveTextContent(
      'Cluster configuration',
    )
  })

  it('passes over commands that changed nothing', () => {
    type('gnt-node modify --drained=yes nodeB')
    type('gnt-node list')
    show()
    expect(screen.getByText('gnt-node modify --drained=yes nodeB')).toBeVisible()
  })

  it('counts answers to the command that asked', () => {
    type('gnt-instance failover debianX', 1)
    type('y')
    show()
    expect(screen.getByText('gnt-instance failover debianX')).toBeVisible()
    expect(screen.getByText('debianX runs here.')).toBeVisible()
  })

  it('names a button as well as a line', () => {
    act(() => actions.power(B, 'off'))
    show()
    expect(screen.getByText(/the power button of nodeB \(off\)/)).toBeVisible()
    expect(screen.getByText('Its power is off.')).toBeVisible()
  })

  it('says so when nothing is different', () => {
    type('gnt-node list')
    show()
    expect(screen.getByText('Nothing has changed since then.')).toBeVisible()
  })

  it('follows the World while it is open', () => {
    type('gnt-instance failover -f debianX', 2)
    show()
    expect(screen.queryByText('debianX runs here.')).toBeNull()
    act(() => passSeconds(20))
    expect(screen.getByText('debianX runs here.')).toBeVisible()
  })
})
