/** INSTANCE_SET_PARAMS: what it is given and what it keeps in mind, for all files of gnt-instance modify. */
import type {
  DiskConf,
  DrbdDisk,
  InstanceName,
  NicConf,
  NodeName,
} from '../../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../../sim/run/opcode.ts'
import { ALLOCATING } from '../../iallocator.ts'
import type { BackendGiven } from '../backend.ts'
import { DISK_LOOP } from '../disks/steps.ts'
import { SYNCING } from '../disks/wait-for-sync.ts'
import type { DiskChange } from './disk-options.ts'
import type { NicChange } from './nic-options.ts'

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
  nics: NicChange[]
  /** Whether an address of a network is refused for a card outside it. */
  conflictsCheck: boolean
  template: string | null
  remoteNode: NodeName | null
  iallocator: string | null
  waitForSync: boolean
  force: boolean
  ignorePolicy: boolean
  dryRun: boolean
  /** null or absent: it keeps its primary node. */
  newPrimary?: NodeName | null
  /** OS parameters that no log shows. */
  osPrivate?: [string, string | boolean | null][]
  /** Whether the change has to reach the running guest, or may. */
  hotplug?: boolean
  hotplugIfPossible?: boolean
  /** Whether the instance gets a network card to talk to its node; null or absent: it is left as it is. */
  communication?: boolean | null
  fileDriver?: string | null
  /** Below the cluster's directory for disk images. */
  fileStorageDir?: string | null
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
  /** The volume group of a new disk; '': the cluster's. */
  group: '',
  /** Whether devices are plugged in and out at once, and what came of the last one; '': it was not tried. */
  hotplugs: false,
  hotplugged: '',
  /** A conversion that copies: the disks before and after, and how many new ones were begun. */
  oldDisks: [] as DiskConf[],
  oldNodes: [] as NodeName[],
  newDisks: [] as DiskConf[],
  begun: 0,
  /** The network cards as they will be; the one that is planned, and what it was before; what was done. */
  nics: [] as NicConf[],
  nicAt: null as number | null,
  nicBefore: null as NicConf | null,
  nicChanges: [] as [string, string][],
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
