import { fixedPoint } from '../haskell.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, isRunning, NONE } from '../model/model.ts'
import { printTable } from './table.ts'

const HEADER = 'F Name Pri_node Sec_node Auto_bal vcpu mem dsk lCpu lMem lDsk lNet'.split(' ')
const NUMERIC = HEADER.map((_, place) => place >= 5)

/** The instance map that `--print-instances` prints (HTools/Cluster.hs, printInsts). */
export const instanceTable = (nodes: Indexed<Node>, instances: Indexed<Instance>): string =>
  printTable(
    '',
    HEADER,
    elements(instances).map((inst) => [
      isRunning(inst) ? 'R' : ' ',
      inst.name,
      find(nodes, inst.primary).name,
      inst.secondary === NONE ? '' : find(nodes, inst.secondary).name,
      inst.autoBalance ? 'Y' : 'N',
      `${inst.vcpus}`.padStart(3),
      `${inst.memoryMib}`.padStart(5),
      `${Math.floor(inst.diskMib / 1024)}`.padStart(5),
      ...[inst.load.cpu, inst.load.memory, inst.load.disk, inst.load.net].map((load) =>
        fixedPoint(load, 3).padStart(5),
      ),
    ]),
    NUMERIC,
  )
