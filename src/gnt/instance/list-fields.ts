/** gnt-instance list-fields: the columns of `gnt-instance list`. */
import { listFields as spec } from '../declared/instance.ts'
import { defineListFields } from '../query/command.ts'
import { INSTANCES } from '../query/fields/instance-fields.ts'

export const listFields = defineListFields(spec, INSTANCES.fields)
