import { taskOfJob } from '../../labs/operations.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { lasting } from '../../lib/text/duration.ts'
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { divergences } from '../../sim/cluster/drbd/divergence.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { jobOn } from '../../sim/jobs/running.ts'
import type { Resync, World } from '../../sim/world.ts'
import type { Describer, Description, Past } from './describer.ts'

function stoppedLine(before: World, after: World, conf: InstanceConf, was: string): Description {
  const name = labelOf(after, conf.name)
  if (conf.adminState !== 'up') return [t`${name} has stopped.`]
  const question = { ask: 'down', about: conf.name } as const
  const job = jobOn(after, conf.name)
  if (job)
    return [
      t`${name} is down.`,
      t`Job ${job.id} stopped it: it is to ${taskOfJob(after, job)}.`,
      question,
    ]
  if (jobOn(before, conf.name) || own(after.machines, was)?.power.is !== 'on')
    return [t`${name} is down.`, '', question]
  return [
    t`${name} has crashed on ${short(was)}.`,
    after.hardware.watcherCron
      ? t`Its node is running. The watcher will start it again within five minutes.`
      : t`Its node is running. The watcher, which would restart it, is switched off here.`,
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
    ? t`${name} runs on ${short(here)}.`
    : t`${name} runs again, on ${short(here)}, after ${lasting(downMs)} down.`
}

/** Instances that start, stop, crash, move, or run twice. */
export const instanceLine: Describer = (before, after, _now, past) => {
  for (const conf of Object.values(newestConfig(after)?.instances ?? {})) {
    const was = runningOn(before, conf.name)
    const is = runningOn(after, conf.name)
    if (was.join() === is.join()) continue
    const name = labelOf(after, conf.name)
    if (is.length > 1)
      return [
        t`${name} now runs twice.`,
        t`Each writes to its own copy of the disk, and the other never sees it.`,
        { ask: 'twice', about: conf.name },
      ]
    const [here] = is
    if (here === undefined) return stoppedLine(before, after, conf, was[0] ?? conf.primary)
    if (was.length === 0)
      return [runsWords(after, conf.name, here, downBefore(past, conf.name, before.now))]
    if (was.length > 1)
      return [
        t`${name} runs on ${short(here)} only.`,
        t`Its two copies still differ.`,
        { ask: 'split', about: conf.name },
      ]
    return [t`${name} runs on ${short(here)} now.`]
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
export const metLine: Describer = (before, after, now) => {
  const { is, known } = splitsOf(before, after, now)
  const split = is.find(({ instance, noticed }) => noticed && !known(instance)?.noticed)
  return (
    split && [
      t`Split brain: the copies of ${labelOf(after, split.instance)} differ.`,
      t`DRBD refuses to connect them, because neither is older than the other.`,
      { ask: 'split', about: split.instance },
    ]
  )
}

/** An instance whose old memory goes on over a disk that has changed. */
export const damageLine: Describer = (before, after) => {
  const name = Object.keys(after.damaged ?? {}).find((one) => !own(before.damaged, one))
  return name === undefined
    ? undefined
    : [
        t`The file system of ${labelOf(after, name)} is damaged.`,
        t`Its paused process resumed over a disk that the other process had changed.`,
        { ask: 'damaged', about: name },
      ]
}

/** Copies that diverge, and copies that agree again. */
export const splitLine: Describer = (before, after, now) => {
  const { was, is, known } = splitsOf(before, after, now)
  const begun = is.find(({ instance }) => !known(instance))
  if (begun)
    return [
      t`The copies of ${labelOf(after, begun.instance)} have diverged.`,
      t`Each holds writes that the other lacks. DRBD notices when they connect.`,
      { ask: 'split', about: begun.instance },
    ]
  const over = was.find(({ instance }) => !is.some((split) => split.instance === instance))
  return over && own(newestConfig(after)?.instances, over.instance)
    ? [
        t`The split brain of ${labelOf(after, over.instance)} is resolved.`,
        t`One copy was kept. What was written only to the other is lost.`,
      ]
    : undefined
}

const isWhole = (world: World, { target, totalMib }: Resync): boolean =>
  totalMib >=
  (own(world.machines, target.node)?.drbd[target.minor]?.sizeMib ?? Number.POSITIVE_INFINITY)

/** A resync that starts or ends. */
export const diskLine: Describer = (before, after) => {
  const began = Object.values(after.resyncs).find((r) => !before.resyncs[r.port])
  if (began)
    return [
      t`${short(began.target.node)} is copying ${isWhole(after, began) ? t`the whole disk` : t`what it missed`}.`,
      t`Until it is in sync, ${short(began.source.node)} holds the only up-to-date copy.`,
      { ask: 'risk', about: began.source.node },
    ]
  const ended = Object.values(before.resyncs).find((r) => !after.resyncs[r.port])
  if (!ended) return undefined
  const on = (node: string) => own(after.machines, node)?.power.is === 'on'
  return on(ended.source.node) && on(ended.target.node)
    ? [isWhole(before, ended) ? t`Both copies are in sync.` : t`Both copies are in sync again.`]
    : [t`The resync stopped half-way.`, '', { ask: 'risk', about: ended.source.node }]
}
