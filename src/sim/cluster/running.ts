import { own } from '../../lib/own.ts'
import { rememberedIfFrozen } from '../../lib/remembered.ts'
import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'
import type { Guest, Machine } from './machine.ts'

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

/** Instances that run on more than one machine: looked for after every event, and hardly ever found. */
export const runningTwice = rememberedIfFrozen((machines: World['machines']): InstanceName[] => {
  const seen = new Set<InstanceName>()
  const twice: InstanceName[] = []
  for (const node of Object.keys(machines)) {
    const guests = own(machines, node)?.guests ?? {}
    for (const name of Object.keys(guests)) {
      if (own(guests, name)?.state !== 'running') continue
      if (seen.has(name)) twice.push(name)
      else seen.add(name)
    }
  }
  return twice
})

/** Instances of which a machine has a guest, in whatever state, or a volume. */
const housedBy = rememberedIfFrozen(
  ({ guests, volumeGroup }: Machine): ReadonlySet<InstanceName> =>
    new Set([
      ...Object.keys(guests),
      ...Object.values(volumeGroup.volumes).map(({ instance }) => instance),
    ]),
)

/** The machines that have anything of an instance, by instance: one look at all machines. */
export const nodesHolding = rememberedIfFrozen(
  (machines: World['machines']): ReadonlyMap<InstanceName, readonly NodeName[]> => {
    const houses = new Map<InstanceName, NodeName[]>()
    for (const machine of Object.values(machines))
      for (const instance of housedBy(machine)) {
        const known = houses.get(instance)
        if (known) known.push(machine.name)
        else houses.set(instance, [machine.name])
      }
    return houses
  },
)

/** Nodes on which the virtual machine really runs, whatever Ganeti believes; two of them are one too many. */
export const runningOn = (world: World, instance: InstanceName): readonly NodeName[] =>
  Object.isFrozen(world.machines)
    ? (runningPlaces(world.machines).get(instance) ?? [])
    : Object.values(world.machines)
        .filter(({ guests }) => own(guests, instance)?.state === 'running')
        .map(({ name }) => name)

/** Whether the file system of an instance is damaged, in every copy, until a new system is installed on it. */
export const isDamaged = (world: World, instance: InstanceName): boolean =>
  own(world.damaged, instance) !== undefined

/**
 * Whether a node's daemon names the guest. One whose memory has been sent is paused, and its process is there
 * until someone ends it: KVM counts processes (lib/hypervisor/hv_kvm, GetInstanceInfo).
 */
export const isCounted = (guest: Guest | undefined): guest is Guest =>
  guest !== undefined && guest.state !== 'arriving'
