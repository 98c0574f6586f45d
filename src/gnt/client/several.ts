/**
 * The client side of commands on several instances: which ones, the question, one job each, waiting for
 * them in turn. Source: lib/client/gnt_instance.py (_ExpandMultiNames, GenericManyOps) and lib/cli.py
 * (ConfirmOperation, JobExecutor).
 */

import { niceSort } from '../../lib/nice-sort.ts'
import { byName, type ClusterConfig, secondaryOf } from '../../sim/cluster/config.ts'
import type { Behaviour } from '../../sim/releases.ts'
import type { Submission } from '../../sim/run/opcode.ts'
import { again, leave, repeat } from '../../sim/run/parts.ts'
import { exit, follow } from '../../sim/run/program.ts'
import { configOn, type World } from '../../sim/world.ts'
import type { ClientContext, ClientSteps } from '../command.ts'
import { matchName } from '../names.ts'
import { flag, text } from '../optparse/read.ts'
import { confirm, outcomeOf, priorityOf, refusal, resultText } from './client.ts'

/** Variables of a client that waits for several jobs. */
export interface Waiting {
  /** Jobs no one has waited for yet, with the name under which they are reported. */
  queue: { id: number; name: string }[]
  current: { id: number; name: string }
  /** How many of the jobs so far have failed. */
  failed: number
}

interface Many extends Waiting {
  names: string[]
}

/** Initial values of the variables that `watchJobs` needs. */
export const WAITING: Waiting = { queue: [], current: { id: 0, name: '' }, failed: 0 }
/** Variables that `manyOps` needs. */
export const MANY: Many = { ...WAITING, names: [] }

/**
 * The stored name that a query finds for `typed`: releases that store lower case compare letter by
 * letter, the older ones in any case; a short host name is enough in both.
 */
export const matchInQuery = (
  typed: string,
  names: readonly string[],
  behaviour: Behaviour,
): string | undefined =>
  behaviour.lowerCaseNames
    ? names.find((name) => name === typed || name.startsWith(`${typed}.`))
    : matchName(typed, names)

/** Stored names for what was typed, in its order; what no query finds is left out in silence. */
const found = (
  typed: readonly string[],
  names: readonly string[],
  behaviour: Behaviour,
): string[] => {
  const hits = typed.flatMap((word) => matchInQuery(word, names, behaviour) ?? [])
  return [...new Set(hits)]
}

type Selection = { names: string[] } | { refusal: string }

/** The instances of these nodes, node by node: primaries of all first, then secondaries. */
function ofNodes(config: ClusterConfig, nodes: readonly string[], which: string): string[] {
  const instances = niceSort(byName(config.instances), (i) => i.name)
  const pick = (nodeOf: (i: (typeof instances)[number]) => string | null) =>
    nodes.flatMap((node) => instances.filter((i) => nodeOf(i) === node).map((i) => i.name))
  const primaries = which === 'nodes-sec' ? [] : pick((i) => i.primary)
  const secondaries = which === 'nodes-pri' ? [] : pick(secondaryOf)
  return [...primaries, ...secondaries]
}

/** What the arguments stand for (_ExpandMultiNames). `mode` is a constant of the --node, --tags … flags. */
function selected(
  config: ClusterConfig,
  mode: string,
  args: readonly string[],
  behaviour: Behaviour,
): Selection {
  const all = niceSort(Object.keys(config.instances), (name) => name)
  const tagged = <T extends { name: string; tags: string[] }>(items: Record<string, T>) =>
    niceSort(Object.values(items), (i) => i.name)
      .filter((item) => item.tags.some((tag) => args.includes(tag)))
      .map((item) => item.name)
  switch (mode) {
    case 'cluster':
      return args.length > 0
        ? { refusal: 'Cluster filter mode takes no arguments' }
        : { names: all }
    case 'nodes':
    case 'nodes-pri':
    case 'nodes-sec': {
      if (args.length === 0) return { refusal: 'No node names passed' }
      const nodes = found(args, Object.keys(config.nodes), behaviour)
      return { names: ofNodes(config, nodes, mode) }
    }
    case 'nodes-by-tags':
    case 'nodes-pri-by-tags':
    case 'nodes-sec-by-tags':
      if (args.length === 0) return { refusal: 'No node tags passed' }
      return { names: ofNodes(config, tagged(config.nodes), mode.replace('-by-tags', '')) }
    case 'instances-by-tags':
      if (args.length === 0) return { refusal: 'No instance tags passed' }
      return { names: tagged(config.instances) }
    default:
      if (args.length === 0) return { refusal: 'No instance names passed' }
      return { names: found(args, all, behaviour) }
  }
}

const modeOf = <V>(p: ClientContext<V>): string => text(p.vars.options, 'multi_mode') ?? 'instances'

