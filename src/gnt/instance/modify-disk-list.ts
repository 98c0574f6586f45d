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
import { call, fail, goto, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { nextPort } from '../../sim/start.ts'
import { freeMinors, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { lockedInstance, requireDown } from './checks.ts'
import type { DiskChange } from './modify-disk-options.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './modify-op.ts'
import { waitForSync } from './steps-wait-for-sync.ts'

const MAX_DISKS = 16
const RUNNING = "can't remove volume from a running instance without using hotplug"

const words = (op: ModifyOp) => wordingOf(op.world.release).diskList

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
    if (instance.template === 'diskless') return refuse('wrong_input', words(op).diskless)
    if (mode !== null && mode !== 'rw' && mode !== 'ro')
      return refuse('wrong_input', `Invalid disk access mode '${mode}'`)
    if (!op.params.waitForSync && !instance.disksActive)
      return refuse('wrong_input', words(op).inactive)
  }
  if (action === 'modify' && sizeMib !== null)
    return refuse('wrong_input', 'Disk size change not possible, use grow-disk')
  return undefined
}

/** The whole list of changes on a copy of the list of disks. */
function checkList(op: ModifyOp): OpNext | undefined {
  const disks: { uuid: string; name?: string | null }[] = [...lockedInstance(op).disks]
  for (const change of op.params.disks) {
    const at = placeOf(change, disks)
    if (typeof at === 'object' && 'missing' in at) {
      const { class: kind, text } = words(op).unknown(at.missing)
      return refuse(kind, text)
    }
    if (typeof at === 'object') return fail(at.wrong)
    if (change.action === 'add') disks.splice(at, 0, { uuid: '', name: change.name })
    if (change.action === 'remove') disks.splice(at, 1)
  }
  if (disks.length > MAX_DISKS)
    return refuse('wrong_state', `Instance has too many disks (${MAX_DISKS}), cannot add more`)
  return undefined
}

/** The checks of adding, removing and changing disks. */
export const diskListChecks: ModifySteps = [
  {
    checkDisks: (op) => {
      if (op.params.disks.length === 0) return goto('disksChecked')
      const unknown = op.params.disks
        .map((change) => placeOf(change, lockedInstance(op).disks))
        .find((at) => typeof at === 'object' && 'missing' in at)
      if (unknown) return checkList(op)
      for (const change of op.params.disks) {
        const refusal = checkOne(op, change)
        if (refusal) return refusal
      }
      const removes = op.params.disks.some(({ action }) => action === 'remove')
      if (!removes || !words(op).removesOnlyStopped) return goto('checkDiskList')
    },
  },
  requireDown<ModifyParams, ModifyVars>('remove disk', RUNNING),
  { checkDiskList: checkList, disksChecked: () => undefined },
]

const current = (op: ModifyOp): DiskChange | undefined => op.params.disks[op.vars.diskAt]

