import { own } from '../lib/own.ts'
import type { ClusterConfig, DiskConf, InstanceConf, NodeName } from '../sim/cluster/config.ts'
import { minorOn, secondaryOf } from '../sim/cluster/config.ts'
import type { Lock } from '../sim/jobs/job.ts'
import { call, fail, goto, type OpContext, type OpStep } from '../sim/run/opcode.ts'

/** Steps about disks that several operations share (lib/cmdlib/instance_storage.py). */

/** The locks of an operation on one instance and the nodes it lives on. */
export const instanceLocks = (instance: InstanceConf | undefined): Lock[] => {
  if (!instance) return []
  const secondary = secondaryOf(instance)
  const nodes = secondary === null ? [instance.primary] : [instance.primary, secondary]
  return [
    { level: 'instance', name: instance.name, mode: 'exclusive' },
    ...nodes.map((name): Lock => ({ level: 'node', name, mode: 'exclusive' })),
  ]
}

interface DiskLoop {
  /** Position in `rounds(...)` of the call that is under way. */
  round: number
  trouble: boolean
}

/** Initial values of the variables that a walk over disks and nodes needs. */
export const DISK_LOOP: DiskLoop = { round: 0, trouble: false }

/** One call of a walk over disks: `disk`, at position `index` of its instance, on `node`. */
export interface DiskRound {
  index: number
  disk: DiskConf
  node: NodeName
}

/** Every disk on every node, in the order Ganeti shuts them down: per disk, primary first. */
export const roundsOf = (instance: InstanceConf, only?: number): DiskRound[] => {
  const secondary = secondaryOf(instance)
  const nodes = secondary === null ? [instance.primary] : [instance.primary, secondary]
  return instance.disks
    .flatMap((disk, index) => nodes.map((node) => ({ index, disk, node })))
    .filter(({ index }) => only === undefined || index === only)
}

/** Notes whether the disks are meant to be in use; writes nothing when they are noted so already. */
export const markDisks = <P, V>(
  op: OpContext<P, V>,
  { name, disksActive }: InstanceConf,
  { active }: { active: boolean },
): void => {
  if (disksActive === active) return
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (instance) instance.disksActive = active
    },
    { quiet: true },
  )
}

/**
 * ShutdownInstanceDisks: one call per disk and node, one after the other. Failures are warned of;
 * those on `forgive` nodes do not count. Afterwards `vars.trouble` says whether one counted. With `only`
 * the other disks stay as they are, and the instance is not marked.
 */
export const shutdownDisks = <P, V extends DiskLoop>(
  name: string,
  instanceOf: (op: OpContext<P, V>) => InstanceConf,
  forgive: (op: OpContext<P, V>, node: NodeName, offline: boolean) => boolean,
  only?: (op: OpContext<P, V>) => number,
): Record<string, OpStep<P, V>> => ({
  [`${name}: begin`]: (op) => {
    op.vars.round = 0
    op.vars.trouble = false
    if (!only) markDisks(op, instanceOf(op), { active: false })
  },
  [`${name}: call`]: (op) => {
    const round = roundsOf(instanceOf(op), only?.(op))[op.vars.round]
    if (!round) return { next: 'goto', then: `${name}: end` }
    return call(round.node, 'blockdev_shutdown', { disk: round.disk })
  },
  [`${name}: judge`]: (op) => {
    const round = roundsOf(instanceOf(op), only?.(op))[op.vars.round]
    const reply = op.reply('blockdev_shutdown')
    if (round && !reply.ok) {
      op.warn(
        `Could not shutdown block device disk/${round.index} on node ${round.node}: ${reply.error}`,
      )
      if (!forgive(op, round.node, reply.offline)) op.vars.trouble = true
    }
    op.vars.round += 1
    return { next: 'goto', then: `${name}: call` }
  },
  [`${name}: end`]: () => undefined,
})

/**
 * AssembleInstanceDisks: first every node of every disk as secondary (pass 1; the primary too), then the
 * primary opens each (pass 2). Ends the opcode with `failure` when a device that is needed did not come.
 */
export const assembleDisks = <P, V extends DiskLoop>(
  name: string,
  instanceOf: (op: OpContext<P, V>) => InstanceConf,
  options: {
    ignoreSecondaries: (op: OpContext<P, V>) => boolean
    failure: string
    /** The step to go on with instead of failing. */
    otherwise?: string
    fresh?: boolean
    /** Only this disk; then the instance is not marked as having its disks active. */
    only?: (op: OpContext<P, V>) => number
    /** Hears of every disk that the primary opened. */
    opened?: (op: OpContext<P, V>, index: number, devPath: string) => void
  },
): Record<string, OpStep<P, V>> => {
  const { only, opened } = options
  const passes = (op: OpContext<P, V>) => {
    const instance = instanceOf(op)
    const first = roundsOf(instance).map((round) => ({ ...round, pass: 1, primary: false }))
    const second = instance.disks.map((disk, index) => ({
      index,
      disk,
      node: instance.primary,
      pass: 2,
      primary: true,
    }))
    return [...first, ...second].filter(({ index }) => only === undefined || index === only(op))
  }
  return {
    [`${name}: begin`]: (op) => {
      op.vars.round = 0
      op.vars.trouble = false
      if (!only) markDisks(op, instanceOf(op), { active: true })
    },
    [`${name}: call`]: (op) => {
      const round = passes(op)[op.vars.round]
      if (!round) return { next: 'goto', then: `${name}: end` }
      return call(round.node, 'blockdev_assemble', {
        disk: round.disk,
        primary: round.primary,
        fresh: options.fresh ?? false,
      })
    },
    [`${name}: judge`]: (op) => {
      const instance = instanceOf(op)
      const round = passes(op)[op.vars.round]
      const reply = op.reply('blockdev_assemble')
      if (round && !reply.ok) {
        op.warn(
          `Could not prepare block device disk/${round.index} on node ${round.node} (is_primary=${
            round.primary ? 'True' : 'False'
          }, pass=${round.pass}): ${reply.error}`,
        )
        const secondary = round.node !== instance.primary
        if (!(secondary && (options.ignoreSecondaries(op) || reply.offline))) op.vars.trouble = true
      }
      if (round?.primary && reply.ok) opened?.(op, round.index, reply.payload.devPath)
      op.vars.round += 1
      return { next: 'goto', then: `${name}: call` }
    },
    [`${name}: end`]: (op) => {
      if (!op.vars.trouble) return
      if (!only) markDisks(op, instanceOf(op), { active: false })
      return options.otherwise === undefined ? fail(options.failure) : goto(options.otherwise)
    },
  }
}

/** The lowest DRBD minors that no disk uses on `node`. */
export const freeMinors = (config: ClusterConfig, node: NodeName, count: number): number[] => {
  const used = new Set(
    Object.values(config.instances)
      .flatMap(({ disks }) => disks)
      .filter((disk) => disk.kind === 'drbd')
      .flatMap((disk) => (disk.nodes.includes(node) ? [minorOn(disk, node)] : [])),
  )
  const free: number[] = []
  for (let minor = 0; free.length < count; minor++) if (!used.has(minor)) free.push(minor)
  return free
}
