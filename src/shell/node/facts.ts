import { calendar, ctime, iso, timeOfDay } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import { clockOf } from '../../sim/world.ts'
import { systemOf, uptimeSeconds } from '../files/system.ts'
import type { NodeTool } from './tool.ts'

/** Small questions to a node: who, where, when. */

/** `hostname`: the full name of the node, as /etc/hostname has it, or with -s its first part. It cannot be changed. */
export const hostname: NodeTool = ({ node, args }) => {
  const [flag] = args
  const [short = node, ...domain] = node.split('.')
  if (flag === undefined || flag === '-f' || flag === '--fqdn' || flag === '--long')
    return { out: `${node}\n`, exit: 0 }
  if (flag === '-s' || flag === '--short') return { out: `${short}\n`, exit: 0 }
  if (flag === '-d' || flag === '--domain') return { out: `${domain.join('.')}\n`, exit: 0 }
  if (flag.startsWith('-'))
    return { err: `hostname: invalid option -- '${flag.slice(1)}'\n`, exit: 4 }
  return {
    err: 'hostname: the names of these nodes are fixed: a cluster is built on them\n',
    exit: 1,
  }
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `date`: the simulated clock, in UTC. It cannot be set. */
export const date: NodeTool = ({ world, args }) => {
  const at = clockOf(world)
  const now = calendar(at)
  const format = args.find((arg) => arg.startsWith('+'))
  if (format === undefined) {
    if (args.some((arg) => arg === '-s' || arg === '--set'))
      return { err: "date: the simulated clock is moved by the trainer's own buttons\n", exit: 1 }
    if (args.some((arg) => /^-I|^--iso/.test(arg)))
      return { out: `${iso(at).slice(0, 10)}\n`, exit: 0 }
    return { out: `${ctime(at).replace(/ (\d{4})$/, ' UTC $1')}\n`, exit: 0 }
  }
  const fields: Readonly<Record<string, string>> = {
    Y: String(now.year),
    m: two(now.month),
    d: two(now.day),
    H: two(now.hour),
    M: two(now.minute),
    S: two(now.second),
    F: iso(at).slice(0, 10),
    T: timeOfDay(at),
    s: String(Math.floor(at / 1000)),
    a: now.weekday,
    Z: 'UTC',
    n: '\n',
    '%': '%',
  }
  return {
    out: `${format.slice(1).replace(/%(\w|%)/g, (whole, c: string) => own(fields, c) ?? whole)}\n`,
    exit: 0,
  }
}

/** `uptime`: how long ago the node booted. */
export const uptime: NodeTool = ({ world, node }) => {
  const minutes = Math.floor(uptimeSeconds(world, node) / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor(minutes / 60) % 24
  const parts = [
    ...(days > 0 ? [`${days} day${days === 1 ? '' : 's'}`] : []),
    hours > 0 ? `${String(hours).padStart(2)}:${two(minutes % 60)}` : `${minutes % 60} min`,
  ]
  return {
    out: ` ${timeOfDay(clockOf(world))} up ${parts.join(', ')},  1 user,  load average: 0.00, 0.01, 0.05\n`,
    exit: 0,
  }
}

/** `whoami`: everyone is root here. */
export const whoami: NodeTool = () => ({ out: 'root\n', exit: 0 })

/** `id`: everyone is root here. */
export const id: NodeTool = () => ({ out: 'uid=0(root) gid=0(root) groups=0(root)\n', exit: 0 })

/** `uname`: the kernel of the system that belongs to the release. */
export const uname: NodeTool = ({ world, node, args }) => {
  const { kernel } = systemOf(world.release)
  const short = node.split('.')[0]
  const flags = args.join('')
  if (flags.includes('a'))
    return { out: `Linux ${short} ${kernel} #1 SMP Debian x86_64 GNU/Linux\n`, exit: 0 }
  const parts = [
    ...(flags === '' || flags.includes('s') ? ['Linux'] : []),
    ...(flags.includes('n') ? [short] : []),
    ...(flags.includes('r') ? [kernel] : []),
    ...(flags.includes('m') ? ['x86_64'] : []),
  ]
  return { out: `${parts.join(' ')}\n`, exit: 0 }
}
