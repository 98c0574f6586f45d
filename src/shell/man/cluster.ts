import type { ManProse } from './prose-of.ts'

/** The text of gnt-cluster(8). */
export const CLUSTER: ManProse = {
  summary: 'look after the cluster as a whole',
  description: `
One node is the master: it takes commands, runs jobs and holds the configuration, of which the master
candidates have copies. The cluster's name and address belong to whichever node is master.`,
  sections: [],
  commands: {
    'master-failover': `
Makes the node on which it is typed the master. It is not typed on the old master, but on the node that is to
be the new one, which must be a master candidate.

Before it does anything, it asks the other nodes who they think the master is, so that a node with an old
configuration, or on the wrong side of a cut network, cannot take over. Without answers of enough nodes it
refuses.

--no-voting skips that question. It is meant for two nodes of which one is dead, and it is dangerous: if the
old master still runs somewhere, there will be two masters, and what one of them writes will be lost. Make
sure that the old master is off before you use it. An old master that comes back learns its place from the
others, and stays out.`,
    verify: `
Compares the configuration with what the nodes report: daemons, files, volumes, DRBD devices, instances,
spare memory. It changes nothing. Lines with ERROR set exit status 1; what the simulated master cannot reach
costs a time-out for each node that is not marked offline.`,
    'verify-disks': `
Looks for disks that should be active and are not, for instance after a node has come back, and activates
them: one job for each instance concerned. DRBD then copies what the other half has missed. A half that is
connected but still catching up needs nothing but time.`,
    watcher: `
Pauses the watcher, which would restart instances that you have taken down by hand from inside, or lets it go
on: watcher pause DURATION, watcher continue, watcher info.`,
    'redist-conf': `
Sends the configuration and its small companions to all nodes again.`,
  },
}
