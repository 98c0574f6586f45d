/**
 * gnt-backup import: makes an instance from an export. Manual: gnt-backup(8), IMPORT. Source:
 * lib/client/gnt_backup.py (ImportInstance), lib/cli.py (GenericInstanceCreate).
 */
import { FOLLOWING } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { importInstance as spec } from '../declared/backup.ts'
import { createClient } from '../instance/add/add.ts'
import { flag, text } from '../optparse/read.ts'

export const importInstance = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: createClient(({ options }) => ({
    node: text(options, 'src_node'),
    path: text(options, 'src_dir'),
    identifyDefaults: flag(options, 'identify_defaults'),
    compress: text(options, 'compress'),
  })),
})
