import type { ManProse } from './prose-of.ts'

/** The text of gnt-backup(8). */
export const BACKUP: ManProse = {
  summary: 'export and import instances',
  description: `
An export is a folder below /var/lib/ganeti/export on one node: config.ini holds the settings of the instance,
and a file for each disk holds what the export script of the operating system wrote. From an export you can
create the instance again, also with other nodes, another disk template or another name.`,
  sections: [],
  commands: {
    export: `
Stops the instance, takes a snapshot of each disk, starts the instance again, and copies from the snapshots. So
the instance is only down for seconds. A snapshot needs as much free space in the volume group as the disk has.
With --noshutdown the instance keeps running, and its file system is exported in the middle of its work.

Disks that are files cannot be frozen. Such an instance has to stay down for the whole export, and you must agree
to that with --long-sleep.

While it is made, the export is called NAME.new. If it fails, that folder stays on the node. Afterwards older
exports of the instance on other nodes are removed.`,
    import: `
Creates the instance and restores its disks; it does not start it. What you do not type comes from the export:
size of the disks, network cards, tags, parameters. An instance with the same MAC address must not exist any
more, or you give a new one: --net 0:mac=generate.`,
    list: `
Asks the nodes for their exports. A question mark means that the node did not answer, or never held an export; a
star that it is marked offline.`,
    remove:
      'Removes the exports of an instance on all nodes. If the instance is gone, type its full name.',
  },
}
