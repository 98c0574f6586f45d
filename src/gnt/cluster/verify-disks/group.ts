/** GROUP_VERIFY_DISKS: which disks of a group's instances are lost or inactive. */
import { own } from '../../../lib/own.ts'
import {
  type InstanceConf,
  type NodeName,
  nodesOf,
  volumeNames,
} from '../../../sim/cluster/config.ts'
import { defineOpcode, done, type OpContext } from '../../../sim/run/opcode.ts'
import { type Answer, askAll, askEach, when } from '../../../sim/run/parts.ts'
import { unknownGroup } from '../../group/names.ts'
import { findGroup, instancesOfGroup, nodesOfGroup } from '../verify/facts.ts'

/** Parameters of GROUP_VERIFY_DISKS. */
export interface VerifyDisksParams {
  /** Name or UUID. */
  group: string
}

/** Its result. Nodes are named by UUID. */
export interface DiskFindings {
  broken: { node: string; error: string }[]
  /** Instances whose disks should be activated. */
  instances: string[]
  /** Lost volumes by instance, with the group's name in front: "ganeti/UUID.disk0". */
  missing: Record<string, { node: string; volume: string }[]>
}

type Op = OpContext<VerifyDisksParams, DiskFindings>

const groupUuid = (op: Op): string => findGroup(op.config, op.params.group)?.uuid ?? ''

/** Only instances whose disks are meant to be active are looked at. */
const wanted = (op: Op): InstanceConf[] =>
  instancesOfGroup(op.config, groupUuid(op)).filter((i) => i.disksActive)

const uuidOf = (op: Op, node: NodeName): string => own(op.config.nodes, node)?.uuid ?? node

/** Nodes with DRBD disks, in the order in which instances name them. */
const mirrored = (op: Op): NodeName[] => [
  ...new Set(
    wanted(op)
      .filter((i) => i.template === 'drbd')
      .flatMap(nodesOf),
  ),
]

const markBroken = (op: Op, node: NodeName, error: string): void => {
  const uuid = uuidOf(op, node)
  op.vars.broken = [...op.vars.broken.filter((b) => b.node !== uuid), { node: uuid, error }]
}

const markInactive = (op: Op, name: string): void => {
  if (!op.vars.instances.includes(name)) op.vars.instances.push(name)
}

/** Volumes that no node has listed are missing, those that no one holds open inactive. */
function judgeVolumes(op: Op, replies: Answer<'lv_list'>[]): void {
  const lists = new Map<NodeName, Map<string, boolean>>()
  const group = op.config.cluster.volumeGroup
  for (const reply of replies) {
    if (!reply.ok && !reply.offline) markBroken(op, reply.node, reply.error)
    if (reply.ok)
      lists.set(reply.node, new Map(reply.payload.map((v) => [`${group}/${v.name}`, v.online])))
  }
  for (const instance of wanted(op))
    for (const node of nodesOf(instance))
      for (const volume of volumeNames(op.config, instance)) {
        const online = lists.get(node)?.get(volume)
        if (online === false) markInactive(op, instance.name)
        if (online !== undefined) continue
        const lost = own(op.vars.missing, instance.name) ?? []
        op.vars.missing[instance.name] = [...lost, { node: uuidOf(op, node), volume }]
      }
}

export const GROUP_VERIFY_DISKS = defineOpcode<VerifyDisksParams, DiskFindings, DiskFindings>({
  name: 'GROUP_VERIFY_DISKS',
  summary: ({ group }) => group,
  locks: ({ group }, config) => {
    const uuid = findGroup(config, group)?.uuid ?? ''
    return [
      { level: 'nodegroup', name: uuid, mode: 'shared' },
      ...instancesOfGroup(config, uuid).map(
        ({ name }) => ({ level: 'instance', name, mode: 'shared' }) as const,
      ),
      ...nodesOfGroup(config, uuid).map(
        ({ name }) => ({ level: 'node', name, mode: 'shared' }) as const,
      ),
    ]
  },
  vars: { broken: [], instances: [], missing: {} },
  steps: [
    {
      checkGroup: (op) => {
        const { group } = op.params
        if (!findGroup(op.config, group)) return unknownGroup(group)
      },
    },
    when(
      'volumes are expected',
      (op) => wanted(op).some((i) => volumeNames(op.config, i).length > 0),
      askAll('list the volumes', 'lv_list', {
        to: (op) =>
          nodesOfGroup(op.config, groupUuid(op)).flatMap((n) => (n.vmCapable ? [n.name] : [])),
        args: () => ({}),
        answer: judgeVolumes,
      }),
    ),
    askEach('ask which disks need activation', 'drbd_needs_activation', {
      of: mirrored,
      to: (_op, node) => node,
      args: (op, node) => ({
        disks: wanted(op)
          .filter((i) => nodesOf(i).includes(node))
          .flatMap((i) => i.disks),
      }),
      answer: (op, reply) => {
        if (!reply.ok) return markBroken(op, reply.node, reply.error)
        for (const { uuid } of reply.payload)
          for (const instance of wanted(op))
            if (instance.disks.some((disk) => disk.uuid === uuid)) markInactive(op, instance.name)
      },
    }),
    {
      finish: (op) => {
        const { broken, instances, missing } = op.vars
        return done({ broken, instances, missing })
      },
    },
  ],
})
