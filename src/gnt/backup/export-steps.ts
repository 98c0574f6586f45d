/**
 * What an export does, from the shutdown of the instance to its finished dumps. Source: lib/cmdlib/backup.py
 * (LUBackupExport.Exec), lib/masterd/instance.py (ExportInstanceHelper).
 */
import { drawUuid } from '../../lib/random.ts'
import type { DiskConf, PlainDisk } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import { fail } from '../../sim/run/opcode.ts'
import { ask, askEach, attempt, when } from '../../sim/run/parts.ts'
import { secondsOf } from '../../sim/world.ts'
import { lockedInstance } from '../instance/checks.ts'
import { copyDisks } from '../instance/disks/copy.ts'
import { startDisks, stopDisks } from '../instance/running.ts'
import { exportText } from './config-ini.ts'
import type { EXPORT_VARS, ExportOp, ExportParams, ExportSteps } from './export-op.ts'

type Vars = typeof EXPORT_VARS

/** Which disks are frozen for the export, and what becomes of one that cannot be. */
const freezing = byRelease<
  'all, and those that can are exported' | 'where it gains time, all or none'
>({
  '2.11': 'all, and those that can are exported',
  '3.0': 'where it gains time, all or none',
})
/** What the file of a dump is called. */
const fileNames = byRelease<'volumes' | 'uuids'>({ '2.11': 'volumes', '3.0': 'uuids' })

const wantsSnapshots = (op: ExportOp): boolean => {
  if (freezing(op) === 'all, and those that can are exported') return true
  const canFreeze = lockedInstance(op).disks.every(({ kind }) => kind !== 'file')
  return canFreeze && !op.params.removeInstance && op.vars.wasUp
}

const frozen = ({ vars }: ExportOp): boolean => vars.snapshots.length > 0

/** Whether the instance runs again after the export. */
const restarts = ({ params, vars }: ExportOp): boolean =>
  params.shutdown && vars.wasUp && !params.removeInstance

const stopInstance: ExportSteps = ask('shut down', 'instance_shutdown', {
  to: (op) => (op.params.shutdown ? op.vars.source : null),
  before: (op) => op.log(`Shutting down instance ${op.vars.name}`),
  args: (op) => ({ name: op.vars.name, timeoutSeconds: op.params.shutdownTimeout }),
  answer: (op, reply) => {
    if (!reply.ok)
      return fail(
        `Could not shutdown instance ${op.vars.name} on node ${reply.node}: ${reply.error}`,
      )
  },
})

const activate: ExportSteps = when(
  'its disks are inactive',
  (op) => !lockedInstance(op).disksActive,
  [
    {
      'announce the disks': (op) => {
        op.vars.activated = true
        op.log(`Activating disks for ${op.vars.name}`)
      },
    },
    startDisks<ExportParams, Vars>('activate disks', () => null),
  ],
)

/** Removes the snapshots of the disks at these positions, as far as they are still there. */
const removeSnapshots = (name: string, which: (op: ExportOp) => number[]): ExportSteps =>
  askEach(name, 'blockdev_remove', {
    of: which,
    to: (op, index) =>
      op.vars.snapshots[index] && !op.vars.removed.includes(index) ? op.vars.source : null,
    before: (op, index) => op.log(`Removing snapshot of disk/${index} on node ${op.vars.source}`),
    args: (op, index) => ({ disk: op.vars.snapshots[index] as DiskConf }),
    answer: (op, reply, index) => {
      if (reply.ok) op.vars.removed.push(index)
      else
        op.warn(
          `Could not remove snapshot for disk/${index} from node ${reply.node}: ${reply.error}`,
        )
    },
  })

const everySnapshot = ({ vars }: ExportOp): number[] => vars.snapshots.map((_, index) => index)

const freeze: ExportSteps = [
  askEach('take snapshots', 'blockdev_snapshot', {
    of: (op) =>
      wantsSnapshots(op) ? lockedInstance(op).disks.map((disk, index) => ({ disk, index })) : [],
    to: (op) => op.vars.source,
    before: (op, { index }) =>
      op.log(`Creating a snapshot of disk/${index} on node ${op.vars.source}`),
    args: (op, { disk, index }) => ({ disk, index, instance: op.vars.name }),
    answer: (op, reply, { disk, index }) => {
      if (!reply.ok) {
        op.warn(`Could not snapshot disk/${index} on node ${reply.node}: ${reply.error}`)
        op.vars.snapshots[index] = null
        return
      }
      const { uuid, sizeMib, mode } = disk
      const snapshot: PlainDisk = {
        uuid,
        sizeMib,
        mode,
        kind: 'plain',
        volume: reply.payload.volume,
      }
      op.vars.snapshots[index] = snapshot
    },
  }),
  when(
    'not all are frozen',
    (op) =>
      freezing(op) !== 'all, and those that can are exported' && op.vars.snapshots.includes(null),
    [
      removeSnapshots('remove the other snapshots', everySnapshot),
      {
        'do without snapshots': (op) => {
          op.vars.snapshots = []
        },
      },
    ],
  ),
  {
    'may it sleep long': (op) => {
      const { shutdown, removeInstance, longSleep } = op.params
      if (frozen(op) || removeInstance || !op.vars.wasUp || lockedInstance(op).disks.length === 0)
        return
      const cannot = 'Not all disks could be snapshotted, and you'
      if (!shutdown) return fail(`${cannot} requested a live export; aborting`)
      if (!longSleep)
        return fail(
          `${cannot} did not allow the instance to remain offline for a longer time through the --long-sleep option; aborting`,
        )
    },
  },
]

