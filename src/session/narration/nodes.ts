import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import { daemonsMissingIn } from '../../sim/cluster/expected-daemons.ts'
import type { Machine } from '../../sim/cluster/machine.ts'
import { brokenWires, wireBetween } from '../../sim/cluster/wires.ts'
import { behaviourOf, type Daemon } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import { type Describer, type Description, labelsOf } from './describer.ts'

/** A node that is switched on or off, or has booted. */
export const powerLine: Describer = (before, after) => {
  for (const m of Object.values(after.machines)) {
    const old = own(before.machines, m.name)
    if (!old || old.power.is === m.power.is) continue
    const node = short(m.name)
    if (m.power.is === 'booting') return [t`${node} is booting.`, t`It answers once it is up.`]
    if (m.power.is === 'on' && believesItself(after, m.name))
      return [
        t`${node} is up again.`,
        t`Its own files still call it the master, but ${listed(mastersOf(after).map(short))} is.`,
        { ask: 'old', about: m.name },
      ]
    if (m.power.is === 'on')
      return [
        t`${node} is up again.`,
        t`Its disks may have missed writes.`,
        { ask: 'back', about: m.name },
      ]
    const lost = labelsOf(after, Object.keys(old.guests))
    if (own(newestConfig(after)?.nodes, m.name)?.offline)
      return [t`${node} is off.`, t`It is marked offline, so no command waits for it.`]
    return [t`${node} is off.`, lossOf(before, m.name, lost), { ask: 'risk', about: m.name }]
  }
  return undefined
}

/** What follows when a node that is not marked offline goes off with the instances of these labels. */
const lossOf = (before: World, node: string, labels: readonly string[]): string => {
  const isMaster = mastersOf(before).join() === node
  if (labels.length === 0)
    return isMaster
      ? t`Without its master the cluster takes no jobs.`
      : t`It is not marked offline, so each command that calls it waits.`
  return isMaster
    ? t`${listed(labels)} went down with it. Without its master the cluster takes no jobs.`
    : t`${listed(labels)} went down with it. Ganeti finds out when a command asks the node.`
}

const believesItself = (world: World, node: string): boolean =>
  own(world.machines, node)?.files.ssconf?.masterNode === node &&
  own(newestConfig(world)?.nodes, node) !== undefined &&
  !mastersOf(world).includes(node)

const withoutCable = ({ power }: Machine): string => {
  switch (power.is) {
    case 'on':
      return t`It keeps running, but no other node can reach it.`
    case 'booting':
      return t`It is booting, but no other node will reach it.`
    case 'off':
      return t`It has no power either. Once it is on, no other node can reach it.`
  }
}

/** A cable that is unplugged or plugged in. */
export const cableLine: Describer = (before, after) => {
  for (const m of Object.values(after.machines)) {
    const old = own(before.machines, m.name)
    if (!old || old.cable.is === m.cable.is) continue
    if (m.cable.down !== undefined)
      return [
        t`${m.cable.down} of ${short(m.name)} is down.`,
        withoutCable(m),
        { ask: 'risk', about: m.name },
      ]
    if (old.cable.down !== undefined) return [t`${old.cable.down} of ${short(m.name)} is up again.`]
    return m.cable.is === 'out'
      ? [t`The cable of ${short(m.name)} is out.`, withoutCable(m), { ask: 'risk', about: m.name }]
      : [t`The cable of ${short(m.name)} is in again.`]
  }
  return undefined
}

/** Pairs of nodes whose link has changed. */
export const changedWires = (before: World, after: World) => {
  const now = brokenWires(after)
  const repaired = brokenWires(before).filter(
    ({ a, b }) => !now.some((w) => w.a === a && w.b === b),
  )
  return [
    ...now.filter(({ a, b, is }) => is !== wireBetween(before, a, b)),
    ...repaired.map(({ a, b }) => ({ a, b, is: 'whole' as const })),
  ]
}

