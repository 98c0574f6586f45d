/**
 * gnt-node add: makes a machine a node of the cluster, or takes a repaired one back (--readd).
 * Manual: gnt-node(8), ADD. Source: lib/client/gnt_node.py (AddNode, _SetupSSH), lib/bootstrap.py
 * (SetupNodeDaemon), lib/cmdlib/node.py (LUNodeAdd).
 */

import { own } from '../../lib/own.ts'
import { drawUuid } from '../../lib/random.ts'
import type { NodeConf } from '../../sim/cluster/config.ts'
import { startDaemon, stopDaemon } from '../../sim/cluster/daemons.ts'
import { call, defineOpcode, fail, goto } from '../../sim/run/opcode.ts'
import { callNodes, exit } from '../../sim/run/program.ts'
import { configOn, machineOf, secondsOf } from '../../sim/world.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { add as spec } from '../declared/node.ts'
import { findNode } from '../names.ts'
import { flag, keyValues, text, yesNo } from '../optparse/read.ts'
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
} from './add-checks.ts'
import { redistribute } from './ancillary.ts'
import { CONNECTING, commandFailed, connect, keyNotFetched, sshCommand, work } from './ssh.ts'
import { updateKeys } from './ssh-keys.ts'
import { nodeWordingOf } from './wording.ts'

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
      return call(op.master, 'node_verify', { nodes: [op.vars.name] })
    },
    judgeSsh: (op) => {
      const reply = op.reply('node_verify')
      if (!reply.ok) return fail(`Cannot communicate with node ${op.master}: ${reply.error}`)
      if (reply.payload.unreachable.length === 0) return
      op.log(
        `ssh/hostname verification failed (checking from ${op.master}): ssh problem: exited with exit code 255 (no output)`,
      )
      return fail('ssh/hostname verification failed')
    },
    enter,
  },
  redistribute('files'),
  {
    demote: (op) =>
      op.params.readd && !op.vars.candidate
        ? call(op.vars.name, 'node_demote_from_mc', {})
        : goto('makeCertificate'),
    judgeDemotion: (op) => {
      const reply = op.reply('node_demote_from_mc')
      if (!reply.ok)
        op.warn(`Node failed to demote itself from master candidate status: ${reply.error}`)
    },
    makeCertificate: (op) => call(op.vars.name, 'node_crypto_tokens', {}),
    judgeCertificate: (op) => {
      const reply = op.reply('node_crypto_tokens')
      const uuid = existing(op)?.uuid ?? ''
      if (!reply.ok) return fail(nodeWordingOf(op.world.release).noCertificate(uuid, reply.error))
      return call(op.vars.name, 'node_ensure_daemon', { daemon: 'ganeti-kvmd', running: false })
    },
  },
  updateKeys('keys', (op: AddOp) => ({ target: op.vars.name, verb: 'add' })),
]

export const NODE_ADD = defineOpcode<AddParams, AddVars>({
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
})

interface AddClient {
  host: string
  tries: number
  jobId: number
}

type Client = ClientContext<{ host: string; tries: number }>

const readds = (p: Client): boolean => flag(p.vars.options, 'readd')
const checksKey = (p: Client): boolean => flag(p.vars.options, 'ssh_key_check')

/** Whether keys are exchanged by ssh before anything else. */
const setsUp = (p: Client): boolean =>
  flag(p.vars.options, 'node_setup') ||
  nodeWordingOf(p.world.release).skipsSetup !== 'the ssh setup'

const joinCommand = (p: Client): string =>
  sshCommand(p.world, {
    command: '/usr/lib/ganeti/prepare-node-join',
    host: p.vars.host,
    checkKey: checksKey(p),
    versionFirst: nodeWordingOf(p.world.release).versionFirst,
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

const checks: ClientSteps<{ host: string; tries: number }> = {
  resolve: (p) => {
    const typed = p.vars.args[0] ?? ''
    const host = resolve(p.world, typed)
    if (host === undefined) return failure(p, prereqText(unresolved(typed)))
    p.vars.host = host
  },
  checkMember: (p) => {
    const { host } = p.vars
    const config = configOn(p.world, p.node)
    const known = own(config.nodes, host) !== undefined
    if (readds(p)) {
      if (!known)
        return failure(p, `Node ${host} not in the cluster - please retry without '--readd'`)
      if (host === config.cluster.masterNode)
        return failure(p, `Node ${host} is the master, cannot readd`)
    } else if (known)
      return failure(
        p,
        `Node ${host} already in the cluster (as ${host}) - please retry with '--readd'`,
      )
  },
  warn: (p) => {
    const wording = nodeWordingOf(p.world.release)
    if (!flag(p.vars.options, 'node_setup') && wording.skipsSetup !== 'the ssh setup')
      p.out(wording.skipsSetup.saying)
    if (setsUp(p) && (!readds(p) || wording.bannerOnReadd)) p.err(wording.banner(p.vars.host))
    if (setsUp(p) && flag(p.vars.options, 'force_join'))
      p.err('The "--force-join" option is no longer supported and will be ignored.\n')
    return setsUp(p) ? undefined : { next: 'goto', then: 'startDaemons: connect' }
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

const READY_TRIES = 10

export const add = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING, ...CONNECTING, tries: 0 },
  steps: [
    checks,
    connect('join', {
      asks: checksKey,
      known: () => false,
      shown: true,
      failed: joinFailed,
    }),
    work('join', 1600, joinFailed),
    {
      restartSshd: (p) => {
        p.out('Restarting OpenBSD Secure Shell server: sshd.\n')
        return nodeWordingOf(p.world.release).keyQuestions === 2
          ? undefined
          : { next: 'goto', then: 'startDaemons: connect' }
      },
    },
    connect('fetchKey', {
      asks: checksKey,
      known: () => false,
      shown: false,
      failed: (p) => keyNotFetched(p.vars.host),
    }),
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
      waitForNoded: (p) => ({ ...callNodes([p.vars.host], 'version', {}), evenOffline: true }),
      judgeNoded: (p) => {
        if (p.all('version').every((reply) => reply.ok)) return { next: 'goto', then: 'submit' }
        p.vars.tries += 1
        if (p.vars.tries < READY_TRIES) return { next: 'sleep', ms: 1000, then: 'waitForNoded' }
        return failure(
          p,
          `Failure: command execution error:\nNode daemon on ${p.vars.host} didn't answer queries within 10.0 seconds`,
        )
      },
    },
    submitAndFollow<AddClient>((p) => [
      {
        opcode: NODE_ADD.name,
        params: {
          node: p.vars.args[0] ?? '',
          readd: flag(p.vars.options, 'readd'),
          secondaryIp: flag(p.vars.options, 'readd')
            ? (own(configOn(p.world, p.node).nodes, p.vars.host)?.secondaryIp ?? null)
            : text(p.vars.options, 'secondary_ip'),
          group: text(p.vars.options, 'nodegroup'),
          masterCapable: yesNo(p.vars.options, 'master_capable'),
          vmCapable: yesNo(p.vars.options, 'vm_capable'),
          ndparams: p.vars.options.ndparams === null ? null : keyValues(p.vars.options, 'ndparams'),
        } satisfies AddParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [NODE_ADD],
})
