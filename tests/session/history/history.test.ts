import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE, type Engine } from '../../../src/session/engine.ts'
import { INPUTS_APART, WORK_APART } from '../../../src/session/history/checkpoint.ts'
import { changeBetween, withChange } from '../../../src/session/history/json-delta.ts'
import { shownBy } from '../../../src/session/history/terminal-output.ts'
import {
  act,
  openSession,
  passTime,
  play,
  redo,
  replay,
  type Session,
  seek,
  undo,
} from '../../../src/session/session.ts'
import { A } from '../../support/nodes.ts'

const LINES = [
  'gnt-instance migrate -f debianY',
  'gnt-node list',
  'gnt-node modify -D yes nodeC',
  'gnt-job archive 1',
  'gnt-node modify -D no nodeC',
  'gnt-job list',
]
const line = (i: number) =>
  ({ kind: 'line', terminal: A, text: LINES[i % LINES.length] ?? '' }) as const

/** A long sitting, and every World that was there just before an input. */
function longSitting(inputs: number) {
  const before: Session[] = []
  let session = openSession(ENGINE, EXERCISE)
  for (let i = 0; i < inputs; i++) {
    session = passTime(session, session.now + 20_000)
    before.push(session)
    session = act(session, line(i))
  }
  return { before, session: passTime(session, session.now + 20_000) }
}
const { before, session: long } = longSitting(130)

const same = (a: Session, b: Session): void => {
  expect(a.world).toEqual(b.world)
  expect(a.progress).toEqual(b.progress)
  expect(a.now).toBe(b.now)
  expect(a.inputs).toEqual(b.inputs)
  expect(shownBy(a)).toEqual(shownBy(b))
}

/** How many inputs and events `work` plays, on a session like the one given. */
function played(session: Session, work: (session: Session) => void) {
  const count = { inputs: 0, events: 0 }
  const engine: Engine = {
    ...ENGINE,
    applyInPlace: (...given) => {
      count.inputs += 1
      return ENGINE.applyInPlace(...given)
    },
    advanceInPlace: (...given) => {
      count.events += 1
      return ENGINE.advanceInPlace(...given)
    },
  }
  work({ ...session, engine })
  return count
}

it('undo after any input gives what was before it, all the way back, and redo all the way forth', () => {
  let session = long
  for (const was of [...before].reverse()) {
    session = undo(session)
    same(session, was)
  }
  for (const next of [...before.slice(1), long]) {
    session = redo(session)
    same(passTime(session, next.now), next)
  }
})

it('seek gives any moment, back and forth, and the way on from there is the one it was', () => {
  let session = long
  for (const i of [100, 3, 129, 64, 0, 90, 41]) {
    const was = before[i]
    if (!was) throw new Error('no such moment')
    session = seek(session, was.now + 10_000)
    same(session, passTime(act(was, line(i)), was.now + 10_000))
  }
  same(seek(session, long.now), long)
})

it('something new after going back forgets the way that was there', () => {
  const back = seek(long, before[70]?.now ?? 0)
  const other = passTime(act(back, line(1)), back.now + 60_000)
  same(undo(other), back)
  same(seek(passTime(other, other.now + 1e7), other.now), other)
  // The way that was left is another session's, and that one still knows it.
  same(undo(long), before.at(-1) ?? long)
})

it('going anywhere plays a bounded number of inputs and events', () => {
  for (const to of [0, 20, 60, 129]) {
    const count = played(long, (session) => seek(session, before[to]?.now ?? 0))
    expect(count.inputs).toBeLessThanOrEqual(INPUTS_APART)
    expect(count.events).toBeLessThanOrEqual(WORK_APART + 50)
  }
  const count = played(long, (session) => undo(session))
  expect(count.inputs).toBeLessThanOrEqual(INPUTS_APART)
})

it('a day of watching has checkpoints, though no one typed', () => {
  const watching = act(openSession(ENGINE, EXERCISE), {
    kind: 'line',
    terminal: A,
    text: 'watch uptime',
  })
  const day = play(watching, (driver) => driver.pass(7_200_000))
  const count = played(day, (session) => seek(session, 3_601_000))
  expect(count.events).toBeLessThanOrEqual(WORK_APART + 50)
  expect(seek(day, 3_601_000).world).toEqual(passTime(watching, 3_601_000).world)
  expect(day.shown.length).toBeLessThan(17_000)
})

it('replays from the start as it was lived', () => {
  same(replay(ENGINE, EXERCISE, long.inputs, long.now), long)
})

it('checkpoints share what is over: a job is in memory once, whatever is kept of it', () => {
  const back = undo(long)
  expect(back.world.jobs[2]).toBe(long.world.jobs[2])
  const size = JSON.stringify(long.checkpoints.map(({ change }) => change)).length
  expect(size).toBeLessThan(3 * JSON.stringify(long.world).length)
})

it.each<[string, unknown, unknown]>([
  ['nothing', { a: 1 }, { a: 1 }],
  ['a leaf', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }],
  ['a key that went and came', { a: 1, b: 2 }, { b: 2, c: 3 }],
  ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['a list that grew', { l: [1, { x: 1 }] }, { l: [1, { x: 1 }, 3] }],
  ['a list that shrank', [1, 2, 3], [1]],
  ['a number as key', { 2: 'a', 5: 'b' }, { 2: 'a', 3: 'c', 5: 'b' }],
  ['another kind of value', { a: [] }, { a: {} }],
  ['names that objects inherit', { constructor: 1 }, { toString: 2, constructor: { a: null } }],
])('a change of %s leads from one value to the other, in the same order', (_, from, to) => {
  const change = changeBetween(from, to)
  const got = change === undefined ? from : withChange(from, change, new WeakSet())
  expect(JSON.stringify(got)).toBe(JSON.stringify(to))
})
