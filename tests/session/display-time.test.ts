import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions } from '../../src/session/actions.ts'
import { displayClock } from '../../src/session/display-time.tsx'
import { ENGINE } from '../../src/session/engine.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { passTime } from '../../src/session/session.ts'
import { sessionNow } from '../../src/session/store.ts'
import { nextEvent } from '../../src/sim/world.ts'

install(ENGINE)

const A = 'nodeA.virt.nsrc.org'
const pass = (ms: number) => actions.pass(passTime(sessionNow(), sessionNow().now + ms))
const watched = (stands: boolean, stepMs = 1) => {
  const clock = displayClock({ stepMs, everyMs: 250, stands })
  const shown: number[] = []
  const leave = clock.subscribe(() => shown.push(clock.now()))
  return { clock, shown, leave }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  actions.open(EXERCISE)
})
afterEach(() => {
  vi.useRealTimers()
})

it('shows time at most every so often, and the last of it, too', () => {
  const { shown, leave } = watched(false)
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(50)
    pass(50)
  }
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.length).toBeLessThanOrEqual(5)
  vi.advanceTimersByTime(250)
  expect(shown.at(-1)).toBe(1000)
  leave()
  pass(5000)
  vi.advanceTimersByTime(5000)
  expect(shown.at(-1)).toBe(1000)
})

it('shows a new World at its own time, and steps between', () => {
  const { clock, leave } = watched(false, 1000)
  pass(1300)
  expect(clock.now()).toBe(1000)
  actions.power(A, 'off')
  expect(clock.now()).toBe(1300)
  leave()
})

it('stands while nothing is on its way, where it is asked to', () => {
  const { clock, leave } = watched(true)
  expect(nextEvent(sessionNow().world)).toBeUndefined()
  pass(5000)
  vi.advanceTimersByTime(1000)
  expect(clock.now()).toBe(0)
  leave()
})
