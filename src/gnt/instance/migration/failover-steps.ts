/**
 * A failover's change: the instance stops on its primary and starts on its other node. Shared by
 * `failover` and by migrations that fall back. Source: lib/cmdlib/instance_migration.py
 * (TLMigrateInstance._ExecFailover).
 */
import { own } from '../../../lib/own.ts'
import { done, fail } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, when } from '../../../sim/run/parts.ts'
import { isOffline } from '../checks.ts'
import { assembleDisks, shutdownDisks } from '../disks/steps.ts'
import { closeDisks, opensEveryKind } from './drbd-pair.ts'
import {
  isShared,
  type MigrationParams,
  type MigrationSteps,
  type MigrationVars,
  migrating,
} from './steps.ts'

const checkCopies: MigrationSteps = [
  {
    announceFailover: (op) => {
      const { name, disksActive } = migrating(op)
      op.log(`Failover instance ${name}`)
      op.log(
        disksActive
          ? '* checking disk consistency between source and target'
          : '* not checking disk consistency as instance is not running',
      )
    },
  },
  askEach('look for the copy on the target', 'blockdev_find', {
    of: (op) => (migrating(op).disksActive && !isShared(migrating(op)) ? migrating(op).disks : []),
    to: (op) => op.vars.target,
    args: (_op, disk) => ({ disk }),
    answer: (op, reply, _disk, index) => {
      const { source, target } = op.vars
      const status = reply.ok ? reply.payload : null
      if (!status) op.warn(`Can't find disk on node ${target}${reply.ok ? '' : `: ${reply.error}`}`)
      if (status && !status.degraded) return
      if (isOffline(op, source))
        op.log(
          `Node ${source} is offline, ignoring degraded disk ${index} on target node ${target}`,
        )
      else if (!op.params.ignoreConsistency)
        return fail(`Disk ${index} is degraded on target node, aborting failover`, {
          is: 'degraded',
          instance: migrating(op).name,
          node: target,
        })
    },
  }),
]

const stopOnSource: MigrationSteps = [
  ask('shut down on the source', 'instance_shutdown', {
    to: (op) => op.vars.source,
    before: (op) => op.log('* shutting down instance on source node'),
    args: (op) => ({
      name: migrating(op).name,
      timeoutSeconds: op.params.shutdownTimeout ?? 120,
    }),
    answer: (op, reply) => {
      if (reply.ok) return
      const { source } = op.vars
      const cannot = `Could not shutdown instance ${migrating(op).name} on node ${source}`
      if (!op.params.ignoreConsistency && !isOffline(op, source))
        return fail(`${cannot}: ${reply.error}`)
      op.warn(
        `${cannot}, proceeding anyway; please make sure node ${source} is down; error details: ${reply.error}`,
      )
    },
  }),
  when(
    'its disks are shared',
    (op) => isShared(migrating(op)) && opensEveryKind(op),
    closeDisks('failover', (op) => op.vars.source),
  ),
  { announceDisks: (op) => op.log("* deactivating the instance's disks on source node") },
  shutdownDisks<MigrationParams, MigrationVars>(
    'deactivate disks',
    migrating,
    (op, node, offline) => node === op.vars.source || offline,
  ),
]

const startOnTarget: MigrationSteps = [
  {
    switchPrimary: (op) => {
      if (op.vars.trouble) return fail("Can't shut down the instance's disks")
      const { name } = migrating(op)
      op.edit((draft) => {
        const instance = own(draft.instances, name)
        if (instance) instance.primary = op.vars.target
      })
    },
    mayStayDown: (op) => {
      if (migrating(op).adminState !== 'up') return done()
      op.log(`* activating the instance's disks on target node ${op.vars.target}`)
    },
  },
  attempt(
    'activation',
    [
      assembleDisks<MigrationParams, MigrationVars>('activate disks', migrating, {
        ignoreSecondaries: () => true,
        failure: "Can't activate the instance's disks",
      }),
      ask('start on the target', 'instance_start', {
        to: (op) => op.vars.target,
        before: (op) => op.log(`* starting the instance on the target node ${op.vars.target}`),
        args: (op) => ({ instance: migrating(op) }),
        answer: (op, reply) =>
          reply.ok
            ? done()
            : fail(
                `Could not start instance ${migrating(op).name} on node ${op.vars.target}: ${reply.error}`,
              ),
      }),
    ],
    {
      caught: (op, why) => {
        op.vars.failure = why
      },
      otherwise: [
        shutdownDisks<MigrationParams, MigrationVars>(
          'deactivate disks again',
          migrating,
          () => true,
        ),
        { giveUp: (op) => fail(op.vars.failure) },
      ],
    },
  ),
]

/** Stops the instance on its old primary, and starts it on the new one (_ExecFailover). */
export const failoverSteps: MigrationSteps = [checkCopies, stopOnSource, startOnTarget]
