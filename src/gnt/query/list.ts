import { isoSpaced } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import { type Column, formatTable } from '../../lib/text/table.ts'
import { formatUnit, type Unit } from '../../lib/text/units.ts'
import { type Cell, type Field, type FieldKind, type Json, unknownField } from './field.ts'
import { pythonStr } from './python.ts'

/** How lists look on the terminal: lib/cli.py, GenericList and FormatQueryResult. */
export interface ListStyle {
  readonly headers: boolean
  readonly separator: string | null
  readonly verbose: boolean
  /** null: whatever reads best, or MiB where a separator says that a program reads along. */
  readonly unit: Unit | null
}

/** Own ways of writing a field's value, by the field's name. */
export type Overrides = Readonly<Record<string, (value: Json) => string>>

/** Exit status when a field was asked for that does not exist. */
export const EXIT_UNKNOWN_FIELD = 14

const PLACEHOLDERS: Record<Exclude<Cell['status'], 'normal'>, readonly [string, string]> = {
  unknown: ['(unknown)', '??'],
  nodata: ['(nodata)', '?'],
  unavail: ['(unavail)', '-'],
  offline: ['(offline)', '*'],
}

const RIGHT: readonly Field<never, never>['kind'][] = ['number', 'float', 'unit']

/** Values of a list joined by commas. */
export const commas = (value: Json): string =>
  Array.isArray(value) ? value.map(pythonStr).join(',') : pythonStr(value)

/** The fields that `-o` asks for: nothing, `a,b` or `+a,b`. */
export const selectFields = (output: string | null, usual: readonly string[]): string[] => {
  if (output === null) return [...usual]
  return output.startsWith('+') ? [...usual, ...output.slice(1).split(',')] : output.split(',')
}

/** Fields by name; what does not exist gets a field that says so. */
export const lookUpFields = <I, R>(
  fields: ReadonlyMap<string, Field<I, R>>,
  names: readonly string[],
): Field<I, R>[] => names.map((name) => fields.get(name) ?? unknownField<I, R>(name))

/** The line on standard error about fields that do not exist; empty when all do. */
export const warnUnknown = <I, R>(fields: readonly Field<I, R>[]): string => {
  const unknown = fields.filter((f) => f.kind === 'unknown').map((f) => f.name)
  return unknown.length === 0 ? '' : `Warning: Queried for unknown fields ${unknown.join(', ')}\n`
}

type Writer = (value: Json) => string

/** How the values of a field are written. */
function writerOf<I, R>(field: Field<I, R>, unit: Unit, overrides: Overrides): Writer {
  const override = own(overrides, field.name)
  if (override) return override
  switch (field.kind) {
    case 'bool':
      return (value) => (value === true ? 'Y' : 'N')
    case 'unit':
      return (value) => (typeof value === 'number' ? formatUnit(value, unit) : pythonStr(value))
    case 'timestamp':
      return (value) => (typeof value === 'number' ? isoSpaced(value * 1000) : pythonStr(value))
    default:
      return pythonStr
  }
}

/** How a table of these fields is written: its columns, and the texts of a row. */
export function tableOf<I, R>(
  fields: readonly Field<I, R>[],
  style: Pick<ListStyle, 'separator' | 'verbose' | 'unit'>,
  overrides: Overrides = {},
): { columns: Column[]; textsOf: (row: readonly Cell[]) => string[] } {
  const unit = style.unit ?? (style.separator === null ? 'h' : 'm')
  const columns: Column[] = fields.map((field) => ({
    title: field.title,
    align: !own(overrides, field.name) && RIGHT.includes(field.kind) ? 'right' : 'left',
  }))
  const writers = fields.map((field) => writerOf(field, unit, overrides))
  const textsOf = (row: readonly Cell[]): string[] =>
    row.map((cell, i) =>
      cell.status === 'normal'
        ? (writers[i]?.(cell.value) ?? '')
        : PLACEHOLDERS[cell.status][style.verbose ? 0 : 1],
    )
  return { columns, textsOf }
}

/** The whole table, with a line end after each line. */
export function renderRows<I, R>(
  fields: readonly Field<I, R>[],
  rows: readonly (readonly Cell[])[],
  style: ListStyle,
  overrides: Overrides = {},
): string {
  const { columns, textsOf } = tableOf(fields, style, overrides)
  return textOf(formatTable(columns, rows.map(textsOf), style))
}

const textOf = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${lines.join('\n')}\n`

/** What `list-fields` prints. */
export function renderFields<I, R>(
  fields: readonly Field<I, R>[],
  style: { headers: boolean; separator: string | null },
  kinds: Readonly<Record<FieldKind, string>>,
): string {
  const columns: Column[] = ['Name', 'Type', 'Title', 'Description'].map((title) => ({
    title,
    align: 'left',
  }))
  const rows = fields.map((f) => [f.name, kinds[f.kind], f.title, f.doc])
  return textOf(formatTable(columns, rows, style))
}
