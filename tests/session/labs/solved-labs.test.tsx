import { act } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { NO_EFFORT, standingTurns } from '../../../src/labs/effort.ts'
import { actions } from '../../../src/session/actions.ts'
import type { Run } from '../../../src/session/labs/lab-run.ts'
import { startLab } from '../../../src/session/labs/open-lab.ts'
import {
  addSolvedLabs,
  bestRun,
  merged,
  readSolvedLabs,
  recordSolvedLabs,
  type SolvedLab,
  solvedHow,
  useSolvedLabs,
} from '../../../src/session/labs/solved-labs.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import { useApp } from '../../../src/session/store.ts'
import { MAINTENANCE } from '../../support/maintenance.ts'
import { takeSteps } from '../../support/take-steps.ts'

beforeEach(() => {
  localStorage.clear()
  useSolvedLabs.setState({ solved: {} })
})

it('a lab that is solved is entered, and found again by the next visit', () => {
  recordSolvedLabs()
  act(() => startLab(MAINTENANCE))
  const { session } = useApp.getState()
  expect(useSolvedLabs.getState().solved).toEqual({})
  act(() => actions.pass(takeSteps(session, MAINTENANCE.solution)))
  const { solved } = useSolvedLabs.getState()
  expect(solved[MAINTENANCE.id]).toMatchObject({ releases: ['2.11'], clean: true })
  expect(JSON.parse(localStorage.getItem('ganeti-lab progress') ?? '')).toEqual(solved)
})

it('two books together lose nothing: the first time, every release, every drill', () => {
  const mine = {
    drills: { solved: '2026-01-02', releases: ['3.0' as const], clean: false, drills: [2] },
  }
  const other = {
    drills: { solved: '2026-01-01', releases: ['2.11' as const], clean: true, drills: [10, 2] },
  }
  expect(merged(mine, other)).toEqual({
    drills: { solved: '2026-01-01', releases: ['2.11', '3.0'], clean: true, drills: [2, 10] },
  })
})

it('a list of solved labs from elsewhere keeps what is readable in it', () => {
  addSolvedLabs(
    readSolvedLabs({ master: { solved: '2026-01-01', releases: ['3.0'], clean: true }, loss: 7 }),
  )
  expect(Object.keys(useSolvedLabs.getState().solved)).toEqual(['master'])
  expect(readSolvedLabs('hello')).toEqual({})
})

const RUN: Run = {
  release: '2.11',
  seconds: 300,
  down: 38,
  one: 229,
  twice: 0,
  hints: 0,
  wrong: 0,
  broken: 0,
  tries: 0,
}
const entry = (best?: Run): SolvedLab => ({
  solved: '2026-01-01',
  releases: ['2.11'],
  clean: true,
  ...(best ? { best } : {}),
})

it('a lab that is solved is entered with what it cost: seconds, hints and wrong turns', () => {
  recordSolvedLabs()
  act(() => startLab(MAINTENANCE))
  const { session } = useApp.getState()
  act(() => actions.pass(takeSteps(session, MAINTENANCE.solution)))
  const { best } = useSolvedLabs.getState().solved[MAINTENANCE.id] ?? {}
  expect(best).toMatchObject({ release: '2.11', hints: 0, wrong: 0, broken: 0, twice: 0 })
  expect(best?.seconds).toBeGreaterThan(100)
})

it('a session that is restored keeps its time strip, and its best run stays what it was', () => {
  recordSolvedLabs()
  act(() => startLab(MAINTENANCE))
  const { session } = useApp.getState()
  act(() => actions.pass(takeSteps(session, MAINTENANCE.solution)))
  const { recording } = useApp.getState()
  const { best } = useSolvedLabs.getState().solved[MAINTENANCE.id] ?? {}
  act(() => startLab(MAINTENANCE))
  act(() => actions.takeBackStart())
  expect(useApp.getState().recording).toEqual(recording)
  expect(useSolvedLabs.getState().solved[MAINTENANCE.id]?.best).toEqual(best)
})

it('the better of two runs is kept: the one with fewer mistakes, then fewer hints, then fewer seconds', () => {
  const kept = (a: Run, b: Run) => merged({ loss: entry(a) }, { loss: entry(b) }).loss?.best
  const wrong = { ...RUN, wrong: 1, seconds: 10 }
  const helped = { ...RUN, hints: 3, seconds: 10 }
  const slow = { ...RUN, seconds: 900 }
  expect(kept(RUN, wrong)).toBe(RUN)
  expect(kept(helped, RUN)).toBe(RUN)
  expect(kept(slow, RUN)).toBe(RUN)
  expect(kept(wrong, slow)).toBe(slow)
})

it('each drill has its own best run', () => {
  const drills = (number: number, run: Run): SolvedLab => ({
    ...entry(),
    drills: [number],
    runs: { [number]: run },
  })
  const solved = merged(
    merged({ drills: drills(2, { ...RUN, tries: 4 }) }, { drills: drills(7, RUN) }),
    { drills: drills(2, { ...RUN, tries: 1 }) },
  )
  expect(bestRun(solved.drills, 2)?.tries).toBe(1)
  expect(bestRun(solved.drills, 7)).toEqual(RUN)
  expect(solvedHow(solved.drills, 3)).toBe('not yet')
})

it('says how well something was solved, also of what an older version entered', () => {
  expect(solvedHow(undefined)).toBe('not yet')
  expect(solvedHow(entry())).toBe('solved')
  expect(solvedHow(entry({ ...RUN, wrong: 1 }))).toBe('with wrong turns')
  expect(solvedHow(entry({ ...RUN, broken: 1 }))).toBe('with wrong turns')
  expect(solvedHow(entry({ ...RUN, hints: 2 }))).toBe('solved')
  expect(solvedHow(entry(RUN))).toBe('clean')
})

it('a run that cannot be read is left out, and the rest of its entry stays', () => {
  const broken = { ...entry(), best: { ...RUN, hints: 'many' }, runs: { 2: RUN, 3: null } }
  expect(readSolvedLabs({ loss: broken })).toEqual({ loss: { ...entry(), runs: { 2: RUN } } })
})

describe('what the learner needed', () => {
  beforeEach(() => {
    act(() => startLab(MAINTENANCE))
    act(() => actions.power('nodeB.virt.nsrc.org', 'off'))
  })

  it('keeps a wrong turn that was undone, once', () => {
    act(() => actions.undo())
    act(() => actions.redo())
    act(() => actions.undo())
    const { effort, progress } = useApp.getState().session
    expect(effort.turns.map(({ turn }) => turn)).toEqual(['switched off'])
    expect(standingTurns(effort, progress)).toEqual([])
  })

  it('is in a saved session, and an older save has none', () => {
    const { session, renderCheck, engine, load } = useApp.getState()
    const save = JSON.parse(JSON.stringify(saveOf(session)))
    const trial = { renderCheck, engine, load }
    const restored = (data: unknown) => {
      const read = restore(trial, data, { ok: true, lab: MAINTENANCE })
      if (!read.ok) throw new Error(read.error)
      return read.session.effort
    }
    expect(restored(save)).toEqual(session.effort)
    const { effort: _, ...older } = save
    expect(restored(older)).toEqual(NO_EFFORT)
    expect(restored({ ...save, effort: { hints: 'all' } })).toEqual(NO_EFFORT)
  })
})
