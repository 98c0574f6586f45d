import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import { machineOf, type World } from '../../sim/world.ts'

/**
 * Guests of Ganeti's fake hypervisor are files: id, memory and processors, a line each. Removing the file ends the
 * guest. Source: lib/hypervisor/hv_fake.py.
 */
export const GUESTS = '/var/run/ganeti/fake-hypervisor'

const isFake = (world: World): boolean =>
  Object.values(world.machines).some(({ files }) => files.config?.cluster.hypervisor === 'fake')

const nameOf = (path: string): string | undefined =>
  path.startsWith(`${GUESTS}/`) ? path.slice(GUESTS.length + 1) : undefined

/** Full paths of a node's guests; null where guests are no files. */
export const guestFiles = (world: World, node: NodeName): string[] | null =>
  isFake(world)
    ? Object.keys(machineOf(world, node).guests).map((name) => `${GUESTS}/${name}`)
    : null

/**
 * The file of the fake hypervisor under that path: pid, memory in MiB and CPUs. Null where there is no such
 * instance.
 */
export function guestFile(world: World, node: NodeName, path: string): string | null {
  const guest = isFake(world) ? own(machineOf(world, node).guests, nameOf(path) ?? '') : undefined
  return guest ? `0\n${guest.memoryMib}\n${guest.vcpus}\n` : null
}

/** Ends the guest whose file this is; false if there is none. */
export function removeGuest(world: World, node: NodeName, path: string): boolean {
  if (guestFile(world, node, path) === null) return false
  delete machineOf(world, node).guests[nameOf(path) ?? '']
  settleDrbd(world, node)
  return true
}
