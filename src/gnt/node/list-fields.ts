/** gnt-node list-fields: the columns of `gnt-node list`. */
import { listFields as spec } from '../declared/node.ts'
import { defineListFields } from '../query/command.ts'
import { NODES } from '../query/fields/node-fields.ts'

export const listFields = defineListFields(spec, NODES.fields)
