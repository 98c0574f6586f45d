import { own } from '../../../lib/own.ts'
import { remembered } from '../../../lib/remembered.ts'
import type { ClusterConfig, InstanceConf, InstanceName } from '../../../sim/cluster/config.ts'
import type { GuestInfo } from '../../../sim/noded/instance.ts'
import type { TypedReply } from '../../../sim/run/opcode.ts'
import {
  type Cell,
  type Field,
  type Json,
  live,
  NO_DATA,
  normal,
  OFFLINE,
  UNAVAILABLE,
} from '../field.ts'

/**
 * What nodes say about an instance. Only primary nodes of listed instances are asked: a copy that runs
 * anywhere else stays unseen. Source: src/Ganeti/Query/Instance.hs.
 */
export type InstanceRuntime =
  | { kind: 'runs'; info: GuestInfo; onPrimary: boolean }
  | { kind: 'does not run' }
  | { kind: 'no answer'; offline: boolean }

/** One look at all replies for the whole list. */
const indexOf = remembered((replies: readonly TypedReply<'all_instances_info'>[]) => {
  const byInstance = new Map<InstanceName, GuestInfo>()
  for (const reply of replies)
    for (const [name, info] of reply.ok ? Object.entries(reply.payload) : [])
      if (!byInstance.has(name)) byInstance.set(name, info)
  return { byNode: new Map(replies.map((reply) => [reply.node, reply])), byInstance }
})

/**
 * Where an instance runs, by the replies of all nodes that were asked. `no answer`: its primary node is
 * silent, and no one else runs it.
 */
export function instanceRuntime(
  instance: InstanceConf,
  replies: readonly TypedReply<'all_instances_info'>[],
): InstanceRuntime {
  const { byNode, byInstance } = indexOf(replies)
  const primary = byNode.get(instance.primary)
  const there = primary?.ok ? own(primary.payload, instance.name) : undefined
  if (there) return { kind: 'runs', info: there, onPrimary: true }
  const elsewhere = byInstance.get(instance.name)
  if (elsewhere) return { kind: 'runs', info: elsewhere, onPrimary: false }
  if (primary?.ok) return { kind: 'does not run' }
  return { kind: 'no answer', offline: primary?.offline ?? false }
}

/**
 * The word in the column Status: `running`, ADMIN_down and so on, or ERROR_ with what contradicts the
 * configuration.
 */
export function instanceStatus(
  instance: InstanceConf,
  config: ClusterConfig,
  runtime: InstanceRuntime,
): string {
  if (own(config.nodes, instance.primary)?.offline) return 'ERROR_nodeoffline'
  switch (runtime.kind) {
    case 'no answer':
      return 'ERROR_nodedown'
    case 'runs':
      if (!runtime.onPrimary) return 'ERROR_wrongnode'
      return instance.adminState === 'up' ? 'running' : 'ERROR_up'
    case 'does not run':
      return downStatus(instance)
  }
}

function downStatus(instance: InstanceConf): string {
  switch (instance.adminState) {
    case 'up':
      return 'ERROR_down'
    case 'down':
      return 'ADMIN_down'
    case 'offline':
      return 'ADMIN_offline'
  }
}

type LiveField = Field<InstanceConf, InstanceRuntime>

const fromHypervisor = (
  name: string,
  title: string,
  kind: LiveField['kind'],
  doc: string,
  get: (info: GuestInfo) => Json,
): LiveField =>
  live(name, title, kind, doc, (runtime): Cell => {
    if (runtime.kind === 'runs') return normal(get(runtime.info))
    if (runtime.kind === 'does not run') return UNAVAILABLE
    return runtime.offline ? OFFLINE : NO_DATA
  })

/** The fields whose values only nodes know. */
export const LIVE_FIELDS: readonly LiveField[] = [
  live(
    'status',
    'Status',
    'text',
    'running, ADMIN_down, ADMIN_offline, USER_down, or ERROR_ with what is wrong: wrongnode, up, down, nodedown, nodeoffline',
    (runtime, instance, config) => normal(instanceStatus(instance, config, runtime)),
  ),
  live('oper_state', 'Running', 'bool', 'Whether it runs', (runtime) =>
    runtime.kind === 'no answer' ? NO_DATA : normal(runtime.kind === 'runs'),
  ),
  live('console', 'Console', 'other', 'How its console is reached', (runtime, instance): Cell => {
    if (runtime.kind === 'no answer') return runtime.offline ? OFFLINE : NO_DATA
    return runtime.kind === 'runs' ? normal(consoleOf(instance)) : NO_DATA
  }),
  fromHypervisor('oper_ram', 'Memory', 'unit', 'Memory it has now', (i) => i.memoryMib),
  fromHypervisor('oper_vcpus', 'VCPUs', 'number', 'Processors it has now', (i) => i.vcpus),
]

/** Source: lib/hypervisor/hv_*.py, GetInstanceConsole. */
function consoleOf(instance: InstanceConf): Json {
  if (instance.hypervisor !== 'kvm')
    return {
      instance: instance.name,
      kind: 'msg',
      message: `Console not available for ${instance.hypervisor} hypervisor`,
    }
  const socket = `/var/run/ganeti/kvm-hypervisor/ctrl/${instance.name}`
  return {
    command: [
      '/usr/lib/ganeti/kvm-console-wrapper',
      '/usr/bin/socat',
      instance.name,
      `${socket}.monitor`,
      'STDIO,raw,echo=0,icanon=0,isig=0,escape=0x1d',
      `UNIX-CONNECT:${socket}.serial`,
    ],
    host: instance.primary,
    instance: instance.name,
    kind: 'ssh',
    user: 'root',
  }
}
