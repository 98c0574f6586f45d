/** All programs, by the name they are called with. */

import type { ProgramName, ProgramSpec } from '../spec.ts'
import { GNT_BACKUP } from './backup.ts'
import { GNT_CLUSTER } from './cluster.ts'
import { GNT_DEBUG } from './debug.ts'
import { GNT_FILTER } from './filter.ts'
import { GNT_GROUP } from './group.ts'
import { GNT_INSTANCE } from './instance.ts'
import { GNT_JOB } from './job.ts'
import { GNT_NETWORK } from './network.ts'
import { GNT_NODE } from './node.ts'
import { GNT_OS } from './os.ts'
import { GNT_STORAGE } from './storage.ts'

export const PROGRAMS: Readonly<Record<ProgramName, ProgramSpec>> = {
  'gnt-backup': GNT_BACKUP,
  'gnt-cluster': GNT_CLUSTER,
  'gnt-debug': GNT_DEBUG,
  'gnt-filter': GNT_FILTER,
  'gnt-group': GNT_GROUP,
  'gnt-instance': GNT_INSTANCE,
  'gnt-job': GNT_JOB,
  'gnt-network': GNT_NETWORK,
  'gnt-node': GNT_NODE,
  'gnt-os': GNT_OS,
  'gnt-storage': GNT_STORAGE,
}
