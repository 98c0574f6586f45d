import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { applyInPlace } from '../../../src/sim/apply.ts'
import { defineProgram, exit, type Program } from '../../../src/sim/run/program.ts'
import type { Rules } from '../../../src/sim/run/rules.ts'
import { startWorld } from '../../../src/sim/start.ts'

const ANSWERS = { a: 'node1' }

/** It asks twice, and shows a vote that stands among its own variables. */
const voter = defineProgram({
  vars: { mine: { candidate: null, of: 1, answers: ANSWERS } },
  shows: ({ mine }) => ({ vote: mine }),
  steps: {
    first: () => ({ next: 'ask', prompt: 'who? ' }),
    second: (p) => {
      p.vars.mine.of = 2
      return { next: 'ask', prompt: 'and who? ' }
    },
    end: () => exit(0),
  },
})

/** A World whose consoles start with this program: what the first of them is at, and a line for it. */
function console(name: string, program: Program) {
  const programs = { ...RULES.programs, [name]: program }
  const rules: Rules = { ...RULES, programs, loginShell: name }
  const world = startWorld(rules, { ...EXERCISE, release: '2.11' })
  const [terminal = ''] = Object.keys(world.terminals)
  return {
    frame: () => world.terminals[terminal]?.stack.at(-1)?.frame,
    type: (text: string) =>
      applyInPlace(rules, world, { kind: 'line', terminal, text }, world.now, () => undefined),
  }
}

it('what a program shows follows its variables from step to step', () => {
  const { frame, type } = console('voter', voter)
  expect(frame()?.shows).toEqual({ vote: { candidate: null, of: 1, answers: ANSWERS } })
  type('somebody')
  expect(frame()?.shows?.vote?.of).toBe(2)
})

it('what is shown is a copy: nothing stands in the World twice', () => {
  const frame = console('voter', voter).frame()
  expect(frame?.shows?.vote).toEqual(frame?.vars.mine)
  expect(frame?.shows?.vote).not.toBe(frame?.vars.mine)
})

it('a program that declares nothing shows nothing', () => {
  const { shows: _, ...quiet } = voter
  const frame = console('quiet', quiet).frame()
  expect(frame?.vars.mine).toBeDefined()
  expect(frame?.shows).toBeUndefined()
})
