/**
 * Files that belong to the cluster without being its configuration. Source: lib/cmdlib/common.py
 * (RedistributeAncillaryFiles, UploadHelper).
 */
import { own } from '../../lib/own.ts'
import { byUuid, type NodeName } from '../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../sim/run/opcode.ts'
import { askAll } from '../../sim/run/parts.ts'
import { machineOf } from '../../sim/world.ts'

/** Every node gets these, one after the other; the order is that of a hash table. */
const FILES = [
  '/var/lib/ganeti/cluster-domain-secret',
  '/var/lib/ganeti/spice-ca.pem',
  '/var/lib/ganeti/known_hosts',
  '/etc/hosts',
  '/var/lib/ganeti/rapi.pem',
  '/var/lib/ganeti/hmac.key',
  '/var/lib/ganeti/spice.pem',
]

const receivers = <P, V>(op: OpContext<P, V>): NodeName[] =>
  byUuid(op.config.nodes)
    .filter((n) => !n.offline && n.name !== op.master)
    .map((n) => n.name)

/** A step that copies them to all nodes that are not flagged offline. A node that is silent is warned of. */
export const redistribute = <P, V>(): OpPart<P, V> =>
  askAll('copy files to the nodes', 'upload_file', {
    to: receivers,
    args: (op, node) => ({
      config: op.config,
      asCandidate: own(op.config.nodes, node)?.masterCandidate ?? false,
      hosts: machineOf(op.world, op.master).files.hosts,
    }),
    answer: (op, replies) => {
      const deaf = replies.flatMap((reply) => (reply.ok ? [] : [reply]))
      for (const file of FILES)
        for (const { node, error } of deaf)
          op.warn(`Copy of file ${file} to node ${node} failed: ${error}`)
    },
  })

/** Copies one file to every other node that is not flagged offline. A node that is silent is warned of. */
export const sendFile = <P, V>(name: string, file: (op: OpContext<P, V>) => string): OpPart<P, V> =>
  askAll(name, 'upload_file', {
    to: (op) =>
      Object.values(op.config.nodes)
        .filter((node) => !node.offline && node.name !== op.master)
        .map((node) => node.name),
    args: (op) => ({
      config: null,
      asCandidate: false,
      hosts: machineOf(op.world, op.master).files.hosts,
    }),
    answer: (op, replies) => {
      for (const reply of replies)
        if (!reply.ok)
          op.warn(`Copy of file ${file(op)} to node ${reply.node} failed: ${reply.error}`)
    },
  })
