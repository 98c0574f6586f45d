/**
 * gnt-network connect: makes a network available in node groups. Manual: gnt-network(8), CONNECT. Source:
 * lib/client/gnt_network.py (ConnectNetwork), lib/cmdlib/network.py (LUNetworkConnect).
 */

import { own } from '../../lib/own.ts'
import { isNicMode } from '../../sim/cluster/settings.ts'
import { corrupt, defineOpcode, withParams } from '../../sim/run/opcode.ts'
import { notOfType, refuseValue } from '../client/refuse-value.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { connect as spec } from '../declared/network.ts'
import { flag, keyValues } from '../optparse/read.ts'
import { pythonStr } from '../query/python.ts'
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
import { positionOf, subnetOf } from './pool.ts'

/** Ganeti's defaults of network cards, whatever the cluster's are (constants.NICC_DEFAULTS). */
const NIC_DEFAULTS = { mode: 'bridged', link: 'xen-br0', vlan: '' }

interface ConnectParams extends LinkParams {
  mode: string
  link: string
  vlan: string
  conflictsCheck: boolean
}

const NETWORK_CONNECT = defineOpcode<ConnectParams, object, null>({
  name: 'NETWORK_CONNECT',
  summary: ({ network }) => network,
  locks: (params, config) => linkLocks(config, params, params.conflictsCheck),
  vars: {},
  exec: 'connect',
  hooks: linkHooks,
  steps: {
    checkNames,
    check: (op) => {
      const { network, group } = linkOf(op)
      const { mode, link, conflictsCheck } = op.params
      if (mode === 'bridged' && link === '') return corrupt('Missing bridged NIC link')
      if (own(group.networks, network.uuid)) {
        op.warn(`Network '${op.params.network}' is already mapped to group '${group.name}'`)
        return
      }
      const subnet = subnetOf(network)
      return conflictsCheck
        ? checkConflicts(
            op,
            'connect to',
            ({ ip }) => ip !== null && positionOf(subnet, ip) !== null,
          )
        : undefined
    },
    connect: (op) => {
      const { network, group } = linkOf(op)
      const { mode, link, vlan } = op.params
      if (own(group.networks, network.uuid)) return
      op.edit((draft) => {
        const target = own(draft.groups, group.uuid)
        if (target) target.networks = { ...target.networks, [network.uuid]: { mode, link, vlan } }
      })
    },
  },
})

const linkTyped = (p: ClientContext<object>): typeof NIC_DEFAULTS => {
  const given = keyValues(p.vars.options, 'nicparams')
  const of = (key: keyof typeof NIC_DEFAULTS) =>
    Object.hasOwn(given, key) ? pythonStr(given[key] ?? null) : NIC_DEFAULTS[key]
  return { mode: of('mode'), link: of('link'), vlan: of('vlan') }
}

export const connect = defineCommand({
  spec,
  where: 'master',
  vars: EACH_GROUP,
  steps: [
    {
      checkMode: (p) => {
        const { mode } = linkTyped(p)
        if (!isNicMode(mode))
          return refuseValue(p, 'NETWORK_CONNECT', 'network_mode', notOfType('NICMode', mode))
      },
    },
    forEachGroup((p, network, group) => [
      withParams(NETWORK_CONNECT, {
        network,
        group,
        ...linkTyped(p),
        conflictsCheck: flag(p.vars.options, 'conflicts_check'),
      }),
    ]),
  ],
  opcodes: [NETWORK_CONNECT],
})
