import { isDraft, original } from 'immer'
import { own } from '../lib/own.ts'
import type { Ramp } from '../lib/ramp.ts'
import type { RandomStreams } from '../lib/random.ts'
import type { ClusterConfig, InstanceName, NodeName } from './cluster/config.ts'
import type { Machine } from './cluster/machine.ts'
import type { Job } from './jobs/job.ts'
import type { Release } from './releases.ts'
import type { FailureCause } from './run/calls/cause.ts'
import type { Process } from './run/process.ts'

/**
 * Everything that can influence the future, as plain JSON. Only inputs (`input.ts`) change it, through
 * `apply.ts`. Code below that door changes the World it is handed in place: it is a draft.
 */
export interface World {
  version: 1
  release: Release
  /** Milliseconds since 1970 (UTC) when the simulated clock showed 0. */
  epochMs: number
  /** Simulated milliseconds of the last thing that happened. */
  now: number
  /** Numbers alarms and calls, so that equal times have an order. */
  sequence: number
  random: RandomStreams
  hardware: Hardware
  /** Short names of the picture ("dX") and the instances they stand for. */
  labels: Record<string, InstanceName>
  machines: Record<NodeName, Machine>
  /** Pairs of nodes that cannot reach each other, as `linkKey` writes them, with the time of the cut. */
  cutLinks: Record<string, number>
  /** Pairs whose link works at a hundredth of its speed, since when. Absent: none ever was. */
  slowLinks?: Record<string, number>
  /** DRBD resyncs under way, by port. */
  resyncs: Record<number, Resync>
  /** Guests' memory and disks on the way from node to node, by a number of their own. */
  transfers: Record<number, Transfer>
  /**
   * Instances whose file system is damaged, and since when: memory of before a migration went on over the disk that
   * had changed since. Absent: none ever was.
   */
  damaged?: Record<InstanceName, number>
  jobs: Record<number, Job>
  /** Numbers of the jobs that have not ended, lowest first: a long sitting has thousands that have. */
  openJobs: number[]
  nextJobId: number
  /** By id: a node's console has the node's name, everything else has an id of its own. */
  terminals: Record<string, Terminal>
  /** Who has a login of their own on every node that is up. Absent: no one, there is the console alone. */
  logins?: string[]
  alarms: Alarm[]
  /** Calls that node daemons have answered, oldest first; the oldest are forgotten. Absent: none were. */
  answered?: AnsweredCall[]
}

/** A call to a node daemon, as its log has it. */
export interface AnsweredCall {
  /** Simulated milliseconds. */
  at: number
  from: NodeName
  to: NodeName
  name: string
}

/** Constants of the hardware; an input may change them. */
export interface Hardware {
  syncMibPerSecond: number
  copyMibPerSecond: number
  memoryMibPerSecond: number
  bootSeconds: number
  /** How long a guest takes to shut itself down. */
  guestShutdownSeconds: number
  /** Whether cron runs the watcher every five minutes. */
  watcherCron: boolean
}

/** One DRBD resync: blocks on their way from the good half of a disk to the other half. */
export interface Resync {
  port: number
  source: { node: NodeName; minor: number }
  target: { node: NodeName; minor: number }
  /** MiB still to copy; shrinks. */
  remaining: Ramp
  totalMib: number
  /** When it began. */
  since?: number
}

/** A dump below the exports directory of a node. */
export interface DumpFile {
  folder: string
  file: string
}

/** `memory`: a live migration. `disk`: a disk that is moved, exported or imported. */
export interface Transfer {
  id: number
  kind: 'memory' | 'disk'
  instance: InstanceName
  from: NodeName
  to: NodeName
  /** MiB sent; grows. */
  sent: Ramp
  state: 'running' | 'done' | 'failed'
  /** The dump that the receiving end writes; absent: it writes a disk. */
  into?: DumpFile
  /** What is sent is a damaged file system. */
  damaged?: true
}

/** A console with its programs, or a stack of programs that runs in the background without a console. */
export interface Terminal {
  id: string
  /** The node whose console this is. */
  node: NodeName
  /** Whose login this is. Absent: it is the node's console, or runs in the background. */
  login?: string
  /** The login shell first, the foreground program last. Empty while the node is off. */
  stack: Process[]
  /** The last command here that was refused before it became a job. Absent: none was. */
  refused?: Refused
  /** What a shell runs in the background here. Absent: this is a console or a login, or runs by itself. */
  background?: BackgroundLine
}

