import { matchName } from '../../gnt/names.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { valueAt } from '../../lib/ramp.ts'
import { percent } from '../../lib/text/percent.ts'
import {
  type ClusterConfig,
  type InstanceConf,
  type InstanceName,
  minorOn,
  type NodeName,
  secondaryOf,
} from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { hasDiverged, hasWholeData } from '../../sim/cluster/drbd/divergence.ts'
import { halfOn, isDegraded, peerHalf } from '../../sim/cluster/drbd/drbd.ts'
import { isDamaged, runningOn, runningPlaces } from '../../sim/cluster/running.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { isSetting, judgeSetting } from './settings.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

type InstanceCondition = Extract<Condition, { instance: string }>

/** What conditions about instances are judged by. Times are simulated milliseconds. */
interface Given {
  world: World
  now: number
  /** When the last goal was reached. */
  since: number
}

/** Judges a condition about one instance, or any. */
export function judgeInstance(
  condition: InstanceCondition | { inSync: string },
  given: Given,
): Verdict {
  const { world, now } = given
  const config = newestConfig(world)
  if (!config) return no(t`No node has a usable copy of the configuration.`)
  if ('inSync' in condition) return judgeSync(condition.inSync, world, now, config)
  if (condition.instance !== 'any') return judgeOne(condition, condition.instance, given, config)
  const names = new Set([...Object.keys(config.instances), ...Object.values(world.labels)])
  const places = runningPlaces(world.machines)
  for (const name of names) {
    const found = judgeOne(condition, name, given, config, (of) => places.get(of) ?? [])
    if (found.met) return found
  }
  return no(t`This is true of no instance.`)
}

/** The stored name of an instance that is given by its name or label; undefined if there is none. */
export const storedName = (
  called: string,
  world: World,
  config: ClusterConfig,
): string | undefined => {
  const label = own(world.labels, called)
  if (label !== undefined && own(config.instances, label)) return label
  return own(config.instances, called) ? called : matchName(called, Object.keys(config.instances))
}

function judgeOne(
  condition: InstanceCondition,
  typed: string,
  { world, now, since }: Given,
  config: ClusterConfig,
  placesOf = (name: InstanceName) => runningOn(world, name),
): Verdict {
  const name = storedName(typed, world, config)
  const instance = name === undefined ? undefined : own(config.instances, name)
  const called = labelOf(world, name ?? typed)
  if ('exists' in condition) {
    const state = instance ? t`${called} is still there.` : t`There is no instance called ${typed}.`
    return verdict((instance !== undefined) === condition.exists, state, state)
  }
  if ('lost' in condition) {
    const lost = !instance || !hasWholeData(world, instance)
    return verdict(lost, t`The data of ${called} is there.`, t`The data of ${called} was lost.`)
  }
  if (!instance && 'template' in condition) return no(t`No instance is called ${typed} yet.`)
  if (!instance) return no(t`There is no instance called ${typed}.`)
  if ('primary' in condition) return judgePlace(condition, instance, called)
  if ('template' in condition)
    return verdict(
      instance.template === condition.template,
      t`${called} is a ${instance.template} instance, not a ${condition.template} one.`,
    )
  const places = placesOf(instance.name)
  if (isSetting(condition)) return judgeSetting(condition, instance, called, { world, places })
  if ('started' in condition) return judgeStarted(instance.name, called, places, { world, since })
  if ('runs' in condition) return judgeRuns(condition, places, called)
  if ('twice' in condition)
    return verdict(places.length > 1, t`${called} does not run twice.`, t`${called} ran twice.`)
  if ('damaged' in condition)
    return verdict(
      isDamaged(world, instance.name),
      t`The file system of ${called} is sound.`,
      t`The file system of ${called} was damaged.`,
    )
  if ('down' in condition) {
    const down = instance.adminState === 'up' && places.length === 0
    return verdict(down, t`${called} is not down.`, t`${called} was down.`)
  }
  return verdict(
    hasDiverged(world, instance, now),
    t`The copies of ${called} have one history.`,
    t`The copies of ${called} diverged.`,
  )
}

function judgePlace(
  { primary, secondary }: { primary: string; secondary?: string | undefined },
  instance: InstanceConf,
  called: string,
): Verdict {
  const is = short(instance.primary)
  if (is.toLowerCase() !== primary.toLowerCase())
    return no(t`The primary node of ${called} is ${is}, not ${primary}.`)
  if (secondary === undefined) return yes
  const second = secondaryOf(instance)
  if (second === null) return no(t`${called} has no secondary node.`)
  const there = short(second)
  return verdict(
    there.toLowerCase() === secondary.toLowerCase(),
    t`The secondary node of ${called} is ${there}, not ${secondary}.`,
  )
}

function judgeRuns(
  condition: { runs: boolean; on?: string | undefined },
  places: readonly string[],
  called: string,
): Verdict {
  const [place] = places
  if (place === undefined)
    return verdict(!condition.runs, t`${called} does not run.`, t`${called} does not run.`)
  if (places.length > 1) return no(t`${called} runs twice.`)
  const on = short(place)
  if (!condition.runs) return no(t`${called} runs on ${on}.`)
  if (condition.on === undefined) return yes
  return verdict(on.toLowerCase() === condition.on.toLowerCase(), t`${called} runs on ${on}.`)
}

function judgeStarted(
  name: InstanceName,
  called: string,
  places: readonly NodeName[],
  { world, since }: { world: World; since: number },
): Verdict {
  const [place] = places
  const guest = place === undefined ? undefined : own(own(world.machines, place)?.guests, name)
  if (!guest) return no(t`${called} does not run.`)
  return verdict(guest.since > since, t`${called} has run since before. Start it again.`)
}

/** Whether disks are in sync. `why` names the first that is not, and how long its resync will take. */
export function judgeSync(
  which: string,
  world: World,
  now: number,
  config: ClusterConfig,
): Verdict {
  const wanted = which === 'all' ? undefined : storedName(which, world, config)
  if (which !== 'all' && wanted === undefined) return no(t`There is no instance called ${which}.`)
  const one = wanted === undefined ? undefined : own(config.instances, wanted)
  for (const instance of one ? [one] : Object.values(config.instances)) {
    const called = labelOf(world, instance.name)
    for (const disk of instance.disks) {
      if (disk.kind !== 'drbd') continue
      const resync = world.resyncs[disk.port]
      if (resync) {
        const left = valueAt(resync.remaining, now)
        const seconds = Math.ceil(left / Math.max(0.1, -resync.remaining.perSecond))
        return no(
          t`${called} is ${percent(1 - left / disk.sizeMib)} in sync, about ${seconds} s to go.`,
        )
      }
      for (const node of disk.nodes) {
        const half = halfOn(world, node, minorOn(disk, node))
        if (!half) return no(t`The disk of ${called} is not active on ${short(node)}.`)
        if (isDegraded(half)) {
          const lonely = peerHalf(world, half) === undefined
          const how = lonely ? t`has no other copy` : t`is not connected to its other copy`
          return no(t`The disk of ${called} on ${short(node)} ${how}.`)
        }
      }
    }
  }
  return yes
}