const indexNow = (op: ModifyOp): number => {
  const change = current(op)
  const at = change ? placeOf(change, lockedInstance(op).disks) : 0
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

const addSteps: ModifySteps = [
  {
    'add disk: plan': (op) => {
      const change = current(op)
      if (!change) return goto('disks: next')
      op.vars.diskIndex = indexNow(op)
      const disk = planDisk(op, change, op.vars.diskIndex)
      op.vars.newDisk = disk
      if (disk.kind !== 'drbd')
        op.log(`* disk ${op.vars.diskIndex}, size ${formatUnit(disk.sizeMib, 'h')}`)
      op.vars.round = 0
    },
    'add disk: make': (op) => {
      const { newDisk: disk } = op.vars
      const node = nodesOf(lockedInstance(op))[op.vars.round]
      if (node === undefined || !disk) return goto('add disk: insert')
      return call(node, 'blockdev_create', { disk, instance: lockedInstance(op).name })
    },
    'add disk: use': (op) => {
      const reply = op.reply('blockdev_create')
      const { newDisk: disk } = op.vars
      const { primary } = lockedInstance(op)
      op.vars.error = reply.ok || !disk ? '' : cannotMake(op, unmade(op, disk), reply)
      if (!reply.ok || !disk) return goto('add disk: undo')
      const options = { primary: reply.node === primary, fresh: true }
      return call(reply.node, 'blockdev_assemble', { disk, ...options })
    },
    'add disk: made': (op) => {
      const reply = op.reply('blockdev_assemble')
      const { newDisk: disk } = op.vars
      op.vars.round += 1
      if (reply.ok || !disk) return goto('add disk: make')
      op.vars.error = cannotMake(op, describeDisk(op.world, disk, op.vars.diskIndex), reply)
    },
    'add disk: undo': (op) => {
      op.vars.round -= 1
      const node = nodesOf(lockedInstance(op))[op.vars.round]
      const { newDisk: disk } = op.vars
      if (node === undefined || !disk) return fail(op.vars.error)
      return call(node, 'blockdev_remove', { disk }, 'add disk: undo')
    },
    'add disk: insert': (op) => {
      const { newDisk: disk, diskIndex } = op.vars
      if (!disk) return goto('disks: next')
      editDisks(op, ({ disks }) => {
        disks.splice(diskIndex, 0, clone(disk))
      })
      op.vars.diskChanges.push([`disk/${diskIndex}`, `add:size=${disk.sizeMib},mode=${disk.mode}`])
      return goto(op.params.waitForSync ? 'new disk: announce' : 'new disk look: announce')
    },
  },
  waitForSync<ModifyParams, ModifyVars>('new disk', {
    instance: lockedInstance,
    disks: (op) => [op.vars.diskIndex],
  }),
  { 'add disk: waited': () => goto('add disk: judge') },
  waitForSync<ModifyParams, ModifyVars>('new disk look', {
    instance: lockedInstance,
    disks: (op) => [op.vars.diskIndex],
    oneshot: true,
  }),
  {
    'add disk: judge': (op) => {
      const { name, disksActive } = lockedInstance(op)
      if (!op.vars.synced) return fail(`Failed to sync disks of ${name}`)
      if (disksActive) return goto('disks: done')
    },
  },
  shutdownDisks<ModifyParams, ModifyVars>(
    'rest disk',
    lockedInstance,
    () => true,
    (op) => op.vars.diskIndex,
  ),
  { 'add disk: end': () => goto('disks: done') },
]

const cannotMake = (op: ModifyOp, what: string, reply: { node: string; error: string }): string =>
  `Can't create block device ${what} on node ${reply.node} for instance ${lockedInstance(op).name}: ${reply.error}`

const removeSteps: ModifySteps = {
  'remove disk: begin': (op) => {
    op.vars.diskIndex = indexNow(op)
    op.vars.round = 0
  },
  'remove disk: call': (op) => {
    const instance = lockedInstance(op)
    const disk = instance.disks[op.vars.diskIndex]
    const node = nodesOf(instance)[op.vars.round]
    return disk && node !== undefined
      ? call(node, 'blockdev_remove', { disk })
      : goto('remove disk: take out')
  },
  'remove disk: judge': (op) => {
    const reply = op.reply('blockdev_remove')
    if (!reply.ok) op.warn(words(op).cannotRemove(op.vars.diskIndex, reply.node, reply.error))
    op.vars.round += 1
    return goto('remove disk: call')
  },
  'remove disk: take out': (op) => {
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
    return goto('disks: done')
  },
}

function changeDisk(op: ModifyOp, change: DiskChange): void {
  const index = indexNow(op)
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
export const diskListSteps: ModifySteps = [
  {
    'disks: next': (op) => {
      const change = current(op)
      if (!change) return goto('disks: end')
      switch (change.action) {
        case 'add':
          return goto('add disk: plan')
        case 'remove':
          return goto('remove disk: begin')
        case 'modify':
          changeDisk(op, change)
          return goto('disks: done')
      }
    },
  },
  addSteps,
  removeSteps,
  {
    'disks: done': (op) => {
      op.vars.diskAt += 1
      return goto('disks: next')
    },
    'disks: end': () => undefined,
  },
]
