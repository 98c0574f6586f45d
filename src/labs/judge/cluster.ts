import { matchName } from '../../gnt/names.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { actingMasters } from '../../sim/cluster/beliefs.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import { isUp } from '../../sim/cluster/machine.ts'
import { wireBetween } from '../../sim/cluster/wires.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

type ClusterCondition = Extract<
  Condition,
  | { master: unknown }
  | { masters: unknown }
  | { address: unknown }
  | { configuration: unknown }
  | { link: unknown }
  | { watcher: unknown }
  | { queue: unknown }
  | { network: string; exists: boolean }
  | { network: string; group: string }
>

/** Judges a condition about the cluster as a whole. */
export function judgeCluster(condition: ClusterCondition, world: World, now: number): Verdict {
  if ('masters' in condition) {
    const count = actingMasters(world).length
    const state = count === 1 ? t`1 node is master.` : t`${count} nodes are master.`
    return verdict(count === condition.masters, state, state)
  }
  if ('configuration' in condition) return judgeAgreement(world)
  if ('link' in condition) return judgeLink(condition, world)
  if ('watcher' in condition) return judgeWatcher(condition.watcher, world, now)
  if ('queue' in condition) return judgeQueue(condition.queue, world)
  if ('network' in condition) return judgeNetwork(condition, world)
  const wanted = 'master' in condition ? condition.master : condition.address
  const name = matchName(wanted, Object.keys(world.machines))
  if (name === undefined) return no(t`There is no ${wanted} here.`)
  if ('master' in condition) return judgeMaster(name, world)
  const holders = Object.values(world.machines).filter((machine) => machine.masterIp)
  const where = listed(holders.map((machine) => short(machine.name)))
  return verdict(
    holders.length === 1 && holders[0]?.name === name,
    where === '' ? t`No node holds the cluster address.` : t`The cluster address is on ${where}.`,
  )
}

function judgeWatcher(wanted: 'paused' | 'active', world: World, now: number): Verdict {
  const until = newestConfig(world)?.cluster.watcherPausedUntil ?? null
  const is = until !== null && until * 1000 >= world.epochMs + now ? 'paused' : 'active'
  const state = t`The watcher is ${is === 'paused' ? '' : 'not '}paused.`
  return verdict(is === wanted, state, state)
}

function judgeQueue(wanted: 'open' | 'drained', world: World): Verdict {
  const [master] = actingMasters(world)
  if (master === undefined) return no(t`No node is master now.`)
  const is = own(world.machines, master)?.files.queueDrained ? 'drained' : 'open'
  const state = t`The job queue is ${is}.`
  return verdict(is === wanted, state, state)
}

function judgeNetwork(
  condition: Extract<ClusterCondition, { network: string }>,
  world: World,
): Verdict {
  const config = newestConfig(world)
  if (!config) return no(t`No node has a usable copy of the configuration.`)
  const { network: wanted } = condition
  const found = Object.values(config.networks ?? {}).find(({ name }) => name === wanted)
  if ('exists' in condition) {
    const state = found
      ? t`There is a network called ${wanted}.`
      : t`There is no network called ${wanted}.`
    return verdict((found !== undefined) === condition.exists, state, state)
  }
  if (!found) return no(t`There is no network called ${wanted}.`)
  const group = Object.values(config.groups).find(({ name }) => name === condition.group)
  const connected = own(group?.networks, found.uuid) !== undefined
  const state = t`${wanted} is ${connected ? '' : 'not '}connected to the node group ${condition.group}.`
  return verdict(connected, state, state)
}

function judgeMaster(wanted: string, world: World): Verdict {
  const masters = actingMasters(world)
  const [master] = masters
  if (master === undefined) return no(t`No node is master now.`)
  if (masters.length > 1) return no(rivalry(masters))
  return verdict(master === wanted, t`${short(master)} is the master.`)
}

const rivalry = (masters: readonly NodeName[]): string =>
  t`${listed(masters.map(short))} are both master.`

/** Whether every running master candidate has the master's configuration, and every running node knows the master. */
export function judgeAgreement(world: World): Verdict {
  const masters = actingMasters(world)
  const [master] = masters
  if (master === undefined) return no(t`No node is master now.`)
  if (masters.length > 1) return no(rivalry(masters))
  const config = own(world.machines, master)?.files.config
  if (!config) return no(t`${short(master)} has no copy of the configuration.`)
  for (const machine of Object.values(world.machines)) {
    const node = own(config.nodes, machine.name)
    if (!node || node.offline || !isUp(machine)) continue
    const called = short(machine.name)
    const { config: copy, ssconf } = machine.files
    if (node.masterCandidate && copy?.serial !== config.serial)
      return no(t`${called} does not have the same configuration as ${short(master)}.`)
    const named = ssconf?.masterNode
    if (named === master) continue
    const taken =
      named === undefined ? t`no node` : named === machine.name ? t`itself` : short(named)
    return no(t`${called} takes ${taken} for the master.`)
  }
  return yes
}

function judgeLink({ link, is }: { link: [string, string]; is: string }, world: World): Verdict {
  const [a = '', b = ''] = link.map((end) => matchName(end, Object.keys(world.machines)) ?? end)
  const now = wireBetween(world, a, b)
  const state = t`The link between ${short(a)} and ${short(b)} is ${now}.`
  return verdict(now === is, state, state)
}
