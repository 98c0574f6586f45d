/**
 * harep: repairs instances on offline nodes as far as tags allow it. Manual: harep(1). Source:
 * src/Ganeti/HTools/Program/Harep.hs.
 */
import { TEST_DELAY } from '../../../gnt/debug/delay.ts'
import { INSTANCE_RECREATE_DISKS } from '../../../gnt/instance/disks/recreate-disks.ts'
import { INSTANCE_FAILOVER } from '../../../gnt/instance/migration/failover.ts'
import { INSTANCE_REINSTALL } from '../../../gnt/instance/reinstall.ts'
import { INSTANCE_REPLACE_DISKS } from '../../../gnt/instance/replace-disks/replace-disks.ts'
import { TAGS_DEL, TAGS_SET } from '../../../gnt/tags/change.ts'
import { niceSort } from '../../../lib/nice-sort.ts'
import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import { type InstanceConf, secondaryOf } from '../../../sim/cluster/config.ts'
import { isOver } from '../../../sim/jobs/job.ts'
import { type Submission, withParams } from '../../../sim/run/opcode.ts'
import { again, forEach, leave, repeat } from '../../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  type Program,
  type ProgramNext,
  type ProgramPart,
} from '../../../sim/run/program.ts'
import { configOn, secondsOf } from '../../../sim/world.ts'
import { loadAdjusted } from '../cluster.ts'
import {
  fails,
  HTOOL_VARS,
  type Htool,
  type HtoolVars,
  loading,
  NO_ARGUMENTS,
  notSimulated,
} from '../program.ts'
import {
  isGraver,
  policyOf,
  type RepairKind,
  type RepairState,
  shownKind,
  stateOf,
  tagged,
} from './tags.ts'

type Opcodes = Submission['ops']

interface Repairing extends HtoolVars {
  names: string[]
  /** What is known of each instance, by name. */
  states: Record<string, RepairState>
  /** Words for the summary that no tag gives: an instance that needs what is not allowed. */
  needing: string[]
  /** Jobs that change tags, until they are over. */
  tagJobs: number[]
}

type Repairer = Htool<Repairing>
const VARS: Repairing = { ...HTOOL_VARS, names: [], states: {}, needing: [], tagJobs: [] }

const instanceOf = (p: Repairer, name: string): InstanceConf | undefined =>
  own(configOn(p.world, p.node).instances, name)

const stateNamed = (p: Repairer, name: string): RepairState =>
  own(p.vars.states, name) ?? { repair: null, obsolete: [] }

function statusName(p: Repairer, name: string): string {
  if (p.vars.needing.includes(name)) return 'Needs repair'
  const { repair } = stateNamed(p, name)
  if (repair === null || repair.result === 'success' || repair.result === 'enoperm')
    return 'Healthy'
  return repair.result === 'failure' ? 'Failure' : 'Pending repair'
}

/** Writes the tag of a new state and takes old ones away; the steps after it wait for the jobs (commitChange). */
function commit(p: Repairer, name: string, next: RepairState): void {
  const { repair, obsolete } = next
  const jobs: Opcodes = []
  if (repair) {
    p.out(`>>> Adding the following tag to ${name}:\n"${repair.tag}"\n`)
    jobs.push(withParams(TAGS_SET, { kind: 'instance', name, tags: [repair.tag] }))
  }
  if (obsolete.length > 0) {
    p.out(
      `>>> Removing the following tags from ${name}:\n${obsolete.map((tag) => `"${tag}"\n`).join('')}`,
    )
    jobs.push(withParams(TAGS_DEL, { kind: 'instance', name, tags: obsolete }))
  }
  p.vars.states = { ...p.vars.states, [name]: { repair, obsolete: [] } }
  if (!p.vars.settings.dryRun) p.vars.tagJobs = p.submit(jobs.map((op) => ({ ops: [op] })))
}

const withOld = ({ repair, obsolete }: RepairState): string[] =>
  repair ? [repair.tag, ...obsolete] : obsolete

/** A repair whose jobs are over has a result (processPending). */
function judgePending(p: Repairer, name: string): undefined {
  const state = stateNamed(p, name)
  const { repair } = state
  if (!repair || repair.result !== null) return
  const jobs = repair.jobs.map((id) => p.world.jobs[id])
  if (jobs.some((job) => job && !isOver(job))) return
  const result = jobs.every((job) => job?.status === 'success') ? 'success' : 'failure'
  const word = result === 'success' ? 'Healthy' : 'Failure'
  p.out(`Moving ${name} from "Pending repair" to "${word}"\n`)
  commit(p, name, {
    repair: tagged({ ...repair, result, time: secondsOf(p.world) }),
    obsolete: withOld(state),
  })
}

