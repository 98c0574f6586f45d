import { listed } from '../../lib/listed.ts'
import { own } from '../../lib/own.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { shortName as short } from '../../sim/cluster/called.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/newest.ts'
import type { World } from '../../sim/world.ts'
import type { Noticer, Told } from './line.ts'

/** A change of master, or a second master. */
export const masterLine: Noticer = (before, after) => {
  const was = actingMasters(before)
  const is = actingMasters(after)
  if (is.length > 1 && was.length < is.length)
    return [
      `${listed(is.map(short))} both act as master.`,
      'Each changes its own configuration, and the other does not see it.',
      { ask: 'masters', about: is.find((node) => !was.includes(node)) ?? is[0] ?? '' },
    ]
  const [only] = is
  if (only !== undefined && is.length === 1 && was.length > 1)
    return [`${short(only)} is the only master again.`]
  const [old] = mastersOf(before)
  const [now] = mastersOf(after)
  return now === undefined || is.length > 1 || old === now
    ? undefined
    : [`${short(now)} is the master now.`]
}

/** Running nodes that should have the newest configuration but have an older one. */
const behind = (world: World): string[] => {
  const config = newestConfig(world)
  if (!config) return []
  const masters = mastersOf(world)
  return Object.values(world.machines).flatMap(({ name, power, files }) =>
    power.is === 'on' &&
    own(config.nodes, name)?.masterCandidate &&
    !masters.includes(name) &&
    (files.config?.serial ?? config.serial) < config.serial
      ? [name]
      : [],
  )
}

/** A node that did not receive the new configuration. */
export const configLine: Noticer = (before, after) => {
  if (newestConfig(before) === newestConfig(after)) return undefined
  const old = behind(before)
  const node = behind(after).find((name) => !old.includes(name))
  if (node === undefined) return undefined
  const has = own(after.machines, node)?.files.config?.serial
  return [
    `${short(node)} did not receive the new configuration.`,
    `Its copy is number ${has}, the master's is ${newestConfig(after)?.serial}.`,
    { ask: 'old', about: node },
  ]
}

/** Flags and membership. */
export const flagLine: Noticer = (before, after): Told | undefined => {
  const old = newestConfig(before)
  const now = newestConfig(after)
  if (!old || !now) return undefined
  for (const node of Object.values(now.nodes)) {
    const was = own(old.nodes, node.name)
    const name = short(node.name)
    if (!was) return [`${name} is part of the cluster.`]
    if (node.offline && !was.offline)
      return [
        `${name} is marked offline.`,
        'Ganeti no longer calls it.',
        { ask: 'offline', about: node.name },
      ]
    if (!node.offline && was.offline) return [`${name} is no longer marked offline.`]
    if (node.drained && !was.drained)
      return [
        `${name} is drained.`,
        'It accepts no new instances. Those it has stay.',
        { ask: 'drained', about: node.name },
      ]
    if (!node.drained && was.drained) return [`${name} accepts instances again.`]
  }
  const gone = Object.keys(old.nodes).find((name) => !own(now.nodes, name))
  if (gone !== undefined) return [`${short(gone)} left the cluster.`]
  return undefined
}
