/**
 * gnt-node add: makes a machine a node of the cluster, or takes a repaired one back (--readd).
 * Manual: gnt-node(8), ADD. Source: lib/client/gnt_node.py (AddNode, _SetupSSH), lib/bootstrap.py
 * (SetupNodeDaemon), lib/cmdlib/node.py (LUNodeAdd).
 */

import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import type { NodeConf } from '../../../sim/cluster/config.ts'
import { startDaemon, stopDaemon } from '../../../sim/cluster/daemons.ts'
import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, fail, withParams } from '../../../sim/run/opcode.ts'
import { again, ask, repeat, when } from '../../../sim/run/parts.ts'
import { configOn, machineOf, secondsOf } from '../../../sim/world.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../../client/client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../../command.ts'
import { add as spec } from '../../declared/node.ts'
import { findNode } from '../../names.ts'
import { flag, keyValues, text, yesNo } from '../../optparse/read.ts'
import { redistribute } from '../ancillary.ts'
import { CONNECTING, commandFailed, connect, keyNotFetched, sshCommand, work } from '../ssh.ts'
import { updateKeys } from '../ssh-keys.ts'
import {
  ADD_VARS,
  type AddOp,
  type AddParams,
  type AddSteps,
  type AddVars,
  addChecks,
  existing,
  resolve,
  unresolved,
} from './checks.ts'

/** A node that does not show its certificate. */
const noCertificate = byRelease({
  '2.11': (uuid: string) => `Could not create the node's (uuid ${uuid}) SSL client certificate.`,
  '3.0': (uuid: string) => `Could not fetch the node's (uuid ${uuid}) SSL client certificate.`,
})

function newNode(op: AddOp): NodeConf {
  const { world, vars } = op
  const seconds = secondsOf(world)
  const { ip } = machineOf(world, vars.name)
  return {
    name: vars.name,
    uuid: drawUuid(world.random, 'uuid'),
    serial: 1,
    ctime: seconds,
    mtime: seconds,
    primaryIp: ip,
    secondaryIp: ip,
    group: vars.group,
    masterCandidate: vars.candidate,
    drained: false,
    offline: false,
    masterCapable: true,
    vmCapable: true,
    powered: true,
    tags: [],
  }
}

/** The node as the cluster knows it from now on. */
function enter(op: AddOp): void {
  const { params, vars } = op
  const node = existing(op) ?? newNode(op)
  vars.entered = true
  op.edit(
    (draft) => {
      draft.nodes[vars.name] = {
        ...node,
        masterCandidate: vars.candidate,
        drained: false,
        offline: false,
        powered: true,
        masterCapable: params.masterCapable ?? node.masterCapable,
        vmCapable: params.vmCapable ?? node.vmCapable,
        ndparams: vars.ndparams,
      }
    },
    { quiet: !params.readd },
  )
}

const steps: AddSteps = [
  {
    begin: (op) => {
      if (op.params.readd) op.info('Readding a node, the offline/drained flags were reset')
      if (op.vars.candidate) op.info('Node will be a master candidate')
      const { files } = machineOf(op.world, op.master)
      const { ip } = machineOf(op.world, op.vars.name)
      files.hosts = [
        ...files.hosts.filter((h) => h.name !== op.vars.name),
        { ip, name: op.vars.name },
      ]
      files.knownHosts = [...new Set([...files.knownHosts, op.vars.name])]
    },
  },
  ask('try ssh to the node', 'node_verify', {
    to: (op) => op.master,
    args: (op) => ({ nodes: [op.vars.name] }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`Cannot communicate with node ${op.master}: ${reply.error}`)
      if (reply.payload.unreachable.length === 0) return
      op.log(
        `ssh/hostname verification failed (checking from ${op.master}): ssh problem: exited with exit code 255 (no output)`,
      )
      return fail('ssh/hostname verification failed')
    },
  }),
  { enter },
  redistribute(),
  ask('demote from master candidate', 'node_demote_from_mc', {
    to: (op) => (op.params.readd && !op.vars.candidate ? op.vars.name : null),
    args: () => ({}),
    answer: (op, reply) => {
      if (!reply.ok)
        op.warn(`Node failed to demote itself from master candidate status: ${reply.error}`)
    },
  }),
  ask('ask for its certificate', 'node_crypto_tokens', {
    to: (op) => op.vars.name,
    args: () => ({}),
    answer: (op, reply) => {
      const uuid = existing(op)?.uuid ?? ''
      if (!reply.ok) return fail(`${noCertificate(op)(uuid)}: ${reply.error}`)
    },
  }),
  ask('stop its KVM daemon', 'node_ensure_daemon', {
    to: (op) => op.vars.name,
    args: () => ({ daemon: 'ganeti-kvmd' as const, running: false }),
  }),
  updateKeys((op) => ({ target: op.vars.name, verb: 'add' })),
]

