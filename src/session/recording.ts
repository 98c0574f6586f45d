import { own } from '../lib/own.ts'
import type { InstanceConf } from '../sim/cluster/config.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import { runningOn } from '../sim/cluster/running.ts'
import type { World } from '../sim/world.ts'

/** The state of an instance: two complete copies, one, down although it should run, running twice, or stopped on purpose. */
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

/** The data of the time strip, derived from all Worlds so far, oldest first. */
export interface Recording {
  samples: Record<string, Sample[]>
  marks: Mark[]
  /** Simulated milliseconds up to which it is complete. After a jump back, this is later than the present. */
  to: number
}

export const emptyRecording: Recording = { samples: {}, marks: [], to: 0 }

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

/** The state of an instance in a World. */
export function conditionOf(world: World, conf: InstanceConf): InstanceCondition {
  const [first, second] = runningOn(world, conf.name)
  if (second !== undefined) return 'twice'
  if (first === undefined) return conf.adminState === 'up' ? 'down' : 'off'
  return hasTwoCopies(world, conf, first) ? 'two' : 'one'
}

const until = <T extends { at: number }>(list: T[], now: number): T[] =>
  list.at(-1) && (list.at(-1)?.at ?? 0) > now ? list.filter((item) => item.at <= now) : list

/** The recording up to `now`, without what came later. */
export const cutRecording = (recording: Recording, now: number): Recording => ({
  samples: Object.fromEntries(
    Object.entries(recording.samples).map(([name, list]) => [name, until(list, now)]),
  ),
  marks: until(recording.marks, now),
  to: Math.min(recording.to, now),
})

/** Adds the states of the instances in `world`, from `at` on. */
export function recordWorld(before: Recording, world: World, at: number): Recording {
  const recording = { ...before, to: at }
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
