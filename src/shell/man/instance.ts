import type { ManProse } from './prose-of.ts'

/** The text of gnt-instance(8). */
export const INSTANCE: ManProse = {
  summary: 'manage the instances of a cluster',
  description: `
An instance is a virtual machine. It runs on its primary node. With the disk template drbd, each of its disks
has a second copy on the secondary node, which receives every write. With plain, the disk is a volume of one
node, and its data is lost with that node.

Run all commands on the master. Commands that change something become jobs. Ctrl-C does not stop a job: it
continues, and gnt-job watch shows it again.`,
  sections: [
    {
      title: 'How to move an instance',
      text: `
migrate: both nodes work. The instance keeps running and moves to its secondary.

failover: the primary is dead, or the instance cannot be migrated. It is stopped (or already down) and starts
on the secondary.

replace-disks: the instance stays where it is. Its secondary changes to another node.

move: for plain disks. The instance is stopped while its disk is copied.`,
    },
  ],
  commands: {
    add: `
Creates the disks, writes the instance into the configuration, runs the scripts of its operating system and
starts it. With -n PRIMARY:SECONDARY you choose the nodes; with -I NAME an allocator does (a dot stands for
the default one). A drained node accepts no new instance.`,
    failover: `
Stops the instance on its primary node, activates its disks on the secondary, and starts it there. The two nodes
swap their roles. Nothing is copied: the secondary has the data if it was in sync.

Before it continues, Ganeti asks the secondary whether its disks are degraded, and refuses if they are. If the
primary is marked offline, Ganeti asks as well but ignores the answer: without the primary, the disk is always
degraded. So it also continues with a copy that was out of date before the crash. Look first: cat /proc/drbd on
the secondary must say UpToDate for its own disk, and dmesg there must show that the connection was lost at the
crash, not earlier. If the instance is stopped (ADMIN_down), Ganeti does not ask at all.

The danger of --ignore-consistency: with it, neither degraded disks nor a primary that does not answer stop the
failover. A node that does not answer may still run: its network may be cut, or only its daemon dead. If the
instance still runs there, it now runs twice, and each writes to its own copy of the disk. The copies can never
be merged; you will have to discard one of them.

So first make sure that the old primary is really off: look at its power switch, or pull the plug. Then mark it
offline,

  gnt-node modify --offline=yes NODE

and run

  gnt-instance failover INSTANCE

which needs no --ignore-consistency then. Use that option only if the failover still refuses and you know why.`,
    migrate: `
Moves a running instance to its secondary node without stopping it. For a moment both copies of its disks may be
written to; then the old primary becomes the secondary. It needs both nodes: if the primary is offline, use
failover.

If a node dies during the migration, the configuration may not say where the instance really runs. Then

  gnt-instance migrate --cleanup INSTANCE

asks the nodes and corrects the configuration. First look with ps ax on both nodes. If both have a process, find the
living one and end the paused one. In 3.0, --cleanup would otherwise stop the one on the target and continue the one
on the source, even if all memory had arrived.`,
    'replace-disks': `
-s makes new volumes on the secondary; -p does so on the primary; -n NODE gives the instance another secondary;
-I NAME lets an allocator choose that node; -a repairs whichever copy is broken. The new copy is filled
completely, and until it is in sync the instance has only one complete copy. The volumes on a dead node remain
there, unused.`,
    move: `
Copies a plain disk to another node. The instance is down until the copy is complete.`,
    'activate-disks': `
Activates the disks of an instance without starting it, and reconnects its copies. After a node has come back, its
DRBD devices do not exist until you activate them. gnt-cluster verify-disks does the same for all instances that
need it.`,
    console: `
Opens the console of a running instance, on the node where it runs. A login prompt proves that it is up.`,
  },
}
