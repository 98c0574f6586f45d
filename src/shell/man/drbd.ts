/** Pages of the tools for DRBD and for processes, where one line is too little. Examples begin with two blanks. */
export interface ToolPage {
  synopsis: string
  text: string
}

const DRBDSETUP = `
drbdsetup tells the kernel what to do with a DRBD device; it reads no configuration. Ganeti calls it for
everything it does with DRBD, and whoever has to mend by hand what Ganeti cannot, uses it as well. A device
is named by its minor: 0, /dev/drbd0, or as a resource, resource0. gnt-instance info and gnt-node list-drbd
say which minor belongs to which instance. The device may also stand before the command, as it had to until
DRBD 8.3.

To look: role, cstate, dstate (this side's word first, the peer's second), status, show (how the minor is
set up, with its addresses and its secret) and get-gi (the generations of its data: the current one, the one
that the bitmap counts from, two older ones, then marks).

To change: primary and secondary give and take the right to use the device; a device that a guest has open
stays primary. detach lets go of the local disk. down takes the minor out of the kernel. invalidate declares
the local copy worthless, so that all of it is copied from the peer; invalidate-remote does so with the
peer's. disconnect ends the connection for good (StandAlone). connect looks for the peer again
(WFConnection until it is found).

connect and disconnect take both ends of the connection, the own one first. Both sides must agree on
protocol, policies and secret; if they don't, dmesg says on what. Ganeti's are: --protocol C --after-sb-0pri
discard-zero-changes --after-sb-1pri consensus --cram-hmac-alg md5 --shared-secret SECRET.

  drbdsetup disconnect ipv4:10.10.0.12:11001 ipv4:10.10.0.11:11001

For short, a minor alone stands here for the connection that it had last:

  drbdsetup disconnect 0
  drbdsetup connect 0

Split brain. When both sides were written to while they did not see each other, they drop the connection as
soon as they meet: StandAlone on one side or both, and Split-Brain detected in dmesg. Somebody must say whose
data are given up. First see that no guest runs on that side (ps ax, kill). Then there, on the side that loses:

  drbdsetup disconnect 0
  drbdsetup secondary 0
  drbdsetup connect 0 --discard-my-data

And on the side that wins, unless it is waiting already (WFConnection):

  drbdsetup connect 0

What either side changed since they parted is copied from the winner, and nothing else. cat /proc/drbd shows
how far it is.

Exit status: 0 when done or when there was nothing to do, 10 when the request makes no sense, 11 when the
kernel refuses the change of state, 17 when it would need data that are up to date, 20 when the line is wrong.
`

const DRBDADM = `
drbdadm works by resources that are described in /etc/drbd.conf and /etc/drbd.d, and calls drbdsetup for each.
Ganeti describes none there: it calls drbdsetup itself. So on a node of a cluster drbdadm has nothing to work
with and says: no resources defined! What a book does with drbdadm is done here with drbdsetup and a minor.
`

const OVERVIEW = `
One line per DRBD minor: connection, roles, disks, and how far a resync is. The names of resources come from
drbdadm's configuration, which has none on a Ganeti node; so each is called ??not-found??.
`

const DMESG = `
The last lines of the kernel's log, as far as they are about DRBD: changes of state, as "what( before -> after )",
what two halves find when they meet (self and peer: their generations, and how many blocks of 4 KiB differ),
and why they part. The log lives in memory: it begins anew with every boot.
`

const KILL = `
Ends processes. ps ax shows their numbers; a guest is a process called kvm. A guest that ends this way stops as
if its plug had been pulled, and Ganeti learns of it when it next asks: the instance is ERROR_down, and the
watcher would start it again. It is the way to stop a guest that runs where it should not, since Ganeti only
stops the one on the node that it takes for the primary one.

  ssh nodeB pkill -f debianX

pkill and pgrep take a regular expression for the name of the program, with -f for its whole line.
`

/** The manual pages of programs that are not Ganeti's, by name. */
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
