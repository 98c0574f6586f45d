import { own } from '../../lib/own.ts'
import { freeMemoryMib } from '../../sim/cluster/machine.ts'
import { machineOf } from '../../sim/world.ts'
import { misused } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'
import { inUnit } from './units.ts'

/** As `free -h` rounds: one digit behind the point below ten. */
function human(kib: number): string {
  if (kib === 0) return '0B'
  const { value, unit } = inUnit(kib)
  return `${value < 10 ? value.toFixed(1) : Math.floor(value)}${unit}i`
}

const SHIFTS: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1024 * 1024 }

/** `free`: the memory of this node, what its instances take included. Nodes have no swap and cache nothing. */
export const free: NodeTool = ({ world, node, args }) => {
  const long = { kibi: 'k', mebi: 'm', gibi: 'g', human: 'h', total: 't', wide: 'w' }
  const { flags, wrong } = getopt('free', args, 'kmghtw', long)
  if (wrong !== null) return misused('free', wrong)
  const machine = machineOf(world, node)
  const unit = Object.keys(SHIFTS).find((letter) => Object.hasOwn(flags, letter)) ?? 'k'
  const shown = (mib: number) =>
    'h' in flags ? human(mib * 1024) : String(Math.floor((mib * 1024) / (own(SHIFTS, unit) ?? 1)))
  const available = freeMemoryMib(machine)
  const total = machine.memory.totalMib
  const row = (name: string, cells: readonly number[]) =>
    `${name.padEnd(8)}${cells.map((cell) => shown(cell).padStart(12)).join('')}\n`
  const titles = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
  return {
    out: [
      `${' '.repeat(8)}${titles.map((title) => title.padStart(12)).join('')}\n`,
      row('Mem:', [total, total - available, available, 0, 0, available]),
      row('Swap:', [0, 0, 0]),
      ...('t' in flags ? [row('Total:', [total, total - available, available])] : []),
    ].join(''),
    exit: 0,
  }
}
