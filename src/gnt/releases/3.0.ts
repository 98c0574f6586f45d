import type { Wording } from './wording.ts'

/** As recorded on 3.0.2. */
export const WORDING_3_0: Wording = {
  sshTimeout: ' -oConnectTimeout=10',
  attachesDisks: true,
  updatesMetadata: true,
  conversionNeedsNode: null,
  noOs: 'No guest OS or OS image specified',
  resolvesAnyName: false,
  // The disk is looked up among those that the instance has by then.
  leftOver: { copy: () => 'disk None', metadata: () => 'disk None' },
  diskList: {
    several: () =>
      'Cannot do more than one of the following operations at the same time: add, attach, remove, detach, modify',
    bareRemoval: 'Not accepting parameters on removal/detach',
    unknown: (ident) => ({ class: 'unclassified', text: `Lookup of disk '${ident}' failed` }),
    inactive: "Can't add a disk to an instance with deactivated disks and --no-wait-for-sync given",
    diskless: 'Must specify disk type on diskless instance',
    removesOnlyStopped: true,
    cannotRemove: (index, node, error) =>
      `Could not remove disk ${index} on node ${node}, continuing anyway: ${error}`,
  },
}
