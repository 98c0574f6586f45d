/**
 * gnt-network add: describes an IP network. Manual: gnt-network(8), ADD. Source:
 * lib/client/gnt_network.py (AddNetwork), lib/cmdlib/network.py (LUNetworkAdd).
 */
import { drawUuid } from '../../lib/random.ts'
import { byUuid, type NetworkConf } from '../../sim/cluster/config.ts'
import { defineOpcode, fail, type OpContext, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { secondsOf } from '../../sim/world.ts'
import { FOLLOWING, refusal, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { add as spec } from '../declared/network.ts'
import { flag, text } from '../optparse/read.ts'
import { badTag } from '../tags/change.ts'
import { type Addresses, addressList, checkAddresses, checkMacPrefix } from './addresses.ts'
import { findNetwork } from './names.ts'
import { poolProblem, positionOf, reserve, subnetOf } from './pool.ts'

interface AddParams extends Addresses {
  name: string
  network: string
  macPrefix: string | null
  tags: string[]
  conflictsCheck: boolean
  dryRun: boolean
}
type Op = OpContext<AddParams, { reserved: number[] }>

function check(op: Op): OpNext | undefined {
  const { config, params } = op
  const wrong = checkAddresses('NETWORK_ADD', params)
  if (wrong) return wrong
  const prefix = params.macPrefix ? checkMacPrefix(params.macPrefix) : undefined
  if (prefix) return prefix
  const other = findNetwork(config, params.name)
  if (other)
    return refuse(
      'already_exists',
      `Desired network name '${params.name}' already exists as a network (UUID: ${other.uuid})`,
      { is: 'exists', what: 'network', word: params.name },
    )
  for (const tag of params.tags) {
    const bad = badTag(tag)
    if (bad) return bad
  }
}

/** Both ends and the router are no one's. */
function openPool(op: Op): OpNext | undefined {
  const { name, gateway } = op.params
  const subnet = subnetOf(op.params)
  const reserved = new Set([0, subnet.size - 1])
  const why =
    poolProblem(subnet) ?? (gateway ? reserve(subnet, reserved, gateway, 'reserved') : null)
  if (why !== null)
    return fail(`Cannot create IP address pool for network '${name}': ${why}`, {
      is: 'value',
      word: op.params.network,
    })
  op.vars.reserved = [...reserved]
}

/** Addresses of nodes and of the cluster would not work in a guest. */
function reserveOwn(op: Op): void {
  if (!op.params.conflictsCheck) return
  const subnet = subnetOf(op.params)
  const reserved = new Set(op.vars.reserved)
  const take = (ip: string, done: string, failed: string) => {
    if (positionOf(subnet, ip) === null) return
    const why = reserve(subnet, reserved, ip, 'reserved')
    if (why === null) op.info(done)
    else op.warn(`${failed}: ${why}`)
  }
  for (const { name, primaryIp, secondaryIp } of byUuid(op.config.nodes))
    for (const ip of [primaryIp, secondaryIp])
      take(
        ip,
        `Reserved IP address of node '${name}' (${ip})`,
        `Cannot reserve IP address '${ip}' of node '${name}'`,
      )
  const { masterIp } = op.config.cluster
  take(
    masterIp,
    `Reserved cluster master IP address (${masterIp})`,
    `Cannot reserve cluster master IP address (${masterIp})`,
  )
  op.vars.reserved = [...reserved]
}

function reserveMore(op: Op): OpNext | undefined {
  const subnet = subnetOf(op.params)
  const reserved = new Set(op.vars.reserved)
  for (const ip of op.params.addReserved ?? []) {
    const why = reserve(subnet, reserved, ip, 'reserved')
    if (why !== null) return fail(`Cannot reserve IP address '${ip}': ${why}`)
  }
  op.vars.reserved = [...reserved]
}

const NETWORK_ADD = defineOpcode<AddParams, { reserved: number[] }, null>({
  name: 'NETWORK_ADD',
  summary: ({ name }) => name,
  locks: ({ conflictsCheck }) =>
    conflictsCheck ? [{ level: 'node', name: '*', mode: 'shared' }] : [],
  vars: { reserved: [] },
  exec: 'openPool',
  hooks: (op) => [op.master],
  steps: {
    check,
    openPool,
    reserveOwn,
    reserveMore,
    write: (op) => {
      const { name, network, gateway, network6, gateway6, macPrefix, tags } = op.params
      const now = secondsOf(op.world)
      const added: NetworkConf = {
        uuid: drawUuid(op.world.random, 'uuid'),
        name,
        serial: 1,
        network,
        gateway,
        network6,
        gateway6,
        macPrefix: macPrefix?.toLowerCase() ?? null,
        reserved: [...op.vars.reserved].sort((a, b) => a - b),
        tags: [...new Set(tags)].sort(),
        ctime: now,
        mtime: now,
      }
      op.edit(
        (draft) => {
          draft.networks = { ...draft.networks, [added.uuid]: added }
        },
        { quiet: true },
      )
    },
  },
})

export const add = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      checkNetwork: (p) =>
        text(p.vars.options, 'network') === null
          ? refusal(p, 'The --network option must be given')
          : undefined,
    },
    submitOpcode(NETWORK_ADD, ({ options, args: [name = ''] }) => ({
      name,
      network: text(options, 'network') ?? '',
      gateway: text(options, 'gateway'),
      network6: text(options, 'network6'),
      gateway6: text(options, 'gateway6'),
      macPrefix: text(options, 'mac_prefix'),
      addReserved: addressList(text(options, 'add_reserved_ips')),
      tags: text(options, 'tags')?.split(',') ?? [],
      conflictsCheck: flag(options, 'conflicts_check'),
    })),
  ],
  opcodes: [NETWORK_ADD],
})
