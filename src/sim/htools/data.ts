import type { HailBehaviour } from './behaviour.ts'
import { showStrings } from './haskell.ts'
import { loadCluster } from './model/load.ts'
import type { Cluster, Indexed, Instance, Load, Node } from './model/model.ts'
import { elements, find, NONE } from './model/model.ts'
import { sharedDomain } from './model/tags.ts'
import type { Result } from './outcome.ts'
import { bad, good } from './outcome.ts'
import type { ClusterSnapshot, IPolicy } from './snapshot.ts'
import { readNumber } from './text/numbers.ts'
import { defaultPolicy } from './text/policies.ts'

/** Clusters as the command-line programs load them (HTools/ExtLoader.hs, Loader.hs). */

/** A cluster with what moves do not change. */
export type ClusterData = {
  readonly cluster: Cluster
  readonly tags: readonly string[]
  readonly ipolicy: IPolicy
}

/** What the command line says about the instances. */
export type LoadOptions = {
  /** Measured utilisation by instance (`-U`). */
  readonly utilisation: readonly (readonly [string, Load])[]
  /** Instances weigh nothing (`--ignore-dynu`). */
  readonly ignoreUtilisation: boolean
  /** Beginnings of tags that must not meet (`--exclusion-tags`). */
  readonly exclusionTags: readonly string[]
  /** The only instances that may move; empty: all. */
  readonly selected: readonly string[]
  readonly excluded: readonly string[]
}

/** No option given. */
export const noLoadOptions: LoadOptions = {
  utilisation: [],
  ignoreUtilisation: false,
  exclusionTags: [],
  selected: [],
  excluded: [],
}

const noLoad: Load = { cpu: 0, memory: 0, disk: 0, net: 0 }

/** One line of the file that `-U` names: an instance and its four loads. */
export const readUtilisation = (line: string): Result<readonly [string, Load]> => {
  const [name, ...rest] = line.split(' ')
  if (name === undefined || rest.length !== 4) return bad(`Cannot parse line ${line}`)
  const numbers: number[] = []
  for (const text of rest) {
    const number = readNumber(name, text)
    if (!number.ok) return number
    numbers.push(number.value)
  }
  const [cpu = 0, memory = 0, disk = 0, net = 0] = numbers
  return good([name, { cpu, memory, disk, net }])
}

/**
 * The name that was meant: itself, or the only one of which it is the first part. null: none, or several
 * (BasicTypes.hs, lookupName).
 */
export const meantName = (names: readonly string[], typed: string): string | null => {
  if (names.includes(typed)) return typed
  const partial = names.filter((name) => name.startsWith(`${typed}.`))
  return partial.length === 1 ? (partial[0] ?? null) : null
}

/** Whether both nodes of an instance are in the same group. */
export const isSplit = (nodes: Indexed<Node>, inst: Instance): boolean =>
  inst.secondary !== NONE && find(nodes, inst.primary).group !== find(nodes, inst.secondary).group

/** Builds the model of a snapshot as a program with these options sees it. */
export const loadData = (
  snapshot: ClusterSnapshot,
  behaviour: HailBehaviour,
  options: LoadOptions,
): Result<ClusterData> => {
  const names = snapshot.instances.map(({ name }) => name)
  const meant = (typed: readonly string[]) => typed.map((name) => meantName(names, name))
  const [selected, excluded] = [meant(options.selected), meant(options.excluded)]
  const typed = [...options.selected, ...options.excluded]
  const unknown = typed.filter((_, place) => [...selected, ...excluded][place] === null)
  const utilisation = new Map(options.ignoreUtilisation ? [] : options.utilisation)
  const adjust = (inst: Instance): Instance => ({
    ...inst,
    load: utilisation.get(inst.name) ?? (options.ignoreUtilisation ? noLoad : inst.load),
    movable:
      inst.movable &&
      !excluded.includes(inst.name) &&
      (selected.length === 0 || selected.includes(inst.name)),
  })
  const tags = [
    ...options.exclusionTags.map((start) => `htools:iextags:${start}:`),
    ...snapshot.tags,
  ]
  const loaded = loadCluster({ ...snapshot, tags }, behaviour, adjust)
  if (!loaded.ok) return loaded
  if (unknown.length > 0) return bad(`Unknown instance(s): ${showStrings(unknown)}`)
  const { nodes } = loaded.value
  const instances = {
    ...elements(loaded.value.instances).map((inst) =>
      isSplit(nodes, inst) ? { ...inst, movable: false } : inst,
    ),
  }
  return good({
    cluster: { ...loaded.value, instances },
    tags: snapshot.tags,
    ipolicy: snapshot.ipolicy ?? defaultPolicy,
  })
}

/** Resources that neither the node nor its instances account for; one sentence for each node. */
export const inconsistencies = ({ nodes, instances }: Cluster): string[] =>
  elements(nodes)
    .flatMap((node) => {
      const used = [...node.primaries, ...node.secondaries].reduce(
        (sum, index) => sum + find(instances, index).diskMib,
        0,
      )
      const missingDisk = Math.trunc(node.totalDiskMib) - node.freeDiskMib - used
      if (node.missingMemoryMib <= 512 && missingDisk <= 1024) return []
      const disk = Math.floor(missingDisk / 1024)
      return [`node ${node.name} is missing ${node.missingMemoryMib} MB ram and ${disk} GB disk`]
    })
    .reverse()

/** The domain that all names share, with its dot. */
export const domainOf = ({ nodes, instances }: Cluster): string =>
  sharedDomain([...elements(nodes), ...elements(instances)].map(({ name }) => name))

/** A group with its nodes and the instances that have their primary there. */
export type GroupPart = {
  readonly group: number
  readonly nodes: Indexed<Node>
  readonly instances: Indexed<Instance>
}

/** The groups that have nodes (ClusterUtils.splitCluster). */
export const splitByGroup = ({ nodes, instances }: Cluster): GroupPart[] => {
  const groups = [...new Set(elements(nodes).map(({ group }) => group))].sort((a, b) => a - b)
  const keep = <T extends { readonly index: number }>(list: readonly T[]): Indexed<T> =>
    Object.fromEntries(list.map((element) => [element.index, element]))
  return groups.map((group) => {
    const own = keep(elements(nodes).filter((node) => node.group === group))
    return {
      group,
      nodes: own,
      instances: keep(elements(instances).filter(({ primary }) => Object.hasOwn(own, primary))),
    }
  })
}

/** Nodes that could not take over what they are secondary for, and the instances on them (computeBadItems). */
export const badItems = (
  nodes: Indexed<Node>,
): { readonly nodes: readonly Node[]; readonly instances: number } => {
  const unhappy = elements(nodes).filter((node) => !node.offline && node.failN1)
  const instances = new Set(unhappy.flatMap((node) => [...node.primaries, ...node.secondaries]))
  return { nodes: unhappy, instances: instances.size }
}
