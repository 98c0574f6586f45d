import { own } from '../../../lib/own.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import { findInstance, findNode } from '../../names.ts'
import type { Json } from '../field.ts'

/** Parameters of an opcode as this trainer holds them. */
export type Held = Readonly<Record<string, unknown>>

/** The value of one field of an opcode as Ganeti sends it; null and undefined: it is left out. */
type Sent = (params: Held, config: ClusterConfig | null) => Json | undefined

/** Fields of an opcode by Ganeti's names, in its order. A name alone: that parameter of ours, as it is. */
export type SentFields = Readonly<Record<string, string | Sent>>

/** A field that has the same value whatever was asked for. */
export const always =
  (value: Json): Sent =>
  () =>
    value

/** One of our parameters; `otherwise` where it was not given. */
export const given =
  (name: string, otherwise: Json): Sent =>
  (params) =>
    (own(params, name) ?? otherwise) as Json

/** The list under `name`, written by `write`. */
export const eachOf =
  <T>(name: string, write: (item: T) => Json): Sent =>
  (params) =>
    ((own(params, name) ?? []) as T[]).map(write)

/** Pairs of a name and a value, as an object. */
export const pairsOf =
  (name: string): Sent =>
  (params) =>
    Object.fromEntries((own(params, name) ?? []) as [string, Json][])

const typedAs = (params: Held, name: string): string => String(own(params, name) ?? '')

/** The instance of an opcode: once the job has looked it up, its full name and its UUID. */
export const INSTANCE: SentFields = {
  instance_name: (p, config) =>
    (config && findInstance(config, typedAs(p, 'instance'))?.name) ?? typedAs(p, 'instance'),
  instance_uuid: (p, config) => config && findInstance(config, typedAs(p, 'instance'))?.uuid,
}

/** The node under `ours`, as fields `theirs` and, once it was looked up, `uuid`. */
export const node = (theirs: string, ours: string, uuid = `${theirs}_uuid`): SentFields => ({
  [theirs]: (p, config) =>
    own(p, ours) === null || own(p, ours) === undefined
      ? null
      : ((config && findNode(config, typedAs(p, ours))?.name) ?? typedAs(p, ours)),
  [uuid]: (p, config) => config && findNode(config, typedAs(p, ours))?.uuid,
})

/** The node that an opcode is about. */
export const NODE: SentFields = node('node_name', 'node', 'node_uuid')

/** Nodes by name, and once they were looked up by UUID. */
export const nodes = (theirs: string, uuids: string): SentFields => ({
  [theirs]: 'nodes',
  [uuids]: (p, config) =>
    config &&
    ((own(p, 'nodes') ?? []) as string[]).flatMap((typed) => findNode(config, typed)?.uuid ?? []),
})

/** The fields of an opcode with their values, without those that have none. */
export function fieldsOf(
  fields: SentFields,
  params: Held,
  config: ClusterConfig | null,
): Record<string, Json> {
  const sent: Record<string, Json> = {}
  for (const [name, source] of Object.entries(fields)) {
    const value =
      typeof source === 'string' ? (own(params, source) as Json) : source(params, config)
    if (value !== null && value !== undefined) sent[name] = value
  }
  return sent
}
