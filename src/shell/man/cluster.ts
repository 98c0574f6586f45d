import type { ManProse } from './prose-of.ts'

/** The text of gnt-cluster(8). */
export const CLUSTER: ManProse = {
  summary: 'manage the cluster as a whole',
  description: `
One node is the master. It accepts commands, runs jobs and holds the configuration; the master candidates have
copies of it. The cluster's name and address belong to the node that is the master.`,
  sections: [],
  commands: {
    'master-failover': `
Makes the node on which you run it the master. Run it on the new master, not on the old one. The node must be a
master candidate.

First it asks the other nodes which node they consider the master, so that a node that names another master than the
rest, or is itself cut off, cannot take over. It does not check that this node has the newest configuration. If too few nodes answer, it refuses. The votes do not prove that the
old master is off: you have to know that.

--no-voting skips the votes. Use it only where no majority is left, and only when you know that the old master is
off. If the old master still runs, there will be two masters, and you will lose what one of them writes. An old
master that boots again asks the others and does not become master. One that was only cut off never asks: it
continues as master.`,
    verify: `
Compares the configuration with what the nodes report: daemons, files, volumes, DRBD devices, instances and spare
memory. It repairs nothing. If a line says ERROR, the exit status is 1. Each node that does not answer costs a
time-out unless it is marked offline.`,
    'verify-disks': `
Checks the disks of instances that should be active, for example after a node has come back. It reports missing
volumes, and activates disks whose volume is inactive or whose DRBD minor is missing, StandAlone or Diskless, with one
job per instance. DRBD then copies what the node has missed. It does not start instances, and it cannot resolve a
split brain. A copy that is connected and still syncing only needs time.`,
    watcher: `
Pauses or resumes the watcher: watcher pause DURATION, watcher continue, watcher info. The watcher restarts instances
that should run, so pause it before you stop one by other means than Ganeti.`,
    'redist-conf': `
Sends the configuration to all master candidates again, and the ssconf files to all nodes that are not offline.`,
  },
}
