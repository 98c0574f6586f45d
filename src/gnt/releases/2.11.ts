import type { Wording } from './wording.ts'

/** The handout's release. */
export const WORDING_2_11: Wording = {
  sshTimeout: '',
  attachesDisks: false,
  updatesMetadata: false,
  conversionNeedsNode:
    'Changing the disk template to a mirrored one requires specifying a secondary node',
  noOs: 'No guest OS specified',
  resolvesAnyName: true,
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