export const NODE_ADD = defineOpcode<AddParams, AddVars, null>({
  name: 'NODE_ADD',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  // The big lock: nothing else runs.
  locks: () => [
    { level: 'cluster', name: 'BGL', mode: 'exclusive' },
    { level: 'node', name: '*', mode: 'exclusive' },
    { level: 'instance', name: '*', mode: 'exclusive' },
  ],
  vars: ADD_VARS,
  exec: 'begin',
  // The node in question only takes part afterwards.
  hooks: (op) =>
    Object.keys(op.config.nodes).filter((name) => name !== op.vars.name || op.vars.entered),
  steps: [addChecks, steps],
  past: (node) => ({
    params: {
      node,
      readd: false,
      secondaryIp: null,
      group: null,
      masterCapable: null,
      vmCapable: null,
      ndparams: null,
    },
    result: null,
    log: [' - INFO: Node will be a master candidate'],
    from: { program: 'gnt-node', command: 'add' },
  }),
})

const VARS = { ...FOLLOWING, ...CONNECTING, tries: 0 }
type Client = ClientContext<typeof VARS>

/** What is said before a machine is touched. */
const banner = byRelease({
  '2.11': (node: string) =>
    `-- WARNING -- \nPerforming this operation is going to replace the ssh daemon keypair\non the target machine (${node}) with the ones of the current one\nand grant full intra-cluster ssh root access to/from it\n\n`,
  '3.0': (node: string) =>
    `-- WARNING -- \nPerforming this operation is going to perform the following\nchanges to the target machine (${node}) and the current cluster\nnodes:\n* A new SSH daemon key pair is generated on the target machine.\n* The public SSH keys of all master candidates of the cluster\n  are added to the target machine's 'authorized_keys' file.\n* In case the target machine is a master candidate, its newly\n  generated public SSH key will be distributed to all other\n  cluster nodes.\n\n`,
})

/** Whether it is said before a node comes back, too. */
const bannerOnReadd = byRelease({ '2.11': false, '3.0': true })

/** What is said to --no-node-setup where it is not heeded any more; null: it is. */
const setupWithout = byRelease({
  '2.11': null,
  '3.0':
    "-- WARNING -- \nThe option --no-node-setup is disabled. Whether or not the\nSSH setup is manipulated while adding a node is determined\nby the 'modify_ssh_setup' value in the cluster-wide\nconfiguration instead.\n\n",
})

/** Whether the first command on the new machine, too, makes sure of Ganeti's version there. */
const versionFirst = byRelease({ '2.11': true, '3.0': false })

/** Whether the machine's public key is fetched by a connection of its own. */
const fetchesKey = byRelease({ '2.11': false, '3.0': true })

const readds = (p: Client): boolean => flag(p.vars.options, 'readd')
const checksKey = (p: Client): boolean => flag(p.vars.options, 'ssh_key_check')

/** Whether keys are exchanged by ssh before anything else. */
const setsUp = (p: Client): boolean =>
  flag(p.vars.options, 'node_setup') || setupWithout(p) !== null

const joinCommand = (p: Client): string =>
  sshCommand(p.world, {
    command: '/usr/lib/ganeti/prepare-node-join',
    host: p.vars.host,
    checkKey: checksKey(p),
    versionFirst: versionFirst(p),
  })

const daemonCommand = (p: Client): string =>
  sshCommand(p.world, {
    command: '/usr/lib/ganeti/node-daemon-setup',
    host: p.vars.host,
    checkKey: checksKey(p),
    versionFirst: true,
    alias: configOn(p.world, p.node).cluster.name,
  })

const joinFailed = (p: Client): string => commandFailed(joinCommand(p))
const daemonFailed = (p: Client): string => commandFailed(daemonCommand(p))

