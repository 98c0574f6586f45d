import type { World } from '../sim/world.ts'
import type { Recording } from './recording.ts'

/** A question that the learner can ask about an event; the guide answers from the state of the World. */
export interface Question {
  ask:
    | 'slow'
    | 'risk'
    | 'down'
    | 'twice'
    | 'split'
    | 'masters'
    | 'old'
    | 'daemon'
    | 'disks'
    | 'offline'
    | 'drained'
    | 'back'
    | 'damaged'
    | 'job failed'
    | 'refused'
  /** Name of the node or of the instance in question; the number of the job; the terminal of what was refused. */
  about: string
}

/** A question in words. */
export const QUESTIONS: Record<Question['ask'], string> = {
  slow: 'Why is it slow?',
  risk: 'What is at risk?',
  down: 'Why is it down?',
  twice: 'Why is that bad?',
  split: 'What happened?',
  masters: 'Why is that bad?',
  old: 'What is it missing?',
  daemon: 'What no longer works?',
  disks: 'What no longer works?',
  offline: 'What does offline change?',
  drained: 'What does drained change?',
  back: 'Is it ready again?',
  damaged: 'What is damaged?',
  'job failed': 'Why did it fail?',
  refused: 'Why did it fail?',
}

/** One line about the last event: what happened, then its reason or consequence. */
export interface Happened {
  /** Simulated milliseconds. */
  at: number
  what: string
  more: string
  question?: Question
}

/** Describes the change between two Worlds, for the line under the picture and for the time strip. */
export interface Teller {
  /** `past`: the states of the instances up to `after`, for how long something lasted. */
  whatHappened: (
    before: World,
    after: World,
    at: number,
    past?: Recording['samples'],
  ) => Happened | undefined
  /** Short labels of what happened: "B off". */
  marksOf: (before: World, after: World, at: number) => { at: number; text: string }[]
}
