import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { useApp } from '../../src/session/store.ts'
import { TimeStrip } from '../../src/timeline/TimeStrip.tsx'

const state = () => useApp.getState()
const slider = () => screen.getByRole('slider', { name: /^Go to a moment/ })
const drag = (to: number) => fireEvent.change(slider(), { target: { value: to } })

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
