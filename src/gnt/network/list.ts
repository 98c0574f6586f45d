/** gnt-network list. Manual: gnt-network(8), LIST. Source: lib/client/gnt_network.py, ListNetworks. */
import { list as spec } from '../declared/network.ts'
import { defineList } from '../query/command.ts'
import type { Json } from '../query/field.ts'
import { commas } from '../query/list.ts'
import { NETWORKS } from './fields.ts'

const connections = (value: Json): string =>
  (value as [string, string, string, string][])
    .map(([group, mode, link, vlan]) => `${group} (${mode}, ${link}, ${vlan})`)
    .join(', ')

export const list = defineList({
  spec,
  resource: NETWORKS,
  usual: ['name', 'network', 'gateway', 'mac_prefix', 'group_list', 'tags'],
  overrides: { group_list: connections, inst_list: commas, tags: commas },
  questions: null,
})
