import { remembered } from '../../lib/remembered.ts'
import { lineOf, widthsOf } from '../../lib/text/table.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { isOver, type Job } from '../../sim/jobs/job.ts'
import type { Field } from '../query/field.ts'
import { JOB_OVERRIDES, type JobRuntime } from '../query/fields/job-fields.ts'
import { type ListStyle, tableOf } from '../query/list.ts'

/** The first rows of a table: of jobs that have ended, which stay as they are. */
interface FirstRows {
  jobs: readonly (Job | null)[]
  /** The width of each column in these rows alone. */
  widest: readonly number[]
  /** The widths with which `text` pads them. */
  widths: string
  text: string
}

const NO_ROWS: FirstRows = { jobs: [], widest: [], widths: '', text: '' }

/** The rows that were written last, by the first job of the table, then by its fields and its style. */
const lastRows = remembered((_first: Job) => new Map<string, FirstRows>())

const wider = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((width, i) => Math.max(width, b[i] ?? 0))

/**
 * The table of `gnt-job list`. A long session has thousands of jobs, and nearly all have ended: their rows are the
 * beginning of the next table, and are not written again.
 */
export function renderJobs(
  fields: readonly Field<number, JobRuntime>[],
  config: ClusterConfig,
  rows: readonly { id: number; job: Job | null }[],
  style: ListStyle,
): string {
  const { columns, textsOf } = tableOf(fields, style, JOB_OVERRIDES)
  const cells = (from: number, to: number): string[][] =>
    rows
      .slice(from, to)
      .map(({ id, job }) => textsOf(fields.map((field) => field.get(id, config, { job }))))
  const jobs = rows.map(({ job }) => job)
  const open = jobs.findIndex((job) => job === null || !isOver(job))
  const ended = open < 0 ? jobs : jobs.slice(0, open)
  const [first] = ended
  const written = first ? lastRows(first) : new Map<string, FirstRows>()
  const how = JSON.stringify([fields.map(({ name }) => name), style])
  const last = written.get(how) ?? NO_ROWS
  const before = last.jobs.every((job, i) => job === ended[i]) ? last : NO_ROWS
  const fresh = cells(before.jobs.length, ended.length)
  const others = cells(ended.length, rows.length)
  const titles = style.headers ? [columns.map(({ title }) => title)] : []
  const widest = wider(widthsOf(columns, fresh), before.widest)
  const widths = wider(widthsOf(columns, [...titles, ...others]), widest)
  const linesOf = (some: readonly string[][]): string =>
    some.map((row) => `${lineOf(columns, widths, row, style)}\n`).join('')
  const same = before.widths === widths.join()
  const text = `${same ? before.text : linesOf(cells(0, before.jobs.length))}${linesOf(fresh)}`
  written.set(how, { jobs: ended, widest, widths: widths.join(), text })
  return `${linesOf(titles)}${text}${linesOf(others)}`
}
