/** What the driver, the switches in the code and the runner of tests share. */

/** A mutant of the sample, with its number in it. */
export interface Sampled {
  /** Changes with the file that it lies in. */
  id: string
  number: number
  file: string
  /** Its place among the mutants of its file. */
  index: number
  /** Where it begins. */
  line: number
  what: string
}

/** What a run has found out, a line each. */
export type Finding =
  /** A test fails with the mutant, or it ends the tests in another way. */
  | { id: string; noticed: 'killed' | 'stopped'; by: string }
  /** A file of tests as it was with this hash: mutants that it runs and does not notice. */
  | { tests: string; hash: string; passed: string[] }
  /** A file of tests that fails without any mutant. */
  | { tests: string; failing: string }

/** What the driver asks of the runner of tests: a file whose path is in the environment. */
export interface Plan {
  mutants: readonly Sampled[]
  /** Where findings are added. */
  results: string
  /** Holds what is on: `{ id, tests, limitMs }` as long as a mutant is, for whoever watches. */
  current: string
  /** The real time at which no further file of tests is begun, in milliseconds. */
  until: number
}

export interface Current {
  id: string
  tests: string
  /** Real milliseconds that it may take. */
  limitMs: number
}

export const PLAN = 'MUTATION_PLAN'

/** Tests of modules that keep what was done: these are loaded again for each mutant. */
export const KEEPS = /^tests\/(app|console|door|guide|session|timeline|words)\//
