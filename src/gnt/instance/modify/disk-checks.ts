/**
 * What is checked before single disks of an instance are added, attached, removed, detached or changed.
 * Source: lib/cmdlib/instance_set_params.py (_PreCheckDisks, _VerifyDiskModification, _CheckAttachDisk).
 */

import { own } from '../../../lib/own.ts'
import {
  type ClusterConfig,
  type DiskConf,
  type InstanceConf,
  type NodeName,
  nodesOf,
} from '../../../sim/cluster/config.ts'
import { byRelease } from '../../../sim/releases.ts'
import { fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { type Current, when } from '../../../sim/run/parts.ts'
import { repr } from '../../optparse/repr.ts'
import { MAX_DISKS } from '../../query/fields/instance-devices.ts'
import { lockedInstance, refuseSpindles, requireDown } from '../checks.ts'
import type { DiskChange } from './disk-options.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'

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
  '2.11': () =>
    "Can't add a disk to an instance with deactivated disks and --no-wait-for-sync given.",
  '3.0': (action: string) =>
    `Can't ${action} a disk to an instance with deactivated disks and --no-wait-for-sync given`,
})

const diskless = byRelease({
  '2.11': 'Disk operations not supported for diskless instances',
  '3.0': 'Must specify disk type on diskless instance',
})

/** Whether a disk of a running instance is refused to be removed. */
const removesOnlyStopped = byRelease({ '2.11': false, '3.0': true })

/** Whether the list gets longer. */
const inserts = (action: DiskChange['action']): boolean => action === 'add' || action === 'attach'

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
  const last = inserts(action) ? disks.length : disks.length - 1
  if (index === -1) return last < 0 ? { wrong: 'list index out of range' } : last
  if (index < 0) return { wrong: 'Not accepting negative indices other than -1' }
  if (index > disks.length)
    return { wrong: `Got disk index ${index}, but there are only ${disks.length}` }
  return index > last ? { wrong: 'list index out of range' } : index
}

/** Every disk of the configuration with its nodes: those of instances, and those that none has. */
const allDisks = (
  config: ClusterConfig,
): { disk: DiskConf; nodes: NodeName[]; of: InstanceConf | null }[] => [
  ...Object.values(config.instances).flatMap((instance) =>
    instance.disks.map((disk) => ({ disk, nodes: nodesOf(instance), of: instance })),
  ),
  ...Object.values(config.detached ?? {}).map(({ disk, nodes }) => ({
    disk,
    nodes: [...nodes],
    of: null,
  })),
]

/** The disk that is to be attached, by its UUID or its name; undefined: there is none. */
export const diskToAttach = (config: ClusterConfig, { uuid, name }: DiskChange) =>
  allDisks(config).find(({ disk }) => (uuid ? disk.uuid === uuid : disk.name === name))

const uuidsOf = (config: ClusterConfig, nodes: readonly NodeName[]): string[] =>
  nodes.map((node) => own(config.nodes, node)?.uuid ?? node)

const quotedList = (texts: readonly string[]): string => `[${texts.map(repr).join(', ')}]`

/** _CheckAttachDisk: kind and nodes of the disk have to be those of the instance. */
function refuseAttachment(op: ModifyOp, change: DiskChange): OpNext | undefined {
  const { config } = op
  const { uuid = null, name } = change
  if ((uuid === null) === (name === null) || (change.given ?? 1) !== 1)
    return refuse('wrong_input', 'Only one argument is permitted in attach op, either name or uuid')
  const found = diskToAttach(config, change)
  if (!found)
    return refuse(
      'wrong_input',
      `No disk was found with this ${uuid === null ? 'name' : 'UUID'}: ${uuid ?? name}`,
      { is: 'not found', what: 'disk', word: `${uuid ?? name}` },
    )
  const instance = lockedInstance(op)
  const kind = found.disk.kind
  if (kind !== instance.template && instance.template !== 'diskless')
    return refuse(
      'wrong_input',
      `Instance has '${instance.template}' template while disk has '${kind}' template`,
    )
  const nodes = nodesOf(instance)
  if (!nodes.every((node) => found.nodes.includes(node)))
    return refuse(
      'wrong_input',
      `Disk nodes are ${quotedList(uuidsOf(config, found.nodes))} while the instance's nodes are (${uuidsOf(config, nodes).map(repr).join(', ')}${nodes.length === 1 ? ',' : ''})`,
    )
  return undefined
}

function checkOne(op: ModifyOp, change: DiskChange): OpNext | undefined {
  const instance = lockedInstance(op)
  const { action, mode, sizeMib } = change
  if (action === 'add') {
    if (instance.template === 'diskless') return refuse('wrong_input', diskless(op))
    if (mode !== null && mode !== 'rw' && mode !== 'ro')
      return refuse('wrong_input', `Invalid disk access mode '${mode}'`)
    if ((change.spindles ?? null) !== null) return refuseSpindles()
  }
  if (inserts(action) && !op.params.waitForSync && !instance.disksActive)
    return refuse('wrong_input', inactive(op)(action))
  if (action === 'attach') return refuseAttachment(op, change)
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
    if (inserts(change.action)) disks.splice(at, 0, { uuid: '', name: change.name })
    if (change.action === 'remove' || change.action === 'detach') disks.splice(at, 1)
  }
  const names = disks.flatMap(({ name }) => name ?? [])
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return refuse('resource_not_unique', `disk name '${twice}' already used`)
  if (disks.length > MAX_DISKS)
    return refuse('wrong_state', `Instance has too many disks (${MAX_DISKS}), cannot add more`)
  return undefined
}

/** Each change for itself; a disk that no one knows is for the whole list to refuse. */
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
      (op) =>
        removesOnlyStopped(op) &&
        !op.vars.hotplugs &&
        op.params.disks.some(({ action }) => action === 'remove'),
      requireDown<ModifyParams, ModifyVars>('remove disk', RUNNING),
    ),
    { checkDiskList: checkList },
  ],
)

/** The change that a walk over `--disk` options is at. */
export type CurrentDisk = Current<ModifyOp, DiskChange>

/** Where a checked change belongs in the list of disks. */
export const indexOf = (op: ModifyOp, change: DiskChange): number => {
  const at = placeOf(change, lockedInstance(op).disks)
  return typeof at === 'number' ? at : 0
}
