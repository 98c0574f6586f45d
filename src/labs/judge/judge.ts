import { timeOfDay } from '../../lib/clock.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { judgeCluster } from './cluster.ts'
import { judgeHealth } from './health.ts'
import { judgeInstance } from './instance.ts'
import { judgeJob, judgeVerified } from './jobs.ts'
import { judgeNode } from './node.ts'
import { judgePlaces } from './places.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

/** The facts by which a condition is judged. */
export interface Evidence {
  world: World
  now: number
  /** Lines typed since this condition began to count. */
  typed: { node: string; line: string; on?: string }[]
  /** Simulated time since when it counts. */
  since: number
  /** When what a lab watches for held first, by `keyOf`. */
  path: Record<string, Moment>
  /** Whether the learner has named the right cause of a drill; null if none has been named. */
  diagnosed: boolean | null
}

/** Something that held at a moment of the way. */
export interface Moment {
  /** Simulated milliseconds. */
  at: number
  what: string
}

/** The name of a condition among what is watched. */
export const keyOf = (condition: Condition): string => JSON.stringify(condition)

/** Whether a condition holds; if not, why not yet, as a sentence that names what is missing. */
export function judge(condition: Condition, evidence: Evidence): Verdict {
  const { world, now } = evidence
  if ('all' in condition) {
    const missing = condition.all.map((c) => judge(c, evidence)).find((v) => !v.met)
    return missing ?? yes
  }
  if ('any' in condition) {
    const verdicts = condition.any.map((c) => judge(c, evidence))
    return verdicts.find((v) => v.met) ?? verdicts[0] ?? no(t`There is no alternative.`)
  }
  if ('not' in condition) {
    const { met, why } = judge(condition.not, evidence)
    return met ? no(why === '' ? t`Something is still true that must not be.` : why) : yes
  }
  if ('never' in condition) return judgeNever(condition.never, evidence)
  if ('once' in condition)
    return own(evidence.path, keyOf(condition.once)) ? yes : judge(condition.once, evidence)
  if ('typed' in condition) return judgeTyped(condition, evidence)
  if ('verified' in condition) return judgeVerified(condition.verified, evidence)
  if ('job' in condition) return judgeJob(condition, evidence)
  if ('diagnosed' in condition) return judgeDiagnosed(evidence)
  if ('healthy' in condition) return judgeHealth(world, now)
  if ('places' in condition) return judgePlaces(condition.places, world)
  if ('node' in condition) return judgeNode(condition, world)
  if ('instance' in condition || 'inSync' in condition) return judgeInstance(condition, evidence)
  return judgeCluster(condition, world, now)
}

/** What has to be watched all the way to judge a condition. */
export function watchedIn(condition: Condition): Condition[] {
  if ('all' in condition) return condition.all.flatMap(watchedIn)
  if ('any' in condition) return condition.any.flatMap(watchedIn)
  if ('not' in condition) return watchedIn(condition.not)
  if ('never' in condition) return [condition.never, ...watchedIn(condition.never)]
  if ('once' in condition) return [condition.once, ...watchedIn(condition.once)]
  return []
}

function judgeNever(condition: Condition, { world, path }: Evidence): Verdict {
  const moment = own(path, keyOf(condition))
  if (!moment) return yes
  const at = timeOfDay(world.epochMs + moment.at)
  return no(t`${moment.what} That was at ${at}. Only rewinding to before then undoes it.`)
}

function judgeTyped(
  condition: { typed: string; on?: string | undefined },
  { typed }: Evidence,
): Verdict {
  const wanted = condition.typed.split(' ')
  const found = typed.some(({ node, line }) => {
    if (condition.on !== undefined && short(node).toLowerCase() !== condition.on.toLowerCase())
      return false
    const words = line.trim().split(/\s+/)
    let at = 0
    for (const word of words) if (word === wanted[at]) at += 1
    return at === wanted.length
  })
  // Which command it takes is for the hints to say.
  return verdict(
    found,
    condition.on === undefined
      ? t`You have not run the command for this yet.`
      : t`You have not run the command for this on ${condition.on} yet.`,
  )
}

const judgeDiagnosed = ({ diagnosed }: Evidence): Verdict =>
  diagnosed === null
    ? no(t`No cause has been named yet.`)
    : verdict(diagnosed, t`That is not the cause. Look again.`)
