import type { LabStep } from '../labs/lab.ts'
import { type Hands, takeStep } from './steps.ts'

/** What steps may cost whoever waits for them. Counted, so it is the same on every machine. */
interface Budget {
  /** Things that happen in the World, and looks at it. */
  events: number
  /** Simulated milliseconds. */
  ms: number
}

/** Of what a lab does before its learner begins. The labs that come with the program take a tenth of it at most. */
const START_BUDGET: Readonly<Budget> = { events: 2000, ms: 7 * 24 * 3600 * 1000 }

/** A step of a lab that was not taken. */
export class Untaken extends Error {
  /** Where it stands in the lab's file: ["start", "before", 0]. */
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], why: string) {
    super(why)
    this.path = path
  }
}

const TOO_MUCH = `more than ${START_BUDGET.events} events happen before the lab begins: let it do less, or wait less long`
const TOO_LONG = `more than ${START_BUDGET.ms / 86_400_000} days pass before the lab begins`

class OverBudget extends Error {}

/** The same hands, which throw once more has happened than the budget allows. */
function within(hands: Hands, { events, ms }: Budget): Hands {
  let left = events
  const last = hands.now + ms
  const spend = () => {
    left -= 1
    if (left < 0) throw new OverBudget(TOO_MUCH)
  }
  const pass = (until: number) => {
    if (until > last) throw new OverBudget(TOO_LONG)
    // One event after the other: nobody else counts what happens on the way.
    for (let due = hands.nextEvent(); due !== undefined && due <= until; due = hands.nextEvent()) {
      spend()
      hands.pass(due)
    }
    spend()
    hands.pass(until)
  }
  return {
    get world() {
      return hands.world
    },
    get now() {
      return hands.now
    },
    nextEvent: hands.nextEvent,
    holds: hands.holds,
    act: (input) => {
      spend()
      hands.act(input)
    },
    pass,
  }
}

/** A step, and where it stands in the lab's file. */
export type PlacedStep = readonly [path: readonly (string | number)[], step: LabStep]

/** Takes steps within the budget of a start. Throws an Untaken for the first that cannot be taken. */
export function takeWithin(hands: Hands, steps: readonly PlacedStep[]): void {
  const counted = within(hands, START_BUDGET)
  for (const [path, step] of steps) {
    let problem: string | null
    try {
      problem = takeStep(counted, step)
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error
      problem = error.message
    }
    if (problem !== null) throw new Untaken(path, problem)
  }
}
