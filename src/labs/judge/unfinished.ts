import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { atShell } from '../../shell/prompt.ts'
import type { InstanceName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName } from '../../sim/cluster/display-names.ts'
import type { Input } from '../../sim/input.ts'
import type { Job } from '../../sim/jobs/job.ts'
import { jobsByInstance } from '../../sim/jobs/running.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { storedName } from './instance.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

/** The instances that a condition is about: by name or label, or every one of the cluster. */
function instancesIn(condition: Condition): string[] | 'all' {
  if ('all' in condition) return joined(condition.all)
  if ('any' in condition) return joined(condition.any)
  if ('not' in condition) return instancesIn(condition.not)
  if ('instance' in condition) return condition.instance === 'any' ? 'all' : [condition.instance]
  if ('inSync' in condition) return condition.inSync === 'all' ? 'all' : [condition.inSync]
  if ('places' in condition || 'healthy' in condition) return 'all'
  if ('primaryOf' in condition || 'secondaryOf' in condition || 'leftovers' in condition)
    return 'all'
  return []
}

function joined(conditions: readonly Condition[]): string[] | 'all' {
  const found = conditions.map(instancesIn)
  return found.includes('all') ? 'all' : found.flat()
}

/**
 * Whether no job is still changing an instance that a condition is about. Ganeti writes a new primary or secondary
 * into the configuration long before its command ends, so a state that holds may be one that the job only passes
 * through.
 */
export function judgeFinished(condition: Condition, world: World): Verdict {
  const jobs = jobsByInstance(world)
  if (jobs.size === 0) return yes
  const named = instancesIn(condition)
  if (named === 'all') {
    const [busy] = jobs
    return busy ? notYet(busy, world) : yes
  }
  const config = newestConfig(world)
  if (!config) return yes
  for (const called of named) {
    // An instance that is being created may not be in the configuration yet.
    const name = storedName(called, world, config) ?? called
    const job = jobs.get(name)
    if (job) return notYet([name, job], world)
  }
  return yes
}

/**
 * Whether the command that was typed last on a terminal has answered: the shell is back, what it shows lasts (`watch`, a
 * console), or its node is off. So no goal is reached before you have seen what its command says.
 */
export function judgeAnswered(terminal: string | null, world: World): Verdict {
  const found = terminal === null ? undefined : own(world.terminals, terminal)
  if (!found || found.stack.length === 0 || atShell(found)) return yes
  return verdict(
    found.stack.some(({ frame }) => frame.shows?.lasting === true),
    t`The command on ${shortName(found.node)} has not ended yet.`,
  )
}

/** Whether this input has ended the command on a terminal before its answer: Ctrl-C, or a node that went off. */
export function wasCutOff(on: string, world: World, input: Input | undefined): boolean {
  if (input?.kind === 'power') return own(world.terminals, on)?.stack.length === 0
  return input?.kind === 'key' && input.key === 'interrupt' && input.terminal === on
}

const notYet = ([name, { id }]: [InstanceName, Job], world: World): Verdict =>
  no(t`Job ${id} is still changing ${labelOf(world, name)}.`)
