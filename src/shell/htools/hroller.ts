/**
 * hroller: groups of nodes that can be rebooted together, so that no instance loses both of its nodes. Source:
 * src/Ganeti/HTools/Program/Hroller.hs.
 */
import { elements, find, NONE, type Node } from '../../sim/htools/model/model.ts'
import { colorings } from '../../sim/htools/reboot/coloring.ts'
import {
  type ClusterLayout,
  nodeGraph,
  nonRedundant,
  type RebootGroup,
  rebootGroups,
} from '../../sim/htools/reboot/groups.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { loadAdjusted, maybeSave } from './cluster.ts'
import { fails, HTOOL_VARS, type Htool, loading, NO_ARGUMENTS } from './program.ts'

/** How the colourings did, from the smallest, for those who ask for much (getStats). */
function statistics(found: ReturnType<typeof colorings>): string {
  const describe = ({ name, classes }: (typeof found)[number]) =>
    `${name}: ${classes.length} (${classes.map((members) => members.length).join(',')})`
  const [first, ...others] = found.toSorted((a, b) => b.classes.length - a.classes.length).reverse()
  if (!first) return ''
  return others.reduce(
    ({ text, size }, coloring) => ({
      text: `${text} ${coloring.classes.length === size ? 'TIE' : 'LOOSE'} ${describe(coloring)}`,
      size: coloring.classes.length,
    }),
    { text: describe(first), size: first.classes.length },
  ).text
}

/** The instances that a group moves, with their nodes then; an exchange of the two nodes is no move. */
const movesOf = (before: ClusterLayout, { layout }: RebootGroup): string[] =>
  elements(before.instances).flatMap((old) => {
    const { name, primary, secondary } = find(layout.instances, old.index)
    const same = primary === old.primary && secondary === old.secondary
    if (same || (primary === old.secondary && secondary === old.primary)) return []
    const names = [primary, secondary]
      .filter((index) => index !== NONE)
      .map((index) => find(layout.nodes, index).name)
    return [`  ${name} ${names.join(' ')}\n`]
  })

/** Large groups first; the master goes last, in the last group. */
function ordered(groups: { nodes: Node[]; group: RebootGroup }[]) {
  const bySize = groups.toSorted((a, b) => b.nodes.length - a.nodes.length)
  const mastersLast = bySize.map(({ nodes, group }) => ({
    nodes: [...nodes.filter((node) => !node.master), ...nodes.filter((node) => node.master)],
    group,
  }))
  const hasMaster = ({ nodes }: { nodes: Node[] }) => nodes.some((node) => node.master)
  return [...mastersLast.filter((each) => !hasMaster(each)), ...mastersLast.filter(hasMaster)]
}

function plan(p: Htool) {
  if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS)
  const { settings } = p.vars
  const found = loadAdjusted(p)
  if ('end' in found) return found.end
  const { data, original } = found.loaded
  const masters = elements(data.cluster.nodes).filter((node) => node.master)
  if (masters.length > 1)
    return fails(
      p,
      `Found more than one master node: [${masters.map(({ name }) => `"${name}"`).join(',')}]`,
    )
  if (masters.length === 0) {
    const text = 'No master node found (maybe not supported by backend).'
    if (!settings.force) return fails(p, text)
    p.err(`Warning: ${text}\n`)
  }
  const saved = maybeSave(p, 'original', 'before hroller run', original)
  if (saved) return saved
  const group = elements(data.cluster.groups).find(({ name }) => name === settings.group)
  if (settings.group !== null && !group) return fails(p, 'Cannot find target group.')
  const layout: ClusterLayout = { nodes: data.cluster.nodes, instances: data.cluster.instances }
  const wanted = elements(layout.nodes).filter(
    (node) =>
      !node.offline &&
      (settings.nonRedundant !== 'skip' || nonRedundant(layout, node.index).length === 0) &&
      (settings.nodeTags === null || node.tags.some((tag) => settings.nodeTags?.includes(tag))) &&
      (group === undefined || node.group === group.index),
  )
  const graph = nodeGraph(layout.nodes, wanted, layout.instances, settings)
  if (!graph) return fails(p, 'Cannot create node graph')
  const groups = rebootGroups(graph, layout, {
    ignoreNonRedundant: settings.nonRedundant === 'ignore',
    fullEvacuation: settings.fullEvacuation,
  })
  if (!groups.ok) return fails(p, groups.error)
  if (settings.verbose > 1) p.out(`${statistics(colorings(graph))}\n`)
  const shown = ordered(
    groups.value.map((each) => ({
      nodes: each.members.flatMap((index) => wanted.find((node) => node.index === index) ?? []),
      group: each,
    })),
  )
  const { firstStepOnly: oneStepOnly } = settings
  if (settings.headers) p.out(oneStepOnly ? "'First Reboot Group'\n" : "'Node Reboot Groups'\n")
  for (const each of oneStepOnly ? shown.slice(0, 1) : shown) {
    const names = each.nodes.map(({ name }) => name)
    p.out(`${names.join(oneStepOnly ? '\n' : ',')}\n`)
    if (settings.printMoves) p.out(movesOf(layout, each.group).join(''))
  }
  return exit(0)
}

/** `hroller`: in which groups the nodes can be rebooted. */
export const hroller: Program = defineProgram({
  vars: HTOOL_VARS,
  steps: [loading('hroller'), { plan }],
})
