/** gnt-job list. Manual: gnt-job(8), LIST. Source: lib/client/gnt_job.py, ListJobs. */
import { jobsToRead } from '../../sim/jobs/ends.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn, type World } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { list as spec } from '../declared/job.ts'
import { flag, text } from '../optparse/read.ts'
import { filterOf, hasNameless, NAMELESS, styleOf } from '../query/command.ts'
import { JOB_FIELDS, JOB_OVERRIDES } from '../query/fields/job-fields.ts'
import { type Filter, looksLikeFilter, requestedNames } from '../query/filter.ts'
import {
  EXIT_UNKNOWN_FIELD,
  lookUpFields,
  renderRows,
  selectFields,
  warnUnknown,
} from '../query/list.ts'
import { cellsOf, checkFilter, filterItems, type QueryResult } from '../query/resource.ts'
import { jobNumbers } from './numbers.ts'
import { renderJobs } from './table.ts'

/** The states that --running and its like ask for; null without such an option. */
export const statusFilter = (options: ClientContext<object>['vars']['options']): Filter | null => {
  const states = options.status_filter
  return Array.isArray(states)
    ? ['|', ...states.map((state): Filter => ['==', 'status', String(state)])]
    : null
}

/** Job numbers, or a filter. */
function argumentFilter(args: readonly string[], force: boolean): QueryResult<Filter | null> {
  const [first] = args
  const isFilter = force || (args.length === 1 && first !== undefined && looksLikeFilter(first))
  if (isFilter || args.length === 0) return filterOf(args, isFilter)
  const numbers = jobNumbers(args)
  if (!numbers.ok) return numbers
  return { ok: true, value: ['|', ...numbers.value.map((id): Filter => ['==', 'id', id])] }
}

/** The jobs a filter is about: those asked for by number, otherwise all that were not put away. */
export function chooseJobs(
  world: World,
  filter: Filter | null,
  options: { archived: boolean },
): number[] {
  const asked = (requestedNames('id', filter) ?? []).map(Number)
  if (asked.length > 0) return [...new Set(asked)]
  // Keys that are whole numbers come in their order.
  return Object.values(jobsToRead(world))
    .filter((job) => options.archived || !job.archived)
    .map((job) => job.id)
}

export const list = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const { options, args } = p.vars
      const names = selectFields(text(options, 'output'), ['id', 'status', 'summary'])
      if (flag(options, 'archived') && !names.includes('archived')) names.push('archived')
      const typed = argumentFilter(args, flag(options, 'force_filter'))
      if (!typed.ok) return failure(p, typed.text)
      const states = statusFilter(options)
      const filter: Filter | null =
        states && typed.value ? ['&', typed.value, states] : (states ?? typed.value)
      const checked = checkFilter(JOB_FIELDS, filter)
      if (!checked.ok) return failure(p, checked.text)
      const config = configOn(p.world, p.node)
      const ids = chooseJobs(p.world, filter, { archived: names.includes('archived') })
      const jobs = jobsToRead(p.world)
      const read = { jobs, config, release: p.world.release }
      const runtimeOf = (id: number) => ({ job: jobs[id] ?? null, read })
      const kept = filterItems({ fields: JOB_FIELDS }, config, filter, ids, runtimeOf)
      if (!kept.ok) return failure(p, kept.text)
      const fields = lookUpFields(JOB_FIELDS, names)
      const warning = warnUnknown(fields)
      p.err(warning)
      if (hasNameless(names)) return failure(p, NAMELESS)
      const rows = kept.value.map((id) => ({ id, job: jobs[id] ?? null }))
      // Opcodes name what the configuration has now: their rows are not those of the last table.
      p.out(
        names.includes('ops')
          ? renderRows(
              fields,
              cellsOf(fields, config, kept.value, runtimeOf),
              styleOf(options),
              JOB_OVERRIDES,
            )
          : renderJobs(fields, config, rows, styleOf(options)),
      )
      return exit(warning === '' ? 0 : EXIT_UNKNOWN_FIELD)
    },
  },
})
