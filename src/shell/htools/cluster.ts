import { type HailBehaviour, hailBehaviours } from '../../sim/htools/behaviour.ts'
import {
  type ClusterData,
  inconsistencies,
  type LoadOptions,
  loadData,
  meantName,
  readUtilisation,
} from '../../sim/htools/data.ts'
import { elements, type Node } from '../../sim/htools/model/model.ts'
import type { ClusterSnapshot } from '../../sim/htools/snapshot.ts'
import { clusterText } from '../../sim/htools/text/write.ts'
import type { Release } from '../../sim/releases.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import type { Settings } from './line/settings.ts'
import { fails, type Htool, saveFile, textOf } from './program.ts'

/** The cluster that a program works on, out of its `source` and its settings. */
export type LoadedCluster = {
  /** As it was read. */
  readonly original: ClusterData
  /** With what the command line says about nodes. */
  readonly data: ClusterData
  readonly behaviour: HailBehaviour
}

/** The cluster, or how the program ends instead. */
export type Loading = { readonly loaded: LoadedCluster } | { readonly end: ProgramNext }

/** How htools of this release count, with what the command line says about it. */
export const behaviourOf = (release: Release, settings: Settings): HailBehaviour => {
  const given = settings.staticNodeMemoryMib
  const behaviour = hailBehaviours[release]
  return {
    ...behaviour,
    // 0 stands for what the nodes report.
    staticKvmNodeMemoryMib: given === null ? behaviour.staticKvmNodeMemoryMib : given || null,
    globalN1: behaviour.globalN1 && settings.capacityChecks,
    ignoreSoftErrors: settings.balance.ignoreSoftErrors,
  }
}

/** Nodes as the command line wants them: offline, with less disk space, with another CPU ratio. */
const adjustNode = (node: Node, offline: readonly string[], settings: Settings): Node => ({
  ...node,
  offline: node.offline || offline.includes(node.name),
  lowDiskMib: Math.floor(settings.minDiskRatio * node.totalDiskMib),
  ipolicy:
    settings.maxCpuRatio === null
      ? node.ipolicy
      : { ...node.ipolicy, vcpuRatio: settings.maxCpuRatio },
})

/** The cluster with the nodes changed as the command line says; the error names nodes that do not exist. */
const withNodeOptions = (
  data: ClusterData,
  settings: Settings,
): ClusterData | { readonly wrong: string } => {
  const nodes = elements(data.cluster.nodes)
  const names = nodes.map(({ name }) => name)
  const offline = settings.offline.map((typed) => meantName(names, typed))
  const wrong = settings.offline.filter((_, place) => offline[place] === null)
  if (wrong.length > 0) return { wrong: wrong.join(', ') }
  const meant = offline.filter((name) => name !== null)
  const changed = Object.fromEntries(
    nodes.map((node) => [node.index, adjustNode(node, meant, settings)]),
  )
  return { ...data, cluster: { ...data.cluster, nodes: changed } }
}

const loadOptions = (p: Htool): LoadOptions | { readonly end: ProgramNext } => {
  const { settings } = p.vars
  const lines: (readonly [string, LoadOptions['utilisation'][number][1]])[] = []
  if (settings.utilisationFile !== null) {
    const text = textOf(p, settings.utilisationFile)
    if (!text.ok) {
      p.err(`${p.argv[0]}: ${text.error}\n`)
      return { end: exit(1) }
    }
    for (const line of text.value.split('\n').filter((found) => found !== '')) {
      const read = readUtilisation(line)
      if (!read.ok) return { end: fails(p, `can't parse utilisation data: ${read.error}`) }
      lines.push(read.value)
    }
  }
  return {
    utilisation: lines,
    ignoreUtilisation: settings.ignoreUtilisation,
    exclusionTags: settings.exclusionTags,
    selected: settings.selected,
    excluded: settings.excluded,
  }
}

/** Builds the cluster and warns of what does not add up. */
export const loadCluster = (p: Htool): Loading => {
  const { settings, source } = p.vars
  const options = loadOptions(p)
  if ('end' in options) return options
  const behaviour = behaviourOf(p.world.release, settings)
  const found = loadData(JSON.parse(source) as ClusterSnapshot, behaviour, options)
  if (!found.ok) return { end: fails(p, `failed to load data, aborting: ${found.error}`) }
  const original = found.value
  const warnings = settings.verbose === 0 ? [] : inconsistencies(original.cluster)
  if (warnings.length > 0) {
    p.err('Warning: cluster has inconsistent data:\n')
    p.err(`${warnings.map((warning) => `  - ${warning}\n`).join('')}\n`)
  }
  return { loaded: { original, data: original, behaviour } }
}

/** The same with the command line's wishes about nodes. */
export const loadAdjusted = (p: Htool): Loading => {
  const loading = loadCluster(p)
  if ('end' in loading) return loading
  const data = withNodeOptions(loading.loaded.data, p.vars.settings)
  if ('wrong' in data)
    return { end: fails(p, `wrong node name(s) set as offline: ${data.wrong}\n`) }
  return { loaded: { ...loading.loaded, data } }
}

/** Saves a state of the cluster where `-S` asks for it (maybeSaveData). */
export const maybeSave = (
  p: Htool,
  ending: string,
  when: string,
  data: ClusterData,
): ProgramNext | undefined => {
  const { saveTo } = p.vars.settings
  if (saveTo === null) return undefined
  const file = `${saveTo}.${ending}`
  const end = saveFile(p, file, clusterText(data))
  if (end === undefined) p.err(`The cluster state ${when} has been written to file '${file}'\n`)
  return end
}

/** Lists the nodes where `-p` asks for it (maybePrintNodes). */
export const maybePrint = (
  p: Htool,
  what: string,
  table: (fields: readonly string[]) => string,
) => {
  const { nodeFields } = p.vars.settings
  if (nodeFields !== null) p.err(`\n${what} status:\n${table(nodeFields)}\n`)
}

/** Lists the instances where `--print-instances` asks for it (maybePrintInsts). */
export const maybePrintInstances = (p: Htool, what: string, table: () => string) => {
  if (p.vars.settings.instanceMap) p.err(`\n${what} instance map:\n${table()}`)
}

/** The script that `-C FILE` writes begins with this. */
const SCRIPT_START = `#!/bin/sh

# Auto-generated script for executing cluster rebalancing

# To stop, touch the file /tmp/stop-htools

set -e

check() {
  if [ -f /tmp/stop-htools ]; then
    echo 'Stop requested, exiting'
    exit 0
  fi
}

`

/** Shows or saves commands where `-C` asks for it (maybeSaveCommands). */
export const maybeSaveCommands = (
  p: Htool,
  what: string,
  lines: readonly string[],
): ProgramNext | undefined => {
  const { commands } = p.vars.settings
  if (commands === null) return undefined
  if (commands === '-') {
    p.out(`\n${what}\n`)
    for (const line of lines) if (line !== '  check') p.out(`  ${line}\n`)
    return undefined
  }
  const end = saveFile(p, commands, SCRIPT_START + lines.map((line) => `${line}\n`).join(''))
  if (end === undefined) p.out(`The commands have been written to file '${commands}'\n`)
  return end
}
