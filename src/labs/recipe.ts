import * as v from 'valibot'
import { t } from '../lib/language/t.ts'
import type { ClusterDefinition, InstanceDefinition, NodeDefinition } from '../sim/definition.ts'
import { RELEASES } from '../sim/releases.ts'
import { defineCluster } from './definition.ts'

/** A cluster in few words, from which `clusterFrom` makes a definition: what a form asks for. */
export type Recipe = v.InferOutput<typeof shape>
/** The name of a field of a recipe. */
export type RecipeField = keyof Recipe

export const FEWEST_NODES = 2
export const MOST_NODES = 100
export const MOST_INSTANCES = 300

/** MiB of memory that a node keeps for itself. */
const OWN_MEMORY_MIB = 512
/** MiB that DRBD needs for its metadata, for each disk. */
const DRBD_META_MIB = 128
/** Labels of a name, each of letters, digits and hyphens. */
const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'

const whole = (what: string, least: number, most: number) => {
  const says = t`${what}: a whole number from ${least} to ${most}.`
  return v.pipe(v.number(says), v.integer(says), v.minValue(least, says), v.maxValue(most, says))
}
const count = (what: string) => whole(what, 0, MOST_INSTANCES)
const host = (what: string, pattern: string, says: string) =>
  v.pipe(
    v.string(),
    v.maxLength(60, t`${what} is too long: 60 characters at most.`),
    v.regex(new RegExp(`^${pattern}$`, 'i'), `${what} ${says}`),
  )

const shape = v.object({
  release: v.picklist(RELEASES),
  cluster: host(
    t`The name of the cluster`,
    `${LABEL}(?:\\.${LABEL})+`,
    t`is a full host name, such as cluster.example.org.`,
  ),
  /** How many. */
  nodes: whole('Nodes', FEWEST_NODES, MOST_NODES),
  /** What the names begin with, or all names. */
  nodeNames: v.pipe(v.string(), v.maxLength(5000, t`The names of the nodes are too long.`)),
  /** GiB. */
  memory: whole(t`Memory of a node`, 1, 1024),
  /** GiB of the volume group. */
  disk: whole(t`Disk of a node`, 1, 100_000),
  cpus: whole(t`CPUs of a node`, 1, 512),
  /** Names, with commas between them. */
  groups: v.pipe(v.string(), v.maxLength(1000, t`The names of the groups are too long.`)),
  /** How many instances, by disk template. */
  drbd: count(t`DRBD instances`),
  plain: count(t`Plain instances`),
  file: count(t`File instances`),
  diskless: count(t`Diskless instances`),
  instanceNames: host(
    t`What instances are called`,
    '[a-z](?:[a-z0-9-]*[a-z0-9])?',
    t`begins with a letter; letters, digits and hyphens can follow.`,
  ),
  /** MiB. */
  instanceMemory: whole(t`Memory of an instance`, 16, 1_048_576),
  /** GiB. */
  instanceDisk: whole(t`Disk of an instance`, 1, 10_000),
})

/** A recipe as good for two nodes as for a hundred; three nodes like those of the exercise. */
export const USUAL_RECIPE: Recipe = {
  release: '3.0',
  cluster: 'cluster.example.org',
  nodes: 3,
  nodeNames: 'node',
  memory: 16,
  disk: 200,
  cpus: 4,
  groups: 'default',
  drbd: 4,
  plain: 1,
  file: 0,
  diskless: 0,
  instanceNames: 'app',
  instanceMemory: 512,
  instanceDisk: 2,
}

/** Clusters to begin with, by the number of their nodes. */
export const READY_MADE: readonly Pick<Recipe, 'nodes' | 'groups' | 'drbd' | 'plain'>[] = [
  { nodes: 2, groups: 'default', drbd: 3, plain: 0 },
  { nodes: 3, groups: 'default', drbd: 4, plain: 1 },
  { nodes: 5, groups: 'default', drbd: 8, plain: 2 },
  { nodes: 12, groups: 'default', drbd: 24, plain: 4 },
  { nodes: 40, groups: 'rack1, rack2', drbd: 80, plain: 8 },
]

