/**
 * gnt-instance failover: stops an instance and starts it on the node of its second copy.
 * Manual: gnt-instance(8), FAILOVER. Source: lib/cmdlib/instance_migration.py
 * (LUInstanceFailover, TLMigrateInstance._ExecFailover).
 */
import { type InstanceConf, type InstanceName, type NodeName, secondaryOf } from '../../sim/cluster/config.ts'
import { call, defineOpcode, fail, goto, type OpContext, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { failover as spec } from '../declared/instance-disks.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { flag, text } from '../optparse/read.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'

export interface FailoverParams {
  instance: InstanceName
  ignoreConsistency: boolean
  targetNode: NodeName | null
  iallocator: string | null
  /** Seconds the guest gets to stop by itself. */
  shutdownTimeout: number
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, source: '', target: '', disk: 0 }
type Op = OpContext<FailoverParams, typeof VARS>

/** The instance as the configuration has it now. */
const instanceOf = (op: Op): InstanceConf => {
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) throw new Error(`instance ${op.params.instance} vanished under its lock`)
  return instance
}

const isOffline = (op: Op, node: NodeName): boolean => op.config.nodes[node]?.offline ?? false

export const INSTANCE_FAILOVER = defineOpcode<FailoverParams, typeof VARS>({
  name: 'INSTANCE_FAILOVER',
  summary: ({ instance }) => instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'announce',
  hooks: (op) => [op.master, op.vars.target, op.vars.source],
  steps: {
    checkInstance: (op) => {
      const instance = findInstance(op.config, op.params.instance)
      if (!instance) return unknownInstance(op.params.instance)
      const secondary = secondaryOf(instance)
      if (secondary === null)
        return refuse(
          'wrong_state',
          wordingOf(op.world.release).noFailoverTemplate(instance.template),
        )
      const { targetNode, iallocator } = op.params
      if (targetNode !== null && !findNode(op.config, targetNode)) return unknownNode(targetNode)
      if (iallocator !== null || (targetNode && findNode(op.config, targetNode)?.name !== secondary))
        return refuse(
          'wrong_state',
          `Instances with disk types drbd cannot be failed over to arbitrary nodes (neither an iallocator nor a target node can be passed)`,
        )
      op.vars.source = instance.primary
      op.vars.target = secondary
    },
    askForMemory: (op) => {
      if (instanceOf(op).adminState === 'up') return call(op.vars.target, 'node_info', {})
      op.info('Not checking memory on the secondary node as instance will not be started')
      return goto('askForBridges')
    },
    checkMemory: (op) => {
      const reply = op.reply('node_info')
      const { target } = op.vars
      const instance = instanceOf(op)
      if (!reply.ok)
        return refuse('environment_error', `Can't get data from node ${target}: ${reply.error}`)
      const needed = instance.be.minmemMib
      const available = reply.payload.memoryFreeMib
      if (needed > available)
        return refuse(
          'insufficient_resources',
          `Not enough memory on node ${target} for migrating instance ${instance.name}: needed ${needed} MiB, available ${available} MiB`,
        )
    },
    askForBridges: (op) =>
      call(op.vars.target, 'bridges_exist', { links: instanceOf(op).nics.map((n) => n.link) }),
    checkBridges: (op) => {
      const reply = op.reply('bridges_exist')
      const { target } = op.vars
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking bridges on destination node '${target}': ${reply.error}`,
        )
      if (op.config.nodes[target]?.drained)
        return refuse('wrong_state', `Can't use drained node ${target}`)
    },

    announce: (op) => {
      op.log(`Failover instance ${instanceOf(op).name}`)
      if (instanceOf(op).adminState === 'up') {
        op.log('* checking disk consistency between source and target')
        return
      }
      op.log('* not checking disk consistency as instance is not running')
      return goto('shutDownInstance')
    },
    findDisk: (op) => {
      const disk = instanceOf(op).disks[op.vars.disk]
      return disk ? call(op.vars.target, 'blockdev_find', { disk }) : goto('shutDownInstance')
    },
    judgeDisk: (op) => {
      const { source, target, disk } = op.vars
      const reply = op.reply('blockdev_find')
      const status = reply.ok ? reply.payload : null
      if (!status)
        op.warn(`Can't find disk on node ${target}: ${reply.ok ? 'No such device' : reply.error}`)
      if (status === null || status.degraded) {
        if (isOffline(op, source))
          op.log(
            `Node ${source} is offline, ignoring degraded disk ${disk} on target node ${target}`,
          )
        else if (!op.params.ignoreConsistency)
          return fail(`Disk ${disk} is degraded on target node, aborting failover`)
      }
      op.vars.disk += 1
      return goto('findDisk')
    },
    shutDownInstance: (op) => {
      op.log('* shutting down instance on source node')
      return call(op.vars.source, 'instance_shutdown', {
        name: instanceOf(op).name,
        timeoutSeconds: op.params.shutdownTimeout,
      })
    },
    judgeShutdown: (op) => {
      const { source } = op.vars
      const { name } = instanceOf(op)
      const reply = op.reply('instance_shutdown')
      if (reply.ok) return
      if (!op.params.ignoreConsistency && !isOffline(op, source))
        return fail(`Could not shutdown instance ${name} on node ${source}: ${reply.error}`)
      op.warn(
        `Could not shutdown instance ${name} on node ${source}, proceeding anyway; please make sure node ${source} is down; error details: ${reply.error}`,
      )
    },
    announceDisks: (op) => op.log("* deactivating the instance's disks on source node"),
    ...shutdownDisks<FailoverParams, typeof VARS>(
      'deactivate',
      instanceOf,
      (op, node, offline) => offline || node === op.vars.source,
    ),
    switchPrimary: (op) => {
      if (op.vars.trouble) return fail("Can't shut down the instance's disks")
      const { name } = instanceOf(op)
      op.edit((draft) => {
        const instance = draft.instances[name]
        if (!instance) return
        instance.primary = op.vars.target
        instance.disksActive = false
      })
    },
    activate: (op) => {
      if (instanceOf(op).adminState !== 'up') return { next: 'done', value: null }
      op.log(`* activating the instance's disks on target node ${op.vars.target}`)
    },
    ...assembleDisks<FailoverParams, typeof VARS>('assemble', instanceOf, {
      ignoreSecondaries: () => true,
      failure: "Can't activate the instance's disks",
    }),
    start: (op) => {
      op.log(`* starting the instance on the target node ${op.vars.target}`)
      return call(op.vars.target, 'instance_start', { instance: instanceOf(op) })
    },
    judgeStart: (op) => {
      const reply = op.reply('instance_start')
      if (!reply.ok)
        return fail(
          `Could not start instance ${instanceOf(op).name} on node ${op.vars.target}: ${reply.error}`,
        )
    },
  },
})

export const failover = defineCommand({
  spec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: {
    ...confirm('failover', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : `Failover will happen to image ${p.vars.args[0]}. This requires a shutdown of the instance. Continue?`,
    ),
    ...confirm('offline first', (p) =>
      flag(p.vars.options, 'ignore_consistency') && wordingOf(p.world.release).asksIfOffline
        ? `To failover instance ${p.vars.args[0]}, the source node must be marked offline first. Is this already the case?`
        : null,
    ),
    ...submitAndFollow((p) => [
      {
        opcode: 'INSTANCE_FAILOVER',
        params: {
          instance: p.vars.args[0] ?? '',
          ignoreConsistency: flag(p.vars.options, 'ignore_consistency'),
          targetNode: text(p.vars.options, 'dst_node'),
          iallocator: text(p.vars.options, 'iallocator'),
          shutdownTimeout: 120,
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies FailoverParams,
      },
    ]),
    end: () => exit(0),
  },
  opcodes: [INSTANCE_FAILOVER],
})
