/**
 * ganeti-watcher: what cron runs every five minutes. Keeps daemons running; on the master restarts
 * instances that are down and activates disks. It never changes flags and never fails over.
 * Manual: ganeti-watcher(8). Source: lib/watcher.
 */

import { own } from '../../lib/own.ts'
import { byUuid, type InstanceConf, type NodeName, secondaryOf } from '../../sim/cluster/config.ts'
import { runs, type WatcherMemory } from '../../sim/cluster/machine.ts'
import { archiveJobs } from '../../sim/jobs/ends.ts'
import { isOver } from '../../sim/jobs/job.ts'
import { PRIORITY } from '../../sim/jobs/submit.ts'
import type { Daemon } from '../../sim/releases.ts'
import { stepsOf } from '../../sim/run/parts.ts'
import {
  callNodes,
  defineProgram,
  exit,
  follow,
  type ProgramContext,
  type ProgramNext,
  type ProgramPart,
  type ProgramStep,
} from '../../sim/run/program.ts'
import { clockOf, configOn, machineOf, secondsOf } from '../../sim/world.ts'
import { outcomeOf } from '../client.ts'
import type { DiskFindings } from '../cluster/verify-disks/group.ts'
import type { StartupParams } from '../instance/startup.ts'
import { instanceRuntime, instanceStatus } from '../query/instance-live.ts'
import { NOT_MASTER, STARTING, showsStart, startSteps } from './start.ts'

/** After so many tries an instance is given up, until nobody has tried for so long. */
const MAX_TRIES = 5
const FORGET_SECONDS = 8 * 3600
/** States in which nothing can be done. */
const HELPLESS = ['ERROR_nodedown', 'ERROR_nodeoffline']
/** Jobs that ended longer ago are put away (--job-age). */
const JOB_AGE_SECONDS = 6 * 3600
/** How often a job is looked at that is waited for in silence, and for how long at most. */
const LOOK_MS = 500
const PATIENCE_MS = 3_600_000

const VARS = {
  ...STARTING,
  /** Daemons that should run and are not yet seen to. */
  left: [] as Daemon[],
  /** Groups that are still to be looked after. */
  groups: [] as string[],
  status: 0,
  statuses: {} as Record<string, string>,
  bootIds: {} as Record<NodeName, string>,
  toStart: [] as string[],
  started: [] as string[],
  toActivate: [] as string[],
  jobId: 0,
  since: 0,
  onMaster: false,
}
type P = ProgramContext<typeof VARS>

const memoryOf = (p: P): WatcherMemory => machineOf(p.world, p.node).files.watcher

const instancesOf = (p: P): InstanceConf[] => {
  const config = configOn(p.world, p.node)
  const [group] = p.vars.groups
  return byUuid(config.instances).filter((i) => own(config.nodes, i.primary)?.group === group)
}

const isPaused = (p: P): boolean => {
  const { config, ssconf } = machineOf(p.world, p.node).files
  const until = config?.cluster.watcherPausedUntil ?? null
  return ssconf?.masterNode === p.node && until !== null && until >= secondsOf(p.world)
}

/** Daemons that every node should run. */
const NODE_DAEMONS: readonly Daemon[] = [
  'ganeti-noded',
  'ganeti-confd',
  'ganeti-mond',
  'ganeti-kvmd',
]

