import { clone } from '../../lib/clone.ts'
import { remembered } from '../../lib/remembered.ts'
import type { FailureCause } from './calls/cause.ts'
import type { FlightCall, Reply } from './calls/flight.ts'
import type { Shows } from './shows.ts'

/** What a running opcode or program is at: plain JSON, so it can be saved, forked and shown. */
export interface Frame {
  /** Name of the step that runs when nothing is waited for any more. */
  step: string
  /** Its own variables, typed where it is defined. No one else reads them: see `shows`. */
  vars: Record<string, unknown>
  /** What others may see of it. Absent: nothing. */
  shows?: Shows
  /** Answers to the last round of node calls, in the order asked. */
  replies: Reply[]
  wait: Wait | null
  /** How far each loop over items has come, by the name of its step; see `askEach`. */
  cursors?: Record<string, number>
  /** Jobs only: the steps so far that waited for something, each once; the last of them. */
  trail?: { steps: string[]; last: string }
  /** Jobs only: what the opcode ends with, while hooks run after its end. */
  result?: unknown
  /** Jobs only: the last failure that did not end the opcode at once, and its cause. */
  failure?: { text: string; cause: FailureCause }
}

/** What an opcode or program waits for. Times in simulated milliseconds; `since` is when the waiting began. */
export type Wait =
  | { for: 'calls'; calls: FlightCall[]; since: number }
  | { for: 'time'; until: number; since: number }
  /** A shell at its prompt, or a program with a question. `prompt` is what stands before the cursor. */
  | { for: 'line'; prompt: string }
  | { for: 'job'; job: number; seen: number; since: number; told: string[] }
  | { for: 'child' }
  /** Until nothing runs there any more. */
  | { for: 'terminals'; terminals: string[] }
  /** Terminal only: until Ctrl-C. */
  | { for: 'ever' }

/** The frame of an opcode or program that has not run yet, with a copy of `vars`. */
export const newFrame = (step: string, vars: object): Frame => ({
  step,
  vars: clone(vars) as Record<string, unknown>,
  replies: [],
  wait: null,
})

/** The cursors of a frame; it has none before its first loop. */
export const cursorsOf = (frame: Frame): Record<string, number> => {
  frame.cursors ??= {}
  return frame.cursors
}

const order = remembered((steps: Readonly<Record<string, unknown>>) => {
  const names = Object.keys(steps)
  return new Map(names.map((name, i): [string, string | null] => [name, names[i + 1] ?? null]))
})

/** The name of a machine's first step; "" where it has none. */
export const firstStep = (steps: Readonly<Record<string, unknown>>): string =>
  order(steps).keys().next().value ?? ''

/** The name of the step after `step` in a machine, or null at its end. */
export function stepAfter(steps: Readonly<Record<string, unknown>>, step: string): string | null {
  const next = order(steps).get(step)
  if (next === undefined) throw new Error(`there is no step called ${step}`)
  return next
}
