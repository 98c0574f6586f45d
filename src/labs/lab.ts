import type { ClusterDefinition } from '../sim/definition.ts'
import type { Release } from '../sim/releases.ts'

/**
 * A lesson as data: where it starts, what is to be reached, what helps, what goes wrong. Plain JSON, so
 * that it can come from a file. Names of nodes and instances are those of the handout, in any case.
 */
export interface Lab {
  id: string
  title: string
  /** What has happened and what is asked for; short paragraphs. */
  story: string[]
  releases: readonly Release[]
  /** The cluster it starts from; its release is the learner's choice. */
  start: Omit<ClusterDefinition, 'release'>
  /** Reached one after the other; a goal that holds already ticks at once. */
  goals: Goal[]
  wrongTurns: WrongTurn[]
  /** One way through, played by the tests in every release. */
  solution: SolutionStep[]
}

export interface Goal {
  id: string
  /** What to reach, as a short imperative. */
  text: string
  /** Why, and what to look at. */
  detail: string
  needs: Condition
  /** Two hints, then the command itself. */
  hints: [string, string]
  command: string
}

/** A way that learners take and the handout warns of. It runs; this is what is said about it. */
export interface WrongTurn {
  id: string
  when: Condition
  /** What happened, and what to do about it: two sentences. */
  says: string
}

export type SolutionStep =
  | { on: string; run: string; answers?: string[] }
  | { wait: number }
  | { power: string; to: 'on' | 'off' }

/** What can be asked of the World and of the way there. All parts of `all` must hold. */
export type Condition =
  /** Somebody typed a command that begins with these words, in this order, options in between or not. */
  | { typed: string; on?: string }
  | { node: string; flag: 'drained' | 'offline'; is: boolean }
  /** No instance of the template (or any) has the node as primary. */
  | { node: string; primaryOf: 'none'; template?: 'drbd' | 'plain' }
  /** No instance has its second copy there. */
  | { node: string; secondaryOf: 'none' }
  | { node: string; power: 'on' | 'off' }
  /** Flagged neither offline nor drained, and its daemon answers. */
  | { node: string; member: true }
  /** Really runs, on that node if one is named. */
  | { instance: string; runs: true; on?: string }
  | { instance: string; primary: string; secondary?: string }
  /** Every DRBD disk (of one instance or of all) is connected and up to date on both sides. */
  | { inSync: string | 'all' }
  /** A `gnt-cluster verify` ended since this goal became the next one. */
  | { verified: 'at all' | 'without errors' }
  | { all: Condition[] }
