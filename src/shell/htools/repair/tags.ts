import { own } from '../../../lib/own.ts'
import type { ClusterConfig, InstanceConf } from '../../../sim/cluster/config.ts'

/** What harep writes into tags and reads from them. Sources: Program/Harep.hs, Loader.hs (getArPolicy). */

const PREFIX = 'ganeti:watcher:autorepair:'

/** Kinds of repair, the mildest first; how tags name them. */
const KINDS = ['fix-storage', 'migrate', 'failover', 'reinstall'] as const

/** A repair by how much it changes: `reinstall` empties the disks. */
export type RepairKind = (typeof KINDS)[number]

/** A kind as Haskell shows it: ArFixStorage. */
export const shownKind = (kind: RepairKind): string =>
  `Ar${kind.replace(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase())}`

/** Whether a repair is graver than the gravest one that is allowed. */
export const isGraver = (kind: RepairKind, most: RepairKind): boolean =>
  KINDS.indexOf(kind) > KINDS.indexOf(most)

/** A repair of one instance as its tag says it. `result` null: it is not over. */
export interface RepairTag {
  tag: string
  kind: RepairKind
  uuid: string
  /** Seconds since 1970. */
  time: number
  jobs: number[]
  result: 'success' | 'failure' | 'enoperm' | null
}

/** The same with the tag that says it. */
export function tagged(repair: Omit<RepairTag, 'tag'>): RepairTag {
  const { kind, uuid, time, jobs, result } = repair
  const words = [kind, uuid, time, ...(result === null ? [] : [result]), jobs.join('+')]
  return {
    ...repair,
    tag: `${PREFIX}${result === null ? 'pending' : 'result'}:${words.join(':')}`,
  }
}

const isKind = (word: string | undefined): word is RepairKind => KINDS.some((kind) => kind === word)

const FORM =
  /^(?:pending:([\w-]+):([^:]+):(\d+):|result:([\w-]+):([^:]+):(\d+):(success|failure|enoperm):)([\d+]*)$/

function readTag(tag: string): RepairTag[] {
  const found = tag.startsWith(PREFIX) ? FORM.exec(tag.slice(PREFIX.length)) : null
  if (!found) return []
  const kind = found[1] ?? found[4]
  if (!isKind(kind)) return []
  const jobs = (found[8] ?? '').split('+').filter((word) => word !== '')
  return [
    {
      tag,
      kind,
      uuid: found[2] ?? found[5] ?? '',
      time: Number(found[3] ?? found[6]),
      jobs: jobs.map(Number),
      result: (found[7] ?? null) as RepairTag['result'],
    },
  ]
}

/** What is known of an instance's repairs. `obsolete`: tags to take away with the next change. */
export interface RepairState {
  repair: RepairTag | null
  obsolete: string[]
}

/** The last repair that an instance's tags tell of; the first one that failed hides those after it. */
export function stateOf({ tags }: InstanceConf): RepairState {
  const byRepair = new Map<string, RepairTag[]>()
  for (const repair of tags.flatMap(readTag))
    byRepair.set(repair.uuid, [...(byRepair.get(repair.uuid) ?? []), repair])
  const rank = ({ result }: RepairTag) => ['success', 'enoperm', 'failure'].indexOf(result ?? '')
  const newest = [...byRepair.values()]
    .sort((a, b) => Math.min(...a.map((r) => r.time)) - Math.min(...b.map((r) => r.time)))
    .flatMap((group) => group.toSorted((a, b) => rank(a) - rank(b) || a.time - b.time).at(-1) ?? [])
  const state: RepairState = { repair: null, obsolete: [] }
  for (const repair of newest) {
    if (state.repair?.result === 'failure' || state.repair?.result === null) break
    if (state.repair) state.obsolete.push(state.repair.tag)
    state.repair = repair
  }
  return state
}

/** What may be done to an instance: a gravest repair, or why none, as Haskell shows it. */
export type RepairPolicy = { most: RepairKind } | { none: string }

function policyIn(tags: readonly string[], now: number): RepairPolicy | null {
  const words = tags.flatMap((tag) => (tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : []))
  const suspended = words.flatMap((word) => /^suspend(?::(\d*))?$/.exec(word) ?? [])
  if (words.includes('suspend') || words.includes('suspend:'))
    return { none: 'ArSuspended Forever' }
  const until = suspended.map(Number).filter((time) => time > now)
  if (until.length > 0) return { none: `ArSuspended (Until ${Math.max(...until)})` }
  const enabled = KINDS.find((kind) => words.includes(kind))
  return enabled === undefined ? null : { most: enabled }
}

/** The policy of an instance: its own, its group's, or that of the cluster. */
export function policyOf(config: ClusterConfig, instance: InstanceConf, now: number): RepairPolicy {
  const group = own(config.groups, own(config.nodes, instance.primary)?.group ?? '')
  return (
    policyIn(instance.tags, now) ??
    policyIn(group?.tags ?? [], now) ??
    policyIn(config.cluster.tags, now) ?? { none: 'ArNotEnabled' }
  )
}
