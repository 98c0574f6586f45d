import { pidOf } from '../../gnt/job/pid.ts'
import { opcodeResult, timestampOrNull } from '../../gnt/query/fields/job-fields.ts'
import { type OpcodeReader, opcodeInput } from '../../gnt/query/opcodes/input.ts'
import { prettyJson } from '../../gnt/query/python.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { jobsToRead } from '../../sim/jobs/ends.ts'
import type { Job } from '../../sim/jobs/job.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** The job queue as the master and the other candidates keep it on disk. Source: lib/jqueue, src/Ganeti/JQueue.hs. */

/** The folder of the queue; what was put away lies below it, ten thousand jobs to a folder. */
const QUEUE = '/var/lib/ganeti/queue'
const ARCHIVED_TOGETHER = 10_000

const pathOf = ({ id, archived }: Job): string =>
  archived
    ? `${QUEUE}/archive/${Math.floor(id / ARCHIVED_TOGETHER)}/job-${id}`
    : `${QUEUE}/job-${id}`

/** Whether jobs are copied to this node: it has a copy of the configuration. */
const hasQueue = (world: World, node: NodeName): boolean =>
  machineOf(world, node).files.config !== null

/** Full paths of the queue's files on a node. */
export const queueFiles = (world: World, node: NodeName): string[] =>
  hasQueue(world, node)
    ? [
        `${QUEUE}/serial`,
        `${QUEUE}/version`,
        ...(machineOf(world, node).files.queueDrained ? [`${QUEUE}/drain`] : []),
        ...Object.values(jobsToRead(world)).map(pathOf),
      ]
    : []

const jobText = (job: Job, read: OpcodeReader): string =>
  prettyJson({
    id: job.id,
    ops: job.ops.map((op) => ({
      input: opcodeInput(job, op, read),
      status: op.status,
      result: opcodeResult(op),
      log: op.log.map((entry) => [entry.number, timestampOrNull(entry.at), 'message', entry.text]),
      start_timestamp: timestampOrNull(op.started),
      exec_timestamp: timestampOrNull(op.started),
      end_timestamp: timestampOrNull(op.ended),
      priority: job.priority,
    })),
    start_timestamp: timestampOrNull(job.started),
    end_timestamp: timestampOrNull(job.ended),
    received_timestamp: timestampOrNull(job.received),
    livelock:
      job.started === null
        ? null
        : `/var/run/ganeti/livelocks/job_${String(job.id).padStart(6, '0')}_${Math.floor(job.started / 1000)}`,
    process_id: job.started === null ? null : pidOf(job.id),
  })

/** The text of a file of the queue; null where the node has none under that path. */
export function queueFile(world: World, node: NodeName, path: string): string | null {
  if (!path.startsWith(`${QUEUE}/`) || !hasQueue(world, node)) return null
  if (path === `${QUEUE}/serial`) return `${world.nextJobId - 1}\n`
  if (path === `${QUEUE}/version`) return '1\n'
  if (path === `${QUEUE}/drain`) return machineOf(world, node).files.queueDrained ? '' : null
  const number = /\/job-(\d+)$/.exec(path)?.[1]
  const jobs = jobsToRead(world)
  const job = jobs[Number(number)]
  const { config } = machineOf(world, node).files
  return job && pathOf(job) === path ? jobText(job, { jobs, config, release: world.release }) : null
}
