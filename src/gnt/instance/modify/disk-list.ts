/**
 * Adding, removing and changing single disks of an instance.
 * Source: lib/cmdlib/instance_set_params.py (_PreCheckDisks, _CreateNewDisk, _RemoveDisk,
 * _ModifyDisk), lib/cmdlib/instance_utils.py (ApplyContainerMods).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import type { DiskConf, InstanceConf } from '../../../sim/cluster/config.ts'
import { nodesOf } from '../../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { fail, type OpNext } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, forEach, when } from '../../../sim/run/parts.ts'
import { nextPort } from '../../../sim/start.ts'
import { lockedInstance } from '../checks.ts'
import { freeMinors, imageName, shutdownDisks } from '../disks/steps.ts'
import { waitForSync } from '../disks/wait-for-sync.ts'
import { attachSteps, detachSteps } from './disk-attach.ts'
import { type CurrentDisk, indexOf } from './disk-checks.ts'
import type { DiskChange } from './disk-options.ts'
import { hotplug, tellHotplug, withoutDisk } from './hotplug.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'

const cannotRemove = byRelease({
  '2.11': (index: number, node: string, error: string) =>
    `Could not remove disk/${index} on node '${node}': ${error}, continuing anyway`,
  '3.0': (index: number, node: string, error: string) =>
    `Could not remove disk ${index} on node ${node}, continuing anyway: ${error}`,
})

function planDisk(op: ModifyOp, change: DiskChange, index: number): DiskConf {
  const { random } = op.world
  const instance = lockedInstance(op)
  const volume = `${drawUuid(random, 'uuid')}.disk${index}`
  const facts = {
    uuid: drawUuid(random, 'uuid'),
    sizeMib: change.sizeMib ?? 0,
    mode: change.mode === 'ro' ? ('ro' as const) : ('rw' as const),
    name: change.name,
  }
  const [first] = instance.disks
  if (first?.kind === 'file') {
    const directory = first.path.slice(0, first.path.lastIndexOf('/'))
    return {
      ...facts,
      kind: 'file',
      path: `${directory}/${imageName(random, instance.template, index)}`,
    }
  }
  if (instance.template !== 'drbd') return { ...facts, kind: 'plain', volume }
  const [primary = '', secondary = ''] = nodesOf(instance)
  const minors = [primary, secondary].map((node) => freeMinors(op.config, node, 1)[0] ?? 0)
  let port = 0
  op.edit(
    (draft) => {
      port = nextPort(draft)
    },
    { quiet: true },
  )
  return {
    ...facts,
    kind: 'drbd',
    dataVolume: `${volume}_data`,
    metaVolume: `${volume}_meta`,
    nodes: [primary, secondary],
    minors: [minors[0] ?? 0, minors[1] ?? 0],
    port,
    secret: drawUuid(random, 'secret').replaceAll('-', ''),
  }
}

const editDisks = (op: ModifyOp, change: (instance: InstanceConf) => void): void => {
  const { name } = lockedInstance(op)
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (instance) change(instance)
    },
    { quiet: true },
  )
}

const groupOf = ({ config, vars }: ModifyOp): string =>
  vars.group === '' ? config.cluster.volumeGroup : vars.group

/** What could not be made: of a mirrored disk its data volume comes first. */
const unmade = (op: ModifyOp, disk: DiskConf): string =>
  disk.kind === 'drbd'
    ? describeVolume(groupOf(op), disk.dataVolume, disk.sizeMib, null)
    : describeDisk(op.world, disk, op.vars.diskIndex, op.vars.group)

const cannotMake = (op: ModifyOp, what: string, reply: { node: string; error: string }): OpNext =>
  fail(
    `Can't create block device ${what} on node ${reply.node} for instance ${lockedInstance(op).name}: ${reply.error}`,
  )

/** The disk that is being added. Throws before it was planned: a fault of the program. */
const newDisk = (op: ModifyOp): DiskConf => {
  if (!op.vars.newDisk) throw new Error('the disk was not planned yet')
  return op.vars.newDisk
}

const makeDisk: ModifySteps = forEach(
  'nodes of the new disk',
  (op) => nodesOf(lockedInstance(op)),
  (node) => [
    ask('add disk: create volumes', 'blockdev_create', {
      to: node,
      args: (op) => ({
        disk: newDisk(op),
        instance: lockedInstance(op).name,
        ...(op.vars.group === '' ? {} : { group: op.vars.group }),
      }),
      answer: (op, reply) => {
        if (!reply.ok) return cannotMake(op, unmade(op, newDisk(op)), reply)
        op.vars.created = node.index(op) + 1
      },
    }),
    ask('add disk: put volumes to use', 'blockdev_assemble', {
      to: node,
      args: (op) => ({
        disk: newDisk(op),
        primary: node(op) === lockedInstance(op).primary,
        fresh: true,
      }),
      answer: (op, reply) => {
        if (!reply.ok)
          return cannotMake(op, describeDisk(op.world, newDisk(op), op.vars.diskIndex), reply)
      },
    }),
  ],
)

