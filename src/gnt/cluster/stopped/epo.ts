/**
 * gnt-cluster epo: stops the instances of nodes before the power goes, and starts them when the nodes are back.
 * No node of this lab can be switched by its management hardware, so a person does that.
 * Manual: gnt-cluster(8), EPO. Source: lib/client/gnt_cluster.py (Epo).
 */

import { niceSort } from '../../../lib/nice-sort.ts'
import { own } from '../../../lib/own.ts'
import { type InstanceName, type NodeName, residentsOf } from '../../../sim/cluster/config.ts'
import { reachNoded } from '../../../sim/net.ts'
import { goto, sleep } from '../../../sim/run/flow.ts'
import { withParams } from '../../../sim/run/opcode.ts'
import { again, repeat } from '../../../sim/run/parts.ts'
import { exit, type ProgramNext } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { confirm, failure, priorityOf } from '../../client/client.ts'
import { matchInQuery, WAITING, watchJobs } from '../../client/several.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { epo as spec } from '../../declared/cluster-upkeep.ts'
import { INSTANCE_SHUTDOWN } from '../../instance/shutdown.ts'
import { INSTANCE_STARTUP } from '../../instance/startup.ts'
import { flag, int } from '../../optparse/read.ts'
import { ndparamsOf } from '../../query/fields/node-parameters.ts'

/** How often absent nodes are looked for, and for how long. */
const LOOK_AGAIN_MS = 30_000
const PATIENCE_MS = 15 * 60_000

const VARS = {
  ...WAITING,
  nodes: [] as NodeName[],
  /** Instances to stop or start, with the nodes that must be back before; the master is there. */
  instances: [] as { name: InstanceName; nodes: NodeName[] }[],
  /** Nodes that have been seen since. */
  up: [] as NodeName[],
  /** How many instances are being stopped or started. */
  handled: 0,
  failedRounds: 0,
  since: 0,
}
type Client = ClientContext<typeof VARS>

const switchesOn = (p: Client): boolean => flag(p.vars.options, 'on')

/** Fills in nodes and instances; refuses to stop the master with the others. */
function choose(p: Client): ProgramNext | undefined {
  const { options, args } = p.vars
  const all = flag(options, 'show_all')
  if (flag(options, 'groups') && all) return failure(p, 'Only one of --groups or --all are allowed')
  if (args.length > 0 && all)
    return failure(p, 'Arguments in combination with --all are not allowed')
  if (flag(options, 'groups'))
    return failure(p, 'TypeError: <itertools.chain object> is not JSON serializable')
  const config = configOn(p.world, p.node)
  const names = niceSort(Object.keys(config.nodes), (name) => name)
  p.vars.nodes =
    args.length === 0
      ? names
      : args.flatMap((typed) => matchInQuery(typed, names, p.behaviour) ?? [])
  const waitFor = new Map<InstanceName, NodeName[]>()
  for (const node of p.vars.nodes) {
    const isMaster = node === config.cluster.masterNode
    const { primary, secondary } = residentsOf(config, node)
    if (!own(config.nodes, node)?.offline)
      for (const { name } of [...primary, ...secondary])
        waitFor.set(name, [...(waitFor.get(name) ?? []), ...(isMaster ? [] : [node])])
    if (isMaster && switchesOn(p)) continue
    if (isMaster && !all)
      return failure(
        p,
        `${node} is the master node, please do a master-failover to another node not affected by the EPO or use --all if you intend to shutdown the whole cluster`,
        { is: 'is the master', node },
      )
    const conf = own(config.nodes, node)
    const hasPowerProgram = conf !== undefined && ndparamsOf(config, conf).oob_program !== ''
    p.out(
      hasPowerProgram && conf.powered === switchesOn(p)
        ? `Node ${node} is already in desired power state, skipping\n`
        : `Node ${node} does not support out-of-band handling, it can not be handled in a fully automated manner\n`,
    )
  }
  p.vars.instances = [...waitFor].map(([name, nodes]) => ({ name, nodes }))
}

