import { own } from '../../lib/own.ts'
import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'
import type { Guest } from './machine.ts'

/** Nodes on which the virtual machine really runs, whatever Ganeti believes; two of them are one too many. */
export const runningOn = (world: World, instance: InstanceName): NodeName[] =>
  Object.values(world.machines)
    .filter(({ guests }) => own(guests, instance)?.state === 'running')
    .map(({ name }) => name)

/**
 * Whether a node's daemon names the guest. One whose memory has been sent is paused, and its process is there
 * until somebody ends it: KVM counts processes (lib/hypervisor/hv_kvm, GetInstanceInfo).
 */
export const isCounted = (guest: Guest | undefined): guest is Guest =>
  guest !== undefined && guest.state !== 'arriving'