const ensureDaemons: ProgramPart<typeof VARS> = [
  {
    begin: (p: P) => {
      if (!machineOf(p.world, p.node).files.ssconf || isPaused(p)) return exit(0)
      p.vars.left = NODE_DAEMONS.filter((d) => p.behaviour.startOrder.includes(d))
      return undefined
    },
    nextDaemon: (p: P) => {
      const [daemon, ...rest] = p.vars.left
      if (daemon) {
        p.vars.left = rest
        p.vars.starting = daemon
        return undefined
      }
      if (p.vars.onMaster) return { next: 'goto', then: 'archiveOldJobs' } as const
      const machine = machineOf(p.world, p.node)
      // A daemon that answers although the files name another node: one of two masters.
      if (machine.files.ssconf?.masterNode !== p.node)
        return exit(runs(machine, p.behaviour.jobDaemon) ? NOT_MASTER : 0)
      p.vars.onMaster = true
      const { jobDaemon, masterDaemons } = p.behaviour
      p.vars.left = [jobDaemon, ...masterDaemons.filter((d) => d !== jobDaemon)]
      return { next: 'goto', then: 'nextDaemon' } as const
    },
  },
  startSteps<typeof VARS>(),
  {
    judgeDaemon: (p: P) => {
      // Without it nothing more can be done; the others are tried again next time.
      if (p.vars.onMaster && !runs(machineOf(p.world, p.node), p.behaviour.jobDaemon))
        return exit(1)
      return { next: 'goto', then: 'nextDaemon' } as const
    },
  },
]

/** Whether the watcher may still try to start it; a try long ago is forgotten. */
function mayRestart(p: P, name: string): boolean {
  const memory = memoryOf(p)
  const seen = own(memory.restarts, name)
  if (seen && secondsOf(p.world) - seen.last > FORGET_SECONDS) delete memory.restarts[name]
  return (own(memory.restarts, name)?.tries ?? 0) < MAX_TRIES
}

function judgeInstances(p: P): void {
  const config = configOn(p.world, p.node)
  const replies = p.all('all_instances_info')
  p.vars.statuses = {}
  p.vars.toStart = []
  p.vars.started = []
  const memory = memoryOf(p)
  for (const instance of instancesOf(p)) {
    const { name } = instance
    const status = instanceStatus(instance, config, instanceRuntime(instance, replies))
    p.vars.statuses[name] = status
    if (status !== 'ERROR_down') delete memory.restarts[name]
    else if (mayRestart(p, name)) p.vars.toStart.push(name)
  }
}

const restartInstances: ProgramPart<typeof VARS> = {
  archiveOldJobs: (p: P) => {
    archiveJobs(p.world, clockOf(p.world) - 1000 * JOB_AGE_SECONDS)
  },
  listGroups: (p: P) => {
    p.vars.groups = byUuid(configOn(p.world, p.node).groups).map((g) => g.uuid)
  },
  askInstances: (p: P): ProgramNext => {
    if (p.vars.groups.length === 0) return exit(0)
    const primaries = [...new Set(instancesOf(p).map((i) => i.primary))]
    return callNodes(primaries, 'all_instances_info', {})
  },
  judgeInstances,
  askNodes: (p: P) => {
    const nodes = Object.values(configOn(p.world, p.node).nodes)
    const [group] = p.vars.groups
    return callNodes(
      nodes.filter((n) => n.group === group).map((n) => n.name),
      'node_info',
      {},
    )
  },
  keepBootIds: (p: P) => {
    p.vars.bootIds = {}
    for (const reply of p.all('node_info'))
      if (reply.ok) p.vars.bootIds[reply.node] = reply.payload.bootId
  },
  restart: (p: P) => {
    const [instance, ...rest] = p.vars.toStart
    if (instance === undefined) return { next: 'goto', then: 'findRebooted' } as const
    p.vars.toStart = rest
    const params: StartupParams = {
      instance,
      force: false,
      ignoreOffline: false,
      noRemember: false,
      backend: {},
      dryRun: false,
    }
    const [id] = p.submit([{ ops: [{ opcode: 'INSTANCE_STARTUP', params }] }])
    p.vars.jobId = id ?? 0
    const { restarts } = memoryOf(p)
    restarts[instance] = {
      tries: (own(restarts, instance)?.tries ?? 0) + 1,
      last: secondsOf(p.world),
    }
    return follow(p.vars.jobId)
  },
  noteRestart: (p: P) => {
    const job = p.world.jobs[p.vars.jobId]
    const name = job?.ops[0]?.params.instance
    if (job?.status === 'success' && typeof name === 'string') p.vars.started.push(name)
    return { next: 'goto', then: 'restart' } as const
  },
}

