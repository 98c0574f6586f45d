import { own } from '../../../lib/own.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import {
  type ClusterConfig,
  type InstanceConf,
  type NodeName,
  nodesOf,
} from '../../../sim/cluster/config.ts'
import type { Remembered } from '../../../sim/run/opcode.ts'
import type { CreateParams } from './request.ts'

/** What DRBD copies in a second unless it is told otherwise. */
const RESYNC_MIB = 60

/** What INSTANCE_CREATE logs of an instance that nothing was wrong with. */
function logOf({ name, template, disks }: InstanceConf): string[] {
  const waiting = ` - INFO: Waiting for instance ${name} to sync disks`
  const inSync = ` - INFO: Instance ${name}'s disks are in sync`
  const syncing = disks.map(
    ({ sizeMib }, i) =>
      ` - INFO: - device disk/${i}:  0.00% done, ${Math.ceil(sizeMib / RESYNC_MIB)}s remaining (estimated)`,
  )
  return [
    ...(template === 'drbd'
      ? []
      : disks.map(({ sizeMib }, i) => `* disk ${i}, size ${formatUnit(sizeMib, 'h')}`)),
    '* creating instance disks...',
    `adding instance ${name} to cluster config`,
    'adding disks to cluster config',
    waiting,
    ...(template === 'drbd' ? syncing : []),
    inSync,
    waiting,
    inSync,
    '* running the instance OS create scripts...',
    '* starting instance...',
  ]
}

/** How the instance `name` was made, had no one changed it since. */
export function pastCreation(
  name: string,
  config: ClusterConfig,
): Remembered<CreateParams, NodeName[]> | null {
  const instance = own(config.instances, name)
  if (!instance) return null
  const { template, disks, os, be } = instance
  const nodes = nodesOf(instance)
  return {
    params: {
      instance: name,
      template,
      disks: disks.map(({ sizeMib }) => ({ sizeMib, mode: 'rw', name: null })),
      nics: [{}],
      fileStorageDir: null,
      os,
      hypervisor: null,
      backend: [
        ['minmem', be.minmemMib],
        ['maxmem', be.maxmemMib],
      ],
      primary: nodes[0] ?? null,
      secondary: nodes[1] ?? null,
      iallocator: null,
      start: true,
      noInstall: false,
      waitForSync: true,
      nameCheck: false,
      ipCheck: false,
      conflictsCheck: true,
      forceVariant: false,
      ignorePolicy: false,
      tags: [],
      dryRun: false,
    },
    result: nodes,
    log: logOf(instance),
    from: { program: 'gnt-instance', command: 'add' },
  }
}