/** Waits for the new disk, or asks once how it is. */
const syncDisk = (name: string): ModifySteps => [
  when(
    `${name}: has to wait`,
    (op) => op.params.waitForSync,
    waitForSync<ModifyParams, ModifyVars>(`${name}: wait for sync`, {
      instance: lockedInstance,
      disks: (op) => [op.vars.diskIndex],
    }),
    waitForSync<ModifyParams, ModifyVars>(`${name}: ask for sync`, {
      instance: lockedInstance,
      disks: (op) => [op.vars.diskIndex],
      oneshot: true,
    }),
  ),
  {
    [`${name}: check sync`]: (op) => {
      if (!op.vars.synced)
        return fail(`Failed to sync disks of ${lockedInstance(op).name}`, {
          is: 'not in sync',
          instance: lockedInstance(op).name,
        })
    },
  },
  when(
    `${name}: its disks are inactive`,
    (op) => !lockedInstance(op).disksActive,
    shutdownDisks<ModifyParams, ModifyVars>(
      `${name}: deactivate`,
      lockedInstance,
      () => true,
      (op) => op.vars.diskIndex,
    ),
  ),
]

const addSteps = (change: CurrentDisk): ModifySteps => [
  {
    'add disk: plan': (op) => {
      const index = indexOf(op, change(op))
      const disk = planDisk(op, change(op), index)
      op.vars.diskIndex = index
      op.vars.newDisk = disk
      op.vars.group = change(op).group ?? ''
      op.vars.created = 0
      if (disk.kind !== 'drbd') op.log(`* disk ${index}, size ${formatUnit(disk.sizeMib, 'h')}`)
    },
  },
  attempt('add disk', makeDisk, {
    caught: (op, why) => {
      op.vars.failure = why
    },
    otherwise: [
      askEach('undo: remove volumes', 'blockdev_remove', {
        of: (op) => nodesOf(lockedInstance(op)).slice(0, op.vars.created).reverse(),
        to: (_op, node) => node,
        args: (op) => ({ disk: newDisk(op) }),
      }),
      { 'undo: give up': (op) => fail(op.vars.failure) },
    ],
  }),
  {
    'add disk: insert': (op) => {
      const { diskIndex } = op.vars
      const disk = newDisk(op)
      editDisks(op, ({ disks }) => {
        disks.splice(diskIndex, 0, clone(disk))
      })
      op.vars.diskChanges.push([`disk/${diskIndex}`, `add:size=${disk.sizeMib},mode=${disk.mode}`])
    },
  },
  hotplug('add disk: hotplug'),
  { 'add disk: tell': tellHotplug },
  syncDisk('add disk'),
]

const takeOut = (op: ModifyOp): void => {
  const { diskIndex } = op.vars
  const disk = lockedInstance(op).disks[diskIndex]
  op.edit(
    (draft) => {
      const instance = own(draft.instances, lockedInstance(op).name)
      if (!instance || !disk) return
      instance.disks.splice(diskIndex, 1)
      // Where disks are objects, having none is a template of its own.
      if (instance.disks.length === 0 && op.behaviour.disksAreObjects)
        instance.template = 'diskless'
      if (disk.kind === 'drbd')
        draft.cluster.freePorts = [...draft.cluster.freePorts, disk.port].sort((a, b) => a - b)
    },
    { quiet: true },
  )
  op.vars.diskChanges.push([`disk/${diskIndex}`, 'remove'])
}

const removeSteps = (change: CurrentDisk): ModifySteps => [
  {
    'remove disk: find': (op) => {
      op.vars.diskIndex = indexOf(op, change(op))
    },
  },
  hotplug('remove disk: hotplug', withoutDisk),
  when(
    'remove disk: it was plugged out',
    (op) => op.vars.hotplugs,
    shutdownDisks<ModifyParams, ModifyVars>(
      'remove disk: deactivate',
      lockedInstance,
      () => true,
      (op) => op.vars.diskIndex,
    ),
  ),
  askEach('remove disk: remove volumes', 'blockdev_remove', {
    of: (op) => {
      const instance = lockedInstance(op)
      const disk = instance.disks[op.vars.diskIndex]
      return disk ? nodesOf(instance).map((node) => ({ node, disk })) : []
    },
    to: (_op, { node }) => node,
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply) => {
      if (!reply.ok) op.warn(cannotRemove(op)(op.vars.diskIndex, reply.node, reply.error))
    },
  }),
  { 'remove disk: take out': takeOut, 'remove disk: tell': tellHotplug },
]

function changeDisk(op: ModifyOp, change: DiskChange): void {
  const index = indexOf(op, change)
  const { mode, name } = change
  const given = name?.toLowerCase() === 'none' ? null : name
  editDisks(op, ({ disks }) => {
    const disk = disks[index]
    if (!disk) return
    if (mode === 'ro' || mode === 'rw') disk.mode = mode
    if (name !== null) disk.name = given
  })
  if (mode !== null) op.vars.diskChanges.push([`disk.mode/${index}`, mode])
  if (name !== null) op.vars.diskChanges.push([`disk.name/${index}`, given ?? 'None'])
}

/** Every change in turn; afterwards `vars.diskChanges` tells what came of them. */
export const diskListSteps: ModifySteps = forEach(
  'changes of disks',
  (op) => op.params.disks,
  (change) => [
    when('a disk is added', (op) => change(op).action === 'add', addSteps(change)),
    when('a disk is attached', (op) => change(op).action === 'attach', [
      attachSteps(change),
      syncDisk('attach disk'),
    ]),
    when('a disk is detached', (op) => change(op).action === 'detach', detachSteps(change)),
    when('a disk is removed', (op) => change(op).action === 'remove', removeSteps(change)),
    when('a disk is changed', (op) => change(op).action === 'modify', {
      'modify disk': (op) => changeDisk(op, change(op)),
    }),
  ],
)
