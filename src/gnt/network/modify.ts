/**
 * gnt-network modify. Manual: gnt-network(8), MODIFY. Source: lib/client/gnt_network.py
 * (SetNetworkParams), lib/cmdlib/network.py (LUNetworkSetParams).
 */

import { own } from '../../lib/own.ts'
import type { NetworkConf } from '../../sim/cluster/config.ts'
import {
  defineOpcode,
  type OpContext,
  type OpNext,
  refuse,
  unhandled,
} from '../../sim/run/opcode.ts'
import { FOLLOWING, failure, type Given, submitOpcode } from '../client/client.ts'
import { defineCommand, type Parsed } from '../command.ts'
import { modify as spec } from '../declared/network.ts'
import { text } from '../optparse/read.ts'
import { type Addresses, addressList, checkAddresses, checkMacPrefix } from './addresses.ts'
import { findNetwork, unknownNetwork } from './names.ts'
import { addressText, isUsed, positionOf, reserve, subnetOf } from './pool.ts'

/** Lets go of what was set. */
const NONE = 'none'

interface ModifyParams extends Addresses {
  name: string
  macPrefix: string | null
  addReserved: string[] | null
  removeReserved: string[] | null
  dryRun: boolean
}
type Op = OpContext<ModifyParams, { reserved: number[] }>

const networkOf = (op: Op): NetworkConf => {
  const network = findNetwork(op.config, op.params.name)
  if (!network) throw new Error(`network ${op.params.name} vanished under its lock`)
  return network
}

function check(op: Op): OpNext | undefined {
  const { config, params } = op
  const wrong = checkAddresses('NETWORK_SET_PARAMS', params)
  if (wrong) return wrong
  const { gateway, macPrefix, addReserved, removeReserved } = params
  if (gateway && (addReserved?.length || removeReserved?.length))
    return refuse('wrong_input', 'Cannot modify gateway and reserved ips at once', {
      is: 'options',
    })
  const network = findNetwork(config, params.name)
  if (!network) return unknownNetwork(params.name)
  op.vars.reserved = [...network.reserved]
  if (gateway) {
    const { base, bits } = subnetOf(network)
    if (positionOf(subnetOf(network), gateway) === null)
      return unhandled(`${addressText(base)}/${bits} does not contain ${gateway}`, {
        is: 'value',
        word: gateway,
      })
    if (isUsed(config, network, gateway))
      return refuse('wrong_state', `Gateway IP address '${gateway}' is already reserved`, {
        is: 'address taken',
        word: gateway,
      })
  }
  return macPrefix && macPrefix !== NONE ? checkMacPrefix(macPrefix) : undefined
}

function moveGateway(op: Op): OpNext | undefined {
  const network = networkOf(op)
  const { gateway } = op.params
  if (!gateway) return
  if (gateway === network.gateway) {
    op.warn(`Gateway is already ${gateway}`)
    return
  }
  const reserved = new Set(op.vars.reserved)
  const why =
    reserve(subnetOf(network), reserved, gateway, 'reserved') ??
    (network.gateway ? reserve(subnetOf(network), reserved, network.gateway, 'free') : null)
  if (why !== null) return unhandled(why, { is: 'address taken', word: gateway })
  op.vars.reserved = [...reserved]
}

function changeReserved(op: Op): void {
  const network = networkOf(op)
  const subnet = subnetOf(network)
  const reserved = new Set(op.vars.reserved)
  for (const ip of op.params.addReserved ?? []) {
    const why = reserve(subnet, reserved, ip, 'reserved')
    if (why !== null) op.warn(`Cannot reserve IP address ${ip}: ${why}`)
  }
  for (const ip of op.params.removeReserved ?? []) {
    if (ip === network.gateway) {
      op.warn("Cannot unreserve Gateway's IP")
      continue
    }
    const why = reserve(subnet, reserved, ip, 'free')
    if (why !== null) op.warn(`Cannot release IP address ${ip}: ${why}`)
  }
  op.vars.reserved = [...reserved]
}

function write(op: Op): void {
  const { gateway, network6, gateway6, macPrefix } = op.params
  const { uuid } = networkOf(op)
  const reserved = [...op.vars.reserved].sort((a, b) => a - b)
  op.edit(
    (draft) => {
      const network = own(draft.networks, uuid)
      if (!network) return
      network.reserved = reserved
      if (gateway) network.gateway = gateway
      if (network6) network.network6 = network6
      if (gateway6) network.gateway6 = gateway6
      if (macPrefix) network.macPrefix = macPrefix === NONE ? null : macPrefix.toLowerCase()
    },
    { updates: uuid },
  )
}

const NETWORK_SET_PARAMS = defineOpcode<ModifyParams, { reserved: number[] }, null>({
  name: 'NETWORK_SET_PARAMS',
  summary: ({ name }) => name,
  locks: ({ name }, config) => [
    { level: 'network', name: findNetwork(config, name)?.uuid ?? name, mode: 'exclusive' },
  ],
  vars: { reserved: [] },
  exec: 'moveGateway',
  hooks: (op) => [op.master],
  steps: { check, moveGateway, changeReserved, write },
})

const paramsOf = ({ options, args }: Parsed): Given<ModifyParams> => ({
  name: args[0] ?? '',
  gateway: text(options, 'gateway'),
  network6: text(options, 'network6'),
  gateway6: text(options, 'gateway6'),
  macPrefix: text(options, 'mac_prefix'),
  addReserved: addressList(text(options, 'add_reserved_ips')),
  removeReserved: addressList(text(options, 'remove_reserved_ips')),
})

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      checkChanges: (p) => {
        const { name: _name, ...changes } = paramsOf(p.vars)
        return Object.values(changes).every((value) => value === null)
          ? failure(p, 'Please give at least one of the parameters.')
          : undefined
      },
    },
    submitOpcode(NETWORK_SET_PARAMS, paramsOf),
  ],
  opcodes: [NETWORK_SET_PARAMS],
})
