/**
 * Converting an instance's disks: between plain and mirrored on the same volumes, otherwise by a copy.
 * Source: lib/cmdlib/instance_set_params.py (_ConvertPlainToDrbd, _ConvertDrbdToPlain).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import type { DiskConf, DrbdDisk, NodeName } from '../../../sim/cluster/config.ts'
import { DRBD_META_MIB, secondaryOf } from '../../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { fail, refuse } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, type Current, forEach, when } from '../../../sim/run/parts.ts'
import { runAllocator } from '../../iallocator.ts'
import { lockedInstance } from '../checks.ts'
import { shutdownDisks } from '../disks/steps.ts'
import { waitForSync } from '../disks/wait-for-sync.ts'
import { copyConversion } from './convert.ts'
import { plannedMirrors, portsOf, withPorts } from './mirrors.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'

/** Metadata of a mirrored disk as a volume of its own. */
const metaOf = (disk: DrbdDisk): DiskConf => ({
  uuid: disk.uuid,
  sizeMib: DRBD_META_MIB,
  mode: 'rw',
  kind: 'plain',
  volume: disk.metaVolume,
})

const replaceDisks = (op: ModifyOp, template: 'plain' | 'drbd', disks: DiskConf[]): void => {
  const { name, disks: before } = lockedInstance(op)
  const ports = portsOf(before)
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.disks = clone(disks)
      instance.template = template
      draft.cluster.freePorts = [...draft.cluster.freePorts, ...ports].sort((a, b) => a - b)
    },
    { quiet: true },
  )
}

const unmadeVolume = (op: ModifyOp, name: string, mib: number): string =>
  describeVolume(op.config.cluster.volumeGroup, name, mib, null)

const cannotCreate = (op: ModifyOp, what: string, node: NodeName, error: string) =>
  fail(
    `Can't create block device ${what} on node ${node} for instance ${lockedInstance(op).name}: ${error}`,
  )

/** The volumes of the plain disks, and their names as data of the mirrored ones. */
const renames = (op: ModifyOp): [string, string][] =>
  lockedInstance(op).disks.flatMap((disk, i): [string, string][] => {
    const mirror = op.vars.mirrors[i]
    return disk.kind === 'plain' && mirror ? [[disk.volume, mirror.dataVolume]] : []
  })

interface End {
  disk: DrbdDisk
  index: number
  node: NodeName
  primary: boolean
}

/** Both ends of every mirrored disk, the primary's first. */
const endsOf = (op: ModifyOp): End[] =>
  op.vars.mirrors.flatMap((disk, index) => [
    { disk, index, node: lockedInstance(op).primary, primary: true },
    { disk, index, node: op.vars.secondary, primary: false },
  ])

const cannotInitialize = (op: ModifyOp, { disk, index, node }: End, error: string) => {
  op.vars.error = error
  return cannotCreate(op, describeDisk(op.world, disk, index), node, error)
}

const chooseSecondary: ModifySteps = [
  {
    'mirror: announce choice': (op) => op.log(`Using ${op.vars.script} to choose new secondary`),
  },
  runAllocator<ModifyParams, ModifyVars>('choose', {
    script: (op) => op.vars.script,
    request: (op) => ({ type: 'allocate-secondary', name: lockedInstance(op).name }),
    template: () => 'drbd',
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can's find secondary node using iallocator ${op.vars.script}: ${info}`,
        { is: 'no place' },
      ),
  }),
  {
    'mirror: take choice': (op) => {
      op.vars.secondary = String(op.vars.chosen)
      op.log(`${op.vars.script} choose ${op.vars.secondary} as new secondary`)
    },
  },
]

/** Metadata on the primary, then the whole disk on the secondary. */
const makeVolumes = (disk: Current<ModifyOp, DrbdDisk>): ModifySteps => [
  ask('create metadata on the primary', 'blockdev_create', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({ disk: metaOf(disk(op)), instance: lockedInstance(op).name }),
    answer: (op, reply) => {
      const what = unmadeVolume(op, disk(op).metaVolume, DRBD_META_MIB)
      if (!reply.ok) return cannotCreate(op, what, reply.node, reply.error)
    },
  }),
  ask('create volumes on the secondary', 'blockdev_create', {
    to: (op) => op.vars.secondary,
    args: (op) => ({ disk: disk(op), instance: lockedInstance(op).name }),
    answer: (op, reply) => {
      const what = unmadeVolume(op, disk(op).dataVolume, disk(op).sizeMib)
      if (!reply.ok) return cannotCreate(op, what, reply.node, reply.error)
    },
  }),
]

const initialize = (end: Current<ModifyOp, End>): ModifySteps => [
  ask('write DRBD metadata', 'blockdev_create', {
    to: (op) => end(op).node,
    args: (op) => ({ disk: end(op).disk, instance: lockedInstance(op).name, onExisting: true }),
    answer: (op, reply) => {
      if (!reply.ok) return cannotInitialize(op, end(op), reply.error)
    },
  }),
  ask('put mirrors to use', 'blockdev_assemble', {
    to: (op) => end(op).node,
    args: (op) => ({ disk: end(op).disk, primary: end(op).primary, fresh: true }),
    answer: (op, reply) => {
      if (!reply.ok) return cannotInitialize(op, end(op), reply.error)
    },
  }),
]

const initializeOrUndo: ModifySteps = attempt(
  'initialization',
  [
    { 'mirror: initialize': (op) => op.log('Initializing DRBD devices...') },
    forEach('ends of the mirrors', endsOf, initialize),
  ],
  {
    caught: (op, why) => {
      op.vars.failure = why
    },
    otherwise: ask('undo: rename the volumes back', 'blockdev_rename', {
      to: (op) => lockedInstance(op).primary,
      before: (op) =>
        op.log('Initializing of DRBD devices failed; renaming back original volumes...'),
      args: (op) => ({ renames: renames(op).map(([from, to]): [string, string] => [to, from]) }),
      answer: (op, reply) =>
        fail(
          reply.ok
            ? op.vars.failure
            : `Failed to rename LVs back after error ${op.vars.error}: ${reply.error}`,
        ),
    }),
  },
)