const startAgain = (name: string, due: (op: ExportOp) => boolean): ExportSteps =>
  when(`${name}: is due`, (op) => restarts(op) && due(op), [
    attempt(
      name,
      ask(name, 'instance_start', {
        to: (op) => op.vars.source,
        before: (op) => op.log(`Starting instance ${op.vars.name}`),
        args: (op) => ({ instance: lockedInstance(op) }),
        answer: (op, reply) => {
          if (reply.ok) return
          op.log(`Failed to start instance: ${reply.error}`)
          return fail(`Could not start instance: ${reply.error}`)
        },
      }),
      {
        caught: (op, why) => {
          op.vars.failure = why
        },
        otherwise: [
          stopDisks<ExportParams, Vars>(`${name}: deactivate disks`),
          { [`${name}: give up`]: (op) => fail(op.vars.failure) },
        ],
      },
    ),
  ])

/** What is read: the snapshots, or the disks of an instance that is not frozen. */
const exported = (op: ExportOp): (DiskConf | null)[] =>
  frozen(op) ? op.vars.snapshots : lockedInstance(op).disks

const nameDumps = (op: ExportOp): void => {
  op.vars.dumps = exported(op).map((disk) => {
    if (fileNames(op) === 'uuids')
      return frozen(op) ? drawUuid(op.world.random, 'uuid') : (disk?.uuid ?? '')
    return disk?.kind === 'plain' ? disk.volume : ''
  })
}

const present = (op: ExportOp): number[] =>
  exported(op).flatMap((disk, index) => (disk === null ? [] : [index]))

const transfer: ExportSteps = [
  { 'name the dumps': nameDumps },
  copyDisks<ExportParams, Vars>('export', {
    instance: (op) => op.vars.name,
    disks: (op) => lockedInstance(op).disks,
    source: (op) => op.vars.source,
    target: (op) => op.vars.target,
    which: present,
    label: (op, index) => `${frozen(op) ? 'snapshot' : 'disk'}/${index}`,
    dumps: (op, index) => ({
      scripts: { os: lockedInstance(op).os, installed: op.config.cluster.osTypes },
      into: { folder: `${op.vars.name}.new`, file: op.vars.dumps[index] ?? '' },
    }),
    released: removeSnapshots,
  }),
]

const isWhole = (op: ExportOp): boolean => op.vars.copied && !exported(op).includes(null)

const finalize: ExportSteps = when(
  'everything has arrived',
  isWhole,
  ask('finalize the export', 'finalize_export', {
    to: (op) => op.vars.target,
    before: (op) => op.log(`Finalizing export on ${op.vars.target}`),
    args: (op) => {
      const instance = lockedInstance(op)
      const disks = instance.disks.map(({ sizeMib, name }, index) => ({
        dump: op.vars.dumps[index] ?? '',
        sizeMib,
        name: frozen(op) ? null : (name ?? null),
      }))
      const template = frozen(op) && op.behaviour.disksAreObjects ? 'plain' : instance.template
      const facts = { disks, template, at: secondsOf(op.world) }
      return { instance: op.vars.name, info: exportText(op, op.config, instance, facts) }
    },
    answer: (op, reply) => {
      op.vars.finalized = reply.ok
      if (!reply.ok)
        op.warn(
          `Could not finalize export for instance ${op.vars.name} on node ${reply.node}: ${reply.error}`,
        )
    },
  }),
  {
    'warn of leftovers': (op) =>
      op.warn(
        `Some disk exports have failed; there may be leftover data for instance ${op.vars.name} on node ${op.vars.target}`,
      ),
  },
)

const deactivate: ExportSteps = when('its disks were activated', (op) => op.vars.activated, [
  { 'announce the end': (op) => op.log(`Deactivating disks for ${op.vars.name}`) },
  stopDisks<ExportParams, Vars>('deactivate disks'),
])

/** What failed, in Ganeti's words; undefined where nothing did. */
function judge(op: ExportOp) {
  if (op.vars.failure !== '') return fail(op.vars.failure)
  if (op.vars.finalized) return undefined
  const arrived = op.vars.copies.flatMap(({ state, index }) => (state === 'done' ? [index] : []))
  const lost = exported(op).flatMap((_disk, index) => (arrived.includes(index) ? [] : [index]))
  const disks = lost.length > 0 ? [`disk export: disk(s) ${lost.join(', ')}`] : []
  return fail(`Export failed, errors in ${['export finalization', ...disks].join(', ')}`)
}

/** From the shutdown to the finished export; whatever happens, snapshots and disks are let go. */
export const exportSteps: ExportSteps = [
  stopInstance,
  activate,
  attempt(
    'the export',
    [
      freeze,
      startAgain('start on its snapshots', frozen),
      transfer,
      finalize,
      startAgain('start after the export', (op) => !frozen(op)),
    ],
    {
      caught: (op, why) => {
        op.vars.failure = why
      },
    },
  ),
  removeSnapshots('remove what is left of the snapshots', everySnapshot),
  deactivate,
  { judge },
]
