import { daemonsSeen } from '../../gnt/daemons/start.ts'
import type { Daemon, Release } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'
import { linesOf } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'

interface Listed {
  pid: number
  stat: string
  command: string
}

const PYTHON: Record<Release, string> = {
  '2.11': '/usr/bin/python',
  '2.12': '/usr/bin/python',
  '3.0': '/usr/bin/python3',
}

/** Command lines as the init script leaves them. */
function daemonCommand(world: World, daemon: Daemon): string {
  const path = `/usr/sbin/${daemon}`
  switch (daemon) {
    case 'ganeti-noded':
    case 'ganeti-masterd':
      return `${PYTHON[world.release]} ${path}`
    case 'ganeti-rapi':
      return `${PYTHON[world.release]} ${path} -b 127.0.0.1 --require-authentication`
    default:
      return path
  }
}

function processesOf(world: World, node: string): Listed[] {
  const machine = machineOf(world, node)
  const list: Listed[] = [
    { pid: 1, stat: 'Ss', command: 'init [2]' },
    { pid: 41, stat: 'Ss', command: '/usr/sbin/sshd' },
    { pid: 47, stat: 'Ss', command: '/usr/sbin/cron' },
  ]
  daemonsSeen(world, node).forEach((daemon, i) => {
    const pid = 64 + 14 * i
    // While a daemon gathers votes, the script that started it still waits for it.
    if (!machine.daemons.includes(daemon)) {
      const command = `/bin/bash /usr/lib/ganeti/daemon-util start ${daemon}`
      list.push({ pid: pid - 3, stat: 'S', command })
    }
    const stat = daemon === 'ganeti-noded' ? 'SL' : 'S'
    list.push({ pid, stat, command: daemonCommand(world, daemon) })
  })
  for (const device of Object.values(machine.drbd))
    list.push({ pid: 400 + device.minor, stat: 'S', command: `[drbd${device.minor}_worker]` })
  Object.values(machine.guests).forEach((guest, i) => {
    const command = `/usr/bin/kvm -name ${guest.instance} -m ${guest.memoryMib} -smp ${guest.vcpus}`
    list.push({ pid: 900 + 17 * i, stat: 'Sl', command })
  })
  list.push({ pid: 1207, stat: 'Ss', command: '-bash' })
  return list
}

/** ps: the processes that this trainer knows of. `ax`, `aux`, `-ef` and `-o args` read as usual. */
export const ps: NodeTool = ({ world, node, args }) => {
  const flags = args.join(' ')
  const all = processesOf(world, node)
  const every = /^-?[aefxuw]+\b/.test(flags) && /[axe]/.test(flags.split(' ')[0] ?? '')
  const shown = every ? all : all.filter(({ command }) => command === '-bash')
  if (/-o\s*(?:args|cmd|command)\b/.test(flags))
    return { out: `COMMAND\n${shown.map((q) => `${q.command}\n`).join('')}`, exit: 0 }
  if (/-o/.test(flags)) return { err: 'ps: of -o this trainer knows: args\n', exit: 1 }
  const rows = shown.map(
    (q) => `${String(q.pid).padStart(7)} ?        ${q.stat.padEnd(6)} 0:00 ${q.command}`,
  )
  const titled = ['    PID TTY      STAT   TIME COMMAND', ...linesOf(rows.join('\n'))]
  return { out: titled.map((line) => `${line}\n`).join(''), exit: 0 }
}
