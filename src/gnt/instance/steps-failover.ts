/**
 * A failover's change: the instance stops on its primary and starts on its other node. Shared by
 * `failover` and by migrations that fall back. Source: lib/cmdlib/instance_migration.py
 * (TLMigrateInstance._ExecFailover).
 */
import { own } from '../../lib/own.ts'
import { call, fail, goto } from '../../sim/run/opcode.ts'
import { assembleDisks, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { isOffline } from './checks.ts'
import { closeDisks } from './steps-drbd-pair.ts'
import {
  isShared,
  type MigrationParams,
  type MigrationSteps,
  type MigrationVars,
  migrating,
} from './steps-migration.ts'

/** Stops what was begun and ends with the words kept in `vars.failure`. */
const retreat: MigrationSteps = {
  failAssembly: (op) => {
    op.vars.failure = "Can't activate the instance's disks"
  },
  ...shutdownDisks<MigrationParams, MigrationVars>('retreat', migrating, () => true),
  failAfterRetreat: (op) => fail(op.vars.failure),
}

/** The steps of a failover: stop on the old primary node, start on the new one (_ExecFailover). */
export const failoverSteps: MigrationSteps = {
  announceFailover: (op) => {
    op.vars.begun = true
    const instance = migrating(op)
    op.log(`Failover instance ${instance.name}`)
    if (instance.disksActive) op.log('* checking disk consistency between source and target')
    else {
      op.log('* not checking disk consistency as instance is not running')
      return goto('shutDownInstance')
    }
  },
  findDiskCopy: (op) => {
    const disk = migrating(op).disks[op.vars.disk]
    if (!disk || isShared(migrating(op))) return goto('shutDownInstance')
    return call(op.vars.target, 'blockdev_find', { disk })
  },
  judgeDiskCopy: (op) => {
    const { source, target, disk } = op.vars
    const reply = op.reply('blockdev_find')
    const status = reply.ok ? reply.payload : null
    if (!status) op.warn(`Can't find disk on node ${target}${reply.ok ? '' : `: ${reply.error}`}`)
    if (status === null || status.degraded) {
      if (isOffline(op, source))
        op.log(`Node ${source} is offline, ignoring degraded disk ${disk} on target node ${target}`)
      else if (!op.params.ignoreConsistency)
        return fail(`Disk ${disk} is degraded on target node, aborting failover`)
    }
    op.vars.disk += 1
    return goto('findDiskCopy')
  },
  shutDownInstance: (op) => {
    op.log('* shutting down instance on source node')
    return call(op.vars.source, 'instance_shutdown', {
      name: migrating(op).name,
      timeoutSeconds: op.params.shutdownTimeout ?? 120,
    })
  },
  judgeShutdown: (op) => {
    const { source } = op.vars
    const { name } = migrating(op)
    const reply = op.reply('instance_shutdown')
    if (reply.ok) return
    if (!op.params.ignoreConsistency && !isOffline(op, source))
      return fail(`Could not shutdown instance ${name} on node ${source}: ${reply.error}`)
    op.warn(
      `Could not shutdown instance ${name} on node ${source}, proceeding anyway; please make sure node ${source} is down; error details: ${reply.error}`,
    )
  },
  mayCloseDisks: (op) =>
    isShared(migrating(op)) && wordingOf(op.world.release).tellsOpening
      ? undefined
      : goto('announceDisks'),
  ...closeDisks(
    'failover',
    (op) => op.vars.source,
    (_op, error) => fail(error),
  ),
  announceDisks: (op) => op.log("* deactivating the instance's disks on source node"),
  ...shutdownDisks<MigrationParams, MigrationVars>(
    'deactivate',
    migrating,
    (op, node, offline) => node === op.vars.source || offline,
  ),
  switchPrimary: (op) => {
    if (op.vars.trouble) return fail("Can't shut down the instance's disks")
    const { name } = migrating(op)
    op.edit((draft) => {
      const instance = own(draft.instances, name)
      if (instance) instance.primary = op.vars.target
    })
  },
  activate: (op) => {
    if (migrating(op).adminState !== 'up') return { next: 'done', value: null }
    op.log(`* activating the instance's disks on target node ${op.vars.target}`)
  },
  ...assembleDisks<MigrationParams, MigrationVars>('assemble', migrating, {
    ignoreSecondaries: () => true,
    failure: "Can't activate the instance's disks",
    otherwise: 'failAssembly',
  }),
  startInstance: (op) => {
    op.log(`* starting the instance on the target node ${op.vars.target}`)
    return call(op.vars.target, 'instance_start', { instance: migrating(op) })
  },
  judgeStart: (op) => {
    const reply = op.reply('instance_start')
    if (reply.ok) return { next: 'done', value: null }
    op.vars.failure = `Could not start instance ${migrating(op).name} on node ${op.vars.target}: ${reply.error}`
    return goto('retreat: begin')
  },
  ...retreat,
}
