import { own } from '../../lib/own.ts'
import type { Release } from '../../sim/releases.ts'
import { usageTable } from '../htools/line/getopt.ts'
import { isHtool, optionsOf } from '../htools/line/listed.ts'
import { OPTIONS } from '../htools/line/options.ts'
import type { ToolPage } from './drbd.ts'

/** Manual pages of htools: our own text, then the options as they are declared. */

const SOURCES = `
Where the cluster comes from: -L asks the master daemon of this node, so type it on the master. -t FILE reads a text
file: hscan writes one, hbal -S writes two, and you can write one yourself.
`

const HBAL = `
hbal looks for moves that make a node group better balanced, one after the other, and prints each with the score of
the cluster after it. The score is 0 on a perfectly balanced cluster; hinfo shows its parts. It counts free memory,
free disk space, virtual CPUs, load, nodes that could not take over what they are secondary for, and instances on
offline nodes. hbal stops when no move gains enough.

The signs after a=: f is a migration to the secondary node, r:NODE is a new secondary node. "f r:nodeB f" migrates,
replaces the secondary node, which is now the old primary, by nodeB, and migrates there.

hbal changes nothing by itself. -C prints the commands; -X, together with -L, submits the moves as jobs: those that
share no node at the same time, the next set when all of one have succeeded. Ctrl-C lets the current set end.

  hbal -L
  hbal -L -C
  hbal -L -X
  hbal -L -O nodeC -E

The last one empties a node: -O counts it as offline, -E moves nothing but its instances.

Since 3.0, htools count 4096 MiB of each KVM node as the node's own. On smaller nodes nothing fits, so that no move is
found; --static-kvm-node-memory=0 counts what the nodes report.
`

const HINFO = `
hinfo prints the score of the cluster and its parts, each with the weight with which it is counted. Parts that end in
_cv are standard deviations over the nodes. -p lists the nodes, --print-instances the instances.

  hinfo -L -p
`

const HCHECK = `
hcheck says whether the cluster is healthy: whether every node could take over what it is secondary for (N+1),
whether instances are on offline nodes, whether every node could be emptied. If something is wrong, it balances the
cluster on trial and says what would be left. It ends with status 1 when the cluster needs to be balanced.

  hcheck -L
`

const HROLLER = `
hroller divides the nodes into groups that you can reboot together: no instance has both of its nodes in one group, and
the instances that fail over find room on the other nodes. The largest group comes first, the master last. Instances
without a second copy need another place meanwhile: --print-moves shows where they would go, --ignore-non-redundant
leaves them where they are. With --full-evacuation the nodes of a group are emptied altogether.

  hroller -L
  hroller -L --print-moves --one-step-only
`

const HSCAN = `
hscan writes the running cluster to LOCAL.data in the directory it is started in, or in the one that -d names, and
prints a line about it. The other programs read the file with -t, on every node.

  hscan -d /tmp
  hbal -t /tmp/LOCAL.data
`

const HSPACE = `
hspace places new instances on trial until no further one fits, and prints how many did, with the score before and
after. First it tries the largest instance that the policy allows, and ever smaller ones when it does not fit; then
instances of the standard size. It says what was missing in most places: FailMem memory, FailDisk disk space, FailCPU
virtual CPUs, FailN1 room for the failure of a node.

  hspace -L
  hspace -L --disk-template drbd --standard-alloc 10g,1g,2
  hspace --simulate p,3,100g,16g,8

The last one asks about three empty nodes that do not exist.
`

const PAGES: Readonly<Record<string, ToolPage>> = {
  hbal: { synopsis: 'hbal {-L | -t FILE} [-C] [-X] [OPTION...]', text: HBAL + SOURCES },
  hcheck: { synopsis: 'hcheck {-L | -t FILE} [OPTION...]', text: HCHECK + SOURCES },
  hinfo: { synopsis: 'hinfo {-L | -t FILE} [OPTION...]', text: HINFO + SOURCES },
  hroller: { synopsis: 'hroller {-L | -t FILE} [OPTION...]', text: HROLLER + SOURCES },
  hspace: {
    synopsis: 'hspace {-L | -t FILE | --simulate SPEC} [OPTION...]',
    text: HSPACE + SOURCES,
  },
  hscan: { synopsis: 'hscan [-d DIRECTORY]', text: HSCAN },
}

/** The page of a program; null where it has none. */
export const htoolPage = (release: Release, name: string): ToolPage | null => {
  const page = own(PAGES, name)
  if (page === undefined || !isHtool(name)) return null
  const options = usageTable(
    '',
    optionsOf(release, name).map((option) => OPTIONS[option]),
  )
  return { ...page, options: options.replace(/^\n/, '') }
}
