import { ctime } from '../../lib/clock.ts'
import { behaviourOf } from '../../sim/releases.ts'
import { machineOf } from '../../sim/world.ts'
import { kernelLines } from '../drbd/kernel-words.ts'
import { systemOf, uptimeSeconds } from '../files/system.ts'
import { misused } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'

/** dmesg: what the kernel said since it booted, as far as it is about DRBD. `-T`: with the time of day. */
export const dmesg: NodeTool = ({ world, node, args }) => {
  const { flags, wrong } = getopt('dmesg', args, 'THxkuwl:f:', { ctime: 'T', human: 'H' })
  if (wrong !== null) return misused('dmesg', wrong, 1)
  const { kernelLog = [] } = machineOf(world, node)
  const up = uptimeSeconds(world, node)
  const stamp = (at: number) =>
    'T' in flags
      ? `[${ctime(world.epochMs + at)}]`
      : `[${(up - (world.now - at) / 1000).toFixed(6).padStart(12)}]`
  const lines = kernelLines(kernelLog, behaviourOf(world.release).drbdSeries)
  const boot = `[${'0.000000'.padStart(12)}] Linux version ${systemOf(world.release).kernel}\n`
  return {
    out: boot + lines.map(({ at, text }) => `${stamp(at)} ${text}\n`).join(''),
    exit: 0,
  }
}
