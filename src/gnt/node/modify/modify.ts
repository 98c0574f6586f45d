/**
 * gnt-node modify: changes a node's role, capabilities and parameters.
 * Manual: gnt-node(8), MODIFY. Source: lib/client/gnt_node.py (SetNodeParams), lib/cmdlib/node.py
 * (LUNodeSetParams).
 */
import { own } from '../../../lib/own.ts'
import type { NodeConf } from '../../../sim/cluster/config.ts'
import { costOfSilence } from '../../../sim/net.ts'
import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, done, type OpPart, sleep } from '../../../sim/run/opcode.ts'
import { ask, when } from '../../../sim/run/parts.ts'
import {
  confirm,
  FOLLOWING,
  failure,
  type Given,
  resultOf,
  submitOpcode,
} from '../../client/client.ts'
import { defineCommand, type Parsed } from '../../command.ts'
import { modify as spec } from '../../declared/node.ts'
import { findNode } from '../../names.ts'
import { flag, keyValues, text, yesNo } from '../../optparse/read.ts'
import { adjustPool } from '../candidates.ts'
import { updateKeys } from '../ssh-keys.ts'
import {
  FLAGS,
  locksAll,
  MODIFY_VARS,
  modifyChecks,
  type NodeModifyOp,
  type NodeModifyParams,
  type NodeModifyVars,
  nodeOf,
  type Role,
  roleOfFlags,
} from './checks.ts'

const QUESTION =
  "You are setting this node online manually. If the configuration has changed, this can cause issues such as split brain. To safely bring a node back online, please use --readd instead. If you are confident that the configuration hasn't changed, continue?"

/** What a change of role makes of a node's three flags. */
const flagsOf = (role: Role) => ({
  masterCandidate: role === 'candidate',
  drained: role === 'drained',
  offline: role === 'offline',
})

const spoken = (value: boolean): string => (value ? 'True' : 'False')

/** Whether `--offline=no` is asked about. */
const asksBeforeOnline = byRelease({ '2.11': false, '3.0': true })

/** Whether there is one write, after the node was told of its demotion, or two before it. */
const writesOnce = byRelease({ '2.11': true, '2.12': false })

/** A node whose KVM daemon cannot be stopped; null: nothing is said. `kvm`: whether the cluster runs KVM. */
const kvmdStays = byRelease<(node: NodeConf, error: string, kvm: boolean) => string | null>({
  '2.11': ({ uuid }, error) => `Failed to stop KVM daemon in node '${uuid}': ${error}`,
  '3.0': ({ name }, error, kvm) =>
    kvm ? `Failed to stop KVM daemon on node '${name}': ${error}` : null,
})

/** What the client will show, in Ganeti's order. Of the flags, only those that really change. */
function changesOf(op: NodeModifyOp): [string, string][] {
  const { params, vars } = op
  const node = nodeOf(op)
  const capable: [string, string][] = []
  if (params.masterCapable !== null) capable.push(['master_capable', spoken(params.masterCapable)])
  if (params.vmCapable !== null) capable.push(['vm_capable', spoken(params.vmCapable)])
  const after = flagsOf(vars.role)
  const flags = FLAGS.filter(([key]) => node[key] !== after[key]).map(
    ([key, name]): [string, string] => [name, spoken(after[key])],
  )
  const address: [string, string][] = params.secondaryIp
    ? [['secondary_ip', params.secondaryIp]]
    : []
  return writesOnce(op) ? [...capable, ...flags, ...address] : [...capable, ...address, ...flags]
}

/** Writes everything but the role, the role, or both. */
function write(op: NodeModifyOp, what: { properties: boolean; role: boolean }): void {
  const { params, vars } = op
  const { name } = nodeOf(op)
  const change = (node: NodeConf) => {
    if (what.role && vars.role !== vars.was) Object.assign(node, flagsOf(vars.role))
    if (!what.properties) return
    if (vars.ndparams) node.ndparams = vars.ndparams
    if (params.masterCapable !== null) node.masterCapable = params.masterCapable
    if (params.vmCapable !== null) node.vmCapable = params.vmCapable
    if (params.secondaryIp) node.secondaryIp = params.secondaryIp
  }
  op.edit(
    (draft) => {
      const node = own(draft.nodes, name)
      if (node) change(node)
    },
    { updates: name },
  )
}

/** What a round of copies of the job's file to the other candidates costs now. */
const silenceOf = (op: NodeModifyOp): number =>
  costOfSilence(
    op.world,
    op.master,
    Object.values(op.config.nodes)
      .filter((n) => n.masterCandidate && !n.offline && n.name !== op.master)
      .map((n) => n.name),
  )

/** What the client prints: name and value. */
type Changes = [name: string, value: string][]

