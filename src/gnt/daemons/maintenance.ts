/**
 * What the watcher does on every node of a cluster that wants it (--maintain-node-health): a node that lives although
 * it is marked offline ends the instances that it still runs, and gives up its DRBD devices.
 * Source: lib/watcher/nodemaint.py, lib/confd/client.py.
 */

import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { reach } from '../../sim/net.ts'
import { sleep } from '../../sim/run/flow.ts'
import type { ProgramContext, ProgramPart } from '../../sim/run/program.ts'
import { machineOf, type World } from '../../sim/world.ts'
import { logOfWatcher, type WatcherRun } from './watcher-log.ts'

/** How long it waits for enough replies (CONFD_CLIENT_EXPIRE_TIMEOUT). */
const PATIENCE_MS = 10_000

/** What the steps keep in mind. */
interface Asking extends WatcherRun {
  /** Whether too few configuration daemons answered. */
  unanswered: boolean
}

/** Replies without which nothing is done, of so many peers (ConfdClient._NeededReplies). */
const neededOf = (peers: number): number =>
  peers < 3 ? peers : peers < 5 ? peers - 1 : Math.floor(peers / 2) + 1

/**
 * Whether the configuration daemons of the master candidates that the node knows count it as offline; the newest
 * configuration decides. null: too few of them answered.
 */
function isCountedOffline(world: World, node: NodeName): boolean | null {
  const peers = machineOf(world, node).files.ssconf?.masterCandidates ?? []
  const replies = peers.flatMap((peer) => {
    const machine = own(world.machines, peer)
    const answers = machine && runs(machine, 'ganeti-confd') && reach(world, node, peer) === 'ok'
    return (answers && machine.files.config) || []
  })
  if (replies.length < neededOf(peers.length)) return null
  const newest = replies.sort((a, b) => b.serial - a.serial)[0]
  return own(newest?.nodes, node)?.offline ?? false
}

function endEverything(p: ProgramContext<Asking>): void {
  const machine = machineOf(p.world, p.node)
  const running = Object.keys(machine.guests)
  const minors = Object.keys(machine.drbd)
  if (running.length > 0)
    logOfWatcher(
      p,
      'INFO',
      `Following instances should not be running, shutting them down: ${running.join(', ')}`,
    )
  machine.guests = {}
  if (minors.length > 0)
    logOfWatcher(
      p,
      'INFO',
      `Following DRBD minors should not be active, shutting them down: ${minors.join(', ')}`,
    )
  machine.drbd = {}
  settleDrbd(p.world, p.node)
}

/** Node maintenance, where the cluster wants it. */
export const nodeMaintenance = <V extends Asking>(): ProgramPart<V> => ({
  askForItsRole: (p) => {
    p.vars.unanswered = false
    if (!machineOf(p.world, p.node).files.ssconf?.maintainNodeHealth) return undefined
    const offline = isCountedOffline(p.world, p.node)
    p.vars.unanswered = offline === null
    if (offline === null) return sleep(PATIENCE_MS)
    if (offline) endEverything(p)
    return undefined
  },
  tellOfSilence: (p) => {
    if (p.vars.unanswered)
      logOfWatcher(p, 'WARNING', 'Confd query timed out, cannot do maintenance actions')
  },
})
