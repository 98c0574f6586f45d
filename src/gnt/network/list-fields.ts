/** gnt-network list-fields: the columns of `gnt-network list`. */
import { listFields as spec } from '../declared/network.ts'
import { defineListFields } from '../query/command.ts'
import { NETWORKS } from './fields.ts'

export const listFields = defineListFields(spec, NETWORKS.fields)
