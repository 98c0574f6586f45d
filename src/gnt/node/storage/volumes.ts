/**
 * gnt-node volumes: the logical volumes of nodes, as a job. Manual: gnt-node(8), VOLUMES.
 * Source: lib/cmdlib/node.py, LUNodeQueryvols.
 */
import { by } from '../../../lib/order.ts'
import { own } from '../../../lib/own.ts'
import { byUuid, type InstanceConf, nodesOf, volumesOf } from '../../../sim/cluster/config.ts'
import { defineOpcode, done, type OpContext, refuse, withParams } from '../../../sim/run/opcode.ts'
import { type Answer, askAll } from '../../../sim/run/parts.ts'
import { FOLLOWING, resultOf, submitAndFollow } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { volumes as spec } from '../../declared/node-storage.ts'
import { text } from '../../optparse/read.ts'
import { styleOf } from '../../query/command.ts'
import { selectFields } from '../../query/list.ts'
import { renderOldTable } from '../../query/table.ts'
import { checkFields, chosenNodes, nodeQueryLocks, resolveNodes } from './query-nodes.ts'

const TITLES = {
  node: 'Node',
  phys: 'PhysDev',
  vg: 'VG',
  name: 'Name',
  size: 'Size',
  instance: 'Instance',
}

interface VolumesParams {
  nodes: string[]
  outputFields: string[]
}

type Op = OpContext<VolumesParams, { wanted: string[] }>

/** Who a volume on a node belongs to, as the configuration says. */
const ownerOf = (op: Op, node: string, volume: string): string => {
  const owns = (instance: InstanceConf) =>
    nodesOf(instance).includes(node) &&
    instance.disks.some((disk) => volumesOf(disk).some((v) => v.name === volume))
  return Object.values(op.config.instances).find(owns)?.name ?? '-'
}

/** One row for each volume of the nodes that answered, with the fields that were asked for. */
function rowsOf(op: Op, replies: Answer<'lv_list'>[]): string[][] {
  const rows: string[][] = []
  for (const node of byUuid(op.config.nodes)) {
    const reply = replies.find((r) => r.node === node.name)
    if (!reply || (!reply.ok && reply.offline)) continue
    if (!reply.ok) {
      op.warn(`Can't compute volume data on node ${node.name}: ${reply.error}`)
      continue
    }
    const { volumeGroup } = op.config.cluster
    for (const volume of [...reply.payload].sort(by(({ name }) => name))) {
      const values: Record<string, string> = {
        node: node.name,
        phys: volume.device,
        vg: volumeGroup,
        name: volume.name,
        size: String(volume.sizeMib),
        instance: ownerOf(op, node.name, volume.name),
      }
      rows.push(op.params.outputFields.map((field) => own(values, field) ?? ''))
    }
  }
  return rows
}

const NODE_QUERYVOLS = defineOpcode<VolumesParams, { wanted: string[] }, string[][]>({
  name: 'NODE_QUERYVOLS',
  summary: () => null,
  locks: nodeQueryLocks,
  vars: { wanted: [] },
  steps: [
    {
      check: (op) => {
        const wrong = checkFields(op.params.outputFields, Object.keys(TITLES))
        if (wrong) return refuse('wrong_input', wrong)
        return resolveNodes(op)
      },
    },
    askAll('list the volumes', 'lv_list', {
      to: chosenNodes,
      args: () => ({}),
      answer: (op, replies) => done(rowsOf(op, replies)),
    }),
  ],
})

export const volumes = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING, fields: [] as string[] },
  steps: [
    {
      choose: (p) => {
        p.vars.fields = selectFields(text(p.vars.options, 'output'), Object.keys(TITLES))
      },
    },
    submitAndFollow<typeof FOLLOWING & { fields: string[] }>((p) => [
      withParams(NODE_QUERYVOLS, { nodes: p.vars.args, outputFields: p.vars.fields }),
    ]),
    {
      show: (p) => {
        const rows = resultOf(NODE_QUERYVOLS, p.world.jobs[p.vars.jobId]) ?? []
        const columns = { titles: TITLES, sizes: ['size'] }
        p.out(renderOldTable(columns, p.vars.fields, rows, styleOf(p.vars.options)))
      },
    },
  ],
  opcodes: [NODE_QUERYVOLS],
})