/** A line that a shell has started with `&`. */
export interface BackgroundLine {
  /** The terminal of that shell, which shows what the line writes. */
  of: string
  pid: number
  line: string
  /** How it ended; it stays until its shell has heard of it. Absent: it runs. */
  status?: number
}

/** The terminal that shows what is written on this one. */
export const shownOn = ({ id, background }: Terminal): string => background?.of ?? id

/** The terminal of a person's own login on a node; of its console where there is no such person. */
export const terminalOn = (node: NodeName, login: string | null): string =>
  login === null ? node : `${node}~${login}`

/** The node and the login that `terminalOn` made a terminal's id of. */
export function partsOfTerminal(id: string): { node: NodeName; login: string | null } {
  const [node = id, login = null] = id.split('~')
  return { node, login }
}

/** Whether a person reads what is written there: on a console or a login, not what cron and the init system start. */
export const isRead = ({ id, node, login, background }: Terminal): boolean =>
  id === node || login !== undefined || background !== undefined

/** A command that ended without success, and why. */
export interface Refused {
  /** Simulated milliseconds. */
  at: number
  /** The node it ran on. */
  node: NodeName
  argv: string[]
  cause: FailureCause
}

/** Something that will happen by itself. Ordered by time, then by number. */
export interface Alarm {
  at: number
  number: number
  what: AlarmKind
}

/**
 * What happens when an alarm is due. Names refer to parts of the World that may be gone by then: the handler
 * checks.
 */
export type AlarmKind =
  | { kind: 'call ends'; call: number }
  | { kind: 'wake' }
  | { kind: 'resync ends'; port: number }
  | { kind: 'transfer ends'; transfer: number }
  | { kind: 'boot ends'; node: NodeName }
  /** A reset that was asked for in this boot. */
  | { kind: 'reset'; node: NodeName; bootId: string | null }
  | { kind: 'cron' }

/** A pair of nodes as a key, the same in either order. */
export const linkKey = (a: NodeName, b: NodeName): string => (a < b ? `${a}|${b}` : `${b}|${a}`)

/** The next number of the World's only counter, for alarms and calls; later ones are greater. */
export const nextNumber = (world: World): number => {
  world.sequence += 1
  return world.sequence
}

/** Lets `what` happen at `at` (simulated milliseconds), after everything set for that time before. */
export const setAlarm = (world: World, at: number, what: AlarmKind): void => {
  const alarm = { at, number: nextNumber(world), what }
  const { alarms } = world
  let from = 0
  for (let to = alarms.length; from < to; ) {
    const middle = (from + to) >> 1
    if ((alarms[middle]?.at ?? 0) > at) to = middle
    else from = middle + 1
  }
  if (from === alarms.length) alarms.push(alarm)
  else alarms.splice(from, 0, alarm)
}

/** The time of the next thing that happens by itself; undefined in a world at rest. */
export const nextEvent = (world: World): number | undefined => world.alarms[0]?.at

/** The machine of that name. Throws on a name that no machine has: a fault of the program. */
export const machineOf = (world: World, node: NodeName): Machine => {
  const machine = own(world.machines, node)
  if (!machine) throw new Error(`no machine is called ${node}`)
  return machine
}

/** The wall clock of the simulated nodes, in milliseconds since 1970. */
export const clockOf = (world: World): number => world.epochMs + world.now

/** The same in whole seconds, as the configuration stores times. */
export const secondsOf = (world: World): number => Math.floor(clockOf(world) / 1000)

/** A value that no one changes in place: behind a draft stands the value itself. */
const settled = (config: ClusterConfig): ClusterConfig =>
  isDraft(config) ? (original(config) as ClusterConfig) : config

/** The configuration in the file on `master`: what queries are answered from. */
export const configOn = (world: World, master: NodeName): ClusterConfig => {
  const { config } = machineOf(world, master).files
  if (!config) throw new Error(`${master} has no copy of the configuration`)
  return settled(config)
}

/** The configuration that jobs on `master` work with: its daemon's own, if that no longer is the file's. */
export const daemonConfigOn = (world: World, master: NodeName): ClusterConfig => {
  const own = machineOf(world, master).writer?.own
  return own ? settled(own) : configOn(world, master)
}
