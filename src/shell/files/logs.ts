import { pidOf } from '../../gnt/job/pid.ts'
import { repr } from '../../gnt/optparse/repr.ts'
import { isoSpaced } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { jobsToRead } from '../../sim/jobs/ends.ts'
import { isOver, type Job, type JobOp } from '../../sim/jobs/job.ts'
import { behaviourOf, byRelease } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import { machineOf } from '../../sim/world.ts'
import { processesOf } from '../node/processes.ts'
import { lineOf } from '../wrappers.ts'

/** What Ganeti's daemons and commands wrote under /var/log/ganeti: made from what is remembered when it is read. */

const FOLDER = '/var/log/ganeti'

/** A line with its time in milliseconds since 1970, by which the lines of several jobs are mixed. */
interface Entry {
  at: number
  text: string
}

const millis = (ms: number): string => `${isoSpaced(ms)},${String(ms % 1000).padStart(3, '0')}`

/** The writer: a process for each job, or in 2.11 a thread of the master daemon. */
const writerOf = (world: World, job: Job, op: JobOp | undefined): string =>
  behaviourOf(world.release).jobDaemon === 'ganeti-masterd'
    ? `ganeti-masterd pid=2211/Jq1/Job${job.id}${op ? `/${op.opcode}` : ''}`
    : `job-${job.id} pid=${pidOf(job.id)}`

/** The error of an opcode as Python writes it at the end of a traceback. */
function errorOf({ result }: JobOp): string | null {
  if (!result || result.ok || result.kind === 'canceled') return null
  if (result.kind === 'prereq')
    return `ganeti.errors.OpPrereqError: (${repr(result.text)}, '${result.class}')`
  return `ganeti.errors.OpExecError: ${result.text}`
}

function entriesOf(world: World, job: Job): Entry[] {
  const entries: Entry[] = []
  const say = (at: number, op: JobOp | undefined, level: string, text: string) =>
    entries.push({ at, text: `${millis(at)}: ${writerOf(world, job, op)} ${level} ${text}` })
  job.ops.forEach((op, i) => {
    const prefix = `Op ${i + 1}/${job.ops.length}`
    if (op.started === null) return
    say(op.started, op, 'INFO', `${prefix}: opcode ${op.summary} waiting for locks`)
    for (const { at, text } of op.log) {
      const [, level = '', rest = ''] = /^ - (INFO|WARNING): ([\s\S]*)$/.exec(text) ?? []
      if (level !== '') say(at, op, level, rest)
    }
    const error = errorOf(op)
    if (error !== null && op.ended !== null)
      say(
        op.ended,
        op,
        'ERROR',
        `${prefix}: Caught exception in ${op.summary}\nTraceback (most recent call last):\n${error}`,
      )
  })
  if (job.ended !== null && isOver(job))
    say(job.ended, undefined, 'INFO', `Finished job ${job.id}, status = ${job.status}`)
  return entries
}

const jobsHere = (world: World, node: NodeName): Job[] =>
  Object.values(jobsToRead(world)).filter((job) => job.on === node && job.started !== null)

const textOf = (entries: Entry[]): string | null =>
  entries.length === 0
    ? null
    : entries
        .sort((a, b) => a.at - b.at)
        .map(({ text }) => `${text}\n`)
        .join('')

/** What the scheduler of 2.12 and later wrote about a job that ended. */
const schedulerEntries = (_world: World, job: Job): Entry[] =>
  job.ended === null || !isOver(job)
    ? []
    : [
        {
          at: job.ended,
          text: `${millis(job.ended)}000000 UTC: ganeti-luxid pid=141/ThreadId 6 INFO Finished jobs: (${job.id},JOB_STATUS_${job.status.toUpperCase()})`,
        },
      ]

/** What a node daemon wrote about the calls it answered (lib/http/server.py). */
function nodeDaemonEntries(world: World, node: NodeName): Entry[] {
  const pid = processesOf(world, node).find(({ command }) => command.endsWith('noded'))?.pid ?? 64
  return (world.answered ?? [])
    .filter(({ to }) => to === node)
    .map(({ at, from, name }) => {
      const clock = world.epochMs + at
      const caller = `${own(world.machines, from)?.ip ?? from}:${portAt(at)}`
      return {
        at: clock,
        text: `${millis(clock)}: ganeti-noded pid=${pid} INFO ${caller} POST /${name}`,
      }
    })
}

