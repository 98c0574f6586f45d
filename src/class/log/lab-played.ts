import { standingTurns } from '../../labs/effort.ts'
import { t } from '../../lib/language/t.ts'
import { wholeSeconds } from '../../lib/text/duration.ts'
import { type Run, runOf } from '../../session/labs/lab-run.ts'
import type { Recording } from '../../session/recording/recording.ts'
import type { Session } from '../../session/session.ts'

/** What became of a goal of a lab. */
export interface ReportedGoal {
  text: string
  /** "after 95 s", "after 95 s, a risky way", "played"; null: it was not reached. */
  reached: string | null
}

/** What a group did in one lab. Times are simulated. */
export interface LabPlayed {
  /** Its title; null: free play. */
  lab: string | null
  run: Run
  goals: readonly ReportedGoal[]
  /** Wrong turns in words, with what became of each. */
  turns: readonly string[]
  /** Lines at a shell, by seat. */
  lines: Readonly<Record<string, number>>
}

/** What a session has come to; all that is kept of it once another lab is opened. */
export const labPlayed = (
  session: Session,
  recording: Recording,
  lines: LabPlayed['lines'],
): LabPlayed => ({
  lab: titleOf(session),
  run: runOf(session, recording),
  goals: goalsOf(session),
  turns: session.lab ? turnsOf(session) : [],
  lines,
})

/** The title of what is played, with the number of a drill; null: free play. */
function titleOf({ lab, definition: { seed } }: Session): string | null {
  if (!lab) return null
  return lab.causes.length > 0 && seed !== undefined ? t`${lab.title}: number ${seed}` : lab.title
}

const goalsOf = ({ lab, progress, began }: Session): ReportedGoal[] =>
  (lab?.goals ?? []).map(({ text }, i) => {
    const done = progress.done[i]
    if (!done) return { text, reached: null }
    const when = done.played ? t`played` : t`after ${wholeSeconds(done.at - began)} s`
    return { text, reached: done.risky ? t`${when}, a risky way` : when }
  })

/** A turn that was undone no longer stands; one that stands was repaired where the next goal was reached all the same. */
function turnsOf({ effort, progress, began }: Session): string[] {
  const standing = standingTurns(effort, progress)
  return effort.turns.map((taken) => {
    const { turn, at } = taken
    const next = progress.done.find((done) => done.at > at)
    const end = !standing.includes(taken)
      ? t`undone`
      : next
        ? t`the next goal was reached ${wholeSeconds(next.at - at)} s later`
        : t`not repaired`
    return t`after ${wholeSeconds(at - began)} s: ${turn.replaceAll('-', ' ')} (${end})`
  })
}
