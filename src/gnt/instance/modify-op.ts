/** INSTANCE_SET_PARAMS: what it is given and what it keeps in mind, for all files of gnt-instance modify. */
import type { DiskConf, DrbdDisk, InstanceName, NodeName } from '../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../sim/run/opcode.ts'
import { ALLOCATING } from '../iallocator.ts'
import { DISK_LOOP } from '../storage.ts'
import type { BackendGiven } from './backend.ts'
import type { DiskChange } from './modify-disk-options.ts'
import { SYNCING } from './steps-wait-for-sync.ts'

/** As typed: a text, false for `no_KEY`, null for `-KEY`. */
export type HypervisorGiven = [key: string, value: string | boolean | null][]

/** Parameters of INSTANCE_SET_PARAMS. */
export interface ModifyParams {
  instance: InstanceName
  backend: BackendGiven
  hypervisor: HypervisorGiven
  os: string | null
  osParameters: [string, string | boolean | null][]
  runtimeMemoryMib: number | null
  /** true: mark offline; false: mark down; null: leave it. */
  offline: boolean | null
  disks: DiskChange[]
  template: string | null
  remoteNode: NodeName | null
  iallocator: string | null
  waitForSync: boolean
  force: boolean
  ignorePolicy: boolean
  dryRun: boolean
}

/** Initial variables of INSTANCE_SET_PARAMS. */
export const MODIFY_VARS = {
  ...DISK_LOOP,
  ...ALLOCATING,
  ...SYNCING,
  secondary: '',
  script: '',
  warnings: [] as string[],
  /** What of the instance runs now, in MiB; null: nothing. */
  runningMib: null as number | null,
  /** The disk that is being changed, on how many nodes a new one was made, and what was done. */
  diskIndex: 0,
  created: 0,
  newDisk: null as DiskConf | null,
  diskChanges: [] as [string, string][],
  mirrors: [] as DrbdDisk[],
  /** What a node said, and what the operation ends with once it has tidied up. */
  error: '',
  failure: '',
}

/** The variables of INSTANCE_SET_PARAMS. */
export type ModifyVars = typeof MODIFY_VARS

/** The context of INSTANCE_SET_PARAMS. */
export type ModifyOp = OpContext<ModifyParams, ModifyVars>

/** Steps of INSTANCE_SET_PARAMS by name. */
export type ModifySteps = OpPart<ModifyParams, ModifyVars>
