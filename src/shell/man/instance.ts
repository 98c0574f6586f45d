import type { ManProse } from './prose-of.ts'

/** The text of gnt-instance(8). */
export const INSTANCE: ManProse = {
  summary: 'look after the virtual machines of a cluster',
  description: `
An instance is a virtual machine. It runs on its primary node. With the disk template drbd each of its
disks has a second half on the secondary node, which follows every write; with plain the disk is a volume
of one node only, and an instance cannot outlive the loss of that node.

All commands are typed on the master node and become jobs there. Ctrl-C leaves a job alone: it goes on, and
gnt-job watch shows it again.`,
  sections: [
    {
      title: 'Which way to move an instance',
      text: `
migrate: both nodes are well; the guest goes on running and changes sides with its secondary.

failover: the primary is dead, or the guest cannot be migrated; it is stopped, or is down already, and
starts on the secondary.

replace-disks: the guest stays where it is; its second half moves to another node.

move: for plain disks; the guest is stopped while its disk is copied.`,
    },
  ],
  commands: {
    add: `
Creates disks, writes the instance into the configuration, runs the scripts of its operating system and
starts it. With -n PRIMARY:SECONDARY you choose the nodes; with -I NAME an allocator does (a dot stands for
the default one). A drained node takes no new instance.`,
    failover: `
Stops the instance on its primary node, makes its disks usable on the secondary, and starts it there. The
two nodes swap their roles. Nothing is copied: the secondary has the data already.

Before it goes on, Ganeti asks both sides whether the secondary half is up to date, and refuses where it is
not. If the primary is dead and marked offline, that question cannot be asked, and the failover goes on.

The danger of --ignore-consistency: with it, neither degraded disks nor a primary that does not answer stop
the failover. A node that does not answer Ganeti is not proof of a node that does not run: its network may
be cut, or only its daemon dead. If the guest still runs there, it now runs twice, on two halves of one disk
that each take writes. These two histories can never be merged; one of them will be thrown away by hand.
So first make sure that the old primary is really off: look at its power, or pull it. Then mark it offline,

  gnt-node modify --offline=yes NODE

and only then

  gnt-instance failover --ignore-consistency INSTANCE`,
    migrate: `
Moves a running guest to its secondary node without stopping it. For a moment both halves of its disks take
writes; then the old side becomes the secondary. It needs both nodes: where the primary is offline, use
failover.

If a node dies on the way, the configuration and the truth may disagree on where the guest runs. Then

  gnt-instance migrate --cleanup INSTANCE

asks the nodes and puts the configuration right.`,
    'replace-disks': `
-s makes new volumes for the secondary on the same node; -p does so for the primary; -n NODE gives the
instance another secondary node; -I NAME lets an allocator choose that node; -a repairs whichever half is
broken. A new half is copied in full from the good one, and until it has caught up the instance has only
one good copy. What a dead node held stays behind on it as volumes that nobody uses.`,
    move: `
Copies a plain disk to another node. The instance is shut down for as long as that takes.`,
    'activate-disks': `
Makes the disks of an instance usable without starting it, and connects halves that have lost each other:
after a node has come back, its DRBD devices exist only once somebody activates them. gnt-cluster
verify-disks does the same for all instances that need it.`,
    console: `
Opens the console of a running guest, on the node where it runs. A login prompt proves that it has come up.`,
  },
}