const FIRST_PORT = 32_768
const PORTS = 28_000

/** The caller's end of a connection: the kernel takes one port after the other. */
const portAt = (at: number): number => FIRST_PORT + (Math.floor(at / 10) % PORTS)

/** Whether each command line is logged, not only what failed. */
const logsLines = byRelease({ '2.11': true, '2.12': false })

/** What a client's exception is called, by what it printed (cli.FormatError); null: it raised none. */
function exceptionOf(error: string): string | null {
  const prereq =
    /^Failure: prerequisites not met for this operation:\n(?:error type: (\w+), error details:\n)?([\s\S]*)$/.exec(
      error.trimEnd(),
    )
  if (prereq)
    return `ganeti.errors.OpPrereqError: (${repr(prereq[2] ?? '')}${prereq[1] === undefined ? ',' : `, '${prereq[1]}'`})`
  const failed = /^Failure: command execution error:\n([\s\S]*)$/.exec(error.trimEnd())
  return failed ? `ganeti.errors.OpExecError: ${failed[1]}` : null
}

function commandEntries(world: World, node: NodeName): Entry[] {
  return (machineOf(world, node).files.commands ?? []).flatMap(({ at, argv, error }) => {
    const clock = world.epochMs + at
    const start = `${millis(clock)}: ${lineOf(argv.slice(0, 2))} pid=${pidOfClient(at)}`
    if (error === undefined)
      return logsLines({ world })
        ? [{ at: clock, text: `${start} INFO Command line: ${lineOf(argv)}` }]
        : []
    const exception = exceptionOf(error)
    if (exception === null) return []
    return [
      {
        at: clock,
        text: `${start} ERROR Error during command processing\nTraceback (most recent call last):\n${exception}`,
      },
    ]
  })
}

const FIRST_CLIENT = 3000
const CLIENTS = 20_000
/** The number of a process that started then. */
const pidOfClient = (began: number): number => FIRST_CLIENT + (Math.floor(began / 100) % CLIENTS)

const watcherEntries = (world: World, node: NodeName): Entry[] =>
  (machineOf(world, node).files.watcherLog ?? []).map(({ at, began, level, text }) => {
    const clock = world.epochMs + at
    const writer = `ganeti-watcher pid=${pidOfClient(began)}`
    return { at: clock, text: `${millis(clock)}: ${writer} ${level} ${text}` }
  })

/** What a log of a node has. */
type Log = (world: World, node: NodeName) => Entry[]

const ofJobs =
  (log: (world: World, job: Job) => Entry[]): Log =>
  (world, node) =>
    jobsHere(world, node).flatMap((job) => log(world, job))

const LOGS: Readonly<Record<'threads' | 'processes', Readonly<Record<string, Log>>>> = {
  threads: { 'master-daemon.log': ofJobs(entriesOf) },
  processes: { 'jobs.log': ofJobs(entriesOf), 'luxi-daemon.log': ofJobs(schedulerEntries) },
}

const logsOf = (world: World): Readonly<Record<string, Log>> => ({
  'commands.log': commandEntries,
  'node-daemon.log': nodeDaemonEntries,
  'watcher.log': watcherEntries,
  ...LOGS[behaviourOf(world.release).jobDaemon === 'ganeti-masterd' ? 'threads' : 'processes'],
})

/** Full paths of the logs that a node has. */
export const logFiles = (world: World, node: NodeName): string[] =>
  Object.entries(logsOf(world)).flatMap(([name, log]) =>
    log(world, node).length > 0 ? [`${FOLDER}/${name}`] : [],
  )

/** The text of a log; null where the node has none under that path. */
export function logFile(world: World, node: NodeName, path: string): string | null {
  if (!path.startsWith(`${FOLDER}/`)) return null
  const log = own(logsOf(world), path.slice(FOLDER.length + 1))
  return log ? textOf(log(world, node)) : null
}
