import { own } from '../../lib/own.ts'
import { endOf, valueAt, withSpeed } from '../../lib/ramp.ts'
import { reach, speedShare } from '../net.ts'
import { machineOf, nextNumber, setAlarm, type Transfer, type World } from '../world.ts'
import type { InstanceName } from './config.ts'
import { nodesWithArrivals, touch } from './unsettled.ts'

/** A finished copy is forgotten after so long if no one asked for it: its daemons have gone away. */
const KEPT_MS = 600_000

/** Starts to send `totalMib` from node to node; returns the transfer's number. */
export function startTransfer(
  world: World,
  what: Pick<Transfer, 'kind' | 'instance' | 'from' | 'to' | 'into' | 'damaged'> & {
    totalMib: number
    perSecond: number
  },
): number {
  const { totalMib, perSecond, ...rest } = what
  const id = nextNumber(world)
  const sent = { at: world.now, from: 0, perSecond, limit: totalMib }
  world.transfers[id] = { ...rest, id, sent, state: 'running' }
  setAlarm(world, endOf(sent) ?? world.now, { kind: 'transfer ends', transfer: id })
  return id
}

/** A slow link slows what is under way on it, and is fast again when it is repaired. */
function paceTransfer(world: World, transfer: Transfer): void {
  if (transfer.state !== 'running' || transfer.sent.limit === 0) return
  const { memoryMibPerSecond, copyMibPerSecond } = world.hardware
  const full = transfer.kind === 'memory' ? memoryMibPerSecond : copyMibPerSecond
  const perSecond = full * speedShare(world, transfer.from, transfer.to)
  if (transfer.sent.perSecond === perSecond) return
  transfer.sent = withSpeed(transfer.sent, world.now, perSecond)
  world.alarms = world.alarms.filter(
    ({ what }) => what.kind !== 'transfer ends' || what.transfer !== transfer.id,
  )
  const end = endOf(transfer.sent) ?? world.now
  setAlarm(world, end, { kind: 'transfer ends', transfer: transfer.id })
}

/**
 * A transfer whose ends cannot talk any more, or whose guest died, has failed and is forgotten: who asks
 * for one that is not there hears that it failed. So is a finished one that no one will tidy up.
 */
export function settleTransfers(world: World): void {
  const transfers = Object.values(world.transfers)
  if (transfers.length === 0 && nodesWithArrivals(world).length === 0) return
  for (const transfer of transfers) paceTransfer(world, transfer)
  for (const { id, kind, from, to, instance, state } of transfers) {
    const apart = reach(world, from, to) === 'silent' || reach(world, to, from) === 'silent'
    const lost = kind === 'memory' && !own(own(world.machines, from)?.guests, instance)
    // Memory that has arrived stays arrived, as long as the sender can say so.
    const finished = state === 'done' && kind === 'memory'
    const over = finished
      ? reach(world, from, from) === 'silent' ||
        own(own(world.machines, from)?.guests, instance)?.state !== 'sent'
      : apart || lost
    if (!over) continue
    delete world.transfers[id]
    const arriving = own(world.machines, to)?.guests
    if (arriving && own(arriving, instance)?.state === 'arriving') delete arriving[instance]
    touch(world, to)
  }
  for (const node of nodesWithArrivals(world)) {
    const { guests } = machineOf(world, node)
    for (const { instance, state } of Object.values(guests)) {
      if (state !== 'arriving' || isSent(world, instance)) continue
      delete guests[instance]
      touch(world, node)
    }
  }
}

/** Whether a guest still has a process at the end it leaves from. */
const isSent = (world: World, instance: InstanceName): boolean =>
  Object.values(world.machines).some(({ guests }) => {
    const guest = own(guests, instance)
    return guest !== undefined && guest.state !== 'arriving'
  })

/** A dump is whole once everything has arrived; a damaged file system is damaged wherever it is restored. */
function deliver(world: World, { into, to, instance, damaged }: Transfer): void {
  if (into) {
    const dumps = own(own(world.machines, to)?.files.exports, into.folder)?.dumps
    if (dumps) dumps[into.file] = { whole: true, ...(damaged ? { damaged } : {}) }
  } else if (damaged) world.damaged = { ...world.damaged, [instance]: world.now }
}

/** The alarm of a transfer rang. A guest whose memory has arrived goes on at the other end by itself. */
export function finishTransfer(world: World, id: number): void {
  const transfer = world.transfers[id]
  if (transfer?.state === 'done' && transfer.kind === 'disk') delete world.transfers[id]
  if (transfer?.state !== 'running') return
  if (valueAt(transfer.sent, world.now) < transfer.sent.limit) return
  transfer.state = 'done'
  if (transfer.kind === 'disk') {
    deliver(world, transfer)
    return setAlarm(world, world.now + KEPT_MS, { kind: 'transfer ends', transfer: id })
  }
  const leaving = own(own(world.machines, transfer.from)?.guests, transfer.instance)
  const arriving = own(own(world.machines, transfer.to)?.guests, transfer.instance)
  if (leaving?.state !== 'running' || arriving?.state !== 'arriving') return
  touch(world, transfer.from)
  touch(world, transfer.to)
  leaving.state = 'sent'
  arriving.state = 'running'
  arriving.since = leaving.since
}
