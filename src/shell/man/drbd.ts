/** The manual page of a tool for DRBD or processes. Paragraphs that start with two blanks are examples. */
export interface ToolPage {
  synopsis: string
  text: string
  /** One line for each; absent: the text describes them. */
  options?: string
}

const DRBDSETUP = `
drbdsetup tells the kernel what to do with a DRBD device; it reads no configuration. Ganeti calls it for
everything it does with DRBD. Use it for repairs that Ganeti cannot do. Name a device by its minor: 0,
/dev/drbd0, or as a resource, resource0. gnt-instance info and gnt-node list-drbd show which minor belongs to
which instance. The device may also stand before the command, as DRBD 8.3 requires.

To inspect: role, cstate, dstate (this node first, then the peer), status, show (how the minor is configured,
with its addresses and its secret) and get-gi (the generations of its data: the current one, the one that the
bitmap counts from, two older ones, then flags).

To change: primary and secondary set the role. A device that an instance uses stays primary. detach releases the
local disk. down removes the minor from the kernel. invalidate discards the local copy, so that all of it is
copied from the peer; invalidate-remote discards the peer's. disconnect ends the connection until you connect
again (StandAlone). connect looks for the peer (WFConnection until it is found).

On a real node, disconnect takes both addresses of the connection, the local one first, and connect takes the
resource before them and all options after them. drbdsetup show prints them: note them before you disconnect.
Both sides must agree on protocol, policies and secret; if they do not, dmesg says where they differ. Ganeti's
options are: --protocol C --after-sb-0pri discard-zero-changes --after-sb-1pri consensus --cram-hmac-alg md5
--shared-secret SECRET.

  drbdsetup disconnect ipv4:10.10.0.12:11001 ipv4:10.10.0.11:11001

Only in this trainer, a minor alone stands for the connection that it had last:

  drbdsetup disconnect 0
  drbdsetup connect 0

Degraded means only that a copy has no peer, or that its own disk is not UpToDate. A copy that lost its peer a
second ago and one that lost it a week ago look the same to Ganeti. Stale means that the peer has written alone
since then: oos in the peer's /proc/drbd counts it. Split means that both have.

Split brain. If both copies were written to while they were disconnected, DRBD drops the connection as soon as
they connect: StandAlone on one node or both, and Split-Brain detected in dmesg. You must choose which copy to
discard. First make sure that the instance does not run on that node (ps ax, kill). Then run there:

  drbdsetup disconnect 0
  drbdsetup secondary 0
  drbdsetup connect 0 --discard-my-data

On the node whose copy you keep, unless it already waits (WFConnection), run:

  drbdsetup connect 0

DRBD copies every block that either side has changed since they were disconnected. cat /proc/drbd shows the
progress.

Exit status: 0 when done or when there was nothing to do, 10 when the request makes no sense, 11 when the
kernel refuses the change of state, 17 when it would need data that are up to date, 20 when the line is wrong.
`

const DRBDADM = `
drbdadm manages the resources that are defined in /etc/drbd.conf and /etc/drbd.d, and calls drbdsetup for each.
Ganeti defines none there: it calls drbdsetup itself. So on a node of a Ganeti cluster, drbdadm says: no resources
defined! Where a book uses drbdadm, use drbdsetup with a minor.
`

const OVERVIEW = `
Shows one line per DRBD minor: connection, roles, disks, and the progress of a resync. Resource names come from
drbdadm's configuration. A Ganeti node has none, so each resource is called ??not-found??.
`

const DMESG = `
Shows the last lines of the kernel log about DRBD: changes of state, as "what( before -> after )"; what two copies
find when they connect (self and peer: their generations, and how many blocks of 4 KiB differ); and why they
disconnect. The log is in memory, so it starts empty after each boot.
`

const KILL = `
Ends processes. ps ax shows their numbers; an instance is a process called kvm. An instance that you end this way
stops as if it had lost its power. Ganeti notices when it next asks: the instance is ERROR_down, and the watcher
would start it again. Use this to stop an instance that runs where it should not: Ganeti stops it only on the node
that it considers the primary. Look first, so that you do not end another process with the same text in its line:

  ssh nodeB pgrep -af debianX
  ssh nodeB kill PID

pkill and pgrep take a regular expression for the program's name, or with -f for its whole command line.
`

/** The manual pages of programs outside Ganeti, by name. */
export const TOOL_PAGES: Readonly<Record<string, ToolPage>> = {
  dmesg: { synopsis: 'dmesg [-T]', text: DMESG },
  'drbd-overview': { synopsis: 'drbd-overview', text: OVERVIEW },
  drbdadm: { synopsis: 'drbdadm COMMAND RESOURCE', text: DRBDADM },
  drbdsetup: { synopsis: 'drbdsetup COMMAND DEVICE [ARGUMENT...] [OPTION...]', text: DRBDSETUP },
  kill: { synopsis: 'kill [-SIGNAL] PID...', text: KILL },
  killall: { synopsis: 'killall [-SIGNAL] NAME...', text: KILL },
  pgrep: { synopsis: 'pgrep [-f] [-a] PATTERN', text: KILL },
  pkill: { synopsis: 'pkill [-SIGNAL] [-f] PATTERN', text: KILL },
}
