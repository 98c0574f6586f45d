import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { type InstanceConf, secondaryOf } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { no, type Verdict, yes } from './verdict.ts'

type Place = Extract<Condition, { places: unknown }>['places'][number]

/** Whether each place has its own instance: the one with the label, if that has been given. */
export function judgePlaces(places: Place[], world: World): Verdict {
  const config = newestConfig(world)
  if (!config) return no(t`No node has a usable copy of the configuration.`)
  const taken = new Set<string>()
  for (const place of places) {
    const chosen = own(config.instances, own(world.labels, place.label) ?? '')
    const candidates = chosen ? [chosen] : Object.values(config.instances)
    const fitting = candidates.find((i) => !taken.has(i.name) && fits(place, i, world))
    if (!fitting) return no(missing(place, chosen))
    taken.add(fitting.name)
  }
  return yes
}

const same = (node: string | null, wanted: string): boolean =>
  node !== null && short(node).toLowerCase() === wanted.toLowerCase()

function fits(place: Place, instance: InstanceConf, world: World): boolean {
  const [on, second] = runningOn(world, instance.name)
  return (
    instance.template === place.template &&
    same(instance.primary, place.primary) &&
    (place.secondary === undefined || same(secondaryOf(instance), place.secondary)) &&
    on === instance.primary &&
    second === undefined
  )
}

function missing({ label, template, primary, secondary }: Place, chosen?: InstanceConf): string {
  const copy = secondary === undefined ? '' : t` with ${secondary} as its secondary`
  if (chosen)
    return t`${label} (${chosen.name}) is not yet a ${template} instance that runs on ${primary}${copy}.`
  return t`No ${template} instance for ${label} runs on ${primary}${copy} yet.`
}
