/** BACKUP_EXPORT: what it is given and what it keeps in mind. */
import type { InstanceName, NodeName, PlainDisk } from '../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../sim/run/opcode.ts'
import { COPYING } from '../instance/disks/copy.ts'
import { DISK_LOOP } from '../instance/disks/steps.ts'

/** Parameters of BACKUP_EXPORT. */
export interface ExportParams {
  instance: InstanceName
  targetNode: NodeName
  compress: string
  /** Whether the instance is shut down for the export. */
  shutdown: boolean
  /** Seconds the instance gets to stop by itself. */
  shutdownTimeout: number
  removeInstance: boolean
  ignoreRemoveFailures: boolean
  zeroFreeSpace: boolean
  zeroingTimeoutFixed: number | null
  zeroingTimeoutPerMib: number | null
  /** Whether the instance may stay down for the whole export. */
  longSleep: boolean
  dryRun: boolean
}

/** Initial variables of BACKUP_EXPORT. */
export const EXPORT_VARS = {
  ...DISK_LOOP,
  ...COPYING,
  /** The instance, which may be gone at the end. */
  name: '',
  source: '',
  target: '',
  /** Whether it was meant to run when the export began. */
  wasUp: false,
  /** Whether its disks were activated for the export. */
  activated: false,
  /** Snapshots by position of the disk, null where none could be made; [] : the disks themselves are read. */
  snapshots: [] as (PlainDisk | null)[],
  /** Positions of the snapshots that are gone again. */
  removed: [] as number[],
  /** The file of each disk's dump. */
  dumps: [] as string[],
  finalized: false,
  /** Why it broke off; '': it did not. */
  failure: '',
  /** Nodes with an older export. */
  holders: [] as NodeName[],
}

/** The context of BACKUP_EXPORT. */
export type ExportOp = OpContext<ExportParams, typeof EXPORT_VARS>

/** Steps of BACKUP_EXPORT by name. */
export type ExportSteps = OpPart<ExportParams, typeof EXPORT_VARS>
