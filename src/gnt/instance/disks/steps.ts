import { own } from '../../../lib/own.ts'
import { drawUuid, type RandomStreams } from '../../../lib/random.ts'
import type {
  ClusterConfig,
  DiskConf,
  DiskTemplate,
  InstanceConf,
  InstanceName,
  NodeName,
} from '../../../sim/cluster/config.ts'
import { minorOn, secondaryOf } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { fail, type OpContext, type OpPart } from '../../../sim/run/opcode.ts'
import { askEach } from '../../../sim/run/parts.ts'

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
): OpPart<P, V> => [
  {
    [`(${name}: mark)`]: (op) => {
      op.vars.trouble = false
      if (!only) markDisks(op, instanceOf(op), { active: false })
    },
  },
  askEach(name, 'blockdev_shutdown', {
    of: (op) => roundsOf(instanceOf(op), only?.(op)),
    to: (_op, { node }) => node,
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply, { index, node }) => {
      if (reply.ok) return
      op.warn(`Could not shutdown block device disk/${index} on node ${node}: ${reply.error}`)
      if (!forgive(op, node, reply.offline)) op.vars.trouble = true
    },
  }),
]

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
    fresh?: boolean
    /** Only this disk; then the instance is not marked as having its disks active. */
    only?: (op: OpContext<P, V>) => number
    /** Hears of every disk that the primary opened. */
    opened?: (op: OpContext<P, V>, index: number, devPath: string) => void
  },
): OpPart<P, V> => {
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
  return [
    {
      [`(${name}: mark)`]: (op) => {
        op.vars.trouble = false
        if (!only) markDisks(op, instanceOf(op), { active: true })
      },
    },
    askEach(name, 'blockdev_assemble', {
      of: passes,
      to: (_op, { node }) => node,
      args: (_op, { disk, primary }) => ({ disk, primary, fresh: options.fresh ?? false }),
      answer: (op, reply, { index, node, pass, primary }) => {
        if (reply.ok) return primary ? opened?.(op, index, reply.payload.devPath) : undefined
        op.warn(
          `Could not prepare block device disk/${index} on node ${node} (is_primary=${
            primary ? 'True' : 'False'
          }, pass=${pass}): ${reply.error}`,
        )
        const secondary = node !== instanceOf(op).primary
        if (!(secondary && (options.ignoreSecondaries(op) || reply.offline))) op.vars.trouble = true
      },
    }),
    {
      [`(${name}: assembled?)`]: (op) => {
        if (!op.vars.trouble) return
        if (!only) markDisks(op, instanceOf(op), { active: false })
        return fail(options.failure, { is: 'disks off', instance: instanceOf(op).name })
      },
    },
  ]
}

/** The lowest DRBD minors that no disk uses on `node`. */
export const freeMinors = (config: ClusterConfig, node: NodeName, count: number): number[] => {
  const used = new Set(
    [
      ...Object.values(config.instances).flatMap(({ disks }) => disks),
      ...Object.values(config.detached ?? {}).map(({ disk }) => disk),
    ]
      .filter((disk) => disk.kind === 'drbd')
      .flatMap((disk) => (disk.nodes.includes(node) ? [minorOn(disk, node)] : [])),
  )
  const free: number[] = []
  for (let minor = 0; free.length < count; minor++) if (!used.has(minor)) free.push(minor)
  return free
}

/** A name for the image file of a disk. */
export const imageName = (random: RandomStreams, template: DiskTemplate, index: number): string =>
  `${drawUuid(random, 'uuid')}.${template}.disk${index}`

/** The folder of all disk images of a kind. */
export const imageRoot = (config: ClusterConfig, template: DiskTemplate): string => {
  const { fileStorageDir, sharedFileStorageDir } = settingsOf(config)
  return template === 'sharedfile' ? sharedFileStorageDir : fileStorageDir
}

/** The folder of an instance's disk images; `below`: a folder between the cluster's and its own. */
export const imageDirectory = (
  config: ClusterConfig,
  template: DiskTemplate,
  instance: InstanceName,
  below: string | null = null,
): string => [imageRoot(config, template), ...(below === null ? [] : [below]), instance].join('/')
