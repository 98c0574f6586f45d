/**
 * gnt-network remove. Manual: gnt-network(8), REMOVE. Source: lib/client/gnt_network.py (RemoveNetwork),
 * lib/cmdlib/network.py (LUNetworkRemove). Its --force forces nothing.
 */

import { own } from '../../lib/own.ts'
import { defineOpcode, refuse } from '../../sim/run/opcode.ts'
import { submits } from '../client/submits.ts'
import { remove as spec } from '../declared/network.ts'
import { niceSort } from '../query/order.ts'
import { findNetwork, unknownNetwork } from './names.ts'

interface RemoveParams {
  name: string
  dryRun: boolean
}

const NETWORK_REMOVE = defineOpcode<RemoveParams, object, null>({
  name: 'NETWORK_REMOVE',
  summary: ({ name }) => name,
  locks: ({ name }, config) => [
    { level: 'network', name: findNetwork(config, name)?.uuid ?? name, mode: 'exclusive' },
    { level: 'nodegroup', name: '*', mode: 'shared' },
  ],
  vars: {},
  exec: 'remove',
  hooks: (op) => [op.master],
  steps: {
    check: (op) => {
      const { config, params } = op
      const network = findNetwork(config, params.name)
      if (!network) return unknownNetwork(params.name)
      const groups = Object.values(config.groups).filter((group) =>
        own(group.networks, network.uuid),
      )
      if (groups.length === 0) return
      const names = niceSort(
        groups.map((group) => group.name),
        (name) => name,
      )
      op.warn(
        `Network '${params.name}' is connected to the following node groups: ${names.join(', ')}`,
      )
      return refuse('wrong_state', 'Network still connected', {
        is: 'network connected',
        word: params.name,
        names,
      })
    },
    remove: (op) => {
      const uuid = findNetwork(op.config, op.params.name)?.uuid ?? ''
      op.edit((draft) => {
        delete draft.networks?.[uuid]
      })
    },
  },
})

export const remove = submits(spec, NETWORK_REMOVE, ({ args: [name = ''] }) => ({ name }))