/** Nodes that came back need the disks of what they are secondary for. */
const activateSecondaries: ProgramPart<typeof VARS> = {
  findRebooted: (p: P) => {
    const { bootIds } = memoryOf(p)
    const rebooted = Object.entries(p.vars.bootIds).filter(
      ([node, id]) => own(bootIds, node) !== id,
    )
    p.vars.toActivate = rebooted.flatMap(([node]) =>
      instancesOf(p)
        .filter((i) => secondaryOf(i) === node && i.disksActive)
        .map((i) => i.name)
        .filter((name) => !p.vars.started.includes(name)),
    )
    for (const [node, id] of rebooted) bootIds[node] = id
  },
  activate: (p: P) => {
    const [instance, ...rest] = p.vars.toActivate
    if (instance === undefined) return { next: 'goto', then: 'verifyDisks' } as const
    p.vars.toActivate = rest
    const [id] = p.submit([{ ops: [activation(instance)] }])
    return follow(id ?? 0, 'activate')
  },
}

const activation = (instance: string) => ({
  opcode: 'INSTANCE_ACTIVATE_DISKS',
  params: { instance, waitForSync: false },
})

/** Waits for `vars.jobId` without showing its log. */
const waitQuietly = (name: string): Record<string, (p: P) => ProgramNext | undefined> => ({
  [`${name}: begin`]: (p) => {
    p.vars.since = p.world.now
    return undefined
  },
  [`${name}: look`]: (p) => {
    const job = p.world.jobs[p.vars.jobId]
    const over = !job || isOver(job) || p.world.now - p.vars.since > PATIENCE_MS
    return over ? undefined : { next: 'sleep', ms: LOOK_MS, then: `${name}: look` }
  },
})

/** Instances that may be helped: their primary answers, and no secondary is flagged offline. */
function curable(p: P, findings: DiskFindings): string[] {
  const { nodes } = configOn(p.world, p.node)
  return findings.instances.filter((name) => {
    const instance = instancesOf(p).find((i) => i.name === name)
    const secondary = instance && secondaryOf(instance)
    const offline = secondary ? (own(nodes, secondary)?.offline ?? false) : false
    return instance && !offline && !HELPLESS.includes(own(p.vars.statuses, name) ?? '')
  })
}

const verifyDisks: ProgramPart<typeof VARS> = [
  {
    verifyDisks: (p: P) => {
      const [group] = p.vars.groups
      const ops = [{ opcode: 'GROUP_VERIFY_DISKS', params: { group } }]
      p.vars.jobId = p.submit([{ ops, priority: PRIORITY.low }])[0] ?? 0
    },
  },
  waitQuietly('verified'),
  {
    cure: (p: P) => {
      const job = p.world.jobs[p.vars.jobId]
      const outcome = job && outcomeOf(job)
      // Its own job is put away at once.
      if (job && outcome?.ok) p.world.jobs[job.id] = { ...job, archived: true }
      const names = outcome?.ok ? curable(p, outcome.value as DiskFindings) : []
      if (names.length === 0) return { next: 'goto', then: 'nextGroup' } as const
      p.vars.jobId = p.submit([{ ops: names.map(activation) }])[0] ?? 0
      return undefined
    },
  },
  waitQuietly('cured'),
  {
    nextGroup: (p: P) => {
      p.vars.groups = p.vars.groups.slice(1)
      return { next: 'goto', then: 'askInstances' } as const
    },
  },
]

/** What it does with the master's configuration; a node that lost its copy meanwhile has no business here. */
const asMaster = (part: ProgramPart<typeof VARS>): Record<string, ProgramStep<typeof VARS>> =>
  Object.fromEntries(
    Object.entries(stepsOf(part)).map(([name, step]) => [
      name,
      (p: P) => (machineOf(p.world, p.node).files.config ? step(p) : exit(1)),
    ]),
  )

export const watcher = defineProgram({
  vars: VARS,
  shows: showsStart,
  steps: [ensureDaemons, asMaster([restartInstances, activateSecondaries, verifyDisks])],
})
