import { niceSort } from '../../lib/nice-sort.ts'
import type { Job, JobOp } from '../../sim/jobs/job.ts'
import type { Json } from '../query/field.ts'
import { opcodeResult, timestampText } from '../query/fields/job-fields.ts'
import { executedAt } from '../query/opcodes/executed.ts'
import { type OpcodeReader, opcodeInput } from '../query/opcodes/input.ts'
import { isList, pythonStr } from '../query/python.ts'

/** gnt-job info of 2.11: indented lines. Source: lib/client/gnt_job.py, ShowJobs, in that release. */

const line = (level: number, text: string): string => `${'  '.repeat(level)}${text}\n`

const since = (at: number, before: number): string =>
  ` (delta ${((at - before) / 1000).toFixed(6)}s)`

function timesOf({ received, started, ended }: Job): string {
  const total = ended === null ? 'N/A' : `${((ended - received) / 1000).toFixed(6)} seconds`
  const begun =
    started === null ? 'unknown (None)' : timestampText(started) + since(started, received)
  const done =
    ended === null
      ? 'unknown (None)'
      : timestampText(ended) + (started === null ? '' : since(ended, started))
  return (
    line(1, `Received:         ${timestampText(received)}`) +
    line(1, `Processing start: ${begun}`) +
    line(1, `Processing end:   ${done}`) +
    line(1, `Total processing time: ${total}`)
  )
}

const listed = (value: Json): string =>
  isList(value) ? `[${value.map(pythonStr).join(', ')}]` : pythonStr(value)

/** A result: lists and objects have a line for each of their values. */
function resultOf(result: Json): string {
  if (result === null) return line(3, 'No output data')
  if (typeof result !== 'object') return line(3, `Result: ${pythonStr(result)}`)
  const rows = isList(result)
    ? result.map(listed)
    : Object.entries(result).map(([key, value]) => `${key}: ${listed(value)}`)
  if (rows.length === 0)
    return line(3, `Result: empty ${isList(result) ? 'sequence' : 'dictionary'}`)
  return line(3, 'Result:') + rows.map((row) => line(4, row)).join('')
}

function opcodeText(job: Job, op: JobOp, read: OpcodeReader): string {
  const at = (title: string, missing: string, ms: number | null) =>
    line(3, ms === null ? `No ${missing} time` : `${title.padEnd(18)}${timestampText(ms)}`)
  const input = Object.entries(opcodeInput(job, op, read)).filter(([key]) => key !== 'OP_ID')
  const fields = niceSort(input, ([key]) => key).map(([key, value]) =>
    line(4, `${key}: ${isList(value) ? value.map(pythonStr).join(',') : pythonStr(value)}`),
  )
  const log = op.log.map(({ number, at: time, text }) =>
    line(4, `${number}:${timestampText(time)}:message ${text}`),
  )
  return [
    line(2, `OP_${op.opcode}`),
    line(3, `Status: ${op.status}`),
    at('Processing start:', 'processing start', op.started),
    at('Execution start:', 'execution start', executedAt(op)),
    at('Processing end:', 'processing end', op.ended),
    line(3, 'Input fields:'),
    ...fields,
    resultOf(opcodeResult(op)),
    line(3, 'Execution log:'),
    ...log,
  ].join('')
}

/** A job in lines. */
export const indentedJob = (job: Job, read: OpcodeReader): string =>
  [
    line(0, `Job ID: ${job.id}`),
    line(1, `Status: ${job.status}`),
    timesOf(job),
    line(1, 'Opcodes:'),
    ...job.ops.map((op) => opcodeText(job, op, read)),
  ].join('')
