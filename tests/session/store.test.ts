import { beforeEach, describe, expect, test } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { totalOf } from '../../src/session/recording/recording.ts'
import { paceOf, useApp } from '../../src/session/store.ts'

install(ENGINE)

const state = () => useApp.getState()
const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

beforeEach(() => {
  actions.open(EXERCISE)
  useApp.setState({ previous: null, notices: [], history: {} })
})

describe('the clock', () => {
  test('stands still at first, and starts with the first line', () => {
    expect(state().speed).toBe('paused')
    actions.type(A, 'gnt-instance list')
    expect(state().speed).toBe(1)
  })

  test('starts again with whatever is done while it is paused', () => {
    actions.type(A, 'hostname')
    actions.setSpeed('paused')
    actions.type(A, 'hostname')
    expect(state().speed).toBe(1)
    actions.setSpeed('paused')
    actions.power(B, 'off')
    expect(state().speed).toBe(1)
  })

  test('hurries only while something runs, and is slow again afterwards', () => {
    actions.setSpeed(60)
    expect(paceOf(state())).toBe(1)
    actions.type(A, 'gnt-instance migrate -f debianY')
    expect(paceOf(state())).toBe(60)
    passSeconds(60)
    expect(state().speed).toBe(1)
  })

  test('makes no new World where nothing is due', () => {
    const { world } = state().session
    passSeconds(5)
    expect(state().session.world).toBe(world)
    expect(state().session.now).toBe(5000)
  })
})

describe('starting again', () => {
  test('is one step, keeps the cluster and can be taken back', () => {
    actions.type(A, 'hostname')
    actions.startAgain()
    expect(state().session.inputs).toEqual([])
    const [notice] = state().notices
    notice?.action?.run()
    expect(state().session.inputs).toHaveLength(1)
    expect(state().notices).toEqual([])
  })

  test('in another release, undo goes back to the one before', () => {
    actions.type(A, 'hostname')
    actions.startAgain('3.0')
    expect(state().session.world.release).toBe('3.0')
    actions.undo()
    expect(state().session.world.release).toBe('2.11')
    expect(state().session.inputs).toHaveLength(1)
  })
})

describe('time travel', () => {
  test('undo and redo have the consoles written again', () => {
    actions.type(A, 'hostname')
    const { rewrites } = state()
    actions.undo()
    expect(state().session.shownLength).toBe(0)
    actions.redo()
    expect(state().session.shownLength).toBeGreaterThan(0)
    expect(state().rewrites).toBe(rewrites + 2)
  })

  test('the strip keeps the future until something new is done', () => {
    passSeconds(10)
    actions.power(B, 'off')
    passSeconds(30)
    actions.seek(5000)
    expect(state().speed).toBe('paused')
    expect(state().recording.to).toBe(40_000)
    expect(state().recording.samples.debianY?.at(-1)?.is).toBe('down')
    actions.type(A, 'hostname')
    expect(state().recording.to).toBe(5000)
    expect(state().recording.samples.debianY?.at(-1)?.is).toBe('two')
    expect(state().recording.marks).toEqual([])
  })
})

describe('what is counted', () => {
  test('a power cut: down where the instance ran, one copy where the other half was', () => {
    passSeconds(10)
    actions.power(B, 'off')
    passSeconds(30)
    const { samples, marks } = state().recording
    const { now } = state().session
    expect(totalOf(samples.debianY, 'down', now)).toBe(30_000)
    expect(totalOf(samples.debianX, 'one', now)).toBe(30_000)
    expect(totalOf(samples.debianX, 'down', now)).toBe(0)
    expect(marks).toEqual([{ at: 10_000, text: 'B off' }])
    expect(state().happened?.what).toBe('nodeB is off.')
  })

  test('an instance that was stopped on purpose is not down', () => {
    actions.type(A, 'gnt-instance shutdown debianX')
    passSeconds(60)
    expect(state().recording.samples.debianX?.at(-1)?.is).toBe('off')
    expect(totalOf(state().recording.samples.debianX, 'down', 60_000)).toBe(0)
  })
})

describe('typed lines', () => {
  test('are remembered per console, answers to questions are not', () => {
    actions.type(A, 'gnt-instance migrate debianY')
    passSeconds(5)
    actions.type(A, 'n')
    actions.type(B, 'hostname')
    expect(state().history).toEqual({ [A]: ['gnt-instance migrate debianY'], [B]: ['hostname'] })
  })
})