/** What is said before disks of one kind become another. */
const announced = byRelease({
  '2.11': (_from: string, to: string) => `Converting template to ${to}`,
  '3.0': (from: string, to: string) => `Converting disk template from '${from}' to '${to}'`,
})

/** From plain to mirrored: what the disks hold stays where it is, and the secondary copies it. */
const mirror: ModifySteps = [
  { 'mirror: announce': (op) => op.log(announced(op)('plain', 'drbd')) },
  when('an allocator chooses', (op) => op.vars.secondary === '', chooseSecondary),
  {
    'mirror: plan': (op) => {
      const { secondary } = op.vars
      op.vars.mirrors = plannedMirrors(op.world, lockedInstance(op), secondary)
      withPorts(op, op.vars.mirrors)
      op.log('Creating additional volumes...')
    },
  },
  forEach('mirrors', (op) => op.vars.mirrors, makeVolumes),
  ask('rename the volumes', 'blockdev_rename', {
    to: (op) => lockedInstance(op).primary,
    before: (op) => op.log('Renaming original volumes...'),
    args: (op) => ({ renames: renames(op) }),
    answer: (_op, reply) => {
      if (!reply.ok) return fail(`Failed to rename original LVs: ${reply.error}`)
    },
  }),
  initializeOrUndo,
  { 'mirror: attach': (op) => replaceDisks(op, 'drbd', op.vars.mirrors) },
  when(
    'mirror: has to wait',
    (op) => op.params.waitForSync,
    waitForSync<ModifyParams, ModifyVars>('mirror: wait for sync', { instance: lockedInstance }),
    waitForSync<ModifyParams, ModifyVars>('mirror: ask for sync', {
      instance: lockedInstance,
      oneshot: true,
    }),
  ),
  {
    'mirror: check sync': (op) => {
      if (!op.vars.synced)
        return fail('There are some degraded disks for this instance, please cleanup manually', {
          is: 'not in sync',
          instance: lockedInstance(op).name,
        })
    },
  },
]

/** How parts of a mirrored disk are called that could not be removed. */
const leftOver = byRelease<Record<'copy' | 'metadata', (index: number) => string>>({
  '2.11': {
    copy: (index) => `block device disk/${index}`,
    metadata: (index) => `metadata for disk ${index}`,
  },
  // The disk is looked up among those that the instance has by then.
  '3.0': { copy: () => 'disk None', metadata: () => 'disk None' },
})

const warnOfLeftOver = (
  op: ModifyOp,
  what: string,
  { node, error }: { node: NodeName; error: string },
): void => op.warn(`Could not remove ${what} on node ${node}, continuing anyway: ${error}`)

/** Back to plain: the primary keeps its data volumes, everything else goes. */
const unmirror: ModifySteps = [
  {
    'unmirror: replace disks': (op) => {
      const instance = lockedInstance(op)
      op.log(announced(op)('drbd', 'plain'))
      op.vars.secondary = secondaryOf(instance) ?? ''
      op.vars.mirrors = instance.disks.filter((disk) => disk.kind === 'drbd')
      replaceDisks(
        op,
        'plain',
        op.vars.mirrors.map(({ sizeMib, mode, name, dataVolume }) => ({
          uuid: drawUuid(op.world.random, 'uuid'),
          sizeMib,
          mode,
          name: name ?? null,
          kind: 'plain',
          volume: dataVolume,
        })),
      )
      op.log('Removing volumes on the secondary node...')
    },
  },
  askEach('remove volumes on the secondary', 'blockdev_remove', {
    of: (op) => op.vars.mirrors,
    to: (op) => op.vars.secondary,
    args: (_op, disk) => ({ disk }),
    answer: (op, reply, _disk, index) => {
      if (!reply.ok) warnOfLeftOver(op, leftOver(op).copy(index), reply)
    },
  }),
  {
    'unmirror: announce metadata': (op) =>
      op.log('Removing unneeded volumes on the primary node...'),
  },
  askEach('remove metadata on the primary', 'blockdev_remove', {
    of: (op) => op.vars.mirrors,
    to: (op) => lockedInstance(op).primary,
    args: (_op, disk) => ({ disk: metaOf(disk) }),
    answer: (op, reply, _disk, index) => {
      if (!reply.ok) warnOfLeftOver(op, leftOver(op).metadata(index), reply)
    },
  }),
]

/** Whether disks of these templates lie on the same volumes, so that nothing has to be copied. */
export const sharesVolumes = (from: string, to: string | null): boolean =>
  [from, to].sort().join() === 'drbd,plain'

/** The steps that give an instance disks of another template. */
export const convertSteps: ModifySteps = when(
  'the template changes',
  (op) => op.params.template !== null,
  [
    shutdownDisks<ModifyParams, ModifyVars>(
      'deactivate disks',
      lockedInstance,
      (op, node, offline) => offline && node !== lockedInstance(op).primary,
    ),
    {
      checkDeactivation: (op) => {
        if (op.vars.trouble)
          return fail(
            'Cannot shutdown instance disks, unable to proceed with disk template conversion',
          )
      },
    },
    when(
      'the volumes stay',
      (op) => sharesVolumes(lockedInstance(op).template, op.params.template),
      when('to mirrored disks', (op) => op.params.template === 'drbd', mirror, unmirror),
      copyConversion,
    ),
  ],
)