const steps: OpPart<NodeModifyParams, NodeModifyVars, Changes> = [
  {
    begin: (op) => {
      op.vars.was = roleOfFlags(nodeOf(op))
      op.vars.changed = changesOf(op)
      op.vars.silenceMs = silenceOf(op)
    },
  },
  when('it writes twice', (op) => !writesOnce(op), {
    writeProperties: (op) => {
      write(op, { properties: true, role: false })
      // The first write waits for the candidates as they were.
      return sleep(op.vars.silenceMs)
    },
    writeRole: (op) => {
      if (op.vars.role !== op.vars.was) write(op, { properties: false, role: true })
    },
  }),
  ask('demote from master candidate', 'node_demote_from_mc', {
    to: (op) => {
      const { was, role } = op.vars
      const leaves = was === 'candidate' && role !== 'candidate' && role !== 'offline'
      return leaves ? nodeOf(op).name : null
    },
    args: () => ({}),
    answer: (op, reply) => {
      if (!reply.ok) op.warn(`Node failed to demote itself: ${reply.error}`)
    },
  }),
  {
    adjustPool: (op) => {
      if (locksAll(op.params) && op.vars.role !== op.vars.was) adjustPool(op, nodeOf(op).name)
      if (writesOnce(op)) write(op, { properties: true, role: true })
    },
  },
  // Users may not shut instances down in this cluster, so nothing has to watch for that.
  ask('stop the KVM daemon', 'node_ensure_daemon', {
    to: (op) => nodeOf(op).name,
    args: () => ({ daemon: 'ganeti-kvmd' as const, running: false }),
    answer: (op, reply) => {
      if (reply.ok) return
      const kvm = op.config.cluster.hypervisor === 'kvm'
      const line = kvmdStays(op)(nodeOf(op), reply.error, kvm)
      if (line !== null) op.log(line)
    },
  }),
  updateKeys((op) => {
    const { was, role } = op.vars
    if ((was === 'candidate') === (role === 'candidate')) return null
    return { target: nodeOf(op).name, verb: role === 'candidate' ? 'add' : 'remove' }
  }),
  {
    finish: (op) => {
      // This process keeps on copying its job to the candidates it started with.
      const more = writesOnce(op) ? 0 : op.vars.silenceMs - silenceOf(op)
      return more > 0 ? sleep(more) : undefined
    },
    end: (op) => done(op.vars.changed),
  },
]

export const NODE_SET_PARAMS = defineOpcode<NodeModifyParams, NodeModifyVars, Changes>({
  name: 'NODE_SET_PARAMS',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  locks: (params, config) => {
    const name = locksAll(params) ? '*' : (findNode(config, params.node)?.name ?? params.node)
    return [
      { level: 'node', name, mode: 'exclusive' },
      { level: 'node-res', name, mode: 'exclusive' },
    ]
  },
  vars: MODIFY_VARS,
  exec: 'begin',
  hooks: (op) => [op.master, nodeOf(op).name],
  steps: [modifyChecks, steps],
})

const paramsOf = ({ options, args }: Parsed): Given<NodeModifyParams> => ({
  node: args[0] ?? '',
  masterCandidate: yesNo(options, 'master_candidate'),
  drained: yesNo(options, 'drained'),
  offline: yesNo(options, 'offline'),
  masterCapable: yesNo(options, 'master_capable'),
  vmCapable: yesNo(options, 'vm_capable'),
  secondaryIp: text(options, 'secondary_ip'),
  powered: yesNo(options, 'node_powered'),
  ndparams: options.ndparams === null ? null : keyValues(options, 'ndparams'),
  autoPromote: flag(options, 'auto_promote'),
  force: flag(options, 'force'),
})

/** --node-powered alone does not count as a change. */
const changesNothing = ({ options, ...rest }: Parsed): boolean => {
  const { masterCandidate, drained, offline, ...more } = paramsOf({ options, ...rest })
  const { masterCapable, vmCapable, secondaryIp, ndparams } = more
  const all = [masterCandidate, drained, offline, masterCapable, vmCapable, secondaryIp, ndparams]
  const states = [options.hv_state, options.disk_state].some(
    (state) => Array.isArray(state) && state.length > 0,
  )
  return all.every((value) => value === null) && !states
}

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      checkChanges: (p) =>
        changesNothing(p.vars)
          ? failure(p, 'Please give at least one of the parameters.')
          : undefined,
    },
    confirm('online', (p) => {
      const { offline, force } = paramsOf(p.vars)
      return asksBeforeOnline(p) && offline === false && !force ? QUESTION : null
    }),
    submitOpcode(NODE_SET_PARAMS, paramsOf),
    {
      show: (p) => {
        const changed = resultOf(NODE_SET_PARAMS, p.world.jobs[p.vars.jobId]) ?? []
        if (changed.length > 0) p.out(`Modified node ${p.vars.args[0]}\n`)
        for (const [name, value] of changed) p.out(` - ${name.padEnd(5)} -> ${value}\n`)
      },
    },
  ],
  opcodes: [NODE_SET_PARAMS],
})
