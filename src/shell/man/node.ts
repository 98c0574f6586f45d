import type { ManProse } from './prose-of.ts'

/** The text of gnt-node(8). */
export const NODE: ManProse = {
  summary: 'look after the physical machines of a cluster',
  description: `
A node is a server that carries instances. Every node is a master candidate (it holds a copy of the
configuration and can become master), a regular node, drained, or offline.`,
  sections: [
    {
      title: 'Drained and offline',
      text: `
Drained is for planned work: Ganeti still talks to the node, and puts nothing new on it.

Offline is for a node that does not answer: Ganeti stops asking it, so that commands are fast again, and
believes that nothing runs there. Set it only when the node is really off.`,
    },
    {
      title: 'A node for maintenance',
      text: `
  gnt-node modify --drained=yes NODE
  gnt-node migrate NODE
  gnt-node evacuate -s -I . NODE
  gnt-instance move -n OTHER INSTANCE

The first line keeps new instances away; the second sends running DRBD instances to their secondaries; the
third finds other secondaries for what is left; the last is for plain instances. Afterwards

  gnt-node list -o name,pinst_list,sinst_list

shows an empty node, which may be halted.`,
    },
  ],
  commands: {
    add: `
Adds a machine to the cluster: its host key is confirmed, keys and configuration are copied to it, and it
becomes a master candidate if the pool has room.

--readd is for a node that is still in the configuration and comes back, repaired or after it was offline:
its addresses are taken from the configuration, and the drained and offline flags are cleared. Its disks are
not touched and not activated: run gnt-cluster verify-disks afterwards, so that its halves of DRBD disks
catch up. If the machine came back with new disks, replace the lost halves with

  gnt-instance replace-disks -s INSTANCE`,
    evacuate: `
Moves instances off a node for good. -s takes those that have the node as secondary: they get another
secondary, and go on running. -p takes those that have it as primary. Either a node (-n) or an allocator
(-I) says where to. Plain instances cannot be evacuated; move them.`,
    failover: `
Fails every instance over that has this node as primary, one job each. What is said of --ignore-consistency
in gnt-instance(8) holds here for all of them at once.`,
    migrate: `
Migrates every instance that has this node as primary. The node stays the secondary of all of them.`,
    modify: `
Changes the flags of a node: --drained, --offline, --master-candidate, each yes or no. With --auto-promote
another node becomes master candidate where the pool would shrink.`,
    remove: `
Takes a node out of the cluster. It must carry no instance, neither as primary nor as secondary, and must
not be the master.`,
  },
}
