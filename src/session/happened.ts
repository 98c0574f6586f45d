import type { World } from '../sim/world.ts'

/** What somebody may ask about what happened; the guide answers from the state of the world. */
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
  /** Name of the node or of the instance in question. */
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
  old: 'What does it not know?',
  daemon: 'What does not work now?',
  disks: 'What does not work now?',
  offline: 'What does offline change?',
  drained: 'What does drained change?',
  back: 'Is it as it was before?',
}

/** One line about the last thing that happened: what, then why or what follows. */
export interface Happened {
  /** Simulated milliseconds. */
  at: number
  what: string
  more: string
  question?: Question
}

/** Tells what lies between two Worlds, for the line under the picture and for the time strip. */
export interface Teller {
  whatHappened: (before: World, after: World, at: number) => Happened | undefined
  /** Short names of what happened: "B off". */
  marksOf: (before: World, after: World, at: number) => { at: number; text: string }[]
}

let teller: Teller | null = null

/** Nothing happens before the commands have come, and who tells of it comes with them. */
export const tellBy = (one: Teller): void => {
  teller = one
}

/** The line for the way from one World to the next; undefined when nothing worth a line happened. */
export const whatHappened: Teller['whatHappened'] = (before, after, at) =>
  teller?.whatHappened(before, after, at)

/** Short names for the time strip of what an input did. */
export const marksOf: Teller['marksOf'] = (before, after, at) =>
  teller?.marksOf(before, after, at) ?? []
