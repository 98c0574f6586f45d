import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { shownBy } from '../../../src/session/history/terminal-output.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { type Save, saveOf } from '../../../src/session/save/save.ts'
import {
  act,
  openSession,
  passTime,
  type Session,
  seek,
  undo,
} from '../../../src/session/session.ts'

const [A = '', B = ''] = EXERCISE.nodes.map(({ name }) => name)
const MINUTE = 60_000

const type = (session: Session, terminal: string, text: string): Session =>
  passTime(act(session, { kind: 'line', terminal, text }), session.now + 2000)

const opened = (save: Save): Session => {
  const copy: unknown = JSON.parse(JSON.stringify(save))
  const read = restore({ engine: ENGINE, renderCheck: null }, copy, { ok: true, lab: null })
  if (!read.ok) throw new Error(read.error)
  return read.session
}

const textOn = (session: Session, terminal: string): string =>
  shownBy(session)
    .filter((emission) => emission.terminal === terminal && emission.stream !== 'screen')
    .map(({ text }) => text)
    .join('')

/** The last frame on A. */
const screenOf = (session: Session) => textOn(session, A).split('Every 5.0s').at(-1)

/** A terminal whose program redraws it for forty minutes, beside one on which lines stand. */
function watching(): Session {
  let session = openSession(ENGINE, EXERCISE)
  session = type(session, B, 'echo first')
  session = type(session, A, 'watch -n 5 gnt-instance list')
  session = passTime(session, 25 * MINUTE)
  session = type(session, B, 'echo second')
  session = passTime(session, 40 * MINUTE)
  return type(session, B, 'echo third')
}

it('a save leaves out what a terminal has redrawn since, and keeps what it shows', () => {
  const session = watching()
  const save = saveOf(session)
  const frames = (text: string) => text.split('Every 5.0s').length - 1
  expect(frames(textOn(session, A))).toBeGreaterThan(100)
  expect(frames(textOn(opened(save), A))).toBeLessThan(10)
  expect(shownBy(opened(save)).at(-1)).toEqual(shownBy(session).at(-1))
  expect(screenOf(opened(save))).toBe(screenOf(session))
  expect(saveOf(opened(save))).toEqual(save)
})

it('what is left out moves nothing: the past of an opened session shows what it showed', () => {
  const session = watching()
  const again = opened(saveOf(session))
  expect(again.shownLength).toBe(session.shownLength)
  for (const [now, then] of [
    [undo(again), undo(session)],
    [undo(undo(again)), undo(undo(session))],
    [seek(again, 32 * MINUTE), seek(session, 32 * MINUTE)],
  ] as const) {
    expect(textOn(now, B)).toBe(textOn(then, B))
    expect(screenOf(now)).toBe(screenOf(then))
  }
})

it('a save whose gaps are out of order or endless is refused', () => {
  const save = saveOf(watching())
  for (const cleared of [
    [
      [5, 1],
      [3, 1],
    ],
    [[1, 1e12]],
    [[-1, 3]],
  ] as [number, number][][])
    expect(() => opened({ ...save, cleared })).toThrow(/cannot be opened: cleared/)
})
