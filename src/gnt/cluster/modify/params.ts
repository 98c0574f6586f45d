/** CLUSTER_SET_PARAMS: what it is given and what it keeps in mind, for all files of gnt-cluster modify. */
import type { Parameters } from '../../../sim/cluster/config.ts'
import type {
  BackendDefaults,
  ClusterPolicy,
  ClusterSettings,
  NicDefaults,
} from '../../../sim/cluster/settings.ts'
import type { OpContext, OpPart } from '../../../sim/run/opcode.ts'
import type { PolicyChange } from '../../group/policy.ts'
import type { BackendGiven } from '../../instance/backend.ts'
import type { KeyValues } from '../../optparse/keyvals.ts'

/** Settings that are written as they were given, after their own checks. */
export type PlainSettings = Pick<
  ClusterSettings,
  | 'maxRunningJobs'
  | 'maxTrackedJobs'
  | 'macPrefix'
  | 'externalIpScript'
  | 'reservedLvs'
  | 'maintainNodeHealth'
  | 'preallocWipeDisks'
  | 'modifyEtcHosts'
  | 'userShutdown'
  | 'installImage'
  | 'zeroingImage'
  | 'compressionTools'
>

/** Parameters of CLUSTER_SET_PARAMS; null or empty: leave it. */
export interface ClusterModifyParams {
  plain: PlainSettings
  volumeGroup: string | null
  drbdHelper: string | null
  enabledTemplates: string[] | null
  enabledHypervisors: string[] | null
  hvparams: Record<string, KeyValues>
  backend: BackendGiven
  nic: KeyValues
  ndparams: KeyValues | null
  diskparams: Record<string, KeyValues>
  policy: PolicyChange
  std: Record<string, string> | null
  candidatePoolSize: number | null
  iallocator: string | null
  iallocatorParams: KeyValues | null
  uidPool: [number, number][] | null
  addUids: [number, number][] | null
  removeUids: [number, number][] | null
  masterNetdev: string | null
  masterNetmask: number | null
  fileStorageDir: string | null
  sharedFileStorageDir: string | null
  communicationNetwork: string | null
  collectors: Record<string, boolean>
  /** Microseconds. */
  intervals: Record<string, number>
  /** What gnt-os modify changes: parameters by operating system. */
  os: OsChange | null
  force: boolean
  dryRun: boolean
}

/** A change of one operating system's settings. */
export interface OsChange {
  name: string
  hvparams: Record<string, KeyValues>
  osparams: KeyValues
  /** null: leave it. */
  hidden: boolean | null
  blacklisted: boolean | null
}

/** What the checks found out for the steps that write. */
export const CLUSTER_MODIFY_VARS = {
  backend: null as BackendDefaults | null,
  nic: null as NicDefaults | null,
  ndparams: null as Parameters | null,
  diskparams: null as Record<string, Parameters> | null,
  hvparams: null as Record<string, Parameters> | null,
  ipolicy: null as ClusterPolicy | null,
  osHvparams: null as ClusterSettings['osHvparams'] | null,
  osParams: null as ClusterSettings['osParams'] | null,
}

/** The context of CLUSTER_SET_PARAMS. */
export type ClusterModifyOp = OpContext<ClusterModifyParams, typeof CLUSTER_MODIFY_VARS>

/** Steps of CLUSTER_SET_PARAMS. */
export type ClusterModifySteps = OpPart<ClusterModifyParams, typeof CLUSTER_MODIFY_VARS>
