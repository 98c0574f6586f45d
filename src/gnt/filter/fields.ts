import type { FilterConf } from '../../sim/cluster/config.ts'
import { type Field, type Json, known } from '../query/field.ts'
import { fieldMap, type Resource } from '../query/resource.ts'

/** Fields of `gnt-filter list`. Source: src/Ganeti/Query/FilterRules.hs. */
const field = (
  name: string,
  title: string,
  doc: string,
  get: (rule: FilterConf) => Json,
): Field<FilterConf, null> => known(name, title, 'other', doc, get)

const FIELDS = [
  field('watermark', 'Watermark', 'The last job before the rule', (rule) => rule.watermark),
  field('priority', 'Priority', 'Lower ones come first', (rule) => rule.priority),
  field('predicates', 'Predicates', 'What a job must fulfil', (rule) => rule.predicates),
  field('action', 'Action', 'What becomes of such a job', (rule) => rule.action),
  field('reason_trail', 'ReasonTrail', 'Why the rule was made', (rule) => rule.reasons),
  field('uuid', 'UUID', 'UUID of the rule', (rule) => rule.uuid),
]

/** What `gnt-filter list` and its filters know about the rules of the job queue. */
export const FILTERS: Resource<FilterConf, null> = {
  label: 'Filter',
  fields: fieldMap(FIELDS),
  items: (config) => Object.values(config.filters ?? {}),
  nameOf: (rule) => rule.uuid,
  uuidOf: (rule) => rule.uuid,
  nameField: 'uuid',
}

/** The columns that are shown unless others are asked for. */
export const USUAL = ['uuid', 'watermark', 'priority', 'predicates', 'action', 'reason_trail']
