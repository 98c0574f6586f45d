import { lasting } from '../../lib/duration.ts'
import { own } from '../../lib/own.ts'
import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { divergences } from '../../sim/cluster/divergence.ts'
import { newestConfig } from '../../sim/cluster/newest.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { jobOn } from '../../sim/jobs/running.ts'
import type { Resync, World } from '../../sim/world.ts'
import type { Noticer, Past, Told } from './line.ts'
import { taskOfJob } from './operations.ts'

function stoppedLine(before: World, after: World, conf: InstanceConf, was: string): Told {
  const name = labelOf(after, conf.name)
  if (conf.adminState !== 'up') return [`${name} has stopped.`]
  const question = { ask: 'down', about: conf.name } as const
  const job = jobOn(after, conf.name)
  if (job)
    return [
      `${name} is down.`,
      `Job ${job.id} stopped it: it is to ${taskOfJob(after, job)}.`,
      question,
    ]
  if (jobOn(before, conf.name) || own(after.machines, was)?.power.is !== 'on')
    return [`${name} is down.`, '', question]
  return [
    `${name} has crashed on ${short(was)}.`,
    after.hardware.watcherCron
      ? 'Its node is running. The watcher will start it again within five minutes.'
      : 'Its node is running. The watcher, which would restart it, is switched off here.',
    question,
  ]
}

/** How long an instance that now runs was down against its will; undefined if it was not, or that ended before `since`. */
export function downBefore(past: Past, instance: string, since: number): number | undefined {
  const samples = own(past, instance) ?? []
  const at = samples.findLastIndex(({ is }) => is === 'down')
  const from = samples[at]
  const to = samples[at + 1]?.at
  const wasUp = at > 0 && samples[at - 1]?.is !== 'off'
  return from && wasUp && to !== undefined && to >= since ? to - from.at : undefined
}

/** Where an instance runs, and how long it did not. */
export function runsWords(world: World, instance: string, here: string, downMs?: number): string {
  const name = labelOf(world, instance)
  return downMs === undefined
    ? `${name} runs on ${short(here)}.`
    : `${name} runs again, on ${short(here)}, after ${lasting(downMs)} down.`
}

/** Instances that start, stop, crash, move, or run twice. */
export const guestLine: Noticer = (before, after, _now, past) => {
  for (const conf of Object.values(newestConfig(after)?.instances ?? {})) {
    const was = runningOn(before, conf.name)
    const is = runningOn(after, conf.name)
    if (was.join() === is.join()) continue
    const name = labelOf(after, conf.name)
    if (is.length > 1)
      return [
        `${name} now runs twice.`,
        'Each writes to its own copy of the disk, and the other never sees it.',
        { ask: 'twice', about: conf.name },
      ]
    const [here] = is
    if (here === undefined) return stoppedLine(before, after, conf, was[0] ?? conf.primary)
    if (was.length === 0)
      return [runsWords(after, conf.name, here, downBefore(past, conf.name, before.now))]
    if (was.length > 1)
      return [
        `${name} runs on ${short(here)} only.`,
        'Its two copies still differ.',
        { ask: 'split', about: conf.name },
      ]
    return [`${name} runs on ${short(here)} now.`]
  }
  return undefined
}

const splitsOf = (before: World, after: World, now: number) => {
  const was = divergences(before, before.now)
  const is = divergences(after, now)
  const known = (instance: string) => was.find((split) => split.instance === instance)
  return { was, is, known }
}

/** Two copies that connect, and DRBD finds that neither is older. */
export const metLine: Noticer = (before, after, now) => {
  const { is, known } = splitsOf(before, after, now)
  const split = is.find(({ instance, noticed }) => noticed && !known(instance)?.noticed)
  return (
    split && [
      `Split brain: the copies of ${labelOf(after, split.instance)} differ.`,
      'DRBD refuses to connect them, because neither is older than the other.',
      { ask: 'split', about: split.instance },
    ]
  )
}

/** An instance whose old memory goes on over a disk that has changed. */
export const damageLine: Noticer = (before, after) => {
  const name = Object.keys(after.damaged ?? {}).find((one) => !own(before.damaged, one))
  return name === undefined
    ? undefined
    : [
        `The file system of ${labelOf(after, name)} is damaged.`,
        'Its paused process went on over a disk that the living one had changed.',
        { ask: 'damaged', about: name },
      ]
}

/** Copies that diverge, and copies that agree again. */
export const splitLine: Noticer = (before, after, now) => {
  const { was, is, known } = splitsOf(before, after, now)
  const begun = is.find(({ instance }) => !known(instance))
  if (begun)
    return [
      `The copies of ${labelOf(after, begun.instance)} have diverged.`,
      'Each holds writes that the other lacks. DRBD notices when they connect.',
      { ask: 'split', about: begun.instance },
    ]
  const over = was.find(({ instance }) => !is.some((split) => split.instance === instance))
  return over && own(newestConfig(after)?.instances, over.instance)
    ? [
        `The split brain of ${labelOf(after, over.instance)} is resolved.`,
        'One copy was kept. What was written only to the other is lost.',
      ]
    : undefined
}

const isWhole = (world: World, { target, totalMib }: Resync): boolean =>
  totalMib >=
  (own(world.machines, target.node)?.drbd[target.minor]?.sizeMib ?? Number.POSITIVE_INFINITY)

/** A resync that starts or ends. */
export const diskLine: Noticer = (before, after) => {
  const began = Object.values(after.resyncs).find((r) => !before.resyncs[r.port])
  if (began)
    return [
      `${short(began.target.node)} is copying ${isWhole(after, began) ? 'the whole disk' : 'what it missed'}.`,
      `Until it is in sync, ${short(began.source.node)} holds the only complete copy.`,
      { ask: 'risk', about: began.source.node },
    ]
  const ended = Object.values(before.resyncs).find((r) => !after.resyncs[r.port])
  if (!ended) return undefined
  const on = (node: string) => own(after.machines, node)?.power.is === 'on'
  return on(ended.source.node) && on(ended.target.node)
    ? ['Both copies are in sync again.']
    : ['The resync stopped half-way.', '', { ask: 'risk', about: ended.source.node }]
}
