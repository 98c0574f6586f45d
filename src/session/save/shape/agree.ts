import { t } from '../../../lib/language/t.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import type { Machine } from '../../../sim/cluster/machine.ts'
import type { ClusterDefinition } from '../../../sim/definition.ts'
import { isOver } from '../../../sim/jobs/job.ts'
import type { Rules } from '../../../sim/run/rules.ts'
import type { World } from '../../../sim/world.ts'

type Problem = string | undefined

/** The first problem there is. */
const first = (...problems: (() => Problem)[]): Problem => {
  for (const find of problems) {
    const problem = find()
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The first key of a table whose entry calls itself something else. */
const misnamed = <T>(items: Record<string, T>, nameOf: (item: T) => string | number) =>
  Object.entries(items).find(([key, item]) => String(nameOf(item)) !== key)?.[0]

const called = (where: string, name: string | undefined): Problem =>
  name === undefined ? undefined : t`${where}: ${name} is called something else inside`

const absent = (where: string, names: Iterable<string>, among: object): Problem => {
  for (const name of names) if (!Object.hasOwn(among, name)) return t`${where}: there is no ${name}`
  return undefined
}

/**
 * What does not fit together in a World whose fields are all well formed, as the end of a sentence: names that do not
 * exist, times out of order, another cluster than its definition's.
 */
export const contradictionIn = (
  world: World,
  definition: ClusterDefinition,
  now: number,
): Problem =>
  first(
    () => machinesProblem(world, definition),
    ...Object.entries(world.machines).map(
      ([name, machine]) =>
        () =>
          machineProblem(name, machine, world),
    ),
    () => jobsProblem(world),
    () => terminalsProblem(world),
    () => wiresProblem(world),
    () => alarmsProblem(world, now),
  )

function machinesProblem({ machines, release }: World, definition: ClusterDefinition): Problem {
  const defined = [...definition.nodes, ...(definition.spareMachines ?? [])]
  const names = (list: string[]) =>
    list
      .map((name) => name.toLowerCase())
      .sort()
      .join()
  if (release !== definition.release) return t`its release is not the one of its definition`
  const wrong = misnamed(machines, (machine) => machine.name)
  if (wrong !== undefined) return called('machines', wrong)
  if (names(Object.keys(machines)) !== names(defined.map(({ name }) => name)))
    return t`its nodes are not those of its definition`
  return undefined
}

const machineProblem = (name: string, machine: Machine, { machines }: World): Problem =>
  first(
    () =>
      called(
        t`${name}: guests`,
        misnamed(machine.guests, (guest) => guest.instance),
      ),
    () =>
      called(
        t`${name}: drbd`,
        misnamed(machine.drbd, (device) => device.minor),
      ),
    () => absent(t`${name}: drbd`, peersOf(machine), machines),
    () => configProblem(name, machine.files.config, machines),
    () => configProblem(name, machine.writer?.own, machines),
  )

const peersOf = (machine: Machine): string[] =>
  Object.values(machine.drbd).flatMap(({ net, lastNet }) =>
    [net, lastNet].flatMap((one) => one?.peer ?? []),
  )

/** A value that several nodes hold is looked at once. */
const sound = new WeakMap<ClusterConfig, object>()

function configProblem(
  node: string,
  config: ClusterConfig | null | undefined,
  machines: World['machines'],
): Problem {
  if (!config || sound.get(config) === machines) return undefined
  const where = t`${node}: configuration`
  const instances = Object.values(config.instances)
  const problem = first(
    () =>
      called(
        where,
        misnamed(config.nodes, ({ name }) => name),
      ),
    () =>
      called(
        where,
        misnamed(config.instances, ({ name }) => name),
      ),
    () =>
      called(
        where,
        misnamed(config.groups, ({ uuid }) => uuid),
      ),
    () =>
      called(
        where,
        misnamed(config.networks ?? {}, ({ uuid }) => uuid),
      ),
    () =>
      called(
        where,
        misnamed(config.filters ?? {}, ({ uuid }) => uuid),
      ),
    () => absent(where, Object.keys(config.nodes), machines),
    () => absent(where, [config.cluster.masterNode], config.nodes),
    () =>
      absent(
        where,
        Object.values(config.nodes).map(({ group }) => group),
        config.groups,
      ),
    () =>
      absent(
        where,
        instances.map(({ primary }) => primary),
        config.nodes,
      ),
    () => absent(where, disksNodes(instances), config.nodes),
  )
  if (problem === undefined) sound.set(config, machines)
  return problem
}

const disksNodes = (instances: ClusterConfig['instances'][string][]): string[] =>
  instances.flatMap(({ disks }) =>
    disks.flatMap((disk) => (disk.kind === 'drbd' ? disk.nodes : [])),
  )

function jobsProblem({ jobs, openJobs, nextJobId, machines }: World): Problem {
  const wrong = misnamed(jobs, ({ id }) => id)
  if (wrong !== undefined) return called('jobs', wrong)
  const open: number[] = []
  for (const job of Object.values(jobs)) {
    if (job.id >= nextJobId) return t`jobs: ${job.id} is still to come`
    if (job.ops.length === 0) return t`jobs: ${job.id} has nothing to do`
    if (!isOver(job)) open.push(job.id)
  }
  if (open.sort((a, b) => a - b).join() !== openJobs.join())
    return t`openJobs: they are not the jobs that have not ended`
  return absent('jobs', new Set(Object.values(jobs).map(({ on }) => on)), machines)
}

function terminalsProblem({ terminals, machines }: World): Problem {
  const wrong = misnamed(terminals, ({ id }) => id)
  if (wrong !== undefined) return called('terminals', wrong)
  const all = Object.values(terminals)
  return first(
    () => absent('terminals', Object.keys(machines), terminals),
    () =>
      absent(
        'terminals',
        all.map(({ node }) => node),
        machines,
      ),
    () =>
      absent(
        'terminals',
        all.flatMap(({ stack }) => stack.map(({ node }) => node)),
        machines,
      ),
  )
}

const wiresProblem = (world: World): Problem =>
  first(
    () =>
      called(
        'resyncs',
        misnamed(world.resyncs, ({ port }) => port),
      ),
    () =>
      called(
        'transfers',
        misnamed(world.transfers, ({ id }) => id),
      ),
    () =>
      absent(
        'resyncs',
        Object.values(world.resyncs).flatMap(({ source, target }) => [source.node, target.node]),
        world.machines,
      ),
    () =>
      absent(
        'transfers',
        Object.values(world.transfers).flatMap(({ from, to }) => [from, to]),
        world.machines,
      ),
    () =>
      absent(
        'links',
        [...Object.keys(world.cutLinks), ...Object.keys(world.slowLinks ?? {})].flatMap((key) =>
          key.split('|'),
        ),
        world.machines,
      ),
  )

/** A sitting stops where nothing is due any more. */
function alarmsProblem({ alarms, machines }: World, now: number): Problem {
  let last = now
  for (const { at, what } of alarms) {
    if (at <= now) return t`alarms: one should have rung`
    if (at < last) return t`alarms: they are not in order`
    last = at
    if ('node' in what && !Object.hasOwn(machines, what.node))
      return t`alarms: there is no ${what.node}`
  }
  return undefined
}

/** What goes on in a World that these rules do not know, as the end of a sentence. */
export function unknownIn(world: World, { programs, opcodes }: Rules): Problem {
  for (const { stack } of Object.values(world.terminals))
    for (const { program } of stack)
      if (!Object.hasOwn(programs, program)) return t`terminals: there is no program ${program}`
  for (const id of world.openJobs)
    for (const { opcode } of world.jobs[id]?.ops ?? [])
      if (!Object.hasOwn(opcodes, opcode)) return t`jobs: there is no operation ${opcode}`
  return undefined
}
