/**
 * gnt-node repair-storage: makes the volume group of a node consistent again.
 * Manual: gnt-node(8), REPAIR-STORAGE. Source: lib/client/gnt_node.py (RepairStorage), lib/cmdlib/node.py
 * (LURepairNodeStorage).
 */

import {
  type InstanceConf,
  type NodeName,
  residentsOf,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import { defineOpcode, type OpContext, refuse } from '../../../sim/run/opcode.ts'
import { ask, askEach } from '../../../sim/run/parts.ts'
import { FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { repairStorage as spec } from '../../declared/node-storage.ts'
import { findNode, unknownNode } from '../../names.ts'
import { flag } from '../../optparse/read.ts'
import {
  checkKindEnabled,
  endOfUnit,
  lockOfUnit,
  nodeOfUnit,
  type UnitParams,
  unknownKind,
} from './units.ts'

interface RepairStorageParams extends UnitParams {
  ignoreConsistency: boolean
}

type Op = OpContext<RepairStorageParams, object>

/** The instances in use that have a copy here, with the node of their other copy. */
function elsewhere(op: Op): { instance: InstanceConf; node: NodeName }[] {
  const here = findNode(op.config, op.params.node)?.name ?? ''
  const { primary, secondary } = residentsOf(op.config, here)
  return [...primary, ...secondary].flatMap((instance) => {
    const other = instance.primary === here ? secondaryOf(instance) : instance.primary
    return instance.disksActive && other !== null ? [{ instance, node: other }] : []
  })
}

const REPAIR_NODE_STORAGE = defineOpcode<RepairStorageParams, object>({
  name: 'REPAIR_NODE_STORAGE',
  summary: nodeOfUnit,
  locks: lockOfUnit,
  vars: {},
  exec: 'begin',
  steps: [
    {
      check: (op) => {
        const { node, storageType } = op.params
        if (!findNode(op.config, node)) return unknownNode(node)
        if (storageType === 'lvm-vg') return checkKindEnabled(op.config, storageType)
        return refuse('wrong_input', `Storage units of type '${storageType}' can not be repaired`)
      },
    },
    askEach('ask for faulty disks', 'blockdev_getmirrorstatus', {
      of: elsewhere,
      to: (_op, { node }) => node,
      args: (_op, { instance }) => ({
        disks: instance.disks.map((disk, index) => ({ disk, index })),
      }),
      answer: (op, reply, { instance, node }) => {
        const faulty =
          reply.ok && reply.payload.some((disk) => disk.ok && disk.status.ldisk === 'faulty')
        if (!faulty) return
        const text = `Instance '${instance.name}' has faulty disks on node '${node}'`
        if (!op.params.ignoreConsistency) return refuse('wrong_state', text)
        op.warn(text)
      },
    }),
    {
      begin: (op) => {
        const { name } = op.params
        op.log(`Repairing storage unit '${name}' on ${nodeOfUnit(op.params, op.config)} ...`)
      },
    },
    ask('repair the volume group', 'storage_execute', {
      to: (op) => findNode(op.config, op.params.node)?.name ?? null,
      args: ({ params: { name } }) => ({ name }),
      answer: (op, reply) => endOfUnit('repair', op.params, reply),
    }),
  ],
})

export const repairStorage = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const unknown = unknownKind(p.vars.args[1] ?? '')
        return unknown === null ? undefined : refusal(p, unknown)
      },
    },
    submitOpcode(
      REPAIR_NODE_STORAGE,
      ({ args: [node = '', storageType = '', name = ''], options }) => ({
        node,
        storageType,
        name,
        ignoreConsistency: flag(options, 'ignore_consistency'),
      }),
    ),
  ],
  opcodes: [REPAIR_NODE_STORAGE],
})
