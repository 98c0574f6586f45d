/** What NODE_ADD checks first. Source: lib/cmdlib/node.py, LUNodeAdd. */
import { own } from '../../../lib/own.ts'
import type { NodeConf, NodeName, Parameters } from '../../../sim/cluster/config.ts'
import { giveUpMs, reachNoded } from '../../../sim/net.ts'
import {
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  sleep,
  unlocked,
} from '../../../sim/run/opcode.ts'
import { ask, when } from '../../../sim/run/parts.ts'
import { machineOf, type World } from '../../../sim/world.ts'
import { unknownGroup } from '../../group/names.ts'
import { matchName } from '../../names.ts'
import type { KeyValues } from '../../optparse/keyvals.ts'
import { isAddress } from '../address.ts'
import { decideSelfPromotion } from '../candidates.ts'
import { changedNdparams } from '../parameters.ts'
import { UPDATING } from '../ssh-keys.ts'

/** Parameters of NODE_ADD. */
export interface AddParams {
  node: string
  readd: boolean
  secondaryIp: string | null
  group: string | null
  masterCapable: boolean | null
  vmCapable: boolean | null
  ndparams: KeyValues | null
}

/** The variables of NODE_ADD. */
export interface AddVars {
  name: NodeName
  candidate: boolean
  /** UUID of its group. */
  group: string
  ndparams: Parameters
  /** Whether it is in the configuration, flags cleared. */
  entered: boolean
  deaf: NodeName[]
}

/** Initial variables of NODE_ADD. */
export const ADD_VARS: AddVars = {
  name: '',
  candidate: false,
  group: '',
  ndparams: {},
  entered: false,
  ...UPDATING,
}

/** The context of NODE_ADD. */
export type AddOp = OpContext<AddParams, AddVars>

/** Steps of NODE_ADD by name. */
export type AddSteps = OpPart<AddParams, AddVars>

/** The machine that a name stands for, as this network's name service knows it. */
export const resolve = (world: World, typed: string): NodeName | undefined =>
  matchName(typed, Object.keys(world.machines))

/** The class and text of the error about a name that `resolve` does not find. */
export const unresolved = (typed: string): { class: 'resolver_error'; text: string } => ({
  class: 'resolver_error',
  text: `The given name (${typed}) does not resolve: Name or service not known`,
})

/** The node under that name in the configuration; undefined for a new one. */
export const existing = (op: AddOp): NodeConf | undefined => own(op.config.nodes, op.vars.name)

function checkArguments(op: AddOp): OpNext | undefined {
  const { params } = op
  const name = resolve(op.world, params.node)
  if (name === undefined) {
    const { class: errorClass, text } = unresolved(params.node)
    return unlocked(refuse(errorClass, text))
  }
  op.vars.name = name
  if (params.readd && name === op.config.cluster.masterNode)
    return refuse('wrong_state', 'Cannot readd the master node', {
      is: 'is the master',
      node: name,
    })
  if (params.readd && params.group)
    return refuse('wrong_input', 'Cannot pass a node group when a node is being readded')
}

function checkAddresses(op: AddOp): OpNext | undefined {
  const { params, vars, config } = op
  const { ip } = machineOf(op.world, vars.name)
  const secondary = params.secondaryIp ?? ip
  if (!isAddress(secondary))
    return refuse('wrong_input', `Secondary IP (${secondary}) needs to be a valid IPv4 address`)
  const old = existing(op)
  if (!params.readd && old)
    return refuse('already_exists', `Node ${vars.name} is already in the configuration`, {
      is: 'exists',
      what: 'node',
      word: vars.name,
    })
  if (params.readd && !old)
    return refuse('unknown_entity', `Node ${vars.name} is not in the configuration`, {
      is: 'not found',
      what: 'node',
      word: vars.name,
    })
  for (const other of Object.values(config.nodes)) {
    if (other.name === vars.name) {
      if (other.secondaryIp !== secondary)
        return refuse(
          'wrong_input',
          "Readded node doesn't have the same IP address configuration as before",
        )
      continue
    }
    const taken = [other.primaryIp, other.secondaryIp]
    if (taken.includes(ip) || taken.includes(secondary))
      return refuse(
        'resource_not_unique',
        `New node ip address(es) conflict with existing node ${other.name}`,
      )
  }
  const hosts = Object.values(config.instances).some(
    (i) =>
      i.primary === vars.name ||
      i.disks.some((d) => d.kind === 'drbd' && d.nodes.includes(vars.name)),
  )
  const vmCapable = params.vmCapable ?? old?.vmCapable ?? true
  if (params.readd && !vmCapable && hosts)
    return refuse(
      'wrong_state',
      `Node ${vars.name} being re-added with vm_capable flag set to false, but it already holds instances`,
    )
  if (secondary !== ip)
    return refuse('wrong_input', 'The master has no secondary ip but the new node has one')
}

function checkPlace(op: AddOp): OpNext | undefined {
  const { params, vars, config } = op
  const old = existing(op)
  const capable = params.masterCapable ?? old?.masterCapable ?? true
  vars.candidate = capable && decideSelfPromotion(config, params.readd ? vars.name : undefined)
  const wanted = params.group
  const group = Object.values(config.groups).find(
    (g) => wanted === null || g.name === wanted || g.uuid === wanted,
  )
  if (!group) return unknownGroup(wanted ?? '')
  vars.group = old?.group ?? group.uuid
  if (!params.ndparams) return
  const changed = changedNdparams({}, params.ndparams)
  if (!changed.ok) return changed.next
  vars.ndparams = changed.ndparams
}

const reachable = (op: AddOp) => reachNoded(op.world, op.master, op.vars.name)

/** The steps of NODE_ADD before anything is changed. */
export const addChecks: AddSteps = [
  { checkArguments, checkAddresses },
  when('it is out of reach', (op) => reachable(op) !== 'ok', {
    tryToReachIt: (op) =>
      sleep(reachable(op) === 'silent' ? giveUpMs(op.world, op.master, op.vars.name) : 0),
    giveUp: (op) =>
      refuse('environment_error', 'Node not reachable by ping', {
        is: 'no answer',
        node: op.vars.name,
      }),
  }),
  { checkPlace },
  ask('ask the node for its version', 'version', {
    to: (op) => op.vars.name,
    args: () => ({}),
    evenOffline: true,
    answer: (op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Can't get version information from node ${op.vars.name}: ${reply.error}`,
        )
    },
  }),
  ask('ask the node for its volume group', 'node_info', {
    to: (op) => op.vars.name,
    args: () => ({}),
    evenOffline: true,
    answer: (_op, reply) => {
      if (reply.ok && !reply.payload.volumeGroup)
        return refuse('environment_error', "Checks on node PVs failed: Can't get PV list from node")
    },
  }),
]
