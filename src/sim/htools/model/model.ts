import type { AllocPolicy, HailTemplate, InstanceStatus, IPolicy } from '../snapshot.ts'

/**
 * The working model of a simulation: nodes that carry the sums of their instances, changed by copy.
 * Everything refers by index; an index is a place in the snapshot's lists.
 */

/** Sparse lists by index; JavaScript iterates integer keys in ascending order, as IntMap does. */
export type Indexed<T> = { readonly [index: number]: T }

/** Stands for "no secondary node", and for the index of an instance that is not placed yet. */
export const NONE = -1

/** Dynamic utilisation; hail counts 1 of each for every instance. */
export type Load = {
  readonly cpu: number
  readonly memory: number
  readonly disk: number
  readonly net: number
}

/** How often each key occurs; a key that does not occur is absent. */
export type Counts = { readonly [key: string]: number }

/** A node group as the simulation sees it. */
export type Group = {
  readonly index: number
  readonly uuid: string
  readonly name: string
  readonly allocPolicy: AllocPolicy
  readonly networks: readonly string[]
  readonly tags: readonly string[]
  readonly ipolicy: IPolicy
}

/** An instance of the simulation. `primary` and `secondary` are indexes of nodes, or `NONE`; sizes in MiB. */
export type Instance = {
  readonly index: number
  readonly name: string
  /** The name without the domain that all nodes and instances share. */
  readonly alias: string
  readonly memoryMib: number
  readonly diskMib: number
  readonly disks: readonly { readonly sizeMib: number; readonly spindles: number | null }[]
  readonly vcpus: number
  readonly status: InstanceStatus
  readonly diskTemplate: HailTemplate
  readonly spindleUse: number
  readonly autoBalance: boolean
  /** Whether a program may move it: no with a template that cannot move, or where the command line excludes it. */
  readonly movable: boolean
  readonly primary: number
  readonly secondary: number
  readonly load: Load
  readonly tags: readonly string[]
  readonly exclusionTags: readonly string[]
  readonly desiredLocations: readonly string[]
  /** Failure domains its two nodes have in common. */
  readonly locationScore: number
  readonly networks: readonly string[]
}

/** A node of the simulation with the sums of its instances. Never changed in place. Sizes in MiB. */
export type Node = {
  readonly index: number
  readonly name: string
  readonly alias: string
  readonly group: number
  readonly tags: readonly string[]
  /** Whether it is the master, where the source says it. */
  readonly master: boolean
  /** Not usable as a target: offline, drained or not vm_capable. */
  readonly offline: boolean
  readonly memoryAccounting: 'recorded' | 'reported'
  readonly totalMemoryMib: number
  readonly nodeMemoryMib: number
  /** Of running primaries. */
  readonly instanceMemoryMib: number
  readonly reportedFreeMemoryMib: number
  /** Reported free memory less what instances, also stopped ones, were added since. */
  readonly freeMemoryForthMib: number
  /** Memory that records cannot explain; negative where the node reports more than expected. */
  readonly missingMemoryMib: number
  readonly totalDiskMib: number
  readonly freeDiskMib: number
  /** Disk space that no placement may touch (`--min-disk`). */
  readonly lowDiskMib: number
  readonly totalCpus: number
  readonly cpuSpeed: number
  /** CPUs that count as used by the node itself. */
  readonly ownCpus: number
  readonly usedVcpus: number
  readonly exclusiveStorage: boolean
  readonly totalSpindles: number
  readonly freeSpindles: number
  readonly instanceSpindles: number
  /** The last added first: the order in which a node is emptied. */
  readonly primaries: readonly number[]
  readonly secondaries: readonly number[]
  /** Memory needed here if the node of that index fails. */
  readonly peers: Indexed<number>
  readonly reservedMemoryMib: number
  readonly failN1: boolean
  readonly load: Load
  /** Exclusion tags of primaries. */
  readonly exclusionTags: Counts
  readonly ipolicy: IPolicy
  readonly migrationTags: readonly string[]
  readonly receivedMigrationTags: readonly string[]
  readonly locationTags: readonly string[]
  readonly locationScore: number
  /** Primaries per pair of location tag and exclusion tag. */
  readonly locationExclusions: Counts
}