/** What is wrong with a recipe: the field and a sentence. */
export interface RecipeProblem {
  field: RecipeField
  says: string
}

export type Cooked =
  | { ok: true; definition: ClusterDefinition }
  | { ok: false; problems: RecipeProblem[] }

/** The cluster of a recipe; or everything that is wrong with it, at most one sentence for each field. */
export function clusterFrom(given: Recipe): Cooked {
  const checked = v.safeParse(shape, given)
  if (!checked.success) return { ok: false, problems: firstOfEach(checked.issues) }
  const recipe = checked.output
  const names = nodeNamesOf(recipe)
  const groups = wordsIn(recipe.groups)
  const wrong = [...namesProblem(recipe, names), ...groupsProblem(recipe, groups)]
  if (wrong.length > 0) return { ok: false, problems: wrong }
  const nodes = nodesOf(recipe, names, groups)
  const instances = instancesOf(recipe, nodes)
  const crowded = crowding(recipe, nodes, instances)
  if (crowded.length > 0) return { ok: false, problems: crowded }
  const defined = defineCluster({
    release: recipe.release,
    name: recipe.cluster,
    master: nodes[0]?.name ?? '',
    nodes,
    instances,
  })
  return defined.ok
    ? defined
    : { ok: false, problems: [{ field: 'nodeNames', says: defined.error }] }
}

const firstOfEach = (issues: readonly v.BaseIssue<unknown>[]): RecipeProblem[] => {
  const says = new Map<RecipeField, string>()
  for (const { path, message } of issues) {
    const field = path?.[0]?.key as RecipeField
    if (!says.has(field)) says.set(field, message)
  }
  return [...says].map(([field, message]) => ({ field, says: message }))
}

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

/** "node" becomes "node1", "node2" …, all of one length; several words are the names themselves. */
function nodeNamesOf({ nodeNames, nodes }: Recipe): string[] {
  const words = wordsIn(nodeNames)
  const [first = ''] = words
  return words.length > 1 || nodes < FEWEST_NODES ? words : numbered(first, nodes)
}

const numbered = (start: string, many: number): string[] => {
  const digits = String(many).length
  return Array.from({ length: many }, (_, i) => `${start}${String(i + 1).padStart(digits, '0')}`)
}

function namesProblem({ nodes, nodeNames, cluster }: Recipe, names: string[]): RecipeProblem[] {
  const problem = (says: string): RecipeProblem[] => [{ field: 'nodeNames', says }]
  const odd = names.find((name) => !new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i').test(name))
  if (wordsIn(nodeNames).length === 0) return problem(t`Give the nodes a name, such as node.`)
  if (odd !== undefined)
    return problem(t`${odd} is no name for a node: use letters, digits and hyphens.`)
  if (names.length !== nodes)
    return problem(
      t`These are ${names.length} names for ${nodes} nodes. Give all, or only how they begin.`,
    )
  const lower = names.map((name) => name.toLowerCase())
  const twice = names.find((_, i) => lower.indexOf(lower[i] ?? '') !== i)
  if (twice !== undefined) return problem(t`Two nodes are called ${twice}.`)
  const full = lower.map((name) => fullName(name, cluster))
  return full.includes(cluster.toLowerCase())
    ? problem(t`A node cannot have the name of the cluster, ${cluster}.`)
    : []
}

function groupsProblem({ nodes, drbd }: Recipe, groups: string[]): RecipeProblem[] {
  const problem = (says: string): RecipeProblem[] => [{ field: 'groups', says }]
  const odd = groups.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(name))
  if (groups.length === 0) return problem(t`Name at least one group, such as default.`)
  if (odd !== undefined)
    return problem(t`${odd} cannot be the name of a group: use letters, digits, dots and hyphens.`)
  if (new Set(groups).size !== groups.length) return problem(t`Two groups have the same name.`)
  if (groups.length > nodes)
    return problem(t`These are ${groups.length} groups, but only ${nodes} nodes.`)
  return drbd > 0 && Math.floor(nodes / groups.length) < 2
    ? problem(t`A DRBD instance needs two nodes of one group: use fewer groups, or more nodes.`)
    : []
}

