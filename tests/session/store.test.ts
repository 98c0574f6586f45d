import { beforeEach, describe, expect, test } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { totalOf } from '../../src/session/recording.ts'
import { paceOf, passSeconds, useSession } from '../../src/session/store.ts'

const lab = () => useSession.getState()
const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

beforeEach(() => {
  lab().open(EXERCISE)
  useSession.setState({ previous: null, notices: [], history: {} })
})

describe('the clock', () => {
  test('stands still at first, and starts with the first line', () => {
    expect(lab().speed).toBe('paused')
    lab().type(A, 'gnt-instance list')
    expect(lab().speed).toBe(1)
  })

  test('stays paused for a later line', () => {
    lab().type(A, 'hostname')
    lab().setSpeed('paused')
    lab().type(A, 'hostname')
    expect(lab().speed).toBe('paused')
  })

  test('hurries only while something runs, and is slow again afterwards', () => {
    lab().setSpeed(60)
    expect(paceOf(lab())).toBe(1)
    lab().type(A, 'gnt-instance migrate -f debianY')
    expect(paceOf(lab())).toBe(60)
    passSeconds(60)
    expect(lab().speed).toBe(1)
  })

  test('makes no new World where nothing is due', () => {
    const { world } = lab().session
    passSeconds(5)
    expect(lab().session.world).toBe(world)
    expect(lab().session.now).toBe(5000)
  })
})

describe('starting again', () => {
  test('is one step, keeps the cluster and can be taken back', () => {
    lab().type(A, 'hostname')
    lab().startAgain()
    expect(lab().session.inputs).toEqual([])
    const [notice] = lab().notices
    notice?.action?.run()
    expect(lab().session.inputs).toHaveLength(1)
    expect(lab().notices).toEqual([])
  })

  test('in another release, undo goes back to the one before', () => {
    lab().type(A, 'hostname')
    lab().startAgain('3.0')
    expect(lab().session.world.release).toBe('3.0')
    lab().undo()
    expect(lab().session.world.release).toBe('2.11')
    expect(lab().session.inputs).toHaveLength(1)
  })
})

describe('time travel', () => {
  test('undo and redo have the consoles written anew', () => {
    lab().type(A, 'hostname')
    const { rewrites } = lab()
    lab().undo()
    expect(lab().session.shownLength).toBe(0)
    lab().redo()
    expect(lab().session.shownLength).toBeGreaterThan(0)
    expect(lab().rewrites).toBe(rewrites + 2)
  })

  test('the strip keeps the future until something new is done', () => {
    passSeconds(10)
    lab().power(B, 'off')
    passSeconds(30)
    lab().seek(5000)
    expect(lab().speed).toBe('paused')
    expect(lab().recording.to).toBe(40_000)
    expect(lab().recording.samples.debianY?.at(-1)?.is).toBe('down')
    lab().type(A, 'hostname')
    expect(lab().recording.to).toBe(5000)
    expect(lab().recording.samples.debianY?.at(-1)?.is).toBe('two')
    expect(lab().recording.marks).toEqual([])
  })
})

describe('what is counted', () => {
  test('a power cut: down where the instance ran, one copy where the other half was', () => {
    passSeconds(10)
    lab().power(B, 'off')
    passSeconds(30)
    const { samples, marks } = lab().recording
    const { now } = lab().session
    expect(totalOf(samples.debianY, 'down', now)).toBe(30_000)
    expect(totalOf(samples.debianX, 'one', now)).toBe(30_000)
    expect(totalOf(samples.debianX, 'down', now)).toBe(0)
    expect(marks).toEqual([{ at: 10_000, text: 'B off' }])
    expect(lab().happened?.what).toBe('nodeB is off.')
  })

  test('an instance that was stopped on purpose is not down', () => {
    lab().type(A, 'gnt-instance shutdown debianX')
    passSeconds(60)
    expect(lab().recording.samples.debianX?.at(-1)?.is).toBe('off')
    expect(totalOf(lab().recording.samples.debianX, 'down', 60_000)).toBe(0)
  })
})

describe('typed lines', () => {
  test('are remembered per console, answers to questions are not', () => {
    lab().type(A, 'gnt-instance migrate debianY')
    passSeconds(5)
    lab().type(A, 'n')
    lab().type(B, 'hostname')
    expect(lab().history).toEqual({ [A]: ['gnt-instance migrate debianY'], [B]: ['hostname'] })
  })
})