/** A state of the simulated cluster; a move makes another one. */
export type Cluster = {
  readonly groups: Indexed<Group>
  readonly nodes: Indexed<Node>
  readonly instances: Indexed<Instance>
}

/** The elements of a sparse list, in ascending order of their indexes. */
export const elements = <T>(list: Indexed<T>): T[] => Object.values(list)

/** A copy of the list with `element` at `index`, new or in the place of the old one. */
export const put = <T>(list: Indexed<T>, index: number, element: T): Indexed<T> => ({
  ...list,
  [index]: element,
})

const MISSING_INDEX = 'missing index'

/** Whether that was a look-up that ends the real programs; the message is in the words of their library. */
export const isMissingIndex = (error: unknown): error is Error =>
  error instanceof Error && error.name === MISSING_INDEX

const missingIndex = (index: number): Error =>
  Object.assign(new Error(`IntMap.!: key ${index} is not an element of the map`), {
    name: MISSING_INDEX,
  })

/** The element of that index, which must exist. */
export const find = <T>(list: Indexed<T>, index: number): T => {
  const element = list[index]
  if (element === undefined) throw missingIndex(index)
  return element
}

/** The only element with that name or alias (Container.findByName). */
export const lookup = <T>(
  list: Indexed<T>,
  name: string,
  namesOf: (element: T) => readonly string[],
): T | null => {
  const found = elements(list).filter((element) => namesOf(element).includes(name))
  return found.length === 1 ? (found[0] ?? null) : null
}

/** Whether the disks take space of the node's volume group. */
export const usesLocalStorage = (inst: Instance): boolean =>
  inst.diskTemplate === 'drbd' || inst.diskTemplate === 'plain'

/** Whether the instance takes memory of its primary node: a stopped one does not. */
export const usesMemory = ({ status }: Instance): boolean =>
  status !== 'USER_down' &&
  status !== 'ERROR_down' &&
  status !== 'ADMIN_down' &&
  status !== 'ADMIN_offline'

/** Whether the instance runs on its primary node. */
export const isRunning = ({ status }: Instance): boolean =>
  status === 'running' || status === 'ERROR_up'

/** Whether resources are kept for the instance: all but those that are marked offline. */
export const isCounted = ({ status }: Instance): boolean => status !== 'ADMIN_offline'

/** Memory a secondary node keeps free for this instance: also for a stopped one. */
export const secondaryMemoryMib = (inst: Instance): number =>
  isCounted(inst) && inst.autoBalance ? inst.memoryMib : 0

/** How many nodes an instance of that template needs. */
export const requiredNodes = (template: HailTemplate): number => (template === 'drbd' ? 2 : 1)

/** Indexes of the instance's nodes, primary first. */
export const nodesOf = (inst: Instance): number[] =>
  inst.diskTemplate === 'drbd' ? [inst.primary, inst.secondary] : [inst.primary]

/**
 * Where the copy of the disks is: nowhere, on a secondary node (internal), or in storage that all nodes share
 * (external).
 */
export type MirrorType = 'none' | 'internal' | 'external'

/** Which kind of copy lets an instance change nodes (HTools/Types.hs, templateMirrorType). */
export const mirrorType = (inst: Instance): MirrorType => {
  switch (inst.diskTemplate) {
    case 'plain':
    case 'file':
      return 'none'
    case 'drbd':
      return 'internal'
    case 'diskless':
    case 'sharedfile':
    case 'blockdev':
    case 'rbd':
    case 'ext':
    case 'gluster':
      return 'external'
  }
}
