import { own } from '../../lib/own.ts'
import type { InstanceConf, InstanceName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { runningJobs } from '../../sim/jobs/running.ts'
import type { World } from '../../sim/world.ts'
import type { EventLine } from '../narration/event-line.ts'
import { addJobs, cutJobs, type RecordedJob } from './jobs.ts'

/**
 * The state of an instance: two complete copies, one, down although it should run, running twice, or not meant to run:
 * stopped on purpose, or not created yet.
 */
export type InstanceCondition = 'two' | 'one' | 'down' | 'twice' | 'off'

/** From `at` on (simulated milliseconds) until the next sample of that instance. */
export interface Sample {
  at: number
  is: InstanceCondition
}

/** A label in the time strip: "B off". */
export interface Mark {
  at: number
  text: string
}

/** What the line under the picture said of an event, and how many inputs there had been. */
export interface News extends EventLine {
  inputs: number
}

/** The data of the time strip, and the news, derived from all Worlds so far, oldest first. */
export interface Recording {
  samples: Record<string, Sample[]>
  marks: Mark[]
  /** The latest only. Recordings of earlier versions have none. */
  news?: News[]
  /** Lowest number first. Recordings of earlier versions have none. */
  jobs?: readonly RecordedJob[]
  /** Simulated milliseconds up to which it is complete. After a jump back, this is later than the present. */
  to: number
}

export const emptyRecording: Recording = { samples: {}, marks: [], news: [], jobs: [], to: 0 }

/** Whether there is only one copy by design. */
export const hasOneCopyAlways = (conf: InstanceConf): boolean =>
  conf.disks.every((disk) => disk.kind !== 'drbd')

function hasTwoCopies(world: World, conf: InstanceConf, node: string): boolean {
  const machine = own(world.machines, node)
  if (!machine) return false
  return conf.disks.every((disk) => {
    if (disk.kind !== 'drbd') return false
    const minor = disk.minors[disk.nodes[0] === node ? 0 : 1]
    const device = machine.drbd[minor]
    const meta = device && own(machine.volumeGroup.volumes, device.metaVolume)?.meta
    return (
      device?.connection === 'Connected' &&
      device.attached &&
      device.peerDisk === 'UpToDate' &&
      meta?.disk === 'UpToDate'
    )
  })
}

/** Ganeti writes a new instance into the configuration long before it starts it. */
const isBeingCreated = (world: World, name: InstanceName): boolean =>
  runningJobs(world).some(({ ops }) =>
    ops.some(
      ({ opcode, status, params }) =>
        opcode === 'INSTANCE_CREATE' && status === 'running' && params.instance === name,
    ),
  )

/** The state of an instance in a World. */
export function conditionOf(world: World, conf: InstanceConf): InstanceCondition {
  const [first, second] = runningOn(world, conf.name)
  if (second !== undefined) return 'twice'
  if (first === undefined)
    return conf.adminState === 'up' && !isBeingCreated(world, conf.name) ? 'down' : 'off'
  return hasTwoCopies(world, conf, first) ? 'two' : 'one'
}

const until = <T extends { at: number }>(list: T[], now: number): T[] =>
  list.at(-1) && (list.at(-1)?.at ?? 0) > now ? list.filter((item) => item.at <= now) : list

/** A moment of a session: two of the same time differ in the inputs that there have been. */
export interface RecordedMoment {
  now: number
  inputs: readonly unknown[]
}

const isBy = (news: News, { now, inputs }: RecordedMoment): boolean =>
  news.at <= now && news.inputs <= inputs.length

/** The recording up to a moment, without what came later. */
export const cutAtMoment = (recording: Recording, moment: RecordedMoment): Recording => {
  const cut = cutRecording(recording, moment.now)
  return cut.news ? { ...cut, news: cut.news.filter((one) => isBy(one, moment)) } : cut
}

/** The recording of a session whose last input was taken back: without what that had done at once. */
export function cutBefore(recording: Recording, session: RecordedMoment & { world: World }) {
  const { now, world } = session
  const { news } = cutAtMoment(recording, session)
  const before = cutRecording(recording, now - 1)
  return recordWorld({ ...before, ...(news ? { news } : {}) }, world, now)
}

/** The last event up to a moment; null where there was none. */
export function newsAt({ news = [] }: Recording, moment: RecordedMoment): EventLine | null {
  const last = news.findLast((one) => isBy(one, moment))
  if (!last) return null
  const { inputs: _, ...line } = last
  return line
}

/** A recording with what is known of the same session from before it began. */
export function withEarlier(recording: Recording, known: Recording): Recording {
  const firsts = Object.values(recording.samples).flatMap(([first]) => first?.at ?? [])
  const earlier = cutRecording(known, Math.min(recording.to, ...firsts))
  const names = [...new Set([earlier, recording].flatMap(({ samples }) => Object.keys(samples)))]
  const samples = names.map((name): [string, Sample[]] => {
    const before = own(earlier.samples, name) ?? []
    const since = own(recording.samples, name) ?? []
    return [name, [...before, ...since.slice(since[0]?.is === before.at(-1)?.is ? 1 : 0)]]
  })
  // Its jobs are all there: they come from the World, which knows those from before.
  return {
    ...recording,
    samples: Object.fromEntries(samples),
    marks: [...earlier.marks, ...recording.marks],
    news: [...(earlier.news ?? []), ...(recording.news ?? [])].slice(-MOST_NEWS),
  }
}

/** How many events are kept: more than anyone goes back through. */
const MOST_NEWS = 1000

/** Adds an event that has happened by that moment. */
export const addNews = (
  recording: Recording,
  line: EventLine | undefined,
  { inputs }: RecordedMoment,
): Recording =>
  line
    ? {
        ...recording,
        news: [...(recording.news ?? []), { ...line, inputs: inputs.length }].slice(-MOST_NEWS),
      }
    : recording

/** The recording up to `now`, without what came later. */
export const cutRecording = (recording: Recording, now: number): Recording => ({
  ...(recording.news ? { news: until(recording.news, now) } : {}),
  samples: Object.fromEntries(
    Object.entries(recording.samples).map(([name, list]) => [name, until(list, now)]),
  ),
  marks: until(recording.marks, now),
  ...(recording.jobs ? { jobs: cutJobs(recording.jobs, now) } : {}),
  to: Math.min(recording.to, now),
})

/** Adds the states of the instances in `world`, from `at` on, and its jobs. */
export function recordWorld(before: Recording, world: World, at: number): Recording {
  const jobs = before.jobs && addJobs(before.jobs, world)
  const recording = { ...before, ...(jobs ? { jobs } : {}), to: at }
  const added: [string, Sample[]][] = []
  for (const conf of Object.values(newestConfig(world)?.instances ?? {})) {
    const list = own(recording.samples, conf.name) ?? []
    const is = conditionOf(world, conf)
    const last = list.at(-1)
    if (last?.is === is) continue
    const kept = last?.at === at ? list.slice(0, -1) : list
    added.push([conf.name, kept.at(-1)?.is === is ? kept : [...kept, { at, is }]])
  }
  if (added.length === 0) return recording
  return { ...recording, samples: { ...recording.samples, ...Object.fromEntries(added) } }
}

/** The recording with more marks behind its own. */
export const addMarks = (recording: Recording, marks: Mark[]): Recording =>
  marks.length === 0 ? recording : { ...recording, marks: [...recording.marks, ...marks] }

/** How many milliseconds an instance was in a state, up to `now`. */
export function totalOf(samples: Sample[] | undefined, is: InstanceCondition, now: number): number {
  let total = 0
  samples?.forEach((sample, i) => {
    if (sample.is !== is || sample.at >= now) return
    total += Math.min(now, samples[i + 1]?.at ?? now) - sample.at
  })
  return total
}