const fullName = (name: string, cluster: string): string =>
  name.includes('.') ? name : `${name}.${cluster.slice(cluster.indexOf('.') + 1)}`

/** The groups take the nodes in turn, in blocks: rack1 has the first ones. */
function nodesOf(recipe: Recipe, names: string[], groups: string[]): NodeDefinition[] {
  const { cluster, memory, disk, cpus } = recipe
  return names.map((name, i) => ({
    name: fullName(name, cluster),
    ip: `10.10.0.${i + 11}`,
    memoryMib: memory * 1024,
    memoryNodeMib: OWN_MEMORY_MIB,
    volumeGroupMib: disk * 1024,
    cpus,
    group: groups[Math.floor((i * groups.length) / names.length)] ?? 'default',
  }))
}

const TEMPLATES = ['drbd', 'plain', 'file', 'diskless'] as const

/** The instances go round the nodes. The secondary of each round is one node further away. */
function instancesOf(recipe: Recipe, nodes: NodeDefinition[]): InstanceDefinition[] {
  const kinds = TEMPLATES.flatMap((template) =>
    Array<typeof template>(recipe[template]).fill(template),
  )
  const names = numbered(recipe.instanceNames, kinds.length)
  return kinds.map((template, i) => {
    const primary = nodes[i % nodes.length]
    const peers = nodes.filter((node) => node.group === primary?.group && node !== primary)
    const from = nodes
      .filter((node) => node.group === primary?.group)
      .indexOf(primary as NodeDefinition)
    const secondary = peers[(from + Math.floor(i / nodes.length)) % Math.max(1, peers.length)]
    const places = template === 'drbd' ? [primary, secondary] : [primary]
    return {
      name: names[i] ?? '',
      template,
      disksMib: template === 'diskless' ? [] : [recipe.instanceDisk * 1024],
      minmemMib: recipe.instanceMemory,
      maxmemMib: recipe.instanceMemory,
      vcpus: 1,
      os: 'debootstrap+default',
      nodes: places.flatMap((node) => (node ? [node.name] : [])),
      writesMibPerMinute: 20,
    }
  })
}

/** What does not fit: too many instances, or more memory and disk than the fullest node has. */
function crowding(
  recipe: Recipe,
  nodes: NodeDefinition[],
  instances: InstanceDefinition[],
): RecipeProblem[] {
  if (instances.length > MOST_INSTANCES)
    return [
      {
        field: 'drbd',
        says: t`These are ${instances.length} instances: ${MOST_INSTANCES} at most.`,
      },
    ]
  const most = (on: (instance: InstanceDefinition, node: string) => boolean) =>
    Math.max(...nodes.map(({ name }) => instances.filter((one) => on(one, name)).length))
  const runs = most((one, node) => one.nodes[0] === node)
  const free = recipe.memory * 1024 - OWN_MEMORY_MIB
  const keeps = (one: InstanceDefinition, node: string) =>
    (one.template === 'drbd' || one.template === 'plain') && one.nodes.includes(node)
  const disks = most(keeps)
  const meta = recipe.drbd > 0 ? DRBD_META_MIB : 0
  const needed = disks * (recipe.instanceDisk * 1024 + meta)
  return [
    ...(runs * recipe.instanceMemory > free
      ? [
          {
            field: 'instanceMemory' as const,
            says: t`${runs} instances on a node need ${runs * recipe.instanceMemory} MiB of memory, but it has ${free} MiB for them.`,
          },
        ]
      : []),
    ...(needed > recipe.disk * 1024
      ? [
          {
            field: 'instanceDisk' as const,
            says: t`${disks} disks on a node need ${Math.ceil(needed / 1024)} GiB, but it has ${recipe.disk} GiB.`,
          },
        ]
      : []),
  ]
}
