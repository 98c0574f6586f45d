/** What NODE_SET_PARAMS checks before it changes a node. Source: lib/cmdlib/node.py, LUNodeSetParams. */
import { own } from '../../../lib/own.ts'
import {
  candidateStats,
  type NodeConf,
  type NodeName,
  nodesOf,
  type Parameters,
} from '../../../sim/cluster/config.ts'
import {
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  unlocked,
} from '../../../sim/run/opcode.ts'
import { type Answer, ask } from '../../../sim/run/parts.ts'
import { findNode, unknownNode } from '../../names.ts'
import type { KeyValues } from '../../optparse/keyvals.ts'
import { isAddress } from '../address.ts'
import { decideSelfPromotion } from '../candidates.ts'
import { changedNdparams } from '../parameters.ts'
import { UPDATING } from '../ssh-keys.ts'

/** Parameters of NODE_SET_PARAMS; null: not to be changed. */
export interface NodeModifyParams {
  node: string
  masterCandidate: boolean | null
  drained: boolean | null
  offline: boolean | null
  masterCapable: boolean | null
  vmCapable: boolean | null
  secondaryIp: string | null
  powered: boolean | null
  ndparams: KeyValues | null
  autoPromote: boolean
  force: boolean
  dryRun: boolean
}

/** The role of a node other than the master's: what its three flags make of it together. */
export type Role = 'candidate' | 'drained' | 'offline' | 'regular'
type Flag = 'masterCandidate' | 'drained' | 'offline'

/** The variables of NODE_SET_PARAMS. */
export interface NodeModifyVars {
  /** The flags as wished for, ineffective wishes taken away. */
  wish: Record<Flag, boolean | null>
  role: Role
  ndparams: Parameters | null
  /** What the client prints: name and value. */
  changed: [string, string][]
  was: Role
  /** What a round of copies to the candidates cost at the start. */
  silenceMs: number
  deaf: NodeName[]
}

/** Initial variables of NODE_SET_PARAMS. */
export const MODIFY_VARS: NodeModifyVars = {
  wish: { masterCandidate: null, drained: null, offline: null },
  role: 'regular',
  ndparams: null,
  changed: [],
  was: 'regular',
  silenceMs: 0,
  ...UPDATING,
}

/** The context of NODE_SET_PARAMS. */
export type NodeModifyOp = OpContext<NodeModifyParams, NodeModifyVars>

/** Steps of NODE_SET_PARAMS by name. */
export type NodeModifySteps = OpPart<NodeModifyParams, NodeModifyVars>

/** Ganeti's names of the flags, in the order in which changes are shown. */
export const FLAGS = [
  ['masterCandidate', 'master_candidate'],
  ['drained', 'drained'],
  ['offline', 'offline'],
] as const satisfies readonly (readonly [Flag, string])[]

/** The node in question; the first step has made sure that it is known. */
export const nodeOf = (op: NodeModifyOp): NodeConf => {
  const node = findNode(op.config, op.params.node)
  if (!node) throw new Error(`the node ${op.params.node} has left the configuration`)
  return node
}

/** The role that a node has by its flags. */
export const roleOfFlags = (node: NodeConf): Role =>
  node.masterCandidate
    ? 'candidate'
    : node.drained
      ? 'drained'
      : node.offline
        ? 'offline'
        : 'regular'

const mightDemote = (params: NodeModifyParams): boolean =>
  params.masterCandidate === false ||
  params.offline === true ||
  params.drained === true ||
  params.masterCapable === false

/** Whether other nodes may be promoted in its place: they are locked then. */
export const locksAll = (params: NodeModifyParams): boolean =>
  params.autoPromote && mightDemote(params)

function checkArguments(op: NodeModifyOp): OpNext | undefined {
  const { params } = op
  if (!findNode(op.config, params.node)) return unknownNode(params.node)
  const { offline, masterCandidate, drained, masterCapable, vmCapable } = params
  const set = [offline, masterCandidate, drained, masterCapable, vmCapable].filter(Boolean)
  if (set.length > 1)
    return unlocked(
      refuse('wrong_input', "Can't set the node into more than one state at the same time", {
        is: 'options',
      }),
    )
  if (params.secondaryIp && !isAddress(params.secondaryIp))
    return refuse(
      'wrong_input',
      `Secondary IP (${params.secondaryIp}) needs to be a valid IPv4 address`,
    )
}

