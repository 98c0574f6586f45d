/** gnt-storage diagnose. Manual: gnt-storage(8). Source: lib/client/gnt_storage.py, DiagnoseExtStorage. */
import { withParams } from '../../sim/run/opcode.ts'
import { FOLLOWING, failure, submitAndFollow } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { diagnose as spec } from '../declared/storage.ts'
import { EXT_STORAGE_DIAGNOSE } from './ask-nodes.ts'

export const diagnose = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    submitAndFollow<typeof FOLLOWING>(() => [withParams(EXT_STORAGE_DIAGNOSE, {})]),
    // No machine of this lab has a provider, and none is an error.
    { show: (p) => failure(p, "Can't get the list of ExtStorage providers") },
  ],
  opcodes: [EXT_STORAGE_DIAGNOSE],
})
