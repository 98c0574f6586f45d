import type { Move } from '../hail/moves.ts'
import { fixedPoint } from '../haskell.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { find, isRunning, NONE, nodesOf } from '../model/model.ts'
import type { Placement, Table } from './balance.ts'

/** A solution as the lines, the commands and the sets of jobs that the programs make of it. */

/** One move as a job: which nodes it keeps busy, and the commands that do it. */
export type MoveJob = {
  /** Indexes of nodes. */
  readonly involved: readonly number[]
  readonly instance: number
  readonly move: Move
  /** Arguments of `gnt-instance`, in order. */
  readonly commands: readonly string[]
}

const nameOf = (nodes: Indexed<Node>, index: number): string => find(nodes, index).alias

/** The signs for a move in the list of moves, and its commands (computeMoves). */
const describe = (
  inst: Instance,
  name: string,
  { kind }: Move,
  primary: string,
  secondary: string,
): { readonly signs: string; readonly commands: readonly string[] } => {
  const how = isRunning(inst) ? 'migrate' : 'failover'
  const migrate = `${how} -f ${name}`
  const replace = (node: string): string => `replace-disks -n ${node} ${name}`
  switch (kind) {
    case 'failover':
      return { signs: 'f', commands: [migrate] }
    case 'failoverToAny':
      return { signs: `fa:${primary}`, commands: [`${how} -f -n ${primary} ${name}`] }
    case 'failoverAndReplace':
      return { signs: `f r:${secondary}`, commands: [migrate, replace(secondary)] }
    case 'replaceSecondary':
      return { signs: `r:${secondary}`, commands: [replace(secondary)] }
    case 'replaceAndFailover':
      return { signs: `r:${primary} f`, commands: [replace(primary), migrate] }
    case 'replacePrimary':
      return { signs: `f r:${primary} f`, commands: [migrate, replace(primary), migrate] }
  }
}

/** Its nodes before and after the move. */
const involvedNodes = (inst: Instance, { primary, secondary }: Placement): number[] => [
  ...new Set([primary, secondary, ...nodesOf(inst)].filter((index) => index >= 0)),
]

/** The job of a placement; `before` is the state in which the move was found. */
export const moveJob = (
  before: Pick<Table, 'nodes' | 'instances'>,
  placement: Placement,
): MoveJob => {
  const inst = find(before.instances, placement.instance)
  const { primary, secondary, move } = placement
  const second = secondary === NONE ? '' : nameOf(before.nodes, secondary)
  const name = inst.alias
  const { commands } = describe(inst, name, move, nameOf(before.nodes, primary), second)
  return {
    involved: involvedNodes(inst, placement),
    instance: inst.index,
    move,
    commands,
  }
}

/** The line that hbal prints for a move; names are padded to the width of the longest (printSolutionLine). */
export const solutionLine = (
  before: Table,
  placement: Placement,
  widths: { readonly node: number; readonly instance: number },
): string => {
  const inst = find(before.instances, placement.instance)
  const { nodes, placements } = before
  const pair = (primary: number, secondary: number): string =>
    secondary === NONE
      ? nameOf(nodes, primary)
      : `${nameOf(nodes, primary)}:${nameOf(nodes, secondary)}`
  const { primary, secondary, move, score } = placement
  const second = secondary === NONE ? '' : nameOf(nodes, secondary)
  const { signs } = describe(inst, inst.alias, move, nameOf(nodes, primary), second)
  const width = 2 * widths.node + 1
  const number = `${placements.length + 1}`.padStart(3)
  const from = pair(inst.primary, inst.secondary).padEnd(width)
  const to = pair(primary, secondary).padEnd(width)
  const result = fixedPoint(score, 8).padStart(12)
  return `  ${number}. ${inst.alias.padEnd(widths.instance)} ${from} => ${to} ${result} a=${signs}`
}

/** Sets of jobs, in order; those of one set share no node and run at the same time (splitJobs). */
export const jobSets = (jobs: readonly MoveJob[]): readonly (readonly MoveJob[])[] => {
  let busy: readonly number[] = []
  let sets: readonly (readonly MoveJob[])[] = []
  for (const job of jobs.toReversed()) {
    const [first = [], ...others] = sets
    const apart = first.length > 0 && !job.involved.some((index) => busy.includes(index))
    sets = apart ? [[job, ...first], ...others] : [[job], ...sets]
    busy = apart ? [...job.involved, ...busy] : job.involved
  }
  return sets
}

/** The shell commands of the sets of jobs, as they go into a script (formatCmds). */
export const commandLines = (sets: readonly (readonly MoveJob[])[]): string[] =>
  sets.flatMap((jobs, set) =>
    jobs.flatMap(({ commands }, place) => [
      ...(place === 0 ? ['', `echo jobset ${set + 1}, ${jobs.length} jobs`] : []),
      `  echo job ${set + 1}/${place + 1}`,
      '  check',
      ...commands.map((command) => `  gnt-instance ${command}`),
    ]),
  )
