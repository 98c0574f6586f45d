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
import { withParams } from '../../sim/run/opcode.ts'
import { type Answer, again, askAll, eachStep, forEach, repeat, when } from '../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  follow,
  type ProgramContext,
  type ProgramPart,
} from '../../sim/run/program.ts'
import { clockOf, configOn, machineOf, secondsOf } from '../../sim/world.ts'
import { resultOf } from '../client/client.ts'
import { type DiskFindings, GROUP_VERIFY_DISKS } from '../cluster/verify-disks/group.ts'
import { INSTANCE_ACTIVATE_DISKS } from '../instance/disks/activate-disks.ts'
import { INSTANCE_STARTUP } from '../instance/startup.ts'
import { instanceRuntime, instanceStatus } from '../query/fields/instance-live.ts'
import { nodeMaintenance } from './maintenance.ts'
import { NOT_MASTER, STARTING, showsStart, startSteps } from './start.ts'
import { logOfWatcher } from './watcher-log.ts'

/** After so many tries an instance is given up, until no one has tried for so long. */
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
  /** UUIDs of the groups that are looked after, and of the one that it is at. */
  groups: [] as string[],
  group: '',
  status: 0,
  statuses: {} as Record<string, string>,
  bootIds: {} as Record<NodeName, string>,
  toStart: [] as string[],
  started: [] as string[],
  toActivate: [] as string[],
  jobId: 0,
  since: 0,
  onMaster: false,
  began: 0,
  unanswered: false,
}
type P = ProgramContext<typeof VARS>

const memoryOf = (p: P): WatcherMemory => machineOf(p.world, p.node).files.watcher

