/** gnt-filter list-fields: the columns of `gnt-filter list`. */
import { listFields as spec } from '../declared/filter.ts'
import { defineListFields } from '../query/command.ts'
import { FILTERS } from './fields.ts'

export const listFields = defineListFields(spec, FILTERS.fields)
