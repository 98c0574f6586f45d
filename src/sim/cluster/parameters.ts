/** Parameters by Ganeti's names: of hypervisors, nodes, operating systems. */
export type Parameters = Record<string, string | number | boolean>

/** An instance policy, as far as one was written. */
export interface PolicyConf {
  minmax?: { min: Record<string, number>; max: Record<string, number> }[]
  templates?: string[]
  vcpuRatio?: number
  spindleRatio?: number
}

/** The backend parameters of an instance with the cluster's defaults filled in. Memory in MiB. */
export interface BackendParameters {
  minmemMib: number
  maxmemMib: number
  vcpus: number
  autoBalance: boolean
  alwaysFailover: boolean
  spindleUse: number
  /** Which of them, by Ganeti's names, the instance was given itself; absent: memory and what differs. */
  given?: string[]
}
