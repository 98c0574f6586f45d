import { own } from '../../lib/own.ts'
import { rememberedIfFrozen } from '../../lib/remembered.ts'
import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'
import type { Guest } from './machine.ts'

/** Where the virtual machines really run, by instance: one look at all machines. */
export const runningPlaces = rememberedIfFrozen(
  (machines: World['machines']): ReadonlyMap<InstanceName, readonly NodeName[]> => {
    const places = new Map<InstanceName, NodeName[]>()
    for (const { name, guests } of Object.values(machines))
      for (const [instance, { state }] of Object.entries(guests)) {
        if (state !== 'running') continue
        const known = places.get(instance)
        if (known) known.push(name)
        else places.set(instance, [name])
      }
    return places
  },
)

/** Nodes on which the virtual machine really runs, whatever Ganeti believes; two of them are one too many. */
export const runningOn = (world: World, instance: InstanceName): readonly NodeName[] =>
  Object.isFrozen(world.machines)
    ? (runningPlaces(world.machines).get(instance) ?? [])
    : Object.values(world.machines)
        .filter(({ guests }) => own(guests, instance)?.state === 'running')
        .map(({ name }) => name)

/**
 * Whether a node's daemon names the guest. One whose memory has been sent is paused, and its process is there
 * until somebody ends it: KVM counts processes (lib/hypervisor/hv_kvm, GetInstanceInfo).
 */
export const isCounted = (guest: Guest | undefined): guest is Guest =>
  guest !== undefined && guest.state !== 'arriving'
