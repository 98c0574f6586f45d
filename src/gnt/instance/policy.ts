/**
 * The instance policy every cluster starts with, and what a planned instance breaks of it.
 * Source: IPOLICY_DEFAULTS in Ganeti's constants, ComputeIPolicySpecViolation in lib/cmdlib/common.py.
 */
import { own } from '../../lib/own.ts'
import type { InstanceConf, PolicyConf } from '../../sim/cluster/config.ts'

const RANGES = {
  'memory-size': [128, 32_768],
  'cpu-count': [1, 8],
  'nic-count': [1, 8],
  'spindle-use': [1, 12],
  'disk-size': [1024, 1_048_576],
  'disk-count': [1, 16],
} as const

type Ranges = Record<keyof typeof RANGES, readonly [number, number]>
type Planned = Pick<InstanceConf, 'be' | 'disks' | 'nics'>

/** What an instance breaks of a group's bounds: where there are several, of those that it breaks least. */
export function policyViolations(planned: Planned, own?: PolicyConf): string[] {
  const bounds: Ranges[] = own?.minmax?.map(rangesOf) ?? [RANGES]
  const [least = []] = bounds
    .map((ranges) => violationsOf(planned, ranges))
    .sort((a, b) => a.length - b.length)
  return least
}

const rangesOf = ({ min, max }: NonNullable<PolicyConf['minmax']>[number]): Ranges => {
  const entries = Object.keys(RANGES).map((name) => [
    name,
    [own(min, name) ?? 0, own(max, name) ?? 0],
  ])
  return Object.fromEntries(entries) as Ranges
}

/** One sentence for each value out of its range, in Ganeti's order. */
function violationsOf({ be, disks, nics }: Planned, ranges: Ranges): string[] {
  const found: string[] = []
  const test = (name: keyof typeof RANGES, value: number, qualifier = '') => {
    const [least, most] = ranges[name]
    if (value < least || value > most)
      found.push(`${name}${qualifier} value ${value} is not in range [${least}, ${most}]`)
  }
  test('memory-size', be.maxmemMib)
  test('cpu-count', be.vcpus)
  test('nic-count', nics.length)
  test('spindle-use', be.spindleUse)
  for (const [i, disk] of disks.entries()) test('disk-size', disk.sizeMib, `/${i}`)
  if (disks.length > 0) test('disk-count', disks.length)
  return found
}
