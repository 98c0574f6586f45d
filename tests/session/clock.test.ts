import { expect, test } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { STEP_MS, tick, toNextStep } from '../../src/session/clock.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { isAtRest, visibleKey } from '../../src/session/idle.ts'
import { act, openSession, passTime, type Session } from '../../src/session/session.ts'

const MASTER = EXERCISE.master
const FRAME_MS = 16

const type = (session: Session, text: string): Session =>
  act(session, { kind: 'line', terminal: MASTER, text })

const migrating = (): Session =>
  type(openSession(ENGINE, EXERCISE), 'gnt-instance migrate -f debianY')

/** Runs frames at 60× until the cluster rests; how long each visible state stood, in real milliseconds. */
function play(start: Session): { stays: number[]; end: Session; frames: number } {
  let session = start
  let sinceStep = STEP_MS
  let since = 0
  let frames = 0
  const stays: number[] = []
  const look = (s: Session) => `${s.shownLength} ${visibleKey(s.world)}`
  while (!isAtRest(session.world) && frames < 5000) {
    const before = look(session)
    const next = tick(session, session.now + FRAME_MS * 60, 60, sinceStep)
    sinceStep = next.stepped ? FRAME_MS : sinceStep + FRAME_MS
    session = next.session
    frames += 1
    since += FRAME_MS
    if (look(session) === before) continue
    stays.push(since)
    since = 0
  }
  return { stays, end: session, frames }
}

test('at 60× every visible step of a job stays on the screen for a quarter of a second', () => {
  const { stays, frames } = play(migrating())
  expect(stays.length).toBeGreaterThan(5)
  expect(Math.min(...stays.slice(1))).toBeGreaterThanOrEqual(STEP_MS)
  // Slowed down for the steps, not for the seconds between them.
  expect(frames * FRAME_MS).toBeLessThan(stays.length * STEP_MS * 2 + 2000)
})

test('a hurried job ends as an unhurried one does', () => {
  const { end } = play(migrating())
  const calm = passTime(migrating(), end.now)
  expect(end.world).toEqual(calm.world)
  expect(end.shown.slice(0, end.shownLength)).toEqual(calm.shown)
})

test('the next event is the next thing to be seen, and at rest there is none', () => {
  const session = migrating()
  const next = toNextStep(session)
  expect(next.now).toBeGreaterThan(session.now)
  expect(
    next.shownLength > session.shownLength || visibleKey(next.world) !== visibleKey(session.world),
  ).toBe(true)
  const resting = openSession(ENGINE, EXERCISE)
  expect(toNextStep(resting)).toBe(resting)
})

test('a cluster rests while a question waits for its answer, not while a disk is copied', () => {
  const asked = passTime(type(openSession(ENGINE, EXERCISE), 'gnt-instance migrate debianY'), 5000)
  expect(isAtRest(asked.world)).toBe(true)
  expect(isAtRest(migrating().world)).toBe(false)
  const off = act(openSession(ENGINE, EXERCISE), {
    kind: 'power',
    node: 'nodeB.virt.nsrc.org',
    to: 'off',
  })
  expect(isAtRest(off.world)).toBe(true)
  const booting = act(off, { kind: 'power', node: 'nodeB.virt.nsrc.org', to: 'on' })
  expect(isAtRest(booting.world)).toBe(false)
})
