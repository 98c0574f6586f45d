import { endOf } from '../../lib/ramp.ts'
import { reach } from '../net.ts'
import { nextNumber, setAlarm, type Transfer, type World } from '../world.ts'

/** Starts to send `totalMib` from node to node; returns the transfer's number. */
export function startTransfer(
  world: World,
  what: Pick<Transfer, 'kind' | 'instance' | 'from' | 'to'> & {
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

/** A transfer whose ends cannot talk any more has failed. */
export function settleTransfers(world: World): void {
  for (const transfer of Object.values(world.transfers)) {
    if (transfer.state !== 'running') continue
    const apart =
      reach(world, transfer.from, transfer.to) === 'silent' ||
      reach(world, transfer.to, transfer.from) === 'silent'
    if (apart) transfer.state = 'failed'
  }
}
