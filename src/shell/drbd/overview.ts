import { diskState, halfOn, isConnected, peerHalf } from '../../sim/cluster/drbd/drbd.ts'
import { machineOf } from '../../sim/world.ts'
import { progressLine } from '../files/proc-drbd.ts'
import type { NodeTool } from '../node/tool.ts'

/** drbd-overview: one line per minor. It looks for names in drbdadm's configuration and finds none. */
export const drbdOverview: NodeTool = ({ world, node }) => {
  const rows = Object.keys(machineOf(world, node).drbd).flatMap((minor) => {
    const half = halfOn(world, node, Number(minor))
    if (!half) return []
    const { device } = half
    const peer = isConnected(device) ? peerHalf(world, half) : undefined
    const cells = [
      `${minor.padStart(2)}:??not-found??`,
      '',
      device.connection,
      `${device.role}/${peer?.device.role ?? 'Unknown'}`,
      `${diskState(half)}/${peer ? diskState(peer) : device.peerDisk}`,
    ]
    return [{ cells, progress: progressLine(world, half) }]
  })
  const widths = [0, 1, 2, 3, 4].map((i) =>
    Math.max(0, ...rows.map(({ cells }) => (cells[i] ?? '').length + 1)),
  )
  const text = rows.map(({ cells, progress }) => {
    const line = cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('')
    return `${line}\n${progress === '' ? '' : `${progress}${' '.repeat(widths[0] ?? 0)}\n`}`
  })
  return { out: text.join(''), exit: 0 }
}
