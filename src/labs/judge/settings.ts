import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { formatUnit } from '../../lib/text/units.ts'
import type { InstanceConf, NodeName } from '../../sim/cluster/config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

/** A condition about what the configuration says of one instance. */
export type SettingCondition = Extract<
  Condition,
  { instance: string } & (
    | { tag: string }
    | { size: number }
    | { memory: number }
    | { os: string }
    | { admin: string }
  )
>

const SETTINGS = ['tag', 'size', 'memory', 'os', 'admin'] as const

/** Whether a condition about an instance asks for one of its settings. */
export const isSetting = (condition: Condition): condition is SettingCondition =>
  'instance' in condition && SETTINGS.some((setting) => Object.hasOwn(condition, setting))

const mib = (size: number): string => formatUnit(size, 'h')

/** Judges a condition about the settings of an instance; `places` are the nodes on which it runs. */
export function judgeSetting(
  condition: SettingCondition,
  instance: InstanceConf,
  called: string,
  { world, places }: { world: World; places: readonly NodeName[] },
): Verdict {
  if ('tag' in condition) return judgeTag(condition, instance, called)
  if ('size' in condition) return judgeSize(condition, instance, called)
  if ('memory' in condition) return judgeMemory(condition, instance, called, world, places)
  if ('os' in condition) {
    const state = t`The operating system of ${called} is ${instance.os}.`
    return verdict(instance.os === condition.os, state, state)
  }
  const state = ADMIN_STATES[instance.adminState](called)
  return verdict(instance.adminState === condition.admin, state, state)
}

/** Judges whether something has a tag; undefined has none. */
export function judgeTag(
  { tag, is }: { tag: string; is: boolean },
  tagged: { tags: readonly string[] } | undefined,
  called: string,
): Verdict {
  const has = tagged?.tags.includes(tag) ?? false
  const state = t`${called} ${has ? 'has' : t`does not have`} the tag ${tag}.`
  return verdict(has === is, state, state)
}

function judgeSize(
  { size, disk: index = 0 }: { size: number; disk?: number | undefined },
  { disks }: InstanceConf,
  called: string,
): Verdict {
  const disk = disks[index]
  if (!disk) return no(t`${called} has no disk ${index}.`)
  const state = t`Disk ${index} of ${called} has ${mib(disk.sizeMib)}.`
  return verdict(disk.sizeMib >= size, t`${state.slice(0, -1)}, not ${mib(size)}.`, state)
}

function judgeMemory(
  { memory, inUse }: { memory: number; inUse?: boolean | undefined },
  { name, be }: InstanceConf,
  called: string,
  world: World,
  places: readonly NodeName[],
): Verdict {
  if (be.maxmemMib !== memory)
    return no(
      t`The configuration gives ${called} ${mib(be.maxmemMib)} of memory, not ${mib(memory)}.`,
    )
  if (inUse !== true) return yes
  const [place] = places
  const guest = place === undefined ? undefined : own(own(world.machines, place)?.guests, name)
  if (!guest || place === undefined) return no(t`${called} does not run.`)
  return verdict(
    guest.memoryMib === memory,
    t`${called} still runs on ${short(place)} with ${mib(guest.memoryMib)} of memory.`,
  )
}

const ADMIN_STATES = {
  up: (called: string) => t`Ganeti wants ${called} running.`,
  down: (called: string) => t`Ganeti wants ${called} stopped.`,
  offline: (called: string) => t`Ganeti has ${called} as offline.`,
} as const
