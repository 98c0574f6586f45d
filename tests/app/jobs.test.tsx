import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { JobsSwitch } from '../../src/app/bar/JobsSwitch.tsx'
import Jobs from '../../src/app/panels/Jobs.tsx'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { usePanels } from '../../src/session/panels.ts'

const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

beforeEach(() => {
  window.matchMedia ??= (query) =>
    ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as never
  actions.open(EXERCISE)
  usePanels.setState({ foot: null, jobs: false })
})

const type = (line: string, seconds: number) =>
  act(() => {
    actions.type(A, line)
    passSeconds(seconds)
  })
const job = (id: number) => screen.getByRole('article', { name: `Job ${id}` })
const row = (id: number, name: string) =>
  within(job(id)).queryByText(name)?.nextElementSibling?.textContent ?? null

describe('the jobs', () => {
  it('are none at first', () => {
    render(<Jobs />)
    expect(
      screen.getByText('No jobs yet. Each command that changes the cluster becomes a job.'),
    ).toBeVisible()
  })

  it('come into sight when they open, wherever the page stands', () => {
    const seen: Element[] = []
    Element.prototype.scrollIntoView = function () {
      seen.push(this)
    }
    render(<Jobs />)
    expect(seen).toEqual([screen.getByRole('region', { name: 'Jobs' })])
    Reflect.deleteProperty(Element.prototype, 'scrollIntoView')
  })

  it('show the step, the call, the locks and the end of the one that runs', () => {
    render(<Jobs />)
    type('gnt-instance failover -f debianX', 2)
    expect(job(1)).toHaveTextContent('Step 5 of 9: shut down on the source')
    expect(row(1, 'calls')).toBe('nodeA instance_shutdown, for 1.2 s')
    expect(row(1, 'holds')).toBe('instance debianX (exclusive)nodes nodeA, nodeB (exclusive)')
    expect(row(1, 'so far')).toBe('changes begun')
    expect(row(1, 'ends')).toBe('in about 7.7 s')
  })

  it('say that a node does not answer, and when its caller gives up', () => {
    render(<Jobs />)
    type('gnt-instance failover -f debianX', 0.4)
    act(() => {
      actions.power(B, 'off')
      passSeconds(1)
    })
    expect(row(1, 'calls')).toMatch(/^nodeB node_info: no answer for \S+ s, gives up in \S+ s$/)
  })

  it('say which lock the next one waits for', () => {
    render(<Jobs />)
    type('gnt-instance failover -f --submit debianX', 1)
    type('gnt-instance shutdown --submit debianX', 1)
    expect(job(2)).toHaveTextContent('waiting for locks')
    expect(row(2, 'waits for')).toBe('the lock on instance debianX (exclusive), held by job 1')
  })

  it('show a command that asks, before it becomes a job', () => {
    render(<Jobs />)
    type('gnt-instance failover debianX', 1)
    const client = screen.getByRole('article', { name: 'Command on nodeA' })
    expect(client).toHaveTextContent('waits foryour answer: y/[n]/?:')
  })

  it('show how those ended that are over, and how long they took', () => {
    render(<Jobs />)
    type('gnt-instance failover -f debianX', 60)
    expect(job(1)).toHaveTextContent(/done at 14:00:09, after 9.3 s/)
    type('gnt-instance failover -f debianZ', 60)
    expect(job(2)).toHaveTextContent('failed at 14:01:00, after 0 s')
    expect(job(2)).toHaveTextContent("Instance's disk layout 'plain' does not allow failovers")
  })

  it('are shown by a switch that names the open ones', async () => {
    const user = userEvent.setup()
    render(<JobsSwitch />)
    const button = screen.getByRole('button', { name: 'Jobs' })
    expect(button).toHaveAttribute('aria-expanded', 'false')
    await user.click(button)
    expect(usePanels.getState().jobs).toBe(true)
    type('gnt-instance failover -f debianX', 2)
    expect(screen.getByRole('button', { name: 'Jobs #1' })).toBeVisible()
  })
})
