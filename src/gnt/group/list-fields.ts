/** gnt-group list-fields: the columns of `gnt-group list`. */
import { listFields as spec } from '../declared/group.ts'
import { defineListFields } from '../query/command.ts'
import { GROUPS } from '../query/fields/group-fields.ts'

export const listFields = defineListFields(spec, GROUPS.fields)
