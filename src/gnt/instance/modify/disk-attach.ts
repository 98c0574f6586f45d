/**
 * Detaching a disk from its instance, and attaching one that exists. Source: lib/cmdlib/instance_set_params.py
 * (_AttachDisk, _DetachDisk).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import { type DiskConf, type FileDisk, nodesOf } from '../../../sim/cluster/config.ts'
import { corrupt, fail } from '../../../sim/run/opcode.ts'
import { ask, attempt, when } from '../../../sim/run/parts.ts'
import { lockedInstance } from '../checks.ts'
import {
  assembleDisks,
  imageDirectory,
  imageName,
  imageRoot,
  shutdownDisks,
} from '../disks/steps.ts'
import { type CurrentDisk, diskToAttach, indexOf } from './disk-checks.ts'
import { hotplug, tellHotplug, withoutDisk } from './hotplug.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'

const current = (op: ModifyOp): DiskConf | undefined => lockedInstance(op).disks[op.vars.diskIndex]

const baseName = ({ path }: FileDisk): string => path.slice(path.lastIndexOf('/') + 1)

/** An image file leaves the folder of its instance, or comes into it, on the primary. */
const moveFile = (name: string, failure: string, isFile: (op: ModifyOp) => boolean): ModifySteps =>
  ask(name, 'blockdev_rename', {
    to: (op) => (isFile(op) ? lockedInstance(op).primary : null),
    args: () => ({ renames: [] }),
    answer: (_op, reply) => {
      if (!reply.ok) return fail(`${failure}: ${reply.error}`)
    },
  })

function takeOut(op: ModifyOp): void {
  const { diskIndex } = op.vars
  const instance = lockedInstance(op)
  const disk = current(op)
  if (!disk) return
  const spare = clone(disk)
  if (spare.kind === 'file')
    spare.path = `${imageRoot(op.config, instance.template)}/${baseName(spare)}`
  op.edit(
    (draft) => {
      const here = own(draft.instances, instance.name)
      if (!here) return
      here.disks.splice(diskIndex, 1)
      if (here.disks.length === 0) here.template = 'diskless'
      draft.detached = {
        ...draft.detached,
        [spare.uuid]: { disk: spare, nodes: nodesOf(instance) },
      }
    },
    { quiet: true },
  )
  op.vars.diskChanges.push([`disk/${diskIndex}`, 'detach'])
}

/** The disk stays as it is on its nodes, and belongs to no instance from now on. */
export const detachSteps = (change: CurrentDisk): ModifySteps => [
  {
    'detach disk: find': (op) => {
      op.vars.diskIndex = indexOf(op, change(op))
    },
  },
  hotplug('detach disk: hotplug', withoutDisk),
  shutdownDisks<ModifyParams, ModifyVars>(
    'detach disk: deactivate',
    lockedInstance,
    () => true,
    (op) => op.vars.diskIndex,
  ),
  moveFile(
    'detach disk: move the file',
    'Failed before detach',
    (op) => current(op)?.kind === 'file',
  ),
  {
    'detach disk: take out': (op) => {
      takeOut(op)
      tellHotplug(op)
    },
  },
]

function putIn(op: ModifyOp, disk: DiskConf): void {
  const { diskIndex } = op.vars
  const { name } = lockedInstance(op)
  const put = clone(disk)
  if (put.kind === 'file')
    put.path = `${imageDirectory(op.config, 'file', name)}/${imageName(op.world.random, 'file', diskIndex)}`
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.disks.splice(diskIndex, 0, put)
      instance.template = put.kind
      const { [put.uuid]: _attached, ...left } = draft.detached ?? {}
      draft.detached = left
    },
    { quiet: true },
  )
  op.vars.diskChanges.push([`disk/${diskIndex}`, `attach:size=${put.sizeMib},mode=${put.mode}`])
}

/** The disk becomes the instance's, and is activated at once. */
export const attachSteps = (change: CurrentDisk): ModifySteps => [
  {
    'attach disk: find': (op) => {
      op.vars.diskIndex = indexOf(op, change(op))
    },
  },
  moveFile(
    'attach disk: move the file',
    'Failed before attach',
    (op) => diskToAttach(op.config, change(op))?.disk.kind === 'file',
  ),
  {
    'attach disk: insert': (op) => {
      const found = diskToAttach(op.config, change(op))
      if (!found) return fail('Disk not found')
      if (found.of)
        return corrupt(`Disk ${found.disk.uuid} already attached to instance "${found.of.name}"`)
      const { kind, sizeMib } = found.disk
      // Its new name comes from a plan for a new disk.
      if (kind === 'file') op.log(`* disk ${op.vars.diskIndex}, size ${formatUnit(sizeMib, 'h')}`)
      putIn(op, found.disk)
    },
  },
  attempt(
    'attach disk: activation',
    assembleDisks<ModifyParams, ModifyVars>('attach disk: activate', lockedInstance, {
      ignoreSecondaries: () => false,
      failure: '',
      only: (op) => op.vars.diskIndex,
    }),
    {
      caught: (op) => {
        op.vars.diskChanges.push([`disk/${op.vars.diskIndex}`, 'assemble:failed'])
      },
    },
  ),
  when('attach disk: it is active', (op) => !op.vars.trouble, hotplug('attach disk: hotplug')),
  { 'attach disk: tell': tellHotplug },
]
