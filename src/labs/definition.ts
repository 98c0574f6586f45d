import * as v from 'valibot'
import { parseIso } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import { RELEASES } from '../sim/releases.ts'
import { EXERCISE } from './clusters.ts'

const name = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
    t`must be a host name of letters, digits, dots and hyphens`,
  ),
)
const MOST_MIB = 1e9
const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_MIB))
const cores = v.pipe(v.number(), v.minValue(1), v.maxValue(10_000))
const speed = v.pipe(v.number(), v.gtValue(0), v.maxValue(MOST_MIB))

const node = v.object({
  name,
  label: v.optional(v.string()),
  ip: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+\.\d+$/, t`must be an IPv4 address`)),
  memoryMib: size,
  memoryNodeMib: v.optional(size),
  memoryFreeMib: v.optional(size),
  volumeGroupMib: size,
  cpus: cores,
  group: v.optional(v.pipe(name, v.maxLength(60))),
})

const instance = v.object({
  name,
  label: v.optional(v.string()),
  template: v.picklist(['diskless', 'plain', 'drbd', 'file', 'sharedfile']),
  disksMib: v.pipe(v.array(size), v.maxLength(16)),
  minmemMib: size,
  maxmemMib: size,
  vcpus: cores,
  os: v.string(),
  nodes: v.pipe(v.array(name), v.minLength(1)),
  adminState: v.optional(v.picklist(['up', 'down'])),
  writesMibPerMinute: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MOST_MIB))),
})

/** It is part of a terminal's name, after a "~". */
const login = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]{1,16}$/, t`must be a few small letters or digits`),
)

const things = v.optional(v.record(v.string(), v.unknown()))
const texts = v.union([v.string(), v.array(v.string())])
const knownInstance = v.looseObject({
  uuid: v.string(),
  mac: v.optional(texts),
  port: v.optional(v.string()),
  nicUuid: v.optional(texts),
  diskUuid: v.optional(texts),
  ctime: v.optional(v.string()),
})
const pastJob = v.looseTuple([v.union([v.number(), v.string()]), v.string(), v.string()])

const schema = v.looseObject({
  release: v.picklist(RELEASES),
  name,
  masterIp: v.string(),
  masterNetdev: v.string(),
  hypervisor: v.string(),
  enabledDiskTemplates: v.array(v.string()),
  volumeGroup: v.string(),
  defaultIallocator: v.string(),
  nicLink: v.string(),
  osTypes: v.array(v.string()),
  master: name,
  nodes: v.pipe(v.array(node), v.minLength(1), v.maxLength(100)),
  spareMachines: v.optional(v.pipe(v.array(node), v.maxLength(100))),
  instances: v.pipe(v.array(instance), v.maxLength(1000)),
  physicalVolume: v.optional(v.string()),
  syncMibPerSecond: v.optional(speed),
  copyMibPerSecond: v.optional(speed),
  watcherCron: v.optional(v.boolean()),
  clock: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parseIso(text) !== undefined, t`must be an ISO 8601 time`),
    ),
  ),
  seed: v.optional(v.pipe(v.number(), v.finite())),
  logins: v.optional(v.pipe(v.array(login), v.maxLength(20))),
  inRelease: v.optional(
    v.looseObject(v.entriesFromList(RELEASES, v.optional(v.looseObject({ nodes: things })))),
  ),
  random: v.optional(
    v.looseObject({
      nodes: v.optional(v.record(v.string(), v.looseObject({ uuid: v.string() }))),
      instances: v.optional(v.record(v.string(), knownInstance)),
      group: v.optional(v.record(v.string(), v.string())),
      jobs: v.optional(v.pipe(v.array(pastJob), v.maxLength(100_000))),
    }),
  ),
})

/** Whether a lab may set this part of a cluster's definition. The release is the learner's choice. */
export const isPartOfCluster = (key: string): boolean =>
  key !== 'release' && key !== 'logins' && Object.hasOwn(schema.entries, key)

export type Defined = { ok: true; definition: ClusterDefinition } | { ok: false; error: string }

/**
 * Completes a cluster definition from outside: missing parts come from the exercise's cluster. The error is a
 * sentence that names the field.
 */
export function defineCluster(given: Record<string, unknown>): Defined {
  // Release differences and the speed of copies apply only to the exercise's nodes.
  const { copyMibPerSecond: _, ...elsewhere } = EXERCISE
  const base = 'nodes' in given ? { ...elsewhere, inRelease: {} } : EXERCISE
  const merged = { ...base, ...given }
  const problem = problemOf(merged)
  return problem === undefined
    ? { ok: true, definition: merged as ClusterDefinition }
    : { ok: false, error: t`The cluster is not usable: ${problem}.` }
}

/** Why a complete definition is not usable, as the end of a sentence; undefined if it is. */
export function problemOf(given: unknown): string | undefined {
  const checked = v.safeParse(schema, given)
  if (checked.success) return contradiction(given as ClusterDefinition)
  const [issue] = checked.issues
  const where = issue.path?.map((part) => String(part.key)).join('.') ?? 'cluster'
  return `${where}: ${issue.message}`
}

function contradiction({
  master,
  nodes,
  spareMachines = [],
  instances,
}: ClusterDefinition): string | undefined {
  const lower = (text: string) => text.toLowerCase()
  const names = nodes.map((n) => lower(n.name))
  const twice = (list: string[]) => list.find((item, i) => list.indexOf(item) !== i)
  const machines = [...names, ...spareMachines.map((n) => lower(n.name))]
  const double = twice(machines) ?? twice(instances.map((i) => lower(i.name)))
  if (double !== undefined) return t`${double} is defined twice`
  if (!names.includes(lower(master))) return t`its master ${master} is not among its nodes`
  for (const { name: instanceName, nodes: places, template } of instances) {
    const stranger = places.find((place) => !names.includes(lower(place)))
    if (stranger !== undefined)
      return t`${instanceName} is on ${stranger}, which is not one of the cluster's nodes`
    if (
      template === 'drbd' &&
      (places.length !== 2 || lower(places[0] ?? '') === lower(places[1] ?? ''))
    )
      return t`${instanceName} is a drbd instance and needs two different nodes`
  }
  return undefined
}
