import { own } from '../../lib/own.ts'
import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { divergences } from '../../sim/cluster/divergence.ts'
import { newestConfig } from '../../sim/cluster/newest.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { jobOn } from '../../sim/jobs/running.ts'
import type { Resync, World } from '../../sim/world.ts'
import type { Noticer, Told } from './line.ts'

function stoppedLine(before: World, after: World, conf: InstanceConf, was: string): Told {
  const name = labelOf(after, conf.name)
  if (conf.adminState !== 'up') return [`${name} has stopped.`]
  const question = { ask: 'down', about: conf.name } as const
  const job = jobOn(after, conf.name)
  if (job)
    return [`${name} is down.`, `Job ${job.id} has stopped it and starts it again.`, question]
  if (jobOn(before, conf.name) || own(after.machines, was)?.power.is !== 'on')
    return [`${name} is down.`, '', question]
  return [
    `${name} has crashed on ${short(was)}.`,
    after.hardware.watcherCron
      ? 'Its node runs. The watcher starts it again when it looks next.'
      : 'Its node runs. Nothing starts it by itself.',
    question,
  ]
}

/** Virtual machines that start, stop, crash, move, or run twice. */
export const guestLine: Noticer = (before, after) => {
  for (const conf of Object.values(newestConfig(after)?.instances ?? {})) {
    const was = runningOn(before, conf.name)
    const is = runningOn(after, conf.name)
    if (was.join() === is.join()) continue
    const name = labelOf(after, conf.name)
    if (is.length > 1)
      return [
        `${name} now runs twice.`,
        'Each copy accepts writes the other never sees.',
        { ask: 'twice', about: conf.name },
      ]
    const [here] = is
    if (here === undefined) return stoppedLine(before, after, conf, was[0] ?? conf.primary)
    if (was.length === 0) return [`${name} runs on ${short(here)}.`]
    if (was.length > 1)
      return [
        `${name} runs on ${short(here)} only.`,
        'What its two copies wrote meanwhile is still different.',
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

/** Two copies have met and DRBD has found that neither is older. */
export const metLine: Noticer = (before, after, now) => {
  const { is, known } = splitsOf(before, after, now)
  const split = is.find(({ instance, noticed }) => noticed && !known(instance)?.noticed)
  return (
    split && [
      `Split brain: the copies of ${labelOf(after, split.instance)} differ.`,
      'They met, and DRBD refuses to connect them: neither is older than the other.',
      { ask: 'split', about: split.instance },
    ]
  )
}

/** Copies that go separate ways, and those that are one again. */
export const splitLine: Noticer = (before, after, now) => {
  const { was, is, known } = splitsOf(before, after, now)
  const begun = is.find(({ instance }) => !known(instance))
  if (begun)
    return [
      `The copies of ${labelOf(after, begun.instance)} have gone separate ways.`,
      'Each holds writes that the other does not have. DRBD finds out when they meet.',
      { ask: 'split', about: begun.instance },
    ]
  const over = was.find(({ instance }) => !is.some((split) => split.instance === instance))
  return over && own(newestConfig(after)?.instances, over.instance)
    ? [
        `The split of ${labelOf(after, over.instance)} is over.`,
        'One copy is kept; what only the other had is thrown away.',
      ]
    : undefined
}

const isWhole = (world: World, { target, totalMib }: Resync): boolean =>
  totalMib >=
  (own(world.machines, target.node)?.drbd[target.minor]?.sizeMib ?? Number.POSITIVE_INFINITY)

/** Copies that begin and end to catch up. */
export const diskLine: Noticer = (before, after) => {
  const began = Object.values(after.resyncs).find((r) => !before.resyncs[r.port])
  if (began)
    return [
      `${short(began.target.node)} is copying ${isWhole(after, began) ? 'the whole disk' : 'what it missed'}.`,
      `Until it has everything, ${short(began.source.node)} holds the only complete copy.`,
      { ask: 'risk', about: began.source.node },
    ]
  const ended = Object.values(before.resyncs).find((r) => !after.resyncs[r.port])
  if (!ended) return undefined
  const on = (node: string) => own(after.machines, node)?.power.is === 'on'
  return on(ended.source.node) && on(ended.target.node)
    ? ['Both copies are complete again.']
    : ['The copying stopped half way.', '', { ask: 'risk', about: ended.source.node }]
}