function checkRole(op: NodeModifyOp): OpNext | undefined {
  const { params, config } = op
  const node = nodeOf(op)
  const wish = {
    masterCandidate: params.masterCandidate,
    drained: params.drained,
    offline: params.offline,
  }
  op.vars.wish = wish
  if (Object.values(wish).some((w) => w !== null) && node.name === config.cluster.masterNode)
    return refuse('wrong_input', 'The master role can be changed only via master-failover', {
      is: 'is the master',
      node: node.name,
    })
  if (wish.masterCandidate && !node.masterCapable)
    return refuse(
      'wrong_state',
      `Node ${node.name} is not master capable, cannot make it a master candidate`,
      { is: 'no candidate', node: node.name },
    )
  const hosts = Object.values(config.instances).some((i) => nodesOf(i).includes(node.name))
  if (params.vmCapable === false && hosts)
    return refuse(
      'wrong_state',
      `Node ${node.name} hosts instances, cannot unset the vm_capable flag`,
    )
  const left = candidateStats(config, node.name)
  if (
    node.masterCandidate &&
    mightDemote(params) &&
    !params.autoPromote &&
    left.actual < left.wanted
  )
    return refuse(
      'wrong_state',
      'Not enough master candidates, please pass auto promote option to allow promotion (--auto-promote or RAPI auto_promote=True)',
      { is: 'few candidates', node: node.name },
    )
}

function decideRole(op: NodeModifyOp): OpNext | undefined {
  const { params, config, vars } = op
  const node = nodeOf(op)
  const { wish } = vars
  for (const [flag, name] of FLAGS)
    if (wish[flag] === false && !node[flag]) {
      op.info(`Ignoring request to unset flag ${name}, already unset`)
      wish[flag] = null
    }
  if (params.powered !== null)
    return refuse(
      'wrong_state',
      `Unable to change powered state for node ${node.name} as it does not support out-of-band handling`,
    )
  const returns =
    wish.drained === false ||
    wish.offline === false ||
    (params.masterCapable === true && !node.masterCapable)
  if (returns && decideSelfPromotion(config)) {
    wish.masterCandidate = true
    op.info('Auto-promoting node to master candidate')
  }
  if (params.masterCapable === false && node.masterCandidate) {
    if (node.name === config.cluster.masterNode)
      return refuse('wrong_state', 'Master must remain master capable', {
        is: 'is the master',
        node: node.name,
      })
    op.info('Demoting from master candidate')
    wish.masterCandidate = false
  }
  vars.role = newRole(wish, node)
}

function newRole(wish: NodeModifyVars['wish'], node: NodeConf): Role {
  if (wish.masterCandidate) return 'candidate'
  if (wish.drained) return 'drained'
  if (wish.offline) return 'offline'
  return Object.values(wish).includes(false) ? 'regular' : roleOfFlags(node)
}

function judgeReturn(op: NodeModifyOp, reply: Answer<'version'>): OpNext | undefined {
  if (!reply.ok)
    return refuse(
      'wrong_state',
      `Node ${reply.node} is being de-offlined but fails to report its version: ${reply.error}`,
    )
  op.warn(
    'Transitioning node from offline to online state without using re-add. Please make sure the node is healthy!',
  )
}

/** This cluster's nodes have one address each. */
function checkAddress(op: NodeModifyOp): OpNext | undefined {
  const ip = op.params.secondaryIp
  if (!ip) return
  const node = nodeOf(op)
  if (ip !== node.primaryIp) {
    if (!op.params.force || node.name !== op.config.cluster.masterNode)
      return refuse(
        'wrong_input',
        'Changing the secondary ip on a single-homed cluster requires the --force option to be passed, and the target node to be the master',
      )
    op.warn(
      'Transitioning from single-homed to multi-homed cluster; all nodes will require a secondary IP address',
    )
  }
  const affected = Object.values(op.config.instances).filter(
    (i) => i.template === 'drbd' && nodesOf(i).includes(node.name),
  )
  if (node.offline && affected.length > 0)
    return refuse(
      'wrong_state',
      `Cannot change secondary IP address: offline node has instances (${affected.map((i) => i.name).join(', ')}) configured to use it`,
    )
  const busy = affected.find((i) => i.adminState !== 'down')
  if (busy)
    return refuse(
      'wrong_state',
      `Instance '${busy.name}' is marked to be ${busy.adminState}, cannot change secondary ip`,
    )
  if (!node.offline && own(op.world.machines, node.name)?.ip !== ip)
    return refuse(
      'environment_error',
      `Node claims it doesn't have the secondary ip you gave (${ip}), please fix and re-run this command`,
    )
}

function checkParameters(op: NodeModifyOp): OpNext | undefined {
  if (!op.params.ndparams) return
  const result = changedNdparams(nodeOf(op).ndparams ?? {}, op.params.ndparams)
  if (!result.ok) return result.next
  op.vars.ndparams = result.ndparams
}

/** The steps of NODE_SET_PARAMS before anything is changed. */
export const modifyChecks: NodeModifySteps = [
  { checkArguments, checkRole, decideRole },
  ask('ask the node for its version', 'version', {
    to: (op) => (nodeOf(op).offline && op.vars.role !== 'offline' ? nodeOf(op).name : null),
    args: () => ({}),
    evenOffline: true,
    answer: judgeReturn,
  }),
  { checkAddress, checkParameters },
]
