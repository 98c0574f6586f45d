import { act, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../../src/session/actions.ts'
import { MOST_BRANCHES, partedAt, wholeWay } from '../../../src/session/history/branches.ts'
import { useApp } from '../../../src/session/store.ts'
import Branches from '../../../src/timeline/Branches.tsx'
import { PastBanner } from '../../../src/timeline/PastBanner.tsx'
import { UndoRedo } from '../../../src/timeline/UndoRedo.tsx'
import { A, B } from '../../support/nodes.ts'

const state = () => useApp.getState()
const session = () => state().session
const told = () => state().notices.map(({ text }) => text)
const linesOf = () =>
  wholeWay(session()).map(({ input }) => (input.kind === 'line' ? input.text : input.kind))

/** A session of a minute: a query, and a node that loses its power. */
beforeEach(() => {
  act(() => {
    actions.open(EXERCISE)
    useApp.setState({ notices: [], previous: null, ahead: {} })
    passSeconds(10)
    actions.type(A, 'hostname')
    passSeconds(20)
    actions.power(B, 'off')
    passSeconds(30)
  })
})

describe('looking at the past', () => {
  it('changes nothing, and one click leads back to the present', () => {
    const { world } = session()
    const { samples, marks } = state().recording
    act(() => actions.seek(15_000))
    render(<PastBanner />)
    expect(screen.getByText(/You are looking at/)).toBeVisible()
    expect(state().recording).toMatchObject({ samples, marks })
    act(() => screen.getByRole('button', { name: /Back to now/ }).click())
    expect(session().world).toEqual(world)
    expect(session()).toMatchObject({ now: 60_000, branches: [] })
    expect(screen.queryByText(/You are looking at/)).toBeNull()
  })

  it('plays what happened again, and goes on at the present', () => {
    const { world } = session()
    const { samples, marks } = state().recording
    act(() => actions.seek(5_000))
    act(() => passSeconds(55))
    expect(session().world).toEqual(world)
    expect(state().recording).toMatchObject({ samples, marks })
    act(() => passSeconds(10))
    expect(session()).toMatchObject({ now: 70_000, until: 70_000, branches: [], undone: [] })
  })

  it('goes on from there as a new way, with the clock running, and keeps the other', () => {
    act(() => actions.seek(15_000))
    act(() => actions.goOn())
    expect(state().speed).toBe(1)
    expect(session()).toMatchObject({ now: 15_000, until: 15_000, undone: [] })
    expect(session().branches).toMatchObject([{ id: 1, shares: 1, until: 60_000 }])
    expect(told()).toEqual(['What came later is kept as “Branch 1”.'])
  })

  it('and the offer to open the other one goes when another session opens', () => {
    const leaveWay = () => {
      actions.seek(15_000)
      actions.goOn()
    }
    act(leaveWay)
    expect(told().join()).toContain('is kept as')
    act(() => actions.open(EXERCISE))
    expect(told().join()).not.toContain('is kept as')
    act(() => actions.takeBackStart())
    act(() => actions.openBranch(1))
    act(leaveWay)
    expect(told().join()).toContain('is kept as')
    act(() => actions.adopt(session()))
    expect(told()).toEqual([])
  })

  it('a line that waits for a program of the past goes on from that moment, too', () => {
    act(() => {
      actions.type(A, 'gnt-instance migrate -f debianX')
      passSeconds(30)
      actions.seek(60_500)
      actions.enter(A, ['gnt-node list'])
    })
    expect(state().speed).toBe(1)
    // The migration itself was typed before that moment: it belongs to both ways.
    expect(session()).toMatchObject({ now: 60_500, until: 60_500, branches: [] })
  })
})

describe('something new in the past', () => {
  it('makes a branch of what came later, which opens as it was, with its time strip', () => {
    const before = { session: session(), recording: state().recording }
    act(() => actions.seek(15_000))
    act(() => actions.type(A, 'gnt-node list'))
    expect(linesOf()).toEqual(['hostname', 'gnt-node list'])
    expect(session().way).toEqual({ id: 2, name: '' })
    expect(state().recording.marks).toEqual([])
    act(() => state().notices.at(-1)?.action?.run())
    expect(session().world).toEqual(before.session.world)
    expect(session().inputs).toEqual(before.session.inputs)
    expect(state().recording).toEqual(before.recording)
    expect(session()).toMatchObject({ way: { id: 1 }, branches: [{ id: 2, shares: 1 }] })
  })

  it('parts where the earlier of the two ways does something of its own', () => {
    act(() => actions.seek(15_000))
    act(() => actions.type(A, 'gnt-node list'))
    const parted = () => session().branches.map((branch) => partedAt(session(), branch))
    expect(parted()).toEqual([15_000])
    act(() => actions.openBranch(1))
    expect(parted()).toEqual([15_000])
    act(() => actions.seek(5_000))
    act(() => actions.goOn())
    expect(parted()).toEqual([15_000, 5_000])
    act(() => passSeconds(60))
    expect(parted()).toEqual([15_000, 10_000])
  })

  it('is said once: the next input takes the notice away', () => {
    act(() => actions.seek(15_000))
    act(() => actions.type(A, 'gnt-node list'))
    expect(told()).toHaveLength(1)
    act(() => actions.type(A, 'gnt-node list'))
    expect(told()).toEqual([])
  })

  it('makes no branch where nothing was done later: waiting gives the same again', () => {
    act(() => actions.seek(45_000))
    act(() => actions.type(A, 'gnt-node list'))
    expect(session().branches).toEqual([])
    expect(session().until).toBe(45_000)
  })

  it('lets the oldest go when there are too many, with a sentence', () => {
    for (let i = 0; i <= MOST_BRANCHES; i++)
      act(() => {
        actions.undo()
        actions.type(A, `echo ${i}`)
      })
    expect(session().branches).toHaveLength(MOST_BRANCHES)
    expect(told().at(-1)).toBe(
      'What came later is kept as “Branch 9”. “Branch 1” was removed: a session keeps 8 branches.',
    )
  })
})

describe('the list of branches', () => {
  beforeEach(() => {
    act(() => actions.seek(15_000))
    act(() => actions.type(A, 'gnt-node list'))
    render(<Branches />)
  })

  it('opens one and deletes one', () => {
    act(() => screen.getByRole('button', { name: 'Open Branch 1' }).click())
    expect(session().way.id).toBe(1)
    act(() => screen.getByRole('button', { name: 'Delete Branch 2' }).click())
    expect(session().branches).toEqual([])
  })

  it('compares two ways: the seconds that count, and what is different at their ends', async () => {
    act(() => screen.getByRole('button', { name: 'Compare' }).click())
    await screen.findByText('What is different at their ends', undefined, { timeout: 20_000 })
    const rows = screen.getAllByRole('row').map((row) => row.textContent)
    expect(rows).toContain('nodeBpoweronoff')
    expect(rows).toContain('dYruns onnodeBno node')
    expect(rows.find((row) => row?.startsWith('dY0:00'))).toMatch(/^dY0:000:30/)
    expect(screen.getByText(/^Branch 1:/).closest('li')).toHaveTextContent('1:00 down')
  })
})

describe('undo and redo', () => {
  it('say what they take back', () => {
    render(<UndoRedo />)
    const undo = screen.getByRole('button', { name: 'Undo: the power button of nodeB (off)' })
    expect(screen.getByRole('button', { name: 'Redo: nothing' })).toBeDisabled()
    act(() => undo.click())
    expect(screen.getByRole('button', { name: 'Undo: hostname' })).toBeEnabled()
    act(() => screen.getByRole('button', { name: /^Redo: the power button/ }).click())
    expect(session().inputs).toHaveLength(2)
    expect(state().recording.marks).toHaveLength(1)
  })
})
