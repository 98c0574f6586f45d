import { t } from '../../lib/language/t.ts'

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
  slow: t`Why is it slow?`,
  risk: t`What is at risk?`,
  down: t`Why is it down?`,
  twice: t`Why is that bad?`,
  split: t`What happened?`,
  masters: t`Why is that bad?`,
  old: t`What is it missing?`,
  daemon: t`What no longer works?`,
  disks: t`What no longer works?`,
  offline: t`What does offline change?`,
  drained: t`What does drained change?`,
  back: t`Is it ready again?`,
  damaged: t`What is damaged?`,
  'job failed': t`Why did it fail?`,
  refused: t`Why did it fail?`,
}

/** One line about the last event: what happened, then its reason or consequence. */
export interface EventLine {
  /** Simulated milliseconds. */
  at: number
  what: string
  more: string
  question?: Question
}
