import type { Wording } from '../wording.ts'

/** As recorded on 3.0.2. */
export const WORDING_3_0: Wording = {
  closeDisks: (node) => `* closing instance disks on node ${node}`,
  tellsOpening: true,
  noFailoverTemplate: (template) =>
    `Instance's disk layout '${template}' does not allow failovers`,
  noMigrationTemplate: (template) =>
    `Instance's disk layout '${template}' does not allow migrations`,
  asksIfOffline: true,
}
