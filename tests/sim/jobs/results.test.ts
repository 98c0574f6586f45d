import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { advanceInPlace } from '../../../src/sim/apply.ts'
import { JUDGE_POST_HOOKS } from '../../../src/sim/jobs/hooks.ts'
import { submitJobs } from '../../../src/sim/jobs/submit.ts'
import { defineOpcode, done } from '../../../src/sim/run/opcode.ts'
import type { Rules } from '../../../src/sim/run/rules.ts'
import { startWorld } from '../../../src/sim/start.ts'
import { nextEvent } from '../../../src/sim/world.ts'

/** It has a variable called `result`, ends with something else, and has hooks after its end. */
const OPCODE = defineOpcode<object, { result: string }, string>({
  name: 'TEST_RESULT',
  summary: () => null,
  locks: () => [],
  vars: { result: 'its own' },
  steps: { check: () => undefined, act: () => done('what it ends with') },
  exec: 'act',
  hooks: (op) => [op.master],
})

const rules: Rules = { ...RULES, opcodes: { ...RULES.opcodes, TEST_RESULT: OPCODE } }

/** A job with this opcode, while the hooks after its end run; `end` lets it end and gives its result. */
function atItsHooks() {
  const world = startWorld(rules, { ...EXERCISE, release: '2.11' })
  const submission = { ops: [{ opcode: 'TEST_RESULT', params: {} }] }
  const [id = 0] = submitJobs(rules, world, EXERCISE.master, [submission])
  const op = world.jobs[id]?.ops[0]
  if (!op) throw new Error('there is no job')
  const until = (holds: () => boolean) => {
    for (let at = nextEvent(world); at !== undefined && !holds(); at = nextEvent(world))
      advanceInPlace(rules, world, at, () => undefined)
    if (!holds()) throw new Error('the World came to rest before')
  }
  until(() => op.frame.step === JUDGE_POST_HOOKS)
  const end = () => {
    until(() => op.result !== null)
    return op.result
  }
  return { op, end }
}

it("an opcode's result is not among its own variables while its hooks run", () => {
  const { op, end } = atItsHooks()
  expect(op.frame.vars).toEqual({ result: 'its own' })
  expect(end()).toEqual({ ok: true, value: 'what it ends with' })
})

it('a save that holds the result among the variables ends with that result', () => {
  const { op, end } = atItsHooks()
  delete op.frame.result
  op.frame.vars.result = 'what it ends with'
  expect(end()).toEqual({ ok: true, value: 'what it ends with' })
})
