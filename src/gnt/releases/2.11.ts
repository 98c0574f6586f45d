import type { Wording } from './wording.ts'

/** The handout's release. */
export const WORDING_2_11: Wording = {
  closeDisks: (node) => `* switching node ${node} to secondary mode`,
  tellsOpening: false,
  cannotClose: (node, error) => `Cannot change disk to secondary on node ${node}: ${error}`,
  // Opening is part of the change of mode here.
  cannotOpen: (node, error) => `Cannot change disks config on node ${node}: ${error}`,
  forgivesOfflineOnClose: false,
  closingEndsRetreat: false,
  switchesPrimary: 'after the source let go',
  cannotFinalize: (failures) =>
    `Could not finalize instance migration: ${failures[0]?.error ?? ''}`,
  cleanupAsks: 'both ends',
  cleanupNames: 'by uuid',
  cleanupRepairs: false,
  diskKind: 'disk template',
  noFailoverTemplate: (template) => `Instance's disk layout '${template}' does not allow failovers`,
  noMigrationTemplate: (template) =>
    `Instance's disk layout '${template}' does not allow migrations`,
  failoverQuestion: (instance) => [
    `Failover will happen to image ${instance}. This requires a shutdown of`,
    'the instance. Continue?',
  ],
  asksIfOffline: false,
  sshTimeout: '',
  attachesDisks: false,
  updatesMetadata: false,
  conversionNeedsNode:
    'Changing the disk template to a mirrored one requires specifying a secondary node',
  noOs: 'No guest OS specified',
  resolvesAnyName: true,
  cannotAskOf: (_instance, node) => `Can't contact node ${node} for instance information`,
  leftOver: {
    copy: (index) => `block device disk/${index}`,
    metadata: (index) => `metadata for disk ${index}`,
  },
  diskList: {
    several: (actions) =>
      actions.includes('modify')
        ? 'Cannot modify and add/remove at the same time'
        : 'Cannot add and remove at the same time',
    bareRemoval: 'Not accepting parameters on removal',
    unknown: (ident) => ({
      class: 'unknown_entity',
      text: `Cannot find disk with identifier ${ident}`,
    }),
    inactive:
      "Can't add a disk to an instance with deactivated disks and --no-wait-for-sync given.",
    diskless: 'Disk operations not supported for diskless instances',
    removesOnlyStopped: false,
    cannotRemove: (index, node, error) =>
      `Could not remove disk/${index} on node '${node}': ${error}, continuing anyway`,
  },
}
