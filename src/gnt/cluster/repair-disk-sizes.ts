/**
 * gnt-cluster repair-disk-sizes: corrects recorded sizes of disks by what the primary nodes report.
 * Manual: gnt-cluster(8), REPAIR-DISK-SIZES. Source: lib/cmdlib/cluster (LUClusterRepairDiskSizes).
 */

import { own } from '../../lib/own.ts'
import { byUuid, type NodeName, volumesOf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { defineOpcode, fail, type OpContext } from '../../sim/run/opcode.ts'
import { type Answer, askEach } from '../../sim/run/parts.ts'
import { submits } from '../client/submits.ts'
import { repairDiskSizes as spec } from '../declared/cluster-upkeep.ts'
import { findInstance, unknownInstance } from '../names.ts'

interface RepairParams {
  /** As typed; empty: all. */
  instances: string[]
  dryRun: boolean
}

interface Vars {
  wanted: string[]
}

type Op = OpContext<RepairParams, Vars>

/** What becomes of a request for named instances; null: it works. */
const namedFails = byRelease({
  '2.11': null,
  '3.0': [
    'Internal assertion error: please report this as a bug.',
    "Error message: 'Not owning correct locks'; location:",
    '  File "/usr/share/ganeti/3.0/ganeti/cmdlib/cluster/__init__.py", line 710, in Exec',
    '    assert not (frozenset(per_node_disks) -',
    '',
  ].join('\n'),
})

/** Every disk of a primary node with the volume that holds its data; files have none. */
const disksOn = (op: Op, node: NodeName) =>
  byUuid(op.config.instances)
    .filter(({ name, primary }) => primary === node && op.vars.wanted.includes(name))
    .flatMap(({ name, disks }) =>
      disks.flatMap((disk, index) => {
        const volume = volumesOf(disk)[0]?.name
        return volume === undefined ? [] : [{ name, index, volume, sizeMib: disk.sizeMib }]
      }),
    )

/** Records what the node measured, where it is not what the configuration says. */
function correct(op: Op, reply: Answer<'blockdev_getdimensions'>): void {
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
}

const CLUSTER_REPAIR_DISK_SIZES = defineOpcode<RepairParams, Vars, null>({
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
  vars: { wanted: [] },
  exec: 'begin',
  steps: [
    {
      check: (op) => {
        for (const typed of op.params.instances) {
          const instance = findInstance(op.config, typed)
          if (!instance) return unknownInstance(typed)
          op.vars.wanted.push(instance.name)
        }
        if (op.params.instances.length === 0) op.vars.wanted = Object.keys(op.config.instances)
      },
      begin: (op) => {
        const bug = namedFails(op)
        return op.params.instances.length > 0 && bug !== null ? fail(bug) : undefined
      },
    },
    askEach('measure the disks', 'blockdev_getdimensions', {
      of: (op) => byUuid(op.config.nodes).map((node) => node.name),
      to: (op, node) => (disksOn(op, node).length > 0 ? node : null),
      args: (op, node) => ({ volumes: disksOn(op, node).map(({ volume }) => volume) }),
      answer: correct,
    }),
  ],
})

export const repairDiskSizes = submits(spec, CLUSTER_REPAIR_DISK_SIZES, ({ args }) => ({
  instances: args,
}))