const instancesOf = (p: P): InstanceConf[] => {
  const config = configOn(p.world, p.node)
  const { group } = p.vars
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

/** Those first, then what a master runs, the daemon that takes jobs in front. */
function daemonsOf({ behaviour: { startOrder, jobDaemon, masterDaemons } }: P): Daemon[] {
  return [
    ...NODE_DAEMONS.filter((daemon) => startOrder.includes(daemon)),
    jobDaemon,
    ...masterDaemons.filter((daemon) => daemon !== jobDaemon),
  ]
}

/** Ends the program where the daemons of a master have no place. */
function checkMaster(p: P) {
  const machine = machineOf(p.world, p.node)
  // A daemon that answers although the files name another node: one of two masters.
  if (machine.files.ssconf?.masterNode !== p.node)
    return exit(runs(machine, p.behaviour.jobDaemon) ? NOT_MASTER : 0)
  p.vars.onMaster = true
}

const ensureDaemons: ProgramPart<typeof VARS> = [
  {
    begin: (p) => {
      p.vars.began = p.world.now
      if (!machineOf(p.world, p.node).files.ssconf || isPaused(p)) return exit(0)
    },
  },
  forEach('daemons', daemonsOf, (daemon) => [
    when(
      'what every node runs is started',
      (p) => daemon(p) === p.behaviour.jobDaemon,
      nodeMaintenance<typeof VARS>(),
    ),
    {
      start: (p) => {
        p.vars.starting = daemon(p)
        const isMasters = p.behaviour.masterDaemons.includes(daemon(p))
        return isMasters && !p.vars.onMaster ? checkMaster(p) : undefined
      },
    },
    startSteps<typeof VARS>(),
    {
      started: (p) => {
        // Without it nothing more can be done; the others are tried again next time.
        if (p.vars.onMaster && !runs(machineOf(p.world, p.node), p.behaviour.jobDaemon))
          return exit(1)
      },
    },
  ]),
]

/** Whether the watcher may still try to start it; a try long ago is forgotten. */
function mayRestart(p: P, name: string): boolean {
  const memory = memoryOf(p)
  const seen = own(memory.restarts, name)
  if (seen && secondsOf(p.world) - seen.last > FORGET_SECONDS) delete memory.restarts[name]
  return (own(memory.restarts, name)?.tries ?? 0) < MAX_TRIES
}

function judgeInstances(p: P, replies: Answer<'all_instances_info'>[]): void {
  const config = configOn(p.world, p.node)
  p.vars.statuses = {}
  p.vars.toStart = []
  p.vars.started = []
  const memory = memoryOf(p)
  for (const instance of instancesOf(p)) {
    const { name } = instance
    const status = instanceStatus(instance, config, instanceRuntime(instance, replies))
    p.vars.statuses[name] = status
    if (status === 'ERROR_down') {
      if (mayRestart(p, name)) p.vars.toStart.push(name)
      else logOfWatcher(p, 'WARNING', `Not restarting instance '${name}', retries exhausted`)
    } else if (own(memory.restarts, name)) {
      delete memory.restarts[name]
      if (!HELPLESS.includes(status))
        logOfWatcher(p, 'INFO', `Restart of instance '${name}' succeeded`)
    }
  }
}

const lookAround: ProgramPart<typeof VARS> = [
  askAll('ask which instances run', 'all_instances_info', {
    to: (p) => [...new Set(instancesOf(p).map((i) => i.primary))],
    args: () => ({}),
    answer: judgeInstances,
  }),
  askAll('ask when the nodes booted', 'node_info', {
    to: (p) =>
      Object.values(configOn(p.world, p.node).nodes).flatMap((node) =>
        node.group === p.vars.group ? [node.name] : [],
      ),
    args: () => ({}),
    answer: (p, replies) => {
      p.vars.bootIds = {}
      for (const reply of replies) if (reply.ok) p.vars.bootIds[reply.node] = reply.payload.bootId
    },
  }),
]

const restartInstances: ProgramPart<typeof VARS> = forEach(
  'instances to restart',
  (p) => p.vars.toStart,
  (instance) => ({
    restart: (p) => {
      const startup = withParams(INSTANCE_STARTUP, {
        instance: instance(p),
        force: false,
        ignoreOffline: false,
        noRemember: false,
        backend: {},
        dryRun: false,
      })
      const { restarts } = memoryOf(p)
      const tries = (own(restarts, instance(p))?.tries ?? 0) + 1
      logOfWatcher(p, 'INFO', `Restarting instance '${instance(p)}' (attempt #${tries})`)
      const [id] = p.submit([{ ops: [startup] }])
      p.vars.jobId = id ?? 0
      restarts[instance(p)] = { tries, last: secondsOf(p.world) }
      return follow(p.vars.jobId)
    },
    noteRestart: (p) => {
      if (p.world.jobs[p.vars.jobId]?.status === 'success') p.vars.started.push(instance(p))
    },
  }),
)

const activation = (instance: string) =>
  withParams(INSTANCE_ACTIVATE_DISKS, { instance, waitForSync: false, dryRun: false })

/** Nodes that came back need the disks of what they are secondary for. */
const activateSecondaries: ProgramPart<typeof VARS> = [
  {
    findRebooted: (p) => {
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
  },
  forEach(
    'instances to activate',
    (p) => p.vars.toActivate,
    (instance) => ({
      activate: (p) => {
        logOfWatcher(p, 'INFO', `Activating disks for instance '${instance(p)}'`)
        return follow(p.submit([{ ops: [activation(instance(p))] }])[0] ?? 0)
      },
    }),
  ),
]

/** Waits for `vars.jobId` without showing its log. */
const waitQuietly = (name: string): ProgramPart<typeof VARS> => [
  {
    [`${name}: begin`]: (p) => {
      p.vars.since = p.world.now
    },
  },
  repeat(name, {
    [`${name}: look`]: (p) => {
      const job = p.world.jobs[p.vars.jobId]
      const over = !job || isOver(job) || p.world.now - p.vars.since > PATIENCE_MS
      return over ? undefined : again(LOOK_MS)
    },
  }),
]

/** Instances that may be helped: their primary answers, and no secondary is flagged offline. */
function curable(p: P, findings: DiskFindings): string[] {
  const { nodes } = configOn(p.world, p.node)
  return findings.instances.filter((name) => {
    const instance = instancesOf(p).find((i) => i.name === name)
    const secondary = instance && secondaryOf(instance)
    const offline = secondary ? (own(nodes, secondary)?.offline ?? false) : false
    if (!instance) return false
    if (!offline && !HELPLESS.includes(own(p.vars.statuses, name) ?? '')) return true
    logOfWatcher(
      p,
      'INFO',
      `Skipping instance '${name}' because it is in a helpless state or has offline secondaries`,
    )
    return false
  })
}

const verifyDisks: ProgramPart<typeof VARS> = [
  {
    verifyDisks: (p) => {
      const ops = [withParams(GROUP_VERIFY_DISKS, { group: p.vars.group })]
      p.vars.jobId = p.submit([{ ops, priority: PRIORITY.low }])[0] ?? 0
    },
  },
  waitQuietly('verified'),
  {
    readFindings: (p) => {
      const job = p.world.jobs[p.vars.jobId]
      const findings = resultOf(GROUP_VERIFY_DISKS, job)
      // Its own job is put away at once.
      if (job && findings) p.world.jobs[job.id] = { ...job, archived: true }
      p.vars.toActivate = findings ? curable(p, findings) : []
    },
  },
  when('disks can be cured', (p) => p.vars.toActivate.length > 0, [
    {
      cure: (p) => {
        p.vars.jobId = p.submit([{ ops: p.vars.toActivate.map(activation) }])[0] ?? 0
      },
    },
    waitQuietly('cured'),
  ]),
]

const lookAfterGroups: ProgramPart<typeof VARS> = [
  {
    archiveOldJobs: (p) => {
      archiveJobs(p.world, clockOf(p.world) - 1000 * JOB_AGE_SECONDS)
    },
    listGroups: (p) => {
      p.vars.groups = byUuid(configOn(p.world, p.node).groups).map((group) => group.uuid)
    },
  },
  forEach(
    'groups',
    (p) => p.vars.groups,
    (group) => [
      {
        takeGroup: (p) => {
          p.vars.group = group(p)
          logOfWatcher(p, 'INFO', `Watcher for node group '${group(p)}'`)
        },
      },
      lookAround,
      restartInstances,
      activateSecondaries,
      verifyDisks,
    ],
  ),
]

/** What it does with the master's configuration; a node that lost its copy meanwhile has no business here. */
const asMaster = (part: ProgramPart<typeof VARS>): ProgramPart<typeof VARS> =>
  eachStep(part, (p: P, step) => (machineOf(p.world, p.node).files.config ? step(p) : exit(1)))

export const watcher = defineProgram({
  vars: VARS,
  shows: showsStart,
  steps: [ensureDaemons, asMaster(lookAfterGroups)],
})
