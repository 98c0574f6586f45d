import type { ManProse } from './prose-of.ts'

/** The text of gnt-node(8). */
export const NODE: ManProse = {
  summary: 'manage the nodes of a cluster',
  description: `
A node is a server that runs instances. Each node is a master candidate (it holds a copy of the configuration and
can become master), a regular node, drained, or offline.`,
  sections: [
    {
      title: 'Drained and offline',
      text: `
Drained is for planned work: Ganeti still calls the node, but puts nothing new on it. No instance
can migrate or fail over to it either, so give those that have it as secondary another one soon.

Offline is for a node that does not answer: Ganeti no longer calls it, so that commands are fast again, and assumes
that nothing runs there. Set this flag only when the node is really off.`,
    },
    {
      title: 'How to empty a node for maintenance',
      text: `
  gnt-node modify --drained=yes NODE
  gnt-node migrate NODE
  gnt-node evacuate -s -I . NODE
  gnt-instance move -n OTHER INSTANCE

The first line keeps new instances away. The second migrates running DRBD instances to their secondaries. The
third gives the instances that still use the node another secondary. The last one is for plain instances. Then

  gnt-node list -o name,pinst_list,sinst_list

shows an empty node, which you can halt.`,
    },
  ],
  commands: {
    add: `
Adds a node to the cluster: it asks you to confirm the host key, copies keys and configuration to the node, and
makes it a master candidate if the pool has room.

--readd is for a node that is still in the configuration and comes back, repaired or after it was offline. It takes
the addresses from the configuration and clears the drained and offline flags. It does not touch or activate the
disks: run gnt-cluster verify-disks afterwards, so that the DRBD copies on the node get in sync. If the node has
new, empty disks, give its instances another secondary with gnt-node evacuate -s. To keep this node as the secondary,
run gnt-instance activate-disks INSTANCE first, and then

  gnt-instance replace-disks -s INSTANCE`,
    evacuate: `
Moves instances permanently off a node. -s gives the instances that have the node as secondary another secondary;
they keep running, but until its new copy is in sync, each
of them has one copy only. You choose it with -n NODE, or an allocator does with -I NAME. -p moves the instances that have
the node as primary to their own secondary. Plain instances cannot be evacuated; move them.`,
    failover: `
Fails over every instance that has this node as primary, with one job each. The warning about --ignore-consistency
in gnt-instance(8) applies to all of them at once.`,
    migrate: `
Migrates every instance that has this node as primary. The node stays the secondary of all of them.`,
    modify: `
Changes the flags of a node: --drained, --offline, --master-candidate, each yes or no. With --auto-promote another
node becomes a master candidate if the pool would become too small.`,
    remove: `
Removes a node from the cluster. The node must not be the master, nor the primary or secondary of any instance. If it boots
again, it still considers itself a member and has its old disks: wipe it, or keep its network unplugged.`,
  },
}
