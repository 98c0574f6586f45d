/** INSTANCE_CREATE: what it keeps in mind, for all files of gnt-instance add and gnt-backup import. */
import type { InstanceConf, NodeName } from '../../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../../sim/run/opcode.ts'
import { ALLOCATING } from '../../iallocator.ts'
import { COPYING } from '../disks/copy.ts'
import { DISK_LOOP } from '../disks/steps.ts'
import { SYNCING } from '../disks/wait-for-sync.ts'
import type { Resolved } from '../host-names.ts'
import type { CreateParams } from './request.ts'

/** Initial variables of INSTANCE_CREATE. */
export const CREATE_VARS = {
  ...DISK_LOOP,
  ...ALLOCATING,
  ...SYNCING,
  ...COPYING,
  host: null as Resolved | null,
  script: '',
  primary: '',
  secondary: '',
  /** The instance as it will be; its disks get ports and minors when they are made. */
  newborn: null as InstanceConf | null,
  /** How many disks were begun, and why one could not be made: what is removed again, and said at the end. */
  begun: 0,
  error: '',
  /** Whether the disks of the new instance did not come into sync. */
  degraded: false,
  /** An import: the node and the folder of the export, and the dump of each disk; '': it has none. */
  exportNode: '',
  exportPath: '',
  dumps: [] as string[],
}

/** The context of INSTANCE_CREATE. */
export type CreateOp = OpContext<CreateParams, typeof CREATE_VARS>

/** Steps of INSTANCE_CREATE by name. */
export type CreateSteps = OpPart<CreateParams, typeof CREATE_VARS>

/** The planned instance. Throws before it was planned: a fault of the program. */
export const newborn = (op: CreateOp): InstanceConf => {
  if (!op.vars.newborn) throw new Error('the instance was not planned yet')
  return op.vars.newborn
}

/** The kind of its disks: the cluster's first where none was asked for. */
export const template = (op: CreateOp): InstanceConf['template'] =>
  op.params.template ?? (op.config.cluster.enabledDiskTemplates[0] as InstanceConf['template'])

/** Whether the new instance gets a secondary node. */
export const isMirrored = (op: CreateOp): boolean => template(op) === 'drbd'

/** Where its disks will lie: primary first. */
export const placesOf = ({ vars }: CreateOp): NodeName[] =>
  vars.secondary === '' ? [vars.primary] : [vars.primary, vars.secondary]
