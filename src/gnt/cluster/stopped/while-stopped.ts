/** Work that needs all daemons of all nodes stopped. Source: lib/cli.py, _RunWhileDaemonsStoppedHelper. */
import type { NodeName } from '../../../sim/cluster/config.ts'
import { startDaemon, stopDaemon } from '../../../sim/cluster/daemons.ts'
import { reach, slownessMs } from '../../../sim/net.ts'
import { byRelease, type Daemon } from '../../../sim/releases.ts'
import { sleep } from '../../../sim/run/flow.ts'
import { forEach, leave } from '../../../sim/run/parts.ts'
import { configOn, machineOf } from '../../../sim/world.ts'
import { failure } from '../../client/client.ts'
import type { ClientContext, ClientSteps } from '../../command.ts'
import { sshGiveUpMs, sshOptions } from '../../node/ssh.ts'

/** One line of the program and what is done with it. `node` null: on this one, without ssh. */
export interface StoppedWork {
  say: string
  node: NodeName | null
  act: 'stop-master' | 'stop-all' | 'start-all' | 'start' | 'stop' | 'copy'
  daemon?: Daemon
}

interface Stopping {
  online: NodeName[]
  /** What is done in each stop; `keep`: with the daemons on the master that it needs. */
  rounds: { work: StoppedWork[]; keep: boolean }[]
  /** Why the work of this round broke off; '': it did not. */
  broken: string
}

/** Variables of `whileStopped`. */
export const STOPPING: Stopping = { online: [], rounds: [], broken: '' }

type Client = ClientContext<Stopping>

/** What each line takes: a script that starts Python a few times, or a copy. */
const WORK_MS: Record<StoppedWork['act'], number> = {
  'stop-master': 1500,
  'stop-all': 1500,
  'start-all': 2500,
  start: 500,
  stop: 500,
  copy: 300,
}

const KEPT: readonly Daemon[] = ['ganeti-noded', 'ganeti-wconfd']

/** Whether the master's daemons stop first, wherever it stands in the list. */
const masterFirst = byRelease({ '2.11': false, '2.12': true })

function stops(p: Client, keep: boolean): StoppedWork[] {
  const { online } = p.vars
  const others = online.filter((node) => node !== p.node)
  const order = masterFirst(p) ? [p.node, ...others] : online
  return [
    { say: 'Gathering cluster information', node: null, act: 'copy' },
    { say: 'Blocking watcher', node: null, act: 'copy' },
    { say: 'Stopping master daemons', node: null, act: 'stop-master' },
    ...order.flatMap((node): StoppedWork[] => [
      { say: `Stopping daemons on ${node}`, node, act: 'stop-all' },
      ...(node === p.node && keep ? KEPT : []).map(
        (daemon): StoppedWork => ({
          say: `Starting daemon '${daemon}' on ${node}`,
          node,
          act: 'start',
          daemon,
        }),
      ),
    ]),
  ]
}

function starts(p: Client, keep: boolean): StoppedWork[] {
  const others = p.vars.online.filter((node) => node !== p.node)
  return [...others, p.node].flatMap((node): StoppedWork[] => [
    ...(node === p.node && keep ? KEPT.toReversed() : []).map(
      (daemon): StoppedWork => ({
        say: `Stopping daemon '${daemon}' on ${node}`,
        node,
        act: 'stop',
        daemon,
      }),
    ),
    { say: `Starting daemons on ${node}`, node, act: 'start-all' },
  ])
}

/** Daemons that a node of the cluster runs; the master has more. */
const daemonsOf = (p: Client, node: NodeName): Daemon[] => {
  const { startOrder, masterDaemons } = p.behaviour
  const { hypervisor, masterNode } = configOn(p.world, p.node).cluster
  return startOrder.filter(
    (daemon) =>
      (node === masterNode || !masterDaemons.includes(daemon)) &&
      (daemon !== 'ganeti-kvmd' || hypervisor === 'kvm'),
  )
}

function act(p: Client, { node, act: what, daemon }: StoppedWork): void {
  const on = node ?? p.node
  const { masterDaemons } = p.behaviour
  const running = [...machineOf(p.world, on).daemons]
  if (what === 'stop-master')
    for (const each of running.filter((d) => masterDaemons.includes(d)))
      stopDaemon(p.world, on, each)
  if (what === 'stop-all') for (const each of running) stopDaemon(p.world, on, each)
  if (what === 'start-all') for (const each of daemonsOf(p, on)) startDaemon(p.world, on, each)
  if (what === 'start' && daemon) startDaemon(p.world, on, daemon)
  if (what === 'stop' && daemon) stopDaemon(p.world, on, daemon)
}

/** Stops every daemon of `vars.online`, as far as they can be reached. */
export const stopAll = (p: Client): void => everywhere(p, 'stop-all')

/** Starts the daemons of `vars.online` again, as far as they can be reached. */
export const restartAll = (p: Client): void => everywhere(p, 'start-all')

function everywhere(p: Client, what: 'stop-all' | 'start-all'): void {
  for (const node of p.vars.online)
    if (reach(p.world, p.node, node) === 'ok') act(p, { say: '', node, act: what })
}

/** The command that ssh could not run there, as the error shows it. */
const broken = (p: Client, node: NodeName, { act: what }: StoppedWork): string => {
  const alias = configOn(p.world, p.node).cluster.name
  const command = `ssh ${sshOptions(p)} -oHostKeyAlias=${alias} -q -oPort=22 -oBatchMode=yes -oStrictHostKeyChecking=yes -4 root@${node} '/usr/lib/ganeti/daemon-util ${what}'`
  return `Failed to run command ${command} on node ${node} : exitcode 255 and error `
}

/** The lines one after the other; the first that cannot be done ends them, with `vars.broken` set. */
const lines = (name: string, of: (p: Client) => readonly StoppedWork[]): ClientSteps<Stopping> =>
  forEach(name, of, (current) => ({
    [`${name}: begin`]: (p) => {
      const line = current(p)
      p.out(`${line.say}\n`)
      const { node } = line
      if (node === null || node === p.node) return sleep(WORK_MS[line.act])
      return reach(p.world, p.node, node) === 'ok'
        ? sleep(WORK_MS[line.act] + slownessMs(p.world, p.node, node))
        : sleep(sshGiveUpMs(p.world, p.node, node))
    },
    [`${name}: do`]: (p) => {
      const line = current(p)
      const { node } = line
      if (node !== null && reach(p.world, p.node, node) !== 'ok') {
        p.vars.broken = broken(p, node, line)
        return leave()
      }
      act(p, line)
    },
  }))

/**
 * Each of `vars.rounds` between the stop of all daemons on `vars.online` and their start. Where a node does not
 * answer, the daemons behind it in the list stay stopped, as on a real cluster.
 */
export const whileStopped = (): ClientSteps<Stopping> =>
  forEach(
    'rounds',
    (p: Client) => p.vars.rounds,
    (round) => [
      lines('work', (p) => [...stops(p, round(p).keep), ...round(p).work]),
      lines('start again', (p) => starts(p, round(p).keep)),
      {
        judgeRound: (p) =>
          p.vars.broken === ''
            ? undefined
            : failure(p, `Failure: command execution error:\n${p.vars.broken}`, null),
      },
    ],
  )
