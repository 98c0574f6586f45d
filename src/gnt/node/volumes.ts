/**
 * gnt-node volumes: the logical volumes of nodes, as a job. Manual: gnt-node(8), VOLUMES.
 * Source: lib/cmdlib/node.py, LUNodeQueryvols.
 */
import { by } from '../../lib/order.ts'
import { own } from '../../lib/own.ts'
import { byUuid, type InstanceConf, nodesOf, volumesOf } from '../../sim/cluster/config.ts'
import { call, defineOpcode, done, type OpContext, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { volumes as spec } from '../declared/node.ts'
import { text } from '../optparse/read.ts'
import { styleOf } from '../query/command.ts'
import { selectFields } from '../query/list.ts'
import { renderOldTable } from '../query/table.ts'
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

const NODE_QUERYVOLS = defineOpcode<VolumesParams, { wanted: string[] }>({
  name: 'NODE_QUERYVOLS',
  summary: () => null,
  locks: nodeQueryLocks,
  vars: { wanted: [] },
  steps: {
    check: (op) => {
      const wrong = checkFields(op.params.outputFields, Object.keys(TITLES))
      if (wrong) return refuse('wrong_input', wrong)
      return resolveNodes(op)
    },
    ask: (op) => call(chosenNodes(op), 'lv_list', {}),
    answer: (op) => {
      const rows: string[][] = []
      for (const node of byUuid(op.config.nodes)) {
        const reply = op.all('lv_list').find((r) => r.node === node.name)
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
      return done(rows)
    },
  },
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
      {
        opcode: 'NODE_QUERYVOLS',
        params: { nodes: p.vars.args, outputFields: p.vars.fields } satisfies VolumesParams,
      },
    ]),
    {
      show: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const outcome = job && outcomeOf(job)
        const rows = (outcome?.ok ? outcome.value : []) as string[][]
        const columns = { titles: TITLES, sizes: ['size'] }
        p.out(renderOldTable(columns, p.vars.fields, rows, styleOf(p.vars.options)))
        return exit(0)
      },
    },
  ],
  opcodes: [NODE_QUERYVOLS],
})
