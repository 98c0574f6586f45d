import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'

/** Columns of lists. Source: lib/query.py, and src/Ganeti/Query/ from 2.9 on. */

/** A value as JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** The type of a field; decides its alignment and how its values are written. */
export type FieldKind =
  | 'text'
  | 'bool'
  | 'number'
  | 'float'
  | 'unit'
  | 'timestamp'
  | 'other'
  | 'unknown'

const KIND_NAMES = {
  text: 'Text',
  bool: 'Boolean',
  number: 'Number',
  float: 'Floating-point number',
  unit: 'Storage size',
  timestamp: 'Timestamp',
  other: 'Custom',
  unknown: 'Unknown',
}

/** As `list-fields` names the types. */
export const kindNames = byRelease<Readonly<Record<FieldKind, string>>>({
  '2.11': { ...KIND_NAMES, float: 'Number' },
  '2.12': KIND_NAMES,
})

/** One value, or why there is none. */
export type Cell =
  | { readonly status: 'normal'; readonly value: Json }
  | { readonly status: 'unknown' | 'nodata' | 'unavail' | 'offline' }

/** A column of a list. I: the item; R: what the nodes reported about it. */
export interface Field<I, R> {
  readonly name: string
  readonly title: string
  readonly kind: FieldKind
  readonly doc: string
  /** `hostname`: equality in filters accepts short names. `timestamp`: compared by its seconds. */
  readonly compare: 'plain' | 'hostname' | 'timestamp'
  /** Whether nodes have to be asked; then `runtime` is given. */
  readonly live: boolean
  readonly get: (item: I, config: ClusterConfig, runtime: R | undefined) => Cell
}

/** A cell with a value. */
export const normal = (value: Json): Cell => ({ status: 'normal', value })

/** The cell of a field that this item does not have. */
export const UNAVAILABLE: Cell = { status: 'unavail' }

/** The cell of a field whose value could not be found out: a node did not answer. */
export const NO_DATA: Cell = { status: 'nodata' }

/** The cell of a field that a node flagged as offline would have to report. */
export const OFFLINE: Cell = { status: 'offline' }
const UNKNOWN: Cell = { status: 'unknown' }

/** The value, or `-` for what an item does not have. */
export const orUnavailable = (value: Json | undefined): Cell =>
  value === null || value === undefined ? UNAVAILABLE : normal(value)

/** The value, or `?` for what no one could tell. */
export const orNoData = (value: Json | undefined): Cell =>
  value === null || value === undefined ? NO_DATA : normal(value)

type Rest<I> = { doc?: string; compare?: Field<I, never>['compare'] }

/** A field whose value is in the configuration for every item; `cellOf` is for those that some items lack. */
export const known = <I, R>(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (item: I, config: ClusterConfig) => Json,
  more: Rest<I> = {},
): Field<I, R> => cellOf(name, title, kind, doc, (item, config) => normal(get(item, config)), more)

/** The same where the value may be missing. */
export const cellOf = <I, R>(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (item: I, config: ClusterConfig) => Cell,
  more: Rest<I> = {},
): Field<I, R> => ({ name, title, kind, doc, compare: more.compare ?? 'plain', live: false, get })

/** A field whose value nodes have to report. It has no data where they were not asked. */
export const live = <I, R>(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (runtime: R, item: I, config: ClusterConfig) => Cell,
): Field<I, R> => ({
  name,
  title,
  kind,
  doc,
  compare: 'plain',
  live: true,
  get: (item, config, runtime) => (runtime === undefined ? NO_DATA : get(runtime, item, config)),
})

/** What stands in the place of a field that does not exist. */
export const unknownField = <I, R>(name: string): Field<I, R> => ({
  name,
  title: name,
  kind: 'unknown',
  doc: `Unknown field '${name}'`,
  compare: 'plain',
  live: false,
  get: () => UNKNOWN,
})

/** The same field under a second name. */
export const alias = <I, R>(name: string, field: Field<I, R>): Field<I, R> => ({ ...field, name })
