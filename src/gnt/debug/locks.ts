/** gnt-debug locks. Manual: gnt-debug(8), LOCKS. Source: lib/client/gnt_debug.py (ListLocks), src/Ganeti/Query/Locks.hs. */
import { compare } from '../../lib/order.ts'
import { own } from '../../lib/own.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { isOver, type Job, type Lock } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { goto, sleep } from '../../sim/run/flow.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { locks as spec } from '../declared/debug.ts'
import { int, text } from '../optparse/read.ts'
import { hasNameless, NAMELESS, styleOf } from '../query/command.ts'
import { type Field, known } from '../query/field.ts'
import {
  commas,
  EXIT_UNKNOWN_FIELD,
  lookUpFields,
  type Overrides,
  renderRows,
  selectFields,
  warnUnknown,
} from '../query/list.ts'
import { cellsOf, fieldMap } from '../query/resource.ts'

/** One lock with the jobs that have it and those that wait for it. */
interface LockState {
  name: string
  mode: Lock['mode'] | null
  owners: string[]
  pending: [Lock['mode'], string[]][]
}

/** Locks of the oldest release exist as long as what they protect; later ones only while a job has or wants them. */
const listsFreeLocks = byRelease({ '2.11': true, '2.12': false })

/** A job as the owner of a lock: the thread of the daemon that works on it, or its number. */
const ownerName = byRelease<(job: Job, worker: number) => string>({
  '2.11': (job, worker) => `Jq${worker}/Job${job.id}/${currentOp(job)}`,
  '2.12': (job) => String(job.id),
})

const currentOp = ({ ops }: Job): string =>
  (ops.find((op) => op.result === null) ?? ops.at(-1))?.opcode ?? ''

const SET = '[lockset]'

const groupTable = (
  config: ClusterConfig,
): Readonly<Record<string, Readonly<Record<string, { uuid: string }>>>> => ({
  node: config.nodes,
  'node-res': config.nodes,
  nodegroup: config.groups,
  network: config.networks ?? {},
})

/** A lock as Ganeti names it: instances by name, everything else by UUID. */
function lockName(config: ClusterConfig, { level, name }: Lock): string {
  if (level === 'cluster') return 'cluster/BGL'
  if (name === '*') return `${level}/${SET}`
  return `${level}/${own(own(groupTable(config), level) ?? {}, name)?.uuid ?? name}`
}

/** The big lock, which every job shares that needs no more, and what the job asked for. */
function requests(config: ClusterConfig, locks: readonly Lock[]): [string, Lock['mode']][] {
  const named = locks.map((lock): [string, Lock['mode']] => [lockName(config, lock), lock.mode])
  return locks.some(({ level }) => level === 'cluster')
    ? named
    : [['cluster/BGL', 'shared'], ...named]
}

/** Names of all locks that there are while no job runs. */
const freeLocks = (config: ClusterConfig): string[] => [
  'cluster/BGL',
  ...['cluster', 'instance', 'node-alloc', ...Object.keys(groupTable(config))].map(
    (level) => `${level}/${SET}`,
  ),
  'node-alloc/NAL',
  ...Object.keys(config.instances).map((name) => `instance/${name}`),
  ...Object.entries(groupTable(config)).flatMap(([level, items]) =>
    Object.values(items).map(({ uuid }) => `${level}/${uuid}`),
  ),
]

/** The locks that the daemons of this node know of, in the order of their names. */
export function lockStates(p: ClientContext<object>): LockState[] {
  const config = configOn(p.world, p.node)
  const states = new Map<string, LockState>()
  const stateOf = (name: string): LockState => {
    const state = states.get(name) ?? { name, mode: null, owners: [], pending: [] }
    states.set(name, state)
    return state
  }
  if (listsFreeLocks(p)) for (const name of freeLocks(config)) stateOf(name)
  const jobs = p.world.openJobs.flatMap((id) => p.world.jobs[id] ?? [])
  jobs
    .filter((job) => job.on === p.node && !isOver(job))
    .forEach((job, i) => {
      const owner = ownerName(p)(job, i + 1)
      for (const [name, mode] of job.status === 'running' ? requests(config, job.holds) : []) {
        const state = stateOf(name)
        if (state.mode !== 'exclusive') state.mode = mode
        if (!state.owners.includes(owner)) state.owners.push(owner)
        stateOf(`${name.slice(0, name.indexOf('/'))}/${SET}`)
      }
      for (const [name, mode] of requests(config, job.wants ?? []))
        if (job.wants && name !== 'cluster/BGL') stateOf(name).pending.push([mode, [owner]])
    })
  return [...states.values()].sort((a, b) => compare(a.name, b.name))
}

const FIELDS: ReadonlyMap<string, Field<LockState, object>> = fieldMap([
  known('name', 'Name', 'other', 'Name of the lock', (lock) => lock.name),
  known('mode', 'Mode', 'other', 'How it is held: exclusive or shared', (lock) => lock.mode),
  known('owner', 'Owner', 'other', 'Jobs that hold it', (lock) => lock.owners),
  known('pending', 'Pending', 'other', 'Jobs that wait for it', (lock) => lock.pending),
])

const dashIfNone =
  (write: Overrides[string]): Overrides[string] =>
  (value) =>
    value === null || (Array.isArray(value) && value.length === 0) ? '-' : write(value)

const OVERRIDES: Overrides = {
  mode: dashIfNone(String),
  owner: dashIfNone(commas),
  pending: dashIfNone((value) =>
    (value as LockState['pending'])
      .map(([mode, owners]) => `${mode}:${owners.join(',')}`)
      .join(', '),
  ),
}

function show(p: ClientContext<object>): ProgramNext | undefined {
  const names = selectFields(text(p.vars.options, 'output'), ['name', 'mode', 'owner', 'pending'])
  const fields = lookUpFields(FIELDS, names)
  const warning = warnUnknown(fields)
  p.err(warning)
  if (hasNameless(names)) return failure(p, NAMELESS)
  const rows = cellsOf(fields, configOn(p.world, p.node), lockStates(p), () => undefined)
  p.out(renderRows(fields, rows, styleOf(p.vars.options), OVERRIDES))
  if (warning !== '') return exit(EXIT_UNKNOWN_FIELD)
  if (!int(p.vars.options, 'interval')) return exit(0)
  p.out('\n')
}

export const locks = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show,
    pause: (p) => sleep(1000 * (int(p.vars.options, 'interval') ?? 1)),
    again: () => goto('show'),
  },
})
