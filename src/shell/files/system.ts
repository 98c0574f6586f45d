import type { NodeName } from '../../sim/cluster/config.ts'
import { freeMemoryMib } from '../../sim/cluster/machine.ts'
import type { Release } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** What the nodes of each release's time run. */
const DEBIAN: Record<Release, { version: string; kernel: string; issue: string }> = {
  '2.11': { version: '7.6', kernel: '3.2.0-4-amd64', issue: 'Debian GNU/Linux 7' },
  '2.12': { version: '7.8', kernel: '3.2.0-4-amd64', issue: 'Debian GNU/Linux 7' },
  '3.0': { version: '12.5', kernel: '6.1.0-18-amd64', issue: 'Debian GNU/Linux 12' },
}

/** The Debian that the nodes of a Ganeti release run on. */
export const systemOf = (release: Release): (typeof DEBIAN)[Release] => DEBIAN[release]

const kib = (name: string, mib: number): string =>
  `${`${name}:`.padEnd(16)}${String(Math.round(mib * 1024)).padStart(8)} kB\n`

/** The text of /proc/meminfo, in KiB. What instances take is not free. */
export function memInfo(world: World, node: NodeName): string {
  const machine = machineOf(world, node)
  const free = freeMemoryMib(machine)
  return kib('MemTotal', machine.memory.totalMib) + kib('MemFree', free) + kib('MemAvailable', free)
}

/** The text of /proc/cpuinfo, as far as programs count processors in it. */
export const cpuInfo = (world: World, node: NodeName): string =>
  Array.from(
    { length: machineOf(world, node).cpus },
    (_, i) => `processor\t: ${i}\nmodel name\t: Simulated CPU\n\n`,
  ).join('')

/** Simulated seconds since this node was switched on; a cluster that is given up has run for a while. */
export const uptimeSeconds = (world: World, node: NodeName): number => {
  const { power } = machineOf(world, node)
  const before = power.is === 'on' && power.since === 0 ? 3 * 86400 + 4 * 3600 + 17 * 60 : 0
  return before + (world.now - power.since) / 1000
}

/** The text of /proc/uptime: seconds since the boot, and the sum of all idle ones. */
export const uptimeFile = (world: World, node: NodeName): string => {
  const seconds = uptimeSeconds(world, node)
  return `${seconds.toFixed(2)} ${(seconds * 1.9).toFixed(2)}\n`
}

/** /proc/loadavg: always the same, nothing here computes. */
export const loadAverage = (): string => '0.00 0.01 0.05 1/187 1207\n'

/** The text files of the system that say which system it is, by path. */
export const etcFiles: Readonly<Record<string, (world: World, node: NodeName) => string | null>> = {
  '/etc/hostname': (_world, node) => `${node}\n`,
  '/etc/debian_version': (world) => `${systemOf(world.release).version}\n`,
  '/etc/issue': (world) => `${systemOf(world.release).issue} \\n \\l\n\n`,
  '/proc/version': (world) => `Linux version ${systemOf(world.release).kernel}\n`,
}
