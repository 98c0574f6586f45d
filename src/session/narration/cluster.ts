import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'
import type { Describer, Description } from './describer.ts'

/** A change of master, or a second master. */
export const masterLine: Describer = (before, after) => {
  const was = actingMasters(before)
  const is = actingMasters(after)
  if (is.length > 1 && was.length < is.length)
    return [
      t`${listed(is.map(short))} both act as master.`,
      t`Each changes its own configuration, and the other does not see it.`,
      { ask: 'masters', about: is.find((node) => !was.includes(node)) ?? is[0] ?? '' },
    ]
  const [only] = is
  if (only !== undefined && is.length === 1 && was.length > 1)
    return [t`${short(only)} is the only master again.`]
  const [old] = mastersOf(before)
  const [now] = mastersOf(after)
  return now === undefined || is.length > 1 || old === now
    ? undefined
    : [t`${short(now)} is the master now.`]
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
export const configLine: Describer = (before, after) => {
  if (newestConfig(before) === newestConfig(after)) return undefined
  const old = behind(before)
  const node = behind(after).find((name) => !old.includes(name))
  if (node === undefined) return undefined
  const has = own(after.machines, node)?.files.config?.serial
  return [
    t`${short(node)} did not receive the new configuration.`,
    t`Its copy is number ${has}, the master's is ${newestConfig(after)?.serial}.`,
    { ask: 'old', about: node },
  ]
}

/** Flags and membership. */
export const flagLine: Describer = (before, after): Description | undefined => {
  const old = newestConfig(before)
  const now = newestConfig(after)
  if (!old || !now) return undefined
  for (const node of Object.values(now.nodes)) {
    const was = own(old.nodes, node.name)
    const name = short(node.name)
    if (!was) return [t`${name} is part of the cluster.`]
    if (node.offline && !was.offline)
      return [
        t`${name} is marked offline.`,
        t`Ganeti no longer calls it.`,
        { ask: 'offline', about: node.name },
      ]
    if (!node.offline && was.offline) return [t`${name} is no longer marked offline.`]
    if (node.drained && !was.drained)
      return [
        t`${name} is drained.`,
        t`It accepts no new instances. Those it has stay.`,
        { ask: 'drained', about: node.name },
      ]
    if (!node.drained && was.drained) return [t`${name} accepts instances again.`]
  }
  const gone = Object.keys(old.nodes).find((name) => !own(now.nodes, name))
  if (gone !== undefined) return [t`${short(gone)} left the cluster.`]
  return undefined
}
