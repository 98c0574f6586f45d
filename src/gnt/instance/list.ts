/** gnt-instance list. Manual: gnt-instance(8), LIST. Source: lib/client/gnt_instance.py, ListInstances. */
import { list as spec } from '../declared/instance.ts'
import { defineList } from '../query/command.ts'
import { INSTANCES } from '../query/fields/instance-fields.ts'
import { instanceRuntime } from '../query/fields/instance-live.ts'
import { commas } from '../query/list.ts'

/** Fields whose lists are written with commas instead of as Python writes lists. */
const WITH_COMMAS = [
  'tags',
  'disk.sizes',
  'nic.macs',
  'nic.ips',
  'nic.modes',
  'nic.links',
  'nic.bridges',
  'nic.networks',
  'snodes',
  'snodes.group',
  'snodes.group.uuid',
]

export const list = defineList({
  spec,
  resource: INSTANCES,
  usual: ['name', 'hypervisor', 'os', 'pnode', 'status', 'oper_ram'],
  overrides: Object.fromEntries(WITH_COMMAS.map((name) => [name, commas])),
  questions: {
    call: 'all_instances_info',
    args: {},
    nodes: (instances) => [...new Set(instances.map((instance) => instance.primary))],
    runtime: instanceRuntime,
    twiceFor: ['console'],
  },
})
