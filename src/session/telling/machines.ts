import { listed } from '../../lib/listed.ts'
import { own } from '../../lib/own.ts'
import { shortName as short } from '../../sim/cluster/called.ts'
import { daemonsMissingIn } from '../../sim/cluster/missing.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/newest.ts'
import { brokenWires, wireBetween } from '../../sim/cluster/wires.ts'
import { behaviourOf, type Daemon } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import { labelsOf, type Noticer, type Told } from './line.ts'

/** Somebody pressed a power button, or a node has booted. */
export const powerLine: Noticer = (before, after) => {
  for (const m of Object.values(after.machines)) {
    const old = own(before.machines, m.name)
    if (!old || old.power.is === m.power.is) continue
    const node = short(m.name)
    if (m.power.is === 'booting') return [`${node} is booting.`, 'It answers when it is up.']
    if (m.power.is === 'on' && believesItself(after, m.name))
      return [
        `${node} is up again.`,
        `By its own files it is still the master. ${listed(mastersOf(after).map(short))} is.`,
        { ask: 'old', about: m.name },
      ]
    if (m.power.is === 'on')
      return [
        `${node} is up again.`,
        'Its disks may have missed writes.',
        { ask: 'back', about: m.name },
      ]
    const lost = labelsOf(after, Object.keys(old.guests))
    if (own(newestConfig(after)?.nodes, m.name)?.offline)
      return [`${node} is off.`, 'Ganeti knows.']
    return [
      `${node} is off.`,
      lost.length > 0
        ? `${listed(lost)} went down with it. Ganeti does not know yet.`
        : 'Ganeti does not know yet, so every command that asks it waits.',
      { ask: 'risk', about: m.name },
    ]
  }
  return undefined
}

const believesItself = (world: World, node: string): boolean =>
  own(world.machines, node)?.files.ssconf?.masterNode === node &&
  own(newestConfig(world)?.nodes, node) !== undefined &&
  !mastersOf(world).includes(node)

/** Cables. */
export const cableLine: Noticer = (before, after) => {
  for (const m of Object.values(after.machines)) {
    const old = own(before.machines, m.name)
    if (!old || old.cable.is === m.cable.is) continue
    return m.cable.is === 'out'
      ? [
          `The cable of ${short(m.name)} is out.`,
          'It runs on, but nobody can reach it.',
          { ask: 'risk', about: m.name },
        ]
      : [`The cable of ${short(m.name)} is in again.`]
  }
  return undefined
}

/** Pairs of nodes whose connection is another than before. */
export const changedWires = (before: World, after: World) => {
  const now = brokenWires(after)
  const mended = brokenWires(before).filter(({ a, b }) => !now.some((w) => w.a === a && w.b === b))
  return [
    ...now.filter(({ a, b, is }) => is !== wireBetween(before, a, b)),
    ...mended.map(({ a, b }) => ({ a, b, is: 'whole' as const })),
  ]
}

/** The connection between two nodes. */
export const linkLine: Noticer = (before, after) => {
  const [changed] = changedWires(before, after)
  if (!changed) return undefined
  const pair = `${short(changed.a)} and ${short(changed.b)}`
  const master = mastersOf(after).find((node) => node === changed.a || node === changed.b)
  const other = master === changed.a ? changed.b : changed.a
  switch (changed.is) {
    case 'cut':
      return [
        `${pair} cannot reach each other.`,
        master
          ? `${short(master)} is the master and cannot tell ${short(other)} from a dead node.`
          : 'Both run, and the master still reaches both, so Ganeti sees nothing of it.',
        { ask: 'risk', about: other },
      ]
    case 'slow':
      return [
        `The connection of ${pair} is slow.`,
        'It works, at a hundredth of its speed: what crosses it takes that much longer.',
        { ask: 'slow', about: other },
      ]
    case 'whole':
      return [`${pair} are connected as before.`]
  }
}

const plainName = (daemon: Daemon): string => daemon.replace('ganeti-', '')

/** What ends with a daemon. */
export function lossWithout(world: World, node: string, daemon: Daemon): string {
  const { jobDaemon, queryDaemon } = behaviourOf(world.release)
  const name = short(node)
  if (daemon === 'ganeti-noded')
    return `Its guests run on. Ganeti cannot ask ${name} for anything, as if it were off.`
  if (daemon === jobDaemon) return 'Guests run on. Ganeti takes no jobs until it is back.'
  if (daemon === queryDaemon) return 'Guests run on. Ganeti answers no queries until it is back.'
  if (daemon === 'ganeti-wconfd')
    return 'Guests run on. Nothing that changes the configuration can be done.'
  if (daemon === 'ganeti-rapi') return 'Guests and commands go on. Only the remote API is silent.'
  if (daemon === 'ganeti-kvmd')
    return `Guests and commands go on. Ganeti does not hear when somebody shuts a guest of ${name} down from inside.`
  return 'Guests and commands go on. Only what watches the cluster from outside misses it.'
}

/** Daemons that are missing now and were not before, or the other way round, node by node. */
export const changedDaemons = (before: World, after: World) =>
  Object.values(after.machines).flatMap((machine) => {
    const old = own(before.machines, machine.name)
    // Whatever comes and goes with the power is the power's news.
    if (old?.power.is !== 'on' || machine.power.is !== 'on') return []
    if (old.daemons === machine.daemons) return []
    const was = daemonsMissingIn(before)(machine.name)
    const is = daemonsMissingIn(after)(machine.name)
    const died = is.filter((daemon) => !was.includes(daemon) && old.daemons.includes(daemon))
    const back = was.filter((daemon) => machine.daemons.includes(daemon))
    return died.length + back.length > 0 ? [{ node: machine.name, died, back }] : []
  })

/** Daemons. */
export const daemonLine: Noticer = (before, after) => {
  const [changed] = changedDaemons(before, after)
  if (!changed) return undefined
  const { node, died, back } = changed
  const [first] = died
  if (first === undefined)
    return [
      `${listed(back.map(plainName))} ${back.length > 1 ? 'run' : 'runs'} again on ${short(node)}.`,
    ]
  return [
    `${listed(died.map(plainName))} on ${short(node)} ${died.length > 1 ? 'are' : 'is'} dead.`,
    lossWithout(after, node, first),
    { ask: 'daemon', about: node },
  ]
}

/** Volume groups. */
export const volumeGroupLine: Noticer = (before, after): Told | undefined => {
  for (const { name, volumeGroup } of Object.values(after.machines)) {
    const was = own(before.machines, name)?.volumeGroup.state
    if (was === undefined || was === volumeGroup.state) continue
    const node = short(name)
    switch (volumeGroup.state) {
      case 'failed':
        return [
          `The volume group of ${node} has failed.`,
          'Every disk on it is gone for now. What has its second copy elsewhere can go on with that.',
          { ask: 'disks', about: name },
        ]
      case 'full':
        return [
          `The volume group of ${node} is full.`,
          'What is on it goes on. No new disk fits.',
          { ask: 'disks', about: name },
        ]
      case 'whole':
        return [
          `The volume group of ${node} is whole again.`,
          was === 'failed'
            ? 'DRBD does not take its disks back by itself: gnt-cluster verify-disks or activate-disks does.'
            : '',
        ]
    }
  }
  return undefined
}
