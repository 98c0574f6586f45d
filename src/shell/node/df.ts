import { resolvePath } from '../../lib/path.ts'
import { SYSTEM_DISK_MIB, systemDiskUsedKib } from '../../sim/cluster/system-disk.ts'
import { machineOf } from '../../sim/world.ts'
import { isDirectory, readFile } from '../files/tree.ts'
import { misused } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'
import { inUnit } from './units.ts'

interface FileSystem {
  device: string
  type: string
  on: string
  sizeKib: number
  usedKib: number
}

type Look = Parameters<NodeTool>[0]

/** What /run holds: sockets and the numbers of processes. */
const RUN_KIB = 52
const LOCKS_KIB = 5120

/** The file systems that are mounted. The volumes of instances are not: only the instance opens them. */
function fileSystemsOf({ world, node }: Look): FileSystem[] {
  const machine = machineOf(world, node)
  const memoryKib = machine.memory.totalMib * 1024
  const inMemory = (on: string, share: number, usedKib = 0, device = 'tmpfs') => ({
    device,
    type: device === 'udev' ? 'devtmpfs' : device,
    on,
    sizeKib: Math.floor(memoryKib * share),
    usedKib,
  })
  return [
    inMemory('/dev', 0.48, 0, 'udev'),
    inMemory('/run', 0.1, RUN_KIB),
    {
      device: '/dev/vda1',
      type: 'ext4',
      on: '/',
      sizeKib: SYSTEM_DISK_MIB * 1024,
      usedKib: systemDiskUsedKib(machine),
    },
    inMemory('/dev/shm', 0.5),
    { ...inMemory('/run/lock', 0), sizeKib: LOCKS_KIB },
  ]
}

/** As `df -h` rounds: always up, with one digit behind the point below ten. */
function human(kib: number): string {
  if (kib === 0) return '0'
  const { value, unit } = inUnit(kib)
  const tenths = Math.ceil(value * 10) / 10
  return `${tenths < 10 ? tenths.toFixed(1) : Math.ceil(value)}${unit}`
}

/** The file system of a path: the one that is mounted deepest above it. */
const under = (systems: readonly FileSystem[], path: string): FileSystem | undefined =>
  systems
    .filter(({ on }) => on === '/' || path === on || path.startsWith(`${on}/`))
    .sort((a, b) => b.on.length - a.on.length)[0]

const widest = (cells: readonly string[], least: number): number =>
  Math.max(least, ...cells.map((cell) => cell.length))

/** Columns as df lays them out: texts to the left, numbers to the right, and the last one as it is. */
function table(rows: readonly (readonly string[])[], typed: boolean): string {
  const least = typed ? [14, 4, 5, 5, 5, 4, 0] : [14, 5, 5, 5, 4, 0]
  const texts = typed ? 2 : 1
  const widths = least.map((width, i) =>
    widest(
      rows.map((row) => row[i] ?? ''),
      width,
    ),
  )
  const cellOf = (cell: string, i: number) =>
    i === least.length - 1
      ? cell
      : i < texts
        ? cell.padEnd(widths[i] ?? 0)
        : cell.padStart(widths[i] ?? 0)
  return rows.map((row) => `${row.map(cellOf).join(' ')}\n`).join('')
}

/** `df`: how full the file systems of this node are. */
export const df: NodeTool = (look) => {
  const long = { 'human-readable': 'h', 'print-type': 'T', portability: 'P', all: 'a' }
  const { flags, rest, wrong } = getopt('df', look.args, 'ahkmPTl', long)
  if (wrong !== null) return misused('df', wrong)
  const systems = fileSystemsOf(look)
  let err = ''
  const found = rest.flatMap((name) => {
    const path = resolvePath(look.cwd, name)
    if (!isDirectory(look.world, look.node, path) && !readFile(look.world, look.node, path).ok) {
      err += `df: ${name}: No such file or directory\n`
      return []
    }
    return under(systems, path) ?? []
  })
  const shown = rest.length > 0 ? found : systems
  const [size, title] =
    'h' in flags
      ? ([human, 'Size'] as const)
      : 'm' in flags
        ? ([(kib: number) => String(Math.ceil(kib / 1024)), '1M-blocks'] as const)
        : ([String, 'P' in flags ? '1024-blocks' : '1K-blocks'] as const)
  const typed = 'T' in flags
  const titles = [
    'Filesystem',
    ...(typed ? ['Type'] : []),
    title,
    'Used',
    'h' in flags ? 'Avail' : 'Available',
    'P' in flags ? 'Capacity' : 'Use%',
    'Mounted on',
  ]
  const rows = shown.map(({ device, type, on, sizeKib, usedKib }) => [
    device,
    ...(typed ? [type] : []),
    size(sizeKib),
    size(usedKib),
    size(sizeKib - usedKib),
    `${Math.ceil((100 * usedKib) / sizeKib)}%`,
    on,
  ])
  if (shown.length === 0) return { err, exit: 1 }
  return { out: table([titles, ...rows], typed), err, exit: err === '' ? 0 : 1 }
}
