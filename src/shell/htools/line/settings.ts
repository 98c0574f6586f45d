import { type BalanceOptions, defaultBalance } from '../../../sim/htools/balance/balance.ts'
import type { HailTemplate } from '../../../sim/htools/snapshot.ts'

/** The size of an instance to place, in MiB and counts. */
export type InstanceSize = {
  readonly diskMib: number
  readonly memoryMib: number
  readonly cpus: number
  readonly spindles: number
}

/** What a command line said; JSON, because it lives among the variables of a program (HTools/CLI.hs, Options). */
export type Settings = {
  readonly show: 'help' | 'version' | 'completion' | null
  /** The cluster's data: a file (`-t`), the master daemon (`-L`), a request (`-I`), or made up (`--simulate`). */
  readonly dataFile: string | null
  readonly luxi: boolean
  readonly requestFile: string | null
  readonly simulated: readonly string[]
  /** Address of a remote API (`-m`). */
  readonly rapi: string | null
  readonly monitoring: boolean
  readonly utilisationFile: string | null
  readonly ignoreUtilisation: boolean
  readonly exclusionTags: readonly string[]
  readonly selected: readonly string[]
  readonly excluded: readonly string[]
  readonly offline: readonly string[]
  /** MiB; null: as the release has it. */
  readonly staticNodeMemoryMib: number | null
  readonly maxCpuRatio: number | null
  readonly minDiskRatio: number
  readonly group: string | null
  readonly verbose: number
  /** Fields of the list of nodes; null: no list. */
  readonly nodeFields: readonly string[] | null
  readonly instanceMap: boolean
  /** Where the commands go: a file, or `-` for the terminal. */
  readonly commands: string | null
  readonly saveTo: string | null
  readonly balance: BalanceOptions
  readonly maxLength: number
  readonly minScore: number
  readonly execute: boolean
  readonly firstSetOnly: boolean
  readonly priority: 'low' | 'normal' | 'high' | null
  readonly machineReadable: boolean
  readonly capacityChecks: boolean
  readonly simulation: boolean
  readonly diskTemplate: HailTemplate | null
  readonly spindleUse: number | null
  readonly independentGroups: boolean
  readonly acceptExisting: boolean
  readonly standardSize: InstanceSize | null
  readonly tieredSize: InstanceSize | null
  readonly onlyNodes: readonly string[] | null
  readonly headers: boolean
  readonly nodeTags: readonly string[] | null
  readonly printMoves: boolean
  readonly fullEvacuation: boolean
  readonly nonRedundant: 'count' | 'skip' | 'ignore'
  readonly force: boolean
  readonly firstStepOnly: boolean
  readonly offlineMaintenance: boolean
  readonly targetFactor: number
  readonly leastFactor: number
  readonly outputDirectory: string
  readonly jobDelaySeconds: number
  readonly dryRun: boolean
}

/** What holds where no option says otherwise. */
export const DEFAULTS: Settings = {
  show: null,
  dataFile: null,
  luxi: false,
  requestFile: null,
  simulated: [],
  rapi: null,
  monitoring: false,
  utilisationFile: null,
  ignoreUtilisation: false,
  exclusionTags: [],
  selected: [],
  excluded: [],
  offline: [],
  staticNodeMemoryMib: null,
  maxCpuRatio: null,
  minDiskRatio: 0,
  group: null,
  verbose: 1,
  nodeFields: null,
  instanceMap: false,
  commands: null,
  saveTo: null,
  balance: defaultBalance,
  maxLength: -1,
  minScore: 1e-9,
  execute: false,
  firstSetOnly: false,
  priority: null,
  machineReadable: false,
  capacityChecks: true,
  simulation: true,
  diskTemplate: null,
  spindleUse: null,
  independentGroups: false,
  acceptExisting: false,
  standardSize: null,
  tieredSize: null,
  onlyNodes: null,
  headers: true,
  nodeTags: null,
  printMoves: false,
  fullEvacuation: false,
  nonRedundant: 'count',
  force: false,
  firstStepOnly: false,
  offlineMaintenance: false,
  targetFactor: 2,
  leastFactor: 2,
  outputDirectory: '.',
  jobDelaySeconds: 10,
  dryRun: false,
}
