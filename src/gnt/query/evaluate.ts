import type { ClusterConfig } from '../../sim/cluster/config.ts'
import type { Cell, Field, Json } from './field.ts'
import type { Filter } from './filter.ts'
import { isList, prettyJson } from './python.ts'

/**
 * Whether an item passes a filter. Source: src/Ganeti/Query/Filter.hs. `unanswered`: it depends on what
 * only nodes know and no one has asked them yet.
 */
export type FilterVerdict =
  | { kind: 'is'; accepted: boolean }
  | { kind: 'unanswered' }
  | { kind: 'wrong'; text: string }

const is = (accepted: boolean): FilterVerdict => ({ kind: 'is', accepted })
const wrong = (text: string): FilterVerdict => ({ kind: 'wrong', text })

/** What a filter is judged by: the fields that exist, and the nodes' answers where there are any. */
export interface Judged<I, R> {
  fields: ReadonlyMap<string, Field<I, R>>
  config: ClusterConfig
  item: I
  runtime: R | undefined
}

/** Judges one item by a filter; `wrong` says why the filter does not fit the field (evaluateQueryFilter). */
export function evaluate<I, R>(filter: Filter, judged: Judged<I, R>): FilterVerdict {
  switch (filter[0]) {
    case '&':
      return combine(filter.slice(1) as Filter[], judged, false)
    case '|':
      return combine(filter.slice(1) as Filter[], judged, true)
    case '!':
      return negate(evaluate(filter[1], judged))
    case '!=':
      return negate(evaluate(['==', filter[1], filter[2]], judged))
    case '?':
      return withValue(judged, filter[1], truth)
    case '=~': {
      const pattern = filter[2]
      return withValue(judged, filter[1], (value) => fits(pattern, value))
    }
    case '=[]': {
      const wanted = filter[2]
      return withValue(judged, filter[1], (value) =>
        is(isList(value) && value.some((v) => v === wanted)),
      )
    }
    default: {
      const [op, name, operand] = filter
      const hostname = judged.fields.get(name)?.compare === 'hostname'
      return withValue(judged, name, (value) => compare(op, value, operand, hostname))
    }
  }
}

/** Left to right; the first that decides ends it, and so does the first that cannot be answered. */
function combine<I, R>(parts: Filter[], judged: Judged<I, R>, decisive: boolean): FilterVerdict {
  for (const part of parts) {
    const verdict = evaluate(part, judged)
    if (verdict.kind !== 'is' || verdict.accepted === decisive) return verdict
  }
  return is(!decisive)
}

const negate = (verdict: FilterVerdict): FilterVerdict =>
  verdict.kind === 'is' ? is(!verdict.accepted) : verdict

/** A value that is not there accepts everything: the filter has nothing to work on. */
function withValue<I, R>(
  { fields, config, item, runtime }: Judged<I, R>,
  name: string,
  judge: (value: Json) => FilterVerdict,
): FilterVerdict {
  const field = fields.get(name)
  if (!field) return wrong(`Can't find field named '${name}'`)
  if (field.live && runtime === undefined) return { kind: 'unanswered' }
  const cell: Cell = field.get(item, config, runtime)
  if (cell.status !== 'normal') return is(true)
  const value =
    field.compare === 'timestamp' && isList(cell.value) ? (cell.value[0] ?? null) : cell.value
  return judge(value)
}

const truth = (value: Json): FilterVerdict =>
  typeof value === 'boolean'
    ? is(value)
    : wrong(`Unexpected value '${prettyJson(value)}' in boolean context`)

function fits(pattern: string, value: Json): FilterVerdict {
  if (typeof value !== 'string')
    return wrong(
      `Invalid field value used in regexp matching, expecting string but got '${prettyJson(value)}'`,
    )
  const [, flags = ''] = /^\(\?([si]+)\)/.exec(pattern) ?? []
  const body = flags === '' ? pattern : pattern.slice(flags.length + 3)
  return is(new RegExp(body, flags).test(value))
}

type Comparison = '==' | '<' | '<=' | '>' | '>='

function compare(
  op: Comparison,
  value: Json,
  operand: string | number,
  hostname: boolean,
): FilterVerdict {
  if (typeof value === 'string' && typeof operand === 'string') {
    if (op === '==' && hostname) return is(value === operand || value.startsWith(`${operand}.`))
    return is(holds(op, value < operand ? -1 : value > operand ? 1 : 0))
  }
  if (typeof value === 'number' && typeof operand === 'number')
    return is(holds(op, Math.sign(value - operand)))
  const shown =
    typeof operand === 'string'
      ? `QuotedString ${JSON.stringify(operand)}`
      : `NumericValue ${operand}`
  return wrong(
    `Invalid types in comparison, trying to compare ${prettyJson(value)} with '${shown}'`,
  )
}

function holds(op: Comparison, order: number): boolean {
  switch (op) {
    case '==':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}
