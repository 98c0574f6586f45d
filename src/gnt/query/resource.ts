import type { ClusterConfig } from '../../sim/cluster/config.ts'
import type { ErrorClass } from '../../sim/jobs/job.ts'
import { prereqText } from '../client/client.ts'
import { evaluate } from './evaluate.ts'
import type { Cell, Field } from './field.ts'
import { type Filter, fieldsOf, requestedNames } from './filter.ts'
import { compareNames, niceSort } from './order.ts'

/** One kind of thing that can be listed. Source: src/Ganeti/Query/Query.hs. */
export interface Resource<I, R> {
  /** As errors call it: "Instance". */
  readonly label: string
  readonly fields: ReadonlyMap<string, Field<I, R>>
  readonly items: (config: ClusterConfig) => I[]
  readonly nameOf: (item: I) => string
  readonly uuidOf: (item: I) => string
  /** The field that arguments name; absent: `name`. */
  readonly nameField?: string
}

/** The fields by name, in their order. */
export const fieldMap = <I, R>(fields: readonly Field<I, R>[]): Map<string, Field<I, R>> =>
  new Map(fields.map((field) => [field.name, field]))

/** Every field in the order of `list-fields`. */
export const allFields = <I, R>(fields: ReadonlyMap<string, Field<I, R>>): Field<I, R>[] =>
  [...fields.values()].sort((a, b) => compareNames(a.name, b.name))

/** Text of a complaint as the client prints it. */
export type QueryResult<T> = { ok: true; value: T } | { ok: false; text: string }

const refusal = (errorClass: ErrorClass, text: string): { ok: false; text: string } => ({
  ok: false,
  text: prereqText({ class: errorClass, text }),
})

/** A filter that asks for what does not exist or cannot be compared. */
const parameterError = (text: string): { ok: false; text: string } => ({
  ok: false,
  text: `Failure: unknown/wrong parameter name '${text}'\n`,
})

/** The thing a name means: its UUID, its name, or the first part of just one name. Case counts. */
function lookUp<I, R>(resource: Resource<I, R>, items: readonly I[], name: string): QueryResult<I> {
  const exact =
    items.find((item) => resource.uuidOf(item) === name) ??
    items.find((item) => resource.nameOf(item) === name)
  if (exact !== undefined) return { ok: true, value: exact }
  const partial = items.filter((item) => resource.nameOf(item).startsWith(`${name}.`))
  const [only] = partial
  if (only !== undefined && partial.length === 1) return { ok: true, value: only }
  const why = partial.length > 1 ? 'has multiple matches' : 'not found'
  return refusal(
    'unknown_entity',
    `${resource.label} ${resource.nameField ?? 'name'} ${name} ${why}`,
  )
}

/** Names the fields of a filter that do not exist. */
export function checkFilter<I, R>(
  fields: ReadonlyMap<string, Field<I, R>>,
  filter: Filter | null,
): QueryResult<null> {
  const missing = filter && fieldsOf(filter).find((name) => !fields.has(name))
  return missing ? parameterError(`Can't find field named '${missing}'`) : { ok: true, value: null }
}

/**
 * The things a list is about, before any node was asked: those named, in the order named, otherwise all in
 * the order of names; without those that the filter rules out already.
 */
export function selectItems<I, R>(
  resource: Resource<I, R>,
  config: ClusterConfig,
  filter: Filter | null,
): QueryResult<I[]> {
  const checked = checkFilter(resource.fields, filter)
  if (!checked.ok) return checked
  const all = resource.items(config)
  const names = (requestedNames(resource.nameField ?? 'name', filter) ?? []).filter(
    (name) => typeof name === 'string',
  )
  const items: I[] = []
  if (names.length === 0) items.push(...niceSort(all, resource.nameOf))
  for (const name of names) {
    const found = lookUp(resource, all, name)
    if (!found.ok) return found
    items.push(found.value)
  }
  return filterItems(resource, config, filter, items, () => undefined)
}

/** Those that pass the filter, given what nodes said about each. */
export function filterItems<I, R>(
  resource: Pick<Resource<I, R>, 'fields'>,
  config: ClusterConfig,
  filter: Filter | null,
  items: readonly I[],
  runtimeOf: (item: I) => R | undefined,
): QueryResult<I[]> {
  if (filter === null) return { ok: true, value: [...items] }
  const kept: I[] = []
  for (const item of items) {
    const { fields } = resource
    const verdict = evaluate(filter, { fields, config, item, runtime: runtimeOf(item) })
    if (verdict.kind === 'wrong') return parameterError(verdict.text)
    if (verdict.kind === 'unanswered' || verdict.accepted) kept.push(item)
  }
  return { ok: true, value: kept }
}

/** Whether nodes have to be asked for these fields or this filter. */
export const needsNodes = <I, R>(
  resource: Resource<I, R>,
  names: readonly string[],
  filter: Filter | null,
): boolean =>
  [...names, ...(filter === null ? [] : fieldsOf(filter))].some(
    (name) => resource.fields.get(name)?.live ?? false,
  )

/**
 * The cells of a table, row by row. `runtimeOf` gives what the nodes reported; undefined: they were not asked.
 */
export const cellsOf = <I, R>(
  fields: readonly Field<I, R>[],
  config: ClusterConfig,
  items: readonly I[],
  runtimeOf: (item: I) => R | undefined,
): Cell[][] =>
  items.map((item) => {
    const runtime = runtimeOf(item)
    return fields.map((field) => field.get(item, config, runtime))
  })
