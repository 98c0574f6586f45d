import type { LabStep } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { type Driver, runStep } from './lab-steps.ts'

/** What steps may cost the person who waits for them. Counted, so it is the same on every machine. */
interface Budget {
  /** Things that happen in the World, and looks at it. */
  events: number
  /** Simulated milliseconds. */
  ms: number
}

/** Of what a lab does before its learner begins. The labs that come with the program take a tenth of it at most. */
const START_BUDGET: Readonly<Budget> = { events: 2000, ms: 7 * 24 * 3600 * 1000 }

/** A step of a lab that could not be run. */
export class StepFailed extends Error {
  /** Where it stands in the lab's file: ["start", "before", 0]. */
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], why: string) {
    super(why)
    this.path = path
  }
}

const TOO_MUCH = t`more than ${START_BUDGET.events} events happen before the lab begins: let it do less or wait less`
const TOO_LONG = t`more than ${START_BUDGET.ms / 86_400_000} days pass before the lab begins`

class OverBudget extends Error {}

/** The same driver, which throw once more has happened than the budget allows. */
function within(driver: Driver, { events, ms }: Budget): Driver {
  let left = events
  const last = driver.now + ms
  const spend = () => {
    left -= 1
    if (left < 0) throw new OverBudget(TOO_MUCH)
  }
  const pass = (until: number) => {
    if (until > last) throw new OverBudget(TOO_LONG)
    // One event after the other: no one else counts what happens on the way.
    for (
      let due = driver.nextEvent();
      due !== undefined && due <= until;
      due = driver.nextEvent()
    ) {
      spend()
      driver.pass(due)
    }
    spend()
    driver.pass(until)
  }
  return {
    get world() {
      return driver.world
    },
    get now() {
      return driver.now
    },
    nextEvent: driver.nextEvent,
    holds: driver.holds,
    act: (input) => {
      spend()
      driver.act(input)
    },
    pass,
  }
}

/** A step, and where it stands in the lab's file. */
export type PlacedStep = readonly [path: readonly (string | number)[], step: LabStep]

/** Runs steps within the budget of a start. Throws a StepFailed for the first that cannot be run. */
export function runWithinBudget(driver: Driver, steps: readonly PlacedStep[]): void {
  const counted = within(driver, START_BUDGET)
  for (const [path, step] of steps) {
    let problem: string | null
    try {
      problem = runStep(counted, step)
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error
      problem = error.message
    }
    if (problem !== null) throw new StepFailed(path, problem)
  }
}
