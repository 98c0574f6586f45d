import { compare } from '../../lib/order.ts'
import { own } from '../../lib/own.ts'
import { type FilterConf, type FilterValue, ofConfig } from '../cluster/config.ts'
import { daemonConfigOn, machineOf, type World } from '../world.ts'
import { cancelJob } from './ends.ts'
import type { Job } from './job.ts'

/**
 * Rules of the job queue: which jobs may start. Source: src/Ganeti/JQScheduler/Filtering.hs, and
 * cancelRejectedJobs in src/Ganeti/JQScheduler.hs. Why a job was submitted is not kept here, so
 * predicates about reasons hold for none.
 */

type Scalar = string | number | boolean | null

/** null: there is no such field, or it cannot be compared. */
type Lookup = (field: string) => Scalar | undefined

/** How far an expression holds. `null`: it makes no sense for this job, so the rule is not for it. */
function holds(expression: FilterValue, field: Lookup, watermark: number): boolean | null {
  if (expression === null) return true
  if (!Array.isArray(expression)) return null
  const [op, ...args] = expression
  switch (op) {
    case '&':
    case '|': {
      const parts = args.map((part) => holds(part, field, watermark))
      if (parts.includes(null)) return null
      return op === '&' ? !parts.includes(false) : parts.includes(true)
    }
    case '!': {
      const inner = holds(args[0] ?? null, field, watermark)
      return inner === null ? null : !inner
    }
    default:
      return compares(op, args, field, watermark)
  }
}

function compares(
  op: FilterValue | undefined,
  [name, operand]: FilterValue[],
  field: Lookup,
  watermark: number,
): boolean | null {
  const value = typeof name === 'string' ? field(name) : undefined
  const wanted = operand === 'watermark' && name === 'id' ? watermark : operand
  if (value === undefined) return null
  if (op === '?') return value === true
  if (op === '=~')
    return typeof value === 'string' && typeof wanted === 'string'
      ? new RegExp(wanted).test(value)
      : null
  if (op === '=' || op === '==') return value === wanted
  if (op === '!=') return value !== wanted
  if (typeof value === 'number' && typeof wanted === 'number') return ordered(op, value, wanted)
  if (typeof value === 'string' && typeof wanted === 'string') return ordered(op, value, wanted)
  return null
}

function ordered<T extends string | number>(
  op: FilterValue | undefined,
  value: T,
  wanted: T,
): boolean | null {
  switch (op) {
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
    default:
      return null
  }
}

/** What Ganeti's opcodes call the parameters that rules are written about. */
const FIELDS: Record<string, string> = {
  instance_name: 'instance',
  node_name: 'node',
  group_name: 'group',
  dry_run: 'dryRun',
}

const ofOpcode =
  (op: Job['ops'][number]): Lookup =>
  (name) => {
    if (name === 'OP_ID') return `OP_${op.opcode}`
    const value = own(op.params, own(FIELDS, name) ?? name)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : undefined
  }

function fits(job: Job, { predicates, watermark }: FilterConf): boolean {
  return predicates.every((predicate) => {
    if (!Array.isArray(predicate)) return false
    const [kind, expression = null] = predicate
    if (kind === 'jobid')
      return holds(expression, (name) => (name === 'id' ? job.id : undefined), watermark) === true
    if (kind === 'opcode')
      return job.ops.some((op) => holds(expression, ofOpcode(op), watermark) === true)
    return false
  })
}

/** Lower priorities first, then older rules. */
const rulesOf = ofConfig(({ filters = {} }): readonly FilterConf[] =>
  Object.values(filters).sort(
    (a, b) => a.priority - b.priority || a.watermark - b.watermark || compare(a.uuid, b.uuid),
  ),
)

/** The first rule that fits a job and has something to say. */
const applying = (rules: readonly FilterConf[], job: Job): FilterConf | undefined =>
  rules.find((rule) => rule.action !== 'CONTINUE' && fits(job, rule))

const NO_RULES: readonly FilterConf[] = []

const rulesFor = (world: World, job: Job): readonly FilterConf[] =>
  machineOf(world, job.on).files.config ? rulesOf(daemonConfigOn(world, job.on)) : NO_RULES

/** By number, the queued jobs that are due and that a rule keeps from starting, or rejects. `jobs`: all, in their order. */
export function heldBack(world: World, jobs: readonly Job[]): ReadonlyMap<number, FilterConf> {
  const held = new Map<number, FilterConf>()
  if (jobs.every((job) => rulesFor(world, job).length === 0)) return held
  const taken = new Map<string, number>()
  const take = ({ uuid }: FilterConf) => taken.set(uuid, (taken.get(uuid) ?? 0) + 1)
  for (const job of jobs) {
    if (job.status === 'queued') continue
    const rule = applying(rulesFor(world, job), job)
    if (rule) take(rule)
  }
  for (const job of jobs) {
    if (job.status !== 'queued' || world.now < job.notBefore) continue
    const rule = applying(rulesFor(world, job), job)
    if (!rule || rule.action === 'ACCEPT') continue
    if (Array.isArray(rule.action) && (taken.get(rule.uuid) ?? 0) < rule.action[1]) take(rule)
    else held.set(job.id, rule)
  }
  return held
}

/** Jobs without those that a rule holds back. Those that a rule rejects are canceled. */
export function admitted(world: World, jobs: Job[]): Job[] {
  const held = heldBack(world, jobs)
  if (held.size === 0) return jobs
  for (const job of jobs) if (held.get(job.id)?.action === 'REJECT') cancelJob(world, job)
  return jobs.filter((job) => !held.has(job.id))
}
