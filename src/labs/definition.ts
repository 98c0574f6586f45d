import * as v from 'valibot'
import { parseIso } from '../lib/clock.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import { RELEASES } from '../sim/releases.ts'
import { EXERCISE } from './clusters.ts'

const name = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
    'must be a host name of letters, digits, dots and hyphens',
  ),
)
const size = v.pipe(v.number(), v.integer(), v.minValue(0))
const cores = v.pipe(v.number(), v.finite(), v.minValue(1))
const speed = v.pipe(v.number(), v.finite(), v.gtValue(0))

const node = v.object({
  name,
  label: v.optional(v.string()),
  ip: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+\.\d+$/, 'must be an IPv4 address')),
  memoryMib: size,
  memoryNodeMib: v.optional(size),
  memoryFreeMib: v.optional(size),
  volumeGroupMib: size,
  cpus: cores,
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
  writesMibPerMinute: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
})

const things = v.optional(v.record(v.string(), v.unknown()))

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
      v.check((text) => parseIso(text) !== undefined, 'must be an ISO 8601 time'),
    ),
  ),
  seed: v.optional(v.pipe(v.number(), v.finite())),
  inRelease: v.optional(
    v.looseObject(v.entriesFromList(RELEASES, v.optional(v.looseObject({ nodes: things })))),
  ),
  random: v.optional(
    v.looseObject({
      nodes: things,
      instances: things,
      group: things,
      jobs: v.optional(
        v.array(v.looseTuple([v.union([v.number(), v.string()]), v.string(), v.string()])),
      ),
    }),
  ),
})

/** Whether a cluster's definition has such a part; its release is not for a lab to say. */
export const isPartOfCluster = (key: string): boolean => key !== 'release' && key in schema.entries

export type Defined = { ok: true; definition: ClusterDefinition } | { ok: false; error: string }

/**
 * A cluster from what somebody wrote: parts that are missing come from the exercise's cluster. Refused
 * with a sentence that names the field.
 */
export function defineCluster(given: Record<string, unknown>): Defined {
  // What another release changes, and how fast disks are copied, is said of the exercise's nodes only.
  const { copyMibPerSecond: _, ...elsewhere } = EXERCISE
  const base = 'nodes' in given ? { ...elsewhere, inRelease: {} } : EXERCISE
  const merged = { ...base, ...given }
  const checked = v.safeParse(schema, merged)
  if (!checked.success) {
    const issue = checked.issues[0]
    const where = issue.path?.map((part) => String(part.key)).join('.') ?? 'cluster'
    return { ok: false, error: `The cluster is not usable: ${where}: ${issue.message}.` }
  }
  const definition = merged as ClusterDefinition
  const problem = contradiction(definition)
  return problem === undefined ? { ok: true, definition } : { ok: false, error: problem }
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
  if (double !== undefined) return `The cluster is not usable: ${double} is defined twice.`
  if (!names.includes(lower(master)))
    return `The cluster is not usable: its master ${master} is not among its nodes.`
  for (const { name: instanceName, nodes: places, template } of instances) {
    const stranger = places.find((place) => !names.includes(lower(place)))
    if (stranger !== undefined)
      return `The cluster is not usable: ${instanceName} lives on ${stranger}, which is not among its nodes.`
    if (
      template === 'drbd' &&
      (places.length !== 2 || lower(places[0] ?? '') === lower(places[1] ?? ''))
    )
      return `The cluster is not usable: ${instanceName} is a drbd instance and needs two different nodes.`
  }
  return undefined
}
