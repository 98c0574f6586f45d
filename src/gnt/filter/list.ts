/** gnt-filter list. Manual: gnt-filter(8), LIST. Source: lib/client/gnt_filter.py, ListFilters. */
import { list as spec } from '../declared/filter.ts'
import { defineList } from '../query/command.ts'
import { FILTERS, USUAL } from './fields.ts'

export const list = defineList({
  spec,
  resource: FILTERS,
  usual: USUAL,
  overrides: {},
  questions: null,
})
