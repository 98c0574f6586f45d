// Tries the laws on more and more random histories: npm run soak -- --minutes 10 --seed 1
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { LAWS } from './laws.ts'

const CASES = 5

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    state: { type: 'string', default: 'tests/soak/state.json' },
  },
})

interface State {
  /** The next portion of each law. */
  next: Record<string, number>
  /** Cases of each law so far. */
  tried: Record<string, number>
  failures: number
}

/** Goes on where the last run stopped, unless a seed is given. */
function stateOf(path: string): State {
  if (values.seed === undefined && existsSync(path))
    return JSON.parse(readFileSync(path, 'utf8')) as State
  const seed = Number(values.seed ?? 1)
  return {
    next: Object.fromEntries(LAWS.map(({ check }) => [check, seed])),
    tried: {},
    failures: 0,
  }
}

/** The smallest history that fails, as a test. */
const asTest = (check: string, given: unknown, why: string): string => `
${why}

import { expect, test } from 'vitest'
import { ${check} } from './laws.ts'

test('this history keeps the law', () => {
  expect(${check}(${JSON.stringify(given)})).toEqual([])
})
`
const state = stateOf(values.state)
const end = Date.now() + Number(values.minutes) * 60_000
let failures = 0
for (let turn = 0; Date.now() < end; turn++) {
  const law = LAWS[turn % LAWS.length]
  if (!law) break
  const seed = state.next[law.check] ?? 1
  const failed = law.fails(seed, CASES)
  state.next[law.check] = seed + 1
  state.tried[law.check] = (state.tried[law.check] ?? 0) + CASES
  if (failed) {
    failures += 1
    state.failures += 1
    console.log(`${law.check}, portion ${seed}:${asTest(law.check, failed.given, failed.why)}`)
  }
  writeFileSync(values.state, JSON.stringify(state))
}
for (const { check, all } of LAWS) {
  const tried = state.tried[check] ?? 0
  console.log(`${check}: ${tried} cases${all === undefined ? '' : ` of ${all}`}`)
}
console.log(`${state.failures} portions with a failure so far.`)
process.exit(failures > 0 ? 1 : 0)
