import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { startClock } from '../../src/session/clock.ts'
import { ENGINE, type Engine } from '../../src/session/engine.ts'
import { failureReport } from '../../src/session/failure.ts'
import { shownBy } from '../../src/session/history/terminal-output.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { useApp } from '../../src/session/store.ts'
import { RULES } from '../../src/shell/rules.ts'
import { defineProgram } from '../../src/sim/run/program.ts'
import type { Rules } from '../../src/sim/run/rules.ts'
import { sitting } from '../support/driver.ts'

const A = 'nodeA.virt.nsrc.org'
const state = () => useApp.getState()
const shown = () =>
  shownBy(state().session)
    .map((e) => e.text)
    .join('')
const failures = () => state().notices.filter((n) => n.kind === 'failure')

const fails = () => {
  throw new TypeError('x is not a function')
}

/** The language with a fault in it: `hostname` fails at once, `uptime` five seconds later. */
const BROKEN_RULES: Rules = {
  ...RULES,
  programs: {
    ...RULES.programs,
    hostname: defineProgram({ vars: {}, steps: { fails } }),
    uptime: defineProgram({
      vars: {},
      steps: { wait: () => ({ next: 'sleep', ms: 5000 }), fails },
    }),
  },
}

const BROKEN: Engine = { ...ENGINE, rules: BROKEN_RULES }

beforeEach(() => {
  install(BROKEN)
  actions.open(EXERCISE)
  useApp.setState({ previous: null, notices: [], history: {} })
})

afterEach(() => {
  vi.unstubAllGlobals()
})

test('a line at which the engine throws changes nothing, says so on its console, and the next line works', () => {
  const { world, inputs } = state().session
  actions.type(A, 'hostname')
  expect(state().session.world).toBe(world)
  expect(state().session.inputs).toBe(inputs)
  expect(shown()).toMatch(/# hostname\nThe trainer failed at this line\. .*not yours/)
  actions.type(A, 'echo still here')
  expect(shown()).toMatch(/still here\n$/)
})

test('the notice offers a report with the line, the release, the lab, the inputs before, and the error', () => {
  actions.type(A, 'echo one')
  actions.type(A, 'hostname')
  expect(failures()).toHaveLength(1)
  const { text, report } = failures()[0] ?? {}
  expect(text).toContain('"hostname"')
  for (const part of [
    `While: {"kind":"line","terminal":"${A}","text":"hostname"}`,
    `Release: ${EXERCISE.release}`,
    'Lab: none',
    '"text":"echo one"',
    'TypeError: x is not a function',
  ])
    expect(report).toContain(part)
})

test('a report names the lab, and holds the last inputs only', () => {
  for (let i = 0; i < 40; i++) actions.type(A, `echo ${i}.`)
  const report = failureReport(state().session, 'out of order')
  expect(report).toContain('Inputs: 40, the last 30 of them:')
  expect(report).not.toContain('echo 9.')
  expect(report).toContain('echo 10.')
  expect(report).toMatch(/Error:\nout of order\n$/)
})

test('a key at which the engine throws changes nothing either', () => {
  actions.type(A, 'sleep 3')
  const { world } = state().session
  install({ ...BROKEN, apply: fails })
  actions.key(A, 'interrupt')
  expect(state().session.world).toBe(world)
  expect(shown()).toMatch(/\^C\nThe trainer failed/)
})

test('time that cannot pass stops the clock once, with a notice, and the last step can be taken back', () => {
  const frames: ((at: number) => void)[] = []
  vi.stubGlobal('requestAnimationFrame', (run: (at: number) => void) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', () => {})
  const end = startClock({ ...useApp, pass: actions.pass, stop: actions.stop })
  actions.type(A, 'uptime')
  let at = performance.now()
  let drawn = 0
  for (; frames.length > 0 && drawn < 1000; drawn++) {
    at += 50
    frames.shift()?.(at)
  }
  expect(state().speed).toBe('paused')
  expect(drawn).toBeLessThan(1000)
  expect(failures()).toHaveLength(1)
  expect(failures()[0]?.text).toContain('The clock has stopped.')
  expect(state().session.now).toBeLessThan(5000)
  actions.undo()
  actions.type(A, 'echo on we go')
  expect(shown()).toMatch(/on we go\n$/)
  end()
})

test('undo, redo, seek and "next event" change nothing where the engine throws', () => {
  install(ENGINE)
  actions.type(A, 'uptime')
  passSeconds(6)
  actions.type(A, 'hostname')
  install(BROKEN)
  const { session } = state()
  actions.seek(8000)
  expect(state().session).toBe(session)
  actions.undo()
  expect(state().session).toBe(session)
  expect(failures()).toHaveLength(1)
  install(ENGINE)
  actions.undo()
  install(BROKEN)
  const undone = state().session
  actions.redo()
  expect(state().session).toBe(undone)
})

test('the door answers with an error and goes on with the session as it was', () => {
  const at = sitting({}, BROKEN)
  at.type('echo one')
  const before = at.world()
  expect(() => at.type('hostname')).toThrow('The trainer failed: x is not a function')
  expect(() => at.type('uptime')).toThrow('The trainer failed: x is not a function')
  expect(at.world()).toBe(before)
  expect(at.type('echo two')).toMatchObject({ output: 'two\n', exit: 0 })
})