/** What is broken with an instance, and what would repair it (detectBroken). */
function repairFor(p: Repairer, instance: InstanceConf): { kind: RepairKind; ops: Opcodes } | null {
  const { nodes } = configOn(p.world, p.node)
  const isOff = (node: string | null) => node !== null && own(nodes, node)?.offline === true
  const { name, template, primary } = instance
  const rebuild = (): Opcodes => [
    withParams(INSTANCE_RECREATE_DISKS, {
      instance: name,
      disks: [],
      nodes: [],
      iallocator: 'hail',
      dryRun: false,
    }),
    withParams(INSTANCE_REINSTALL, {
      instance: name,
      os: null,
      forceVariant: false,
      dryRun: false,
    }),
  ]
  if (template === 'plain') return isOff(primary) ? { kind: 'reinstall', ops: rebuild() } : null
  if (template !== 'drbd') return null
  const secondaryOff = isOff(secondaryOf(instance))
  if (isOff(primary))
    return secondaryOff
      ? { kind: 'reinstall', ops: rebuild() }
      : {
          kind: 'failover',
          ops: [
            withParams(INSTANCE_FAILOVER, {
              instance: name,
              targetNode: null,
              iallocator: null,
              shutdownTimeout: 120,
              dryRun: false,
            }),
          ],
        }
  if (!secondaryOff) return null
  return {
    kind: 'fix-storage',
    ops: [
      withParams(INSTANCE_REPLACE_DISKS, {
        instance: name,
        mode: 'change',
        disks: [],
        remoteNode: null,
        iallocator: 'hail',
        earlyRelease: false,
        dryRun: false,
      }),
    ],
  }
}

/** Repairs a broken instance, if its policy allows that (doRepair). */
function repair(p: Repairer, name: string): ProgramNext | undefined {
  const instance = instanceOf(p, name)
  const needed = instance && repairFor(p, instance)
  if (!instance || !needed || statusName(p, name) !== 'Healthy') return undefined
  const now = secondsOf(p.world)
  const policy = policyOf(configOn(p.world, p.node), instance, now)
  if ('none' in policy) {
    p.out(`Not repairing ${name} because it's in state ${policy.none}\n`)
    return undefined
  }
  const state = stateNamed(p, name)
  const { kind } = needed
  const uuid = () => drawUuid(p.world.random, 'uuid')
  if (isGraver(kind, policy.most)) {
    p.out(
      `Not performing a repair of type ${shownKind(kind)} on ${name} because only repairs up to ${shownKind(policy.most)} are allowed\n`,
    )
    p.vars.needing.push(name)
    commit(p, name, {
      repair: tagged({ kind, uuid: uuid(), time: now, jobs: [], result: 'enoperm' }),
      obsolete: withOld(state),
    })
    return undefined
  }
  p.out(`Executing ${shownKind(kind)} repair on ${name}\n`)
  const { settings } = p.vars
  if (settings.dryRun) return notSimulated(p, 'what --dry-run prints of a repair is')
  const delay = settings.jobDelaySeconds
  const wait = withParams(TEST_DELAY, {
    seconds: delay,
    onMaster: true,
    nodes: [],
    repeat: 0,
    noLocks: false,
    dryRun: false,
  })
  const jobs = p.submit([{ ops: delay > 0 ? [wait, ...needed.ops] : needed.ops }])
  commit(p, name, {
    repair: tagged({ kind, uuid: uuid(), time: now, jobs, result: null }),
    obsolete: withOld(state),
  })
  return undefined
}

const POLL_MS = 500

/** Waits, without a word, for the jobs that change tags: an instance is done when its tags say so. */
const waitForTags = (title: string): ProgramPart<Repairing> =>
  repeat(title, {
    [`${title}: wait`]: (p: Repairer) => {
      const jobs = p.vars.tagJobs.map((id) => p.world.jobs[id])
      return jobs.some((job) => job && !isOver(job)) ? again(POLL_MS) : leave()
    },
  })

const eachInstance = (
  title: string,
  act: (p: Repairer, name: string) => ProgramNext | undefined,
): ProgramPart<Repairing> =>
  forEach(
    title,
    (p: Repairer) => p.vars.names,
    (name) => [
      {
        [`${title}: look`]: (p: Repairer) => {
          p.vars.tagJobs = []
          return act(p, name(p))
        },
      },
      waitForTags(`${title}: tags`),
    ],
  )

const LINE = '---------------------\n'

/** `harep`: repairs what offline nodes broke. */
export const harep: Program = defineProgram<Repairing>({
  vars: VARS,
  steps: [
    loading<Repairing>('harep', { live: fails }),
    {
      read: (p) => {
        if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS.replace('This', 'this'))
        const found = loadAdjusted(p)
        if ('end' in found) return found.end
        const instances = Object.values(configOn(p.world, p.node).instances)
        p.vars.names = niceSort(instances, ({ name }) => name).map(({ name }) => name)
        p.vars.states = Object.fromEntries(instances.map((each) => [each.name, stateOf(each)]))
      },
    },
    eachInstance('pending repairs', judgePending),
    eachInstance('repairs', repair),
    {
      summary: (p) => {
        const counts = new Map<string, number>()
        for (const name of p.vars.names) {
          const status = statusName(p, name)
          counts.set(status, (counts.get(status) ?? 0) + 1)
        }
        const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
        p.out(`${LINE}Instance status count\n${LINE}`)
        p.out(rows.map(([status, count]) => `${status}: ${count}\n`).join(''))
        return exit(0)
      },
    },
  ],
})