const checks: ClientSteps<typeof VARS> = {
  resolve: (p) => {
    const typed = p.vars.args[0] ?? ''
    const host = resolve(p.world, typed)
    if (host === undefined)
      return failure(p, prereqText(unresolved(typed)), { is: 'address', word: typed })
    p.vars.host = host
  },
  checkMember: (p) => {
    const { host } = p.vars
    const config = configOn(p.world, p.node)
    const known = own(config.nodes, host) !== undefined
    if (readds(p)) {
      if (!known)
        return failure(p, `Node ${host} not in the cluster - please retry without '--readd'`, {
          is: 'not found',
          what: 'node',
          word: host,
        })
      if (host === config.cluster.masterNode)
        return failure(p, `Node ${host} is the master, cannot readd`, {
          is: 'is the master',
          node: host,
        })
    } else if (known)
      return failure(
        p,
        `Node ${host} already in the cluster (as ${host}) - please retry with '--readd'`,
        { is: 'exists', what: 'node', word: host },
      )
  },
  warn: (p) => {
    if (!flag(p.vars.options, 'node_setup')) p.out(setupWithout(p) ?? '')
    if (setsUp(p) && (!readds(p) || bannerOnReadd(p))) p.err(banner(p)(p.vars.host))
    if (setsUp(p) && flag(p.vars.options, 'force_join'))
      p.err('The "--force-join" option is no longer supported and will be ignored.\n')
  },
}

/** Daemons of a node that is not the master start afresh, with the cluster's name and addresses. */
function startOver(p: Client): void {
  const machine = machineOf(p.world, p.vars.host)
  const kvm = configOn(p.world, p.node).cluster.hypervisor === 'kvm'
  for (const daemon of [...machine.daemons]) stopDaemon(p.world, machine.name, daemon)
  machine.files.ssconf = machineOf(p.world, p.node).files.ssconf
  for (const daemon of p.behaviour.startOrder)
    if (!p.behaviour.masterDaemons.includes(daemon) && (kvm || daemon !== 'ganeti-kvmd'))
      startDaemon(p.world, machine.name, daemon)
}

/** Steps that exchange keys with the machine, by ssh. */
const setUp: ClientSteps<typeof VARS> = [
  connect('join', { asks: checksKey, known: () => false, shown: true, failed: joinFailed }),
  work('join', 1600, joinFailed),
  {
    restartSshd: (p) => p.out('Restarting OpenBSD Secure Shell server: sshd.\n'),
  },
  when(
    'its key is fetched',
    fetchesKey,
    connect('fetchKey', {
      asks: checksKey,
      known: () => false,
      shown: false,
      failed: (p) => keyNotFetched(p.vars.host),
    }),
  ),
]

const READY_TRIES = 10

const startDaemons: ClientSteps<typeof VARS> = [
  connect('startDaemons', {
    asks: checksKey,
    // Once set up, the machine shows the cluster's key.
    known: setsUp,
    shown: true,
    failed: daemonFailed,
  }),
  work('startDaemons', 2500, daemonFailed),
  {
    startOver: (p) => {
      startOver(p)
      p.vars.tries = 0
    },
  },
  repeat(
    'node daemon',
    ask('wait for its node daemon', 'version', {
      to: (p) => p.vars.host,
      args: () => ({}),
      evenOffline: true,
      answer: (p, reply) => {
        if (reply.ok) return
        p.vars.tries += 1
        if (p.vars.tries < READY_TRIES) return again(1000)
        return failure(
          p,
          `Failure: command execution error:\nNode daemon on ${p.vars.host} didn't answer queries within 10.0 seconds`,
          { is: 'noded down', node: p.vars.host },
        )
      },
    }),
  ),
]

export const add = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    checks,
    when('it is set up', setsUp, setUp),
    startDaemons,
    submitAndFollow((p) => {
      const { options, args } = p.vars
      const known = own(configOn(p.world, p.node).nodes, p.vars.host)
      return [
        withParams(NODE_ADD, {
          node: args[0] ?? '',
          readd: flag(options, 'readd'),
          secondaryIp: flag(options, 'readd')
            ? (known?.secondaryIp ?? null)
            : text(options, 'secondary_ip'),
          group: text(options, 'nodegroup'),
          masterCapable: yesNo(options, 'master_capable'),
          vmCapable: yesNo(options, 'vm_capable'),
          ndparams: options.ndparams === null ? null : keyValues(options, 'ndparams'),
        }),
      ]
    }),
  ],
  opcodes: [NODE_ADD],
})
