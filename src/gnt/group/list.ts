/** gnt-group list. Manual: gnt-group(8), LIST. Source: lib/client/gnt_group.py, ListGroups. */
import { list as spec } from '../declared/group.ts'
import { defineList } from '../query/command.ts'
import type { Json } from '../query/field.ts'
import { GROUPS } from '../query/fields/group-fields.ts'
import { commas } from '../query/list.ts'
import { pythonStr } from '../query/python.ts'

const assignments = (value: Json): string =>
  Object.entries(value as { readonly [key: string]: Json })
    .map(([name, item]) => `${name}=${pythonStr(item)}`)
    .join(', ')

export const list = defineList({
  spec,
  resource: GROUPS,
  usual: ['name', 'node_cnt', 'pinst_cnt', 'alloc_policy', 'ndparams'],
  overrides: { node_list: commas, pinst_list: commas, ndparams: assignments },
  questions: null,
})
