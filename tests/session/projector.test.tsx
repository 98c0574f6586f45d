import { act } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { digestOf } from '../../src/lib/digest.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import type { AppState } from '../../src/session/app-state.ts'
import { changeBetween, withChange } from '../../src/session/history/json-delta.ts'
import { shownBy } from '../../src/session/history/terminal-output.ts'
import { startLab } from '../../src/session/labs/open-lab.ts'
import { usePanels } from '../../src/session/panels.ts'
import { projectorIn } from '../../src/session/projector/follow.ts'
import { type Followed, followedOf, showing } from '../../src/session/projector/followed.ts'
import { tellTyped, useTypedLine } from '../../src/session/projector/typed-line.ts'
import { useApp } from '../../src/session/store.ts'
import { MAINTENANCE } from '../support/maintenance.ts'

const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'
const state = () => useApp.getState()
const beside = () => ({ typed: useTypedLine.getState().line, look: usePanels.getState().look })

/** A window that is told what changes, in messages as they go from window to window. */
function window() {
  let sent: Followed | null = null
  let shown: Followed | null = null
  return {
    hear: (): void => {
      const next = followedOf(state(), beside(), sent)
      const change = sent ? changeBetween(sent, next) : { put: next }
      sent = next
      if (change) shown = withChange(shown, structuredClone(change), new WeakSet()) as Followed
    },
    shows: (): AppState => ({ ...state(), ...showing(state(), shown as Followed, 1) }),
    typed: () => shown?.typed,
  }
}

const expectSame = (there: AppState): void => {
  const here = state()
  expect(digestOf(there.session.world)).toBe(digestOf(here.session.world))
  expect(there.session.now).toBe(here.session.now)
  expect(there.session.inputs).toEqual(here.session.inputs)
  expect(shownBy(there.session)).toEqual(shownBy(here.session))
  const { recording, happened, speed, view, terminal } = here
  expect(there).toMatchObject({ recording, happened, speed, view, terminal })
}

beforeEach(() => {
  act(() => startLab(MAINTENANCE))
  useApp.setState({ notices: [], previous: null })
})

describe('a window that follows', () => {
  it('shows what this one shows, after every step of a lesson', () => {
    const there = window()
    const steps: (() => void)[] = [
      () => actions.type(A, 'gnt-instance list'),
      () => passSeconds(5),
      () => actions.power(B, 'off'),
      () => passSeconds(30),
      () => actions.type(A, 'gnt-cluster verify'),
      () => passSeconds(60),
      () => actions.setView('known'),
      () => actions.openTerminal(B),
      () => actions.undo(),
      () => actions.seek(2000),
      () => actions.startAgain('3.0'),
    ]
    there.hear()
    expectSame(there.shows())
    for (const step of steps) {
      act(step)
      there.hear()
      expectSame(there.shows())
    }
  })

  it('receives only what changed', () => {
    const before = followedOf(state(), beside(), null)
    act(() => {
      actions.type(A, 'hostname')
      passSeconds(1)
    })
    const change = changeBetween(before, followedOf(state(), beside(), before))
    expect(JSON.stringify(change).length).toBeLessThan(JSON.stringify(before).length / 10)
  })

  it('sees a command while it is typed', () => {
    const there = window()
    tellTyped({ terminal: A, text: 'gnt-no', cursor: 6 })
    there.hear()
    expect(there.typed()).toEqual({ terminal: A, text: 'gnt-no', cursor: 6 })
  })

  it('does not learn which hints were opened, nor what was taken back', () => {
    act(() => actions.type(A, 'hostname'))
    act(() => actions.undo())
    const told = JSON.stringify(Object.keys(followedOf(state(), beside(), null).session))
    expect(told).not.toMatch(/effort|undone|checkpoints|engine/)
  })

  it('has an address of its own', () => {
    expect(projectorIn('#projector=ab12')).toBe('ab12')
    expect(projectorIn('#projector=')).toBeNull()
    expect(projectorIn('#projector=<b>')).toBeNull()
    expect(projectorIn('#lab=crash')).toBeNull()
  })
})
