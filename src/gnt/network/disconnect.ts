/**
 * gnt-network disconnect. Manual: gnt-network(8), DISCONNECT. Source: lib/client/gnt_network.py
 * (DisconnectNetwork), lib/cmdlib/network.py (LUNetworkDisconnect).
 */
import { own } from '../../lib/own.ts'
import { defineOpcode, withParams } from '../../sim/run/opcode.ts'
import { defineCommand } from '../command.ts'
import { disconnect as spec } from '../declared/network.ts'
import {
  checkConflicts,
  checkNames,
  EACH_GROUP,
  forEachGroup,
  type LinkParams,
  linkHooks,
  linkLocks,
  linkOf,
} from './each-group.ts'

const NETWORK_DISCONNECT = defineOpcode<LinkParams, object, null>({
  name: 'NETWORK_DISCONNECT',
  summary: ({ network }) => network,
  locks: (params, config) =>
    linkLocks(config, params, true).filter(({ level }) => level !== 'network'),
  vars: {},
  exec: 'disconnect',
  hooks: linkHooks,
  steps: {
    checkNames,
    check: (op) => {
      const { network, group } = linkOf(op)
      if (own(group.networks, network.uuid))
        return checkConflicts(op, 'disconnect from', (nic) => nic.network === network.uuid)
      op.warn(`Network '${op.params.network}' is not mapped to group '${group.name}'`)
    },
    disconnect: (op) => {
      const { network, group } = linkOf(op)
      if (!own(group.networks, network.uuid)) return
      op.edit((draft) => {
        delete own(draft.groups, group.uuid)?.networks?.[network.uuid]
      })
    },
  },
})

export const disconnect = defineCommand({
  spec,
  where: 'master',
  vars: EACH_GROUP,
  steps: forEachGroup((_p, network, group) => [withParams(NETWORK_DISCONNECT, { network, group })]),
  opcodes: [NETWORK_DISCONNECT],
})