/** A link between two nodes that is cut, slow or repaired. */
export const linkLine: Describer = (before, after) => {
  const [changed] = changedWires(before, after)
  if (!changed) return undefined
  const pair = t`${short(changed.a)} and ${short(changed.b)}`
  const master = mastersOf(after).find((node) => node === changed.a || node === changed.b)
  const other = master === changed.a ? changed.b : changed.a
  switch (changed.is) {
    case 'cut':
      return [
        t`${pair} cannot reach each other.`,
        master
          ? t`To ${short(master)}, the master, ${short(other)} looks like a dead node.`
          : t`The master still reaches both, so lists look healthy. gnt-cluster verify reports it, and copies across this link go out of sync.`,
        { ask: 'risk', about: other },
      ]
    case 'slow':
      return [
        t`The link between ${pair} is slow.`,
        t`It works at a hundredth of its speed, so everything that crosses it takes longer.`,
        { ask: 'slow', about: other },
      ]
    case 'whole':
      return [t`The link between ${pair} works again.`]
  }
}

const plainName = (daemon: Daemon): string => daemon.replace('ganeti-', '')

/** One or two sentences: what no longer works without the daemon. */
export function lossWithout(world: World, node: string, daemon: Daemon): string {
  const { jobDaemon, queryDaemon } = behaviourOf(world.release)
  const name = short(node)
  if (daemon === 'ganeti-noded')
    return t`Its instances keep running. But to Ganeti ${name} looks as if it were off.`
  if (daemon === jobDaemon)
    return t`Instances keep running. Ganeti accepts no jobs until the daemon is back.`
  if (daemon === queryDaemon)
    return t`Instances keep running. Ganeti answers no queries until the daemon is back.`
  if (daemon === 'ganeti-wconfd')
    return t`Instances keep running. No job gets its locks, so nothing can be changed.`
  if (daemon === 'ganeti-rapi')
    return t`Instances and commands keep working. Only the remote API does not answer.`
  if (daemon === 'ganeti-kvmd')
    return t`Instances and commands keep working. But Ganeti does not notice when an instance on ${name} is shut down from inside.`
  return t`Instances and commands keep working. Only monitoring and tools that query this daemon miss it.`
}

/** Daemons that died or came back between two Worlds, by node. */
export const changedDaemons = (before: World, after: World) =>
  Object.values(after.machines).flatMap((machine) => {
    const old = own(before.machines, machine.name)
    // `powerLine` reports what comes and goes with the power.
    if (old?.power.is !== 'on' || machine.power.is !== 'on') return []
    if (old.daemons === machine.daemons) return []
    const was = daemonsMissingIn(before)(machine.name)
    const is = daemonsMissingIn(after)(machine.name)
    const died = is.filter((daemon) => !was.includes(daemon) && old.daemons.includes(daemon))
    const back = was.filter((daemon) => machine.daemons.includes(daemon))
    return died.length + back.length > 0 ? [{ node: machine.name, died, back }] : []
  })

/** A daemon that died or runs again. */
export const daemonLine: Describer = (before, after) => {
  const [changed] = changedDaemons(before, after)
  if (!changed) return undefined
  const { node, died, back } = changed
  const [first] = died
  if (first === undefined)
    return [
      t`${listed(back.map(plainName))} ${back.length > 1 ? 'run' : 'runs'} again on ${short(node)}.`,
    ]
  return [
    t`${listed(died.map(plainName))} on ${short(node)} ${died.length > 1 ? 'are' : 'is'} dead.`,
    lossWithout(after, node, first),
    { ask: 'daemon', about: node },
  ]
}

/** A volume group that fails, fills up or is repaired. */
export const volumeGroupLine: Describer = (before, after): Description | undefined => {
  for (const { name, volumeGroup } of Object.values(after.machines)) {
    const was = own(before.machines, name)?.volumeGroup.state
    if (was === undefined || was === volumeGroup.state) continue
    const node = short(name)
    switch (volumeGroup.state) {
      case 'failed':
        return [
          t`The volume group of ${node} has failed.`,
          t`Its disks are unavailable. An instance with a copy on another node can continue with that.`,
          { ask: 'disks', about: name },
        ]
      case 'full':
        return [
          t`The volume group of ${node} is full.`,
          t`Its disks keep working, but no new disk fits.`,
          { ask: 'disks', about: name },
        ]
      case 'whole':
        return [
          t`The volume group of ${node} is intact again.`,
          was === 'failed'
            ? t`DRBD does not reattach its disks by itself: run gnt-cluster verify-disks.`
            : '',
        ]
    }
  }
  return undefined
}
