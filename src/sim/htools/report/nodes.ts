import { compare } from '../../../lib/order.ts'
import { own } from '../../../lib/own.ts'
import { fixedPoint, showDouble } from '../haskell.ts'
import type { Indexed, Node } from '../model/model.ts'
import { elements } from '../model/model.ts'
import {
  availableMemoryMib,
  freeDiskRatio,
  spindleLimit,
  unreservedMemoryMib,
} from '../model/node.ts'
import { printTable } from './table.ts'

/** The list of nodes that `-p` prints (HTools/Node.hs, showField). */

type Column = readonly [header: string, numeric: boolean, show: (node: Node) => string]

const padded = (value: number, width: number): string => `${value}`.padStart(width)
const fixed = (value: number, width: number, decimals: number): string =>
  fixedPoint(value, decimals).padStart(width)

const list = (indexes: readonly number[]): string => `[${indexes.join(',')}]`

const columns: Readonly<Record<string, Column>> = {
  idx: ['Index', true, (n) => padded(n.index, 4)],
  name: ['Name', false, (n) => n.alias],
  fqdn: ['Name', false, (n) => n.name],
  status: ['F', false, (n) => (n.offline ? '-' : n.failN1 ? '*' : ' ')],
  tmem: ['t_mem', true, (n) => fixed(n.totalMemoryMib, 5, 0)],
  nmem: ['n_mem', true, (n) => padded(n.nodeMemoryMib, 5)],
  xmem: ['x_mem', true, (n) => padded(n.missingMemoryMib, 5)],
  fmem: ['f_mem', true, (n) => padded(n.reportedFreeMemoryMib, 5)],
  umem: ['u_mem', true, (n) => padded(availableMemoryMib(n), 5)],
  amem: ['a_mem', true, (n) => padded(unreservedMemoryMib(n), 5)],
  imem: ['i_mem', true, (n) => padded(n.instanceMemoryMib, 5)],
  rmem: ['r_mem', true, (n) => padded(n.reservedMemoryMib, 5)],
  tdsk: ['t_dsk', true, (n) => fixed(n.totalDiskMib / 1024, 5, 0)],
  fdsk: ['f_dsk', true, (n) => padded(Math.floor(n.freeDiskMib / 1024), 5)],
  tcpu: ['pcpu', true, (n) => fixed(n.totalCpus, 4, 0)],
  ucpu: ['vcpu', true, (n) => padded(n.usedVcpus, 4)],
  pcnt: ['pcnt', true, (n) => padded(n.primaries.length, 3)],
  scnt: ['scnt', true, (n) => padded(n.secondaries.length, 3)],
  plist: ['primaries', true, (n) => list(n.primaries)],
  slist: ['secondaries', true, (n) => list(n.secondaries)],
  pfmem: ['p_fmem', true, (n) => fixed(availableMemoryMib(n) / n.totalMemoryMib, 6, 4)],
  pfdsk: ['p_fdsk', true, (n) => fixed(freeDiskRatio(n), 6, 4)],
  rcpu: ['r_cpu', true, (n) => fixed(n.usedVcpus / n.totalCpus, 5, 2)],
  cload: ['lCpu', true, (n) => fixed(n.load.cpu, 5, 3)],
  mload: ['lMem', true, (n) => fixed(n.load.memory, 5, 3)],
  dload: ['lDsk', true, (n) => fixed(n.load.disk, 5, 3)],
  nload: ['lNet', true, (n) => fixed(n.load.net, 5, 3)],
  ptags: [
    'PrimaryTags',
    false,
    (n) =>
      Object.entries(n.exclusionTags)
        .sort(([a], [b]) => compare(a, b))
        .map(([tag, count]) => `${tag}=${count}`)
        .join(','),
  ],
  peermap: [
    'PeerMap',
    false,
    (n) =>
      `[${Object.entries(n.peers)
        .map(([peer, mib]) => `(${peer},${mib})`)
        .join(',')}]`,
  ],
  spindle_count: ['NodeSpindles', true, (n) => `${n.totalSpindles}`],
  hi_spindles: ['MaxSpindles', true, (n) => showDouble(spindleLimit(n))],
  inst_spindles: ['InstSpindles', true, (n) => showDouble(n.instanceSpindles)],
}

const UNKNOWN = '<unknown field>'
const unknown: Column = [UNKNOWN, false, () => UNKNOWN]

const defaultFields =
  'status name tmem nmem imem xmem fmem umem rmem tdsk fdsk tcpu ucpu pcnt scnt pfmem pfdsk rcpu cload mload dload nload'.split(
    ' ',
  )

/** The nodes as a table. `fields` empty: the usual ones; after a first '+' further ones. */
export const nodeTable = (nodes: Indexed<Node>, fields: readonly string[]): string => {
  const [first, ...more] = fields
  const chosen =
    first === undefined ? defaultFields : first === '+' ? [...defaultFields, ...more] : fields
  const shown = chosen.map((field) => own(columns, field) ?? unknown)
  return printTable(
    '',
    shown.map(([header]) => header),
    elements(nodes).map((node) => shown.map(([, , show]) => show(node))),
    shown.map(([, numeric]) => numeric),
  )
}
