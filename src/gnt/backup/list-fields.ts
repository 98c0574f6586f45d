/** gnt-backup list-fields: the columns of `gnt-backup list`. */
import { listFields as spec } from '../declared/backup.ts'
import { defineListFields } from '../query/command.ts'
import { EXPORT_FIELDS } from './fields.ts'

export const listFields = defineListFields(spec, EXPORT_FIELDS)
