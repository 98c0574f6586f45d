/**
 * Adding, removing and changing single disks of an instance.
 * Source: lib/cmdlib/instance_set_params.py (_PreCheckDisks, _CreateNewDisk, _RemoveDisk,
 * _ModifyDisk), lib/cmdlib/instance_utils.py (ApplyContainerMods).
 */
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import { drawUuid } from '../../lib/random.ts'
import { formatUnit } from '../../lib/units.ts'
import type { DiskConf, InstanceConf } from '../../sim/cluster/config.ts'
import { nodesOf } from '../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../sim/noded/devices.ts'
import { byRelease } from '../../sim/releases.ts'
import { fail, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { ask, askEach, attempt, type Current, forEach, when } from '../../sim/run/parts.ts'
import { nextPort } from '../../sim/start.ts'
import { freeMinors, shutdownDisks } from '../storage.ts'
import { lockedInstance, requireDown } from './checks.ts'
import type { DiskChange } from './modify-disk-options.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './modify-op.ts'
import { waitForSync } from './steps-wait-for-sync.ts'

const MAX_DISKS = 16
const RUNNING = "can't remove volume from a running instance without using hotplug"

/** The refusal of a disk that the instance does not have. */
const refuseUnknown = byRelease<(ident: string) => OpNext>({
  '2.11': (ident) =>
    refuse('unknown_entity', `Cannot find disk with identifier ${ident}`, {
      is: 'not found',
      what: 'disk',
      word: `${ident}`,
    }),
  '3.0': (ident) =>
    refuse('unclassified', `Lookup of disk '${ident}' failed`, {
      is: 'not found',
      what: 'disk',
      word: `${ident}`,
    }),
})

const inactive = byRelease({
  '2.11': "Can't add a disk to an instance with deactivated disks and --no-wait-for-sync given.",
  '3.0': "Can't add a disk to an instance with deactivated disks and --no-wait-for-sync given",
})

const diskless = byRelease({
  '2.11': 'Disk operations not supported for diskless instances',
  '3.0': 'Must specify disk type on diskless instance',
})

/** Whether a disk of a running instance is refused to be removed. */
const removesOnlyStopped = byRelease({ '2.11': false, '3.0': true })

const cannotRemove = byRelease({
  '2.11': (index: number, node: string, error: string) =>
    `Could not remove disk/${index} on node '${node}': ${error}, continuing anyway`,
  '3.0': (index: number, node: string, error: string) =>
    `Could not remove disk ${index} on node ${node}, continuing anyway: ${error}`,
})

/** Where in the list a change belongs, or why nowhere. */
function placeOf(
  { ident, action }: DiskChange,
  disks: readonly { uuid: string; name?: string | null }[],
): number | { missing: string } | { wrong: string } {
  if (!/^[+-]?\d+$/.test(ident)) {
    const found = disks.findIndex(({ uuid, name }) => name === ident || uuid === ident)
    return found < 0 ? { missing: ident } : found
  }
  const index = Number(ident)
  const last = action === 'add' ? disks.length : disks.length - 1
  if (index === -1) return last < 0 ? { wrong: 'list index out of range' } : last
  if (index < 0) return { wrong: 'Not accepting negative indices other than -1' }
  if (index > disks.length)
    return { wrong: `Got disk index ${index}, but there are only ${disks.length}` }
  return index > last ? { wrong: 'list index out of range' } : index
}

function checkOne(op: ModifyOp, change: DiskChange): OpNext | undefined {
  const instance = lockedInstance(op)
  const { action, mode, sizeMib } = change
  if (action === 'add') {
    if (instance.template === 'diskless') return refuse('wrong_input', diskless(op))
    if (mode !== null && mode !== 'rw' && mode !== 'ro')
      return refuse('wrong_input', `Invalid disk access mode '${mode}'`)
    if (!op.params.waitForSync && !instance.disksActive) return refuse('wrong_input', inactive(op))
  }
  if (action === 'modify' && sizeMib !== null)
    return refuse('wrong_input', 'Disk size change not possible, use grow-disk', {
      is: 'options',
    })
  return undefined
}

/** The whole list of changes on a copy of the list of disks. */
function checkList(op: ModifyOp): OpNext | undefined {
  const disks: { uuid: string; name?: string | null }[] = [...lockedInstance(op).disks]
  for (const change of op.params.disks) {
    const at = placeOf(change, disks)
    if (typeof at === 'object')
      return 'missing' in at ? refuseUnknown(op)(at.missing) : fail(at.wrong)
    if (change.action === 'add') disks.splice(at, 0, { uuid: '', name: change.name })
    if (change.action === 'remove') disks.splice(at, 1)
  }
  if (disks.length > MAX_DISKS)
    return refuse('wrong_state', `Instance has too many disks (${MAX_DISKS}), cannot add more`)
  return undefined
}

/** Each change for itself; a disk that nobody knows is for the whole list to refuse. */
function checkEach(op: ModifyOp): OpNext | undefined {
  const unknown = op.params.disks
    .map((change) => placeOf(change, lockedInstance(op).disks))
    .some((at) => typeof at === 'object' && 'missing' in at)
  if (unknown) return checkList(op)
  for (const change of op.params.disks) {
    const refusal = checkOne(op, change)
    if (refusal) return refusal
  }
  return undefined
}

/** The checks of adding, removing and changing disks. */
export const diskListChecks: ModifySteps = when(
  'disks change',
  (op) => op.params.disks.length > 0,
  [
    { checkDisks: checkEach },
    when(
      'it must be stopped',
      (op) => removesOnlyStopped(op) && op.params.disks.some(({ action }) => action === 'remove'),
      requireDown<ModifyParams, ModifyVars>('remove disk', RUNNING),
    ),
    { checkDiskList: checkList },
  ],
)

type CurrentChange = Current<ModifyOp, DiskChange>

const indexOf = (op: ModifyOp, change: DiskChange): number => {
  const at = placeOf(change, lockedInstance(op).disks)
  return typeof at === 'number' ? at : 0
}

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
    return { ...facts, kind: 'file', path: `${directory}/disk${index}` }
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

/** What could not be made: of a mirrored disk its data volume comes first. */
const unmade = (op: ModifyOp, disk: DiskConf): string =>
  disk.kind === 'drbd'
    ? describeVolume(op.config.cluster.volumeGroup, disk.dataVolume, disk.sizeMib, null)
    : describeDisk(op.world, disk, op.vars.diskIndex)

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
      args: (op) => ({ disk: newDisk(op), instance: lockedInstance(op).name }),
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
const syncDisk: ModifySteps = [
  when(
    'add disk: has to wait',
    (op) => op.params.waitForSync,
    waitForSync<ModifyParams, ModifyVars>('add disk: wait for sync', {
      instance: lockedInstance,
      disks: (op) => [op.vars.diskIndex],
    }),
    waitForSync<ModifyParams, ModifyVars>('add disk: ask for sync', {
      instance: lockedInstance,
      disks: (op) => [op.vars.diskIndex],
      oneshot: true,
    }),
  ),
  {
    'add disk: check sync': (op) => {
      if (!op.vars.synced)
        return fail(`Failed to sync disks of ${lockedInstance(op).name}`, {
          is: 'not in sync',
          instance: lockedInstance(op).name,
        })
    },
  },
  when(
    'add disk: its disks are inactive',
    (op) => !lockedInstance(op).disksActive,
    shutdownDisks<ModifyParams, ModifyVars>(
      'add disk: deactivate',
      lockedInstance,
      () => true,
      (op) => op.vars.diskIndex,
    ),
  ),
]

const addSteps = (change: CurrentChange): ModifySteps => [
  {
    'add disk: plan': (op) => {
      const index = indexOf(op, change(op))
      const disk = planDisk(op, change(op), index)
      op.vars.diskIndex = index
      op.vars.newDisk = disk
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
  syncDisk,
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

const removeSteps = (change: CurrentChange): ModifySteps => [
  {
    'remove disk: find': (op) => {
      op.vars.diskIndex = indexOf(op, change(op))
    },
  },
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
  { 'remove disk: take out': takeOut },
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
    when('a disk is removed', (op) => change(op).action === 'remove', removeSteps(change)),
    when('a disk is changed', (op) => change(op).action === 'modify', {
      'modify disk': (op) => changeDisk(op, change(op)),
    }),
  ],
)
