/** gnt-job list-fields: the columns of `gnt-job list`. */
import { listFields as spec } from '../declared/job.ts'
import { defineListFields } from '../query/command.ts'
import { JOB_FIELDS } from '../query/fields/job-fields.ts'

export const listFields = defineListFields(spec, JOB_FIELDS)
