import { daemonsVoting } from '../../gnt/daemons/start.ts'
import type { InstanceName } from '../../sim/cluster/config.ts'
import type { Daemon, Release } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** The processes of a node that this trainer knows of. */
export interface Listed {
  pid: number
  stat: string
  command: string
  /** What ends with it; absent: it pays no heed to signals. */
  is?: { guest: InstanceName } | { daemon: Daemon } | { background: string }
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
function daemonProcesses(world: World, node: string): Pick<Listed, 'command' | 'is'>[] {
  const { daemons, daemonArguments = {} } = machineOf(world, node)
  const usual = daemons.filter((daemon) => !daemonArguments[daemon])
  const byHand = daemons.filter((daemon) => daemonArguments[daemon])
  return [
    ...usual.map((daemon) => ({ command: daemonCommand(world, daemon), is: { daemon } })),
    ...daemonsVoting(world, node).flatMap((daemon) => [
      { command: `/bin/bash /usr/lib/ganeti/daemon-util start ${daemon}` },
      { command: daemonCommand(world, daemon) },
    ]),
    ...byHand.map((daemon) => ({
      command: `${daemonCommand(world, daemon)} ${daemonArguments[daemon]}`,
      is: { daemon },
    })),
  ]
}

const FIRST_GUEST_PID = 2000
const PIDS_OF_GUESTS = 28_000

/** A guest keeps its number as long as it runs, whatever starts and ends beside it. */
function guestPid(name: InstanceName, since: number): number {
  let sum = Math.floor(since / 1000)
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % PIDS_OF_GUESTS
  return FIRST_GUEST_PID + sum
}

/** The processes of a node in the order of their numbers: system, daemons, instances and shells. */
export function processesOf(world: World, node: string): Listed[] {
  const machine = machineOf(world, node)
  const list: Listed[] = [
    { pid: 1, stat: 'Ss', command: 'init [2]' },
    { pid: 41, stat: 'Ss', command: '/usr/sbin/sshd' },
    { pid: 47, stat: 'Ss', command: '/usr/sbin/cron' },
  ]
  daemonProcesses(world, node).forEach((process, i) => {
    const stat = process.command.endsWith('noded') ? 'SL' : 'S'
    list.push({ pid: 64 + 14 * i, stat, ...process })
  })
  for (const device of Object.values(machine.drbd))
    list.push({ pid: 400 + device.minor, stat: 'S', command: `[drbd${device.minor}_worker]` })
  const taken = new Set<number>()
  for (const guest of Object.values(machine.guests)) {
    const command = `/usr/bin/kvm -name ${guest.instance} -m ${guest.memoryMib} -smp ${guest.vcpus}`
    let pid = guestPid(guest.instance, guest.since)
    while (taken.has(pid)) pid += 1
    taken.add(pid)
    list.push({ pid, stat: 'Sl', command, is: { guest: guest.instance } })
  }
  list.push({ pid: 1207, stat: 'Ss', command: '-bash' })
  for (const { id, stack, background } of Object.values(world.terminals))
    if (background && stack[0]?.node === node)
      list.push({
        pid: background.pid,
        stat: 'S',
        command: background.line,
        is: { background: id },
      })
  return list
}

/** The name of a program, as pgrep and killall see it. */
export const programOf = ({ command }: Listed): string => {
  const words = command.split(' ')
  const script = /\/(?:python3?|bash)$/.test(words[0] ?? '') ? words[1] : words[0]
  return (script ?? '').replace(/^.*\//, '').replace(/^-|[[\]]/g, '')
}