const isReady =
  (p: Client) =>
  ({ nodes }: { nodes: readonly NodeName[] }): boolean =>
    !switchesOn(p) || nodes.every((node) => p.vars.up.includes(node))

/** One job for each instance whose turn it is. Where there is none, nothing is said before nodes are back. */
function submit(p: Client): ProgramNext | undefined {
  const on = switchesOn(p)
  const ready = p.vars.instances.filter(isReady(p))
  p.vars.instances = p.vars.instances.filter((instance) => !ready.includes(instance))
  if (on && ready.length === 0) return goto('look for nodes')
  const ops = ready.map(({ name: instance }) => {
    p.out(`Submit ${on ? 'startup' : 'shutdown'} of instance ${instance}\n`)
    return on ? start(instance) : stop(p, instance)
  })
  const ids = p.submit(ops.map((op) => ({ ops: [op], priority: priorityOf(p.vars) })))
  if (ids.length > 0) p.out(`Submitted jobs ${ids.join(', ')}\n`)
  p.vars.queue = ready.map(({ name }, i) => ({ id: ids[i] ?? 0, name }))
  p.vars.handled = ready.length
  p.vars.failed = 0
}

const start = (instance: InstanceName) =>
  withParams(INSTANCE_STARTUP, {
    instance,
    force: false,
    ignoreOffline: false,
    noRemember: false,
    backend: {},
    dryRun: false,
  })

const stop = (p: Client, instance: InstanceName) =>
  withParams(INSTANCE_SHUTDOWN, {
    instance,
    force: false,
    timeoutSeconds: int(p.vars.options, 'shutdown_timeout') ?? 120,
    ignoreOffline: false,
    noRemember: true,
    dryRun: false,
  })

function judge(p: Client): ProgramNext | undefined {
  const { failed, handled } = p.vars
  const on = switchesOn(p)
  if (failed === 0) p.out(`All instances have been ${on ? 'started' : 'stopped'} successfully\n`)
  else {
    p.vars.failedRounds += 1
    p.err(
      `There were errors while ${on ? 'starting' : 'stopping'} instances:\n${failed} error(s) out of ${handled} instance(s)\n`,
    )
  }
  if (on) return
  return failed === 0
    ? exit(0)
    : failure(p, 'Please investigate and stop instances manually before continuing', null)
}

/** The next node that answers; the end when none is missing any more, or when they stay away. */
function lookForNodes(p: Client): ProgramNext {
  const down = p.vars.nodes.filter((node) => !p.vars.up.includes(node))
  const manually = () => failure(p, 'Please investigate and start stopped instances manually', null)
  if (down.length === 0) return p.vars.failedRounds === 0 ? exit(0) : manually()
  const back = down.find((node) => reachNoded(p.world, p.node, node) === 'ok')
  if (back !== undefined) {
    p.out(`Node ${back} became available\n`)
    p.vars.up.push(back)
    return again()
  }
  if (p.world.now - p.vars.since < PATIENCE_MS) return sleep(LOOK_AGAIN_MS, 'look for nodes')
  p.err(
    `Time exceeded while waiting for nodes to become reachable again:\n  - ${down.join('  - ')}\n`,
  )
  return manually()
}

export const epo = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    { choose },
    confirm<typeof VARS>(
      'epo',
      (p) =>
        flag(p.vars.options, 'force')
          ? null
          : [
              `The epo will operate on ${p.vars.nodes.length} nodes.`,
              'Do you want to continue?',
              'Affected nodes:',
              ...p.vars.nodes.map((name) => `  ${name}`),
            ],
      1,
      { y: 'Yes, execute the epo', n: 'No, abort the epo' },
    ),
    {
      begin: (p) => {
        p.vars.since = p.world.now
        if (switchesOn(p)) p.out('Waiting until all nodes are available again\n')
      },
    },
    repeat('rounds', [
      { submit },
      watchJobs<typeof VARS>(),
      { judge, 'look for nodes': lookForNodes },
    ]),
  ],
})
