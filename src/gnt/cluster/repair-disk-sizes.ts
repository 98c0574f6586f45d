/**
 * gnt-cluster repair-disk-sizes: corrects recorded sizes of disks by what the primary nodes report.
 * Manual: gnt-cluster(8), REPAIR-DISK-SIZES. Source: lib/cmdlib/cluster (LUClusterRepairDiskSizes).
 */

import { own } from '../../lib/own.ts'
import { byUuid, type NodeName, volumesOf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { call, defineOpcode, fail, goto, type OpContext } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { repairDiskSizes as spec } from '../declared/cluster-upkeep.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { wordingOf } from '../wording.ts'

interface RepairParams {
  /** As typed; empty: all. */
  instances: string[]
  dryRun: boolean
}

interface Vars {
  wanted: string[]
  /** Primary nodes still to be asked. */
  nodes: NodeName[]
}

type Op = OpContext<RepairParams, Vars>

/** Every disk of a primary node with the volume that holds its data; files have none. */
const disksOn = (op: Op, node: NodeName | undefined) =>
  byUuid(op.config.instances)
    .filter(({ name, primary }) => primary === node && op.vars.wanted.includes(name))
    .flatMap(({ name, disks }) =>
      disks.flatMap((disk, index) => {
        const volume = volumesOf(disk)[0]?.name
        return volume === undefined ? [] : [{ name, index, volume, sizeMib: disk.sizeMib }]
      }),
    )

const CLUSTER_REPAIR_DISK_SIZES = defineOpcode<RepairParams, Vars>({
  name: 'CLUSTER_REPAIR_DISK_SIZES',
  summary: () => null,
  locks: ({ instances }, config): Lock[] =>
    instances.length === 0
      ? [
          { level: 'instance', name: '*', mode: 'exclusive' },
          { level: 'node-res', name: '*', mode: 'shared' },
        ]
      : instances.flatMap((typed): Lock[] => {
          const instance = findInstance(config, typed)
          return instance ? [{ level: 'instance', name: instance.name, mode: 'exclusive' }] : []
        }),
  vars: { wanted: [], nodes: [] },
  exec: 'begin',
  steps: {
    check: (op) => {
      for (const typed of op.params.instances) {
        const instance = findInstance(op.config, typed)
        if (!instance) return unknownInstance(typed)
        op.vars.wanted.push(instance.name)
      }
      if (op.params.instances.length === 0) op.vars.wanted = Object.keys(op.config.instances)
      op.vars.nodes = byUuid(op.config.nodes).map((node) => node.name)
    },
    begin: (op) => {
      const bug = wordingOf(op.world.release).repairNamedFails
      return op.params.instances.length > 0 && bug !== null ? fail(bug) : undefined
    },
    ask: (op) => {
      const [node] = op.vars.nodes
      if (node === undefined) return goto('end')
      const volumes = disksOn(op, node).map(({ volume }) => volume)
      return volumes.length > 0 ? call(node, 'blockdev_getdimensions', { volumes }) : goto('next')
    },
    correct: (op) => {
      const reply = op.reply('blockdev_getdimensions')
      if (!reply.ok) {
        op.warn(`Failure in blockdev_getdimensions call to node ${reply.node}, ignoring`)
        return
      }
      for (const [i, { name, index, sizeMib }] of disksOn(op, reply.node).entries()) {
        const actual = reply.payload[i] ?? null
        if (actual === null)
          op.warn(`Disk ${index} of instance ${name} did not return size information, ignoring`)
        else if (actual !== sizeMib) {
          op.info(
            `Disk ${index} of instance ${name} has mismatched size, correcting: recorded ${sizeMib}, actual ${actual}`,
          )
          op.edit((draft) => {
            const disk = own(draft.instances, name)?.disks[index]
            if (disk) disk.sizeMib = actual
          })
        }
      }
    },
    next: (op) => {
      op.vars.nodes = op.vars.nodes.slice(1)
      return goto('ask')
    },
    end: () => undefined,
  },
})

export const repairDiskSizes = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow((p) => [
      {
        opcode: CLUSTER_REPAIR_DISK_SIZES.name,
        params: {
          instances: p.vars.args,
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies RepairParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [CLUSTER_REPAIR_DISK_SIZES],
})
