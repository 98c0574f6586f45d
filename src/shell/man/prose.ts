import type { ProgramName } from '../../gnt/spec.ts'
import { BACKUP } from './backup.ts'
import { CLUSTER } from './cluster.ts'
import { INSTANCE } from './instance.ts'
import { JOB, OTHERS } from './job.ts'
import { NODE } from './node.ts'
import type { ManProse } from './prose-of.ts'

/** The prose of the manual pages, besides the declarations. Pure data. */
export const PROSE: Partial<Record<ProgramName, ManProse>> = {
  ...OTHERS,
  'gnt-backup': BACKUP,
  'gnt-cluster': CLUSTER,
  'gnt-instance': INSTANCE,
  'gnt-job': JOB,
  'gnt-node': NODE,
}
