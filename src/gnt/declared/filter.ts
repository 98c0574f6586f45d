/** Declarations of gnt-filter. Source: lib/client/gnt_filter.py. */

import { NO_HEADERS, OUTPUT, SEPARATOR, VERBOSE } from '../options.ts'
import { any, type CommandSpec, one, type ProgramSpec, value } from '../spec.ts'

const FILTER_ACTION = value(
  '--action',
  'What happens to a job that matches: ACCEPT, PAUSE, REJECT, CONTINUE or "RATE_LIMIT n"',
  { type: 'filteraction', default: 'CONTINUE' },
)
const FILTER_PREDICATES = value(
  '--predicates',
  'Conditions in the query language, as a JSON list',
  { type: 'json', default: [] },
)
const FILTER_PRIORITY = value('--priority', 'Rules with a lower number come first', {
  type: 'int',
  default: 0,
})

export const add: CommandSpec = {
  program: 'gnt-filter',
  name: 'add',
  aliases: [],
  summary: 'Add a rule for the job queue',
  usage: '',
  args: [],
  options: [FILTER_PRIORITY, FILTER_PREDICATES, FILTER_ACTION],
}

export const deleteFilter: CommandSpec = {
  program: 'gnt-filter',
  name: 'delete',
  aliases: [],
  summary: 'Delete a rule',
  usage: '<filter-uuid>',
  args: [one('filter')],
  options: [],
}

export const info: CommandSpec = {
  program: 'gnt-filter',
  name: 'info',
  aliases: [],
  summary: 'Show rules in full',
  usage: '[<filter-uuid>...]',
  args: [any('filter')],
  options: [],
}

export const list: CommandSpec = {
  program: 'gnt-filter',
  name: 'list',
  aliases: [],
  summary: 'Show the rules of the job queue',
  usage: '[<filter-uuid>...]',
  args: [any('filter')],
  options: [NO_HEADERS, SEPARATOR, OUTPUT, VERBOSE],
}

export const listFields: CommandSpec = {
  program: 'gnt-filter',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: '[<fields>...]',
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const replace: CommandSpec = {
  program: 'gnt-filter',
  name: 'replace',
  aliases: [],
  summary: "Put another rule in a rule's place",
  usage: '<filter-uuid>',
  args: [one('filter')],
  options: [FILTER_PRIORITY, FILTER_PREDICATES, FILTER_ACTION],
}

export const GNT_FILTER: ProgramSpec = {
  name: 'gnt-filter',
  since: '3.0',
  commands: [add, deleteFilter, info, list, listFields, replace],
}
