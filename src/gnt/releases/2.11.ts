import type { Wording } from '../wording.ts'

/** The handout's release. */
export const WORDING_2_11: Wording = {
  closeDisks: (node) => `* switching node ${node} to secondary mode`,
  tellsOpening: false,
  noFailoverTemplate: (template) =>
    `Instance's disk layout '${template}' does not allow failovers`,
  noMigrationTemplate: (template) =>
    `Instance's disk layout '${template}' does not allow migrations`,
  asksIfOffline: false,
}
