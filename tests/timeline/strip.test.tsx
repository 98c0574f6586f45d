import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { minutesSeconds } from '../../src/lib/text/duration.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { costsOf } from '../../src/session/labs/lab-run.ts'
import { totalOf } from '../../src/session/recording/recording.ts'
import { useApp } from '../../src/session/store.ts'
import { TimeStrip } from '../../src/timeline/TimeStrip.tsx'
import { largeCluster } from '../support/large.ts'

const state = () => useApp.getState()
const slider = () => screen.getByRole('slider', { name: /^Go to a moment/ })
/** Moves the handle to a moment, in milliseconds of a session that fits into three minutes. */
const drag = (to: number) => {
  const place = Math.min(1, to / 180_000) * 10_000
  fireEvent.change(slider(), { target: { value: Math.round(place) } })
}

beforeEach(() => {
  act(() => {
    actions.open(EXERCISE)
    actions.power('nodeC.virt.nsrc.org', 'off')
    passSeconds(60)
    actions.setSpeed(5)
  })
})

describe('the handle of the time strip', () => {
  it('does nothing where the session has not been yet: the clock goes on', () => {
    render(<TimeStrip />)
    drag(600_000)
    expect(state().session.now).toBe(60_000)
    expect(state().speed).toBe(5)
  })

  it('goes back, and from there to the present by what lies beyond it', () => {
    render(<TimeStrip />)
    drag(20_000)
    expect(state().session.now).toBe(20_000)
    drag(600_000)
    expect(state().session.now).toBe(60_000)
  })
})

it('draws the jobs that came later while an earlier moment is looked at, until something else is done there', () => {
  const { container } = render(<TimeStrip />)
  const jobs = () => [...container.querySelectorAll('.strip-job')].map((job) => job.textContent)
  act(() => {
    actions.type('nodeA.virt.nsrc.org', 'gnt-instance migrate -f debianX')
    passSeconds(60)
  })
  const [job] = jobs()
  expect(job).toMatch(/^#\d+/)
  act(() => actions.seek(20_000))
  expect(jobs()).toEqual([job])
  expect(screen.queryByText(/^No jobs yet/)).toBeNull()
  act(() => actions.type('nodeA.virt.nsrc.org', 'hostname'))
  expect(jobs()).toEqual([])
})

it('the strip and the debrief count the same seconds', () => {
  act(() => actions.open(EXERCISE))
  act(() => actions.fault({ kind: 'guest', instance: 'debianZ', is: 'crashed' }))
  act(() => passSeconds(20.2))
  act(() => actions.type('nodeA.virt.nsrc.org', 'gnt-instance start debianZ'))
  for (let second = 0; second < 30; second++) act(() => passSeconds(1))
  const { session, recording } = state()
  const cost = costsOf(session, recording, session.now).find(({ label }) => label === 'dZ')
  const { container } = render(<TimeStrip />)
  const row = [...container.querySelectorAll('.strip-row')].find((one) =>
    one.textContent?.startsWith('dZ'),
  )
  const exact = totalOf(recording.samples.debianZ, 'down', session.now)
  // Otherwise rounding down and rounding would be the same.
  expect(exact % 1000).toBeGreaterThan(500)
  expect(row?.querySelector('.strip-total')).toHaveTextContent(
    minutesSeconds((cost?.down ?? 0) * 1000),
  )
})

it('counts no second in which an instance is created as down', () => {
  act(() => {
    actions.open(EXERCISE)
    actions.type(
      'nodeA.virt.nsrc.org',
      'gnt-instance add -t drbd -o debootstrap+default -s 1G -n nodeB:nodeC --no-name-check --no-ip-check fresh',
    )
    passSeconds(120)
  })
  const { session, recording } = state()
  const fresh = () =>
    costsOf(state().session, state().recording, state().session.now).find(({ name }) =>
      name.startsWith('fresh'),
    )
  expect(costsOf(session, recording, session.now)).toHaveLength(4)
  expect(fresh()).toMatchObject({ down: 0 })
  act(() => {
    actions.power('nodeB.virt.nsrc.org', 'off')
    passSeconds(10)
  })
  expect(fresh()).toMatchObject({ down: 10 })
})

it('begins with the instances that cost something where not all of them fit', () => {
  const { container } = render(<TimeStrip />)
  const rows = () =>
    [...container.querySelectorAll('.strip-row .strip-name')].map((row) => row.textContent)
  act(() => actions.open(largeCluster(5, 8)))
  const [before] = [rows()]
  expect(before.length).toBeGreaterThan(4)
  const last = before.at(-1) ?? ''
  act(() => {
    actions.fault({ kind: 'guest', instance: last.split(' ').at(-1) ?? '', is: 'crashed' })
    passSeconds(5)
  })
  expect(rows()[0]).toBe(last)
  expect(rows().slice(1)).toEqual(before.slice(0, -1))
})
