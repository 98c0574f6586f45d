import { daemonsVoting } from '../../gnt/daemons/start.ts'
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

/**
 * Daemons in the order of their start. What was started with arguments was started by hand, after the
 * script that still waits for votes.
 */
function daemonCommands(world: World, node: string): string[] {
  const { daemons, daemonArguments = {} } = machineOf(world, node)
  const usual = daemons.filter((daemon) => !daemonArguments[daemon])
  const byHand = daemons.filter((daemon) => daemonArguments[daemon])
  return [
    ...usual.map((daemon) => daemonCommand(world, daemon)),
    ...daemonsVoting(world, node).flatMap((daemon) => [
      `/bin/bash /usr/lib/ganeti/daemon-util start ${daemon}`,
      daemonCommand(world, daemon),
    ]),
    ...byHand.map((daemon) => `${daemonCommand(world, daemon)} ${daemonArguments[daemon]}`),
  ]
}

function processesOf(world: World, node: string): Listed[] {
  const machine = machineOf(world, node)
  const list: Listed[] = [
    { pid: 1, stat: 'Ss', command: 'init [2]' },
    { pid: 41, stat: 'Ss', command: '/usr/sbin/sshd' },
    { pid: 47, stat: 'Ss', command: '/usr/sbin/cron' },
  ]
  daemonCommands(world, node).forEach((command, i) => {
    list.push({ pid: 64 + 14 * i, stat: command.endsWith('noded') ? 'SL' : 'S', command })
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