/** Whether several are meant: only then Ganeti asks, and names the jobs it has submitted. */
export const isMany = <V extends Many>(p: ClientContext<V>): boolean =>
  modeOf(p) !== 'instances' || p.vars.names.length > 1

/** Fills `vars.names` from the arguments, or refuses. */
export const selectInstances = <V extends Many>(): ClientSteps<V> => ({
  selectInstances: (p) => {
    const config = configOn(p.world, p.node)
    const selection = selected(config, modeOf(p), p.vars.args, p.behaviour)
    if ('refusal' in selection) return refusal(p, selection.refusal)
    p.vars.names = selection.names
    if (selection.names.length > 0) return
    if (modeOf(p) !== 'cluster')
      return refusal(p, 'Selection filter does not match any instances', {
        is: 'not found',
        what: modeOf(p) === 'instances' ? 'instance' : 'name',
        word: p.vars.args.join(' '),
      })
    p.out('Cluster is empty, no instances to shutdown\n')
    return exit(0)
  },
})

/** ConfirmOperation: names every instance that is concerned. */
export const affectedQuestion = (operation: string, names: readonly string[], extra = ''): string =>
  [
    `The ${operation} will operate on ${names.length} instances.`,
    `${extra}Do you want to continue?`,
    'Affected instances:',
    ...names.map((name) => `  ${name}`),
  ].join('\n')

/** Takes the next job to wait for out of a list: one that runs already, or has ended, before one that still waits. */
export function takeNext<T>(world: World, queue: T[], idOf: (job: T) => number): T | undefined {
  const busy = queue.findIndex((job) => {
    const status = world.jobs[idOf(job)]?.status ?? 'queued'
    return status !== 'queued' && status !== 'waiting' && status !== 'canceling'
  })
  return queue.splice(Math.max(busy, 0), 1)[0]
}

/** Shows the log of `vars.queue` job by job, and counts those that fail. */
export const watchJobs = <V extends Waiting>(): ClientSteps<V> =>
  repeat('jobs', {
    followJob: (p) => {
      const job = takeNext(p.world, p.vars.queue, ({ id }) => id)
      if (!job) return leave()
      p.vars.current = job
      p.out(`Waiting for job ${job.id}${job.name === '' ? '' : ` for ${job.name}`} ...\n`)
      return follow(job.id)
    },
    tellFailure: (p) => {
      const { id, name } = p.vars.current
      const job = p.world.jobs[id]
      const why = job ? resultText(p, outcomeOf(job)) : ''
      if (why !== '') {
        p.vars.failed += 1
        p.err(`Job ${id}${name === '' ? '' : ` for ${name}`} has failed: ${why}`)
      }
      return again()
    },
  })

/** Waits for `vars.queue`, the jobs of an evacuation, and says whether all of them succeeded. */
export const watchEvacuation = <V extends Waiting>(): ClientSteps<V> => [
  watchJobs<V>(),
  {
    summary: (p) => {
      const { failed } = p.vars
      p.out(
        failed === 0
          ? 'All instances evacuated successfully.\n'
          : `There were ${failed} errors during the evacuation.\n`,
      )
      return exit(failed === 0 ? 0 : 1)
    },
  },
]

/** Waits for `vars.queue` and ends with 1 if one of the jobs failed. */
export const waitForJobs = <V extends Waiting>(): ClientSteps<V> => [
  watchJobs<V>(),
  { end: (p) => exit(p.vars.failed > 0 ? 1 : 0) },
]

/** One job for each of `vars.names`; with --submit only their numbers are shown. */
export const submitForEach = <V extends Many>(
  build: (p: ClientContext<V>, name: string) => Submission['ops'][number],
): ClientSteps<V> => ({
  submitJobs: (p) => {
    const { names } = p.vars
    const priority = priorityOf(p.vars)
    const ids = p.submit(names.map((name) => ({ ops: [build(p, name)], priority })))
    p.vars.queue = names.map((name, i) => ({ id: ids[i] ?? 0, name }))
    if (flag(p.vars.options, 'submit_only')) {
      for (const { id, name } of p.vars.queue) p.out(`${id}: ${name}\n`)
      return exit(0)
    }
    if (isMany(p)) p.out(`Submitted jobs ${ids.join(', ')}\n`)
  },
})

/** The whole client of startup, shutdown and reboot (GenericManyOps). */
export const manyOps = <V extends Many>(
  operation: string,
  build: (p: ClientContext<V>, name: string) => Submission['ops'][number],
): ClientSteps<V> => [
  selectInstances<V>(),
  confirm<V>(
    'affected',
    (p) =>
      flag(p.vars.options, 'force_multi') || !isMany(p)
        ? null
        : affectedQuestion(operation, p.vars.names),
    1,
    { y: `Yes, execute the ${operation}`, n: `No, abort the ${operation}` },
  ),
  submitForEach(build),
  waitForJobs<V>(),
]
