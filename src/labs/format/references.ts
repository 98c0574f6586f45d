import { t } from '../../lib/language/t.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { ClusterDefinition, NodeDefinition } from '../../sim/definition.ts'
import { BEHAVIOUR } from '../../sim/releases.ts'
import { isFor, type LabFile } from '../lab.ts'

type Path = (string | number)[]
type Cluster = Omit<ClusterDefinition, 'release'>

/** Reports a problem with a field of a lab's file. */
export type Complain = (path: Path, message: string) => void

/** The full name of a machine that is given by its short or full name, in any case; undefined if there is none. */
export function machineNamed(
  called: string,
  machines: readonly NodeDefinition[],
): string | undefined {
  const wanted = called.toLowerCase()
  const names = machines.map(({ name }) => name)
  return names.find((name) => [name, shortName(name)].some((n) => n.toLowerCase() === wanted))
}

/** Checks that every reference to another part of the file, or to a machine of its cluster, exists. */
export function checkReferences(lab: LabFile, cluster: Cluster, complain: Complain): void {
  const goals = lab.goals.map((goal) => goal.id)
  unique('goals', goals, complain)
  for (const part of ['keep', 'wrongTurns', 'causes'] as const)
    unique(
      part,
      lab[part].map((item) => item.id),
      complain,
    )
  lab.wrongTurns.forEach(({ after }, i) => {
    if (after !== undefined && !goals.includes(after))
      complain(['wrongTurns', i, 'after'], t`there is no goal called ${after}`)
  })
  if (lab.solution.length === 0 && lab.causes.length === 0)
    complain(['solution'], t`is missing: a lab must show that it can be solved`)
  for (const release of lab.causes.length > 0 ? lab.releases : [])
    if (!lab.causes.some((cause) => isFor(cause, release)))
      complain(['causes'], t`none of them applies to release ${release}`)
  checkNames(lab, cluster, complain)
}

function unique(part: string, ids: string[], complain: Complain): void {
  const known = new Set<string>()
  ids.forEach((id, i) => {
    if (known.has(id)) complain([part, i, 'id'], t`${id} is there twice`)
    known.add(id)
  })
}

/** Checks the names in conditions and steps. A misspelt name never matches, and `not` would hide that. */
function checkNames(lab: LabFile, cluster: Cluster, complain: Complain): void {
  const machines = [...cluster.nodes, ...(cluster.spareMachines ?? [])]
  const daemons = lab.releases.flatMap((release): string[] => [...BEHAVIOUR[release].startOrder])
  const check: Complain = (path, name) => {
    if (path.at(-1) === 'daemon' && !daemons.includes(name))
      complain(path, t`there is no daemon called ${name}`)
    if (path.at(-1) !== 'daemon' && machineNamed(name, machines) === undefined)
      complain(path, t`there is no node called ${name}`)
  }
  const { start, goals, keep, wrongTurns, solution, causes } = lab
  namesIn(start.before, ['start', 'before'], check)
  namesIn(solution, ['solution'], check)
  goals.forEach(({ needs, risky, on }, i) => {
    namesIn({ needs, risky, on }, ['goals', i], check)
  })
  keep.forEach(({ never }, i) => {
    namesIn({ never }, ['keep', i], check)
  })
  wrongTurns.forEach(({ steps, when, leads, until }, i) => {
    namesIn({ steps, when, leads, until }, ['wrongTurns', i], check)
  })
  causes.forEach(({ before, solution: repair }, i) => {
    namesIn({ before, solution: repair }, ['causes', i], check)
  })
}

const NODE_FIELDS = ['node', 'on', 'master', 'address', 'primary', 'secondary']
/** Of a node that is named beside them they say how it is; alone they name one. */
const STATE_OR_NODE = ['power', 'cable', 'disk']

/** Hands every name of a node or a daemon in conditions and steps to `found`, with its path. */
function namesIn(value: unknown, path: Path, found: Complain): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    const inside = [...path, Array.isArray(value) ? Number(key) : key]
    const names =
      key === 'daemon' ||
      NODE_FIELDS.includes(key) ||
      (STATE_OR_NODE.includes(key) && !('node' in value)) ||
      path.at(-1) === 'link'
    if (names && typeof part === 'string') found(inside, part)
    else namesIn(part, inside, found)
  }
}
