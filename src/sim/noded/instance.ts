import { own } from '../../lib/own.ts'
import { type InstanceConf, type InstanceName, minorOn, type NodeName } from '../cluster/config.ts'
import { settleDrbd } from '../cluster/drbd/settle.ts'
import { freeMemoryMib, type Guest, type Machine } from '../cluster/machine.ts'
import { isCounted } from '../cluster/running.ts'
import { startTransfer } from '../cluster/transfer.ts'
import type { World } from '../world.ts'
import { type CallAnswer, error, fine, nodeCall, nodeQuestion, ok } from './define.ts'

/** Virtual machines as a node's daemon handles them: lib/backend.py and lib/hypervisor. */

/** Arguments of the calls about one instance: its configuration, as the master has it. */
export interface InstanceArgs {
  instance: InstanceConf
}

/** What the hypervisor reports about a running instance. */
export interface GuestInfo {
  memoryMib: number
  vcpus: number
  /** Milliseconds of simulated time since the guest started. */
  since: number
}

const infoOf = (guest: Guest): GuestInfo => ({
  memoryMib: guest.memoryMib,
  vcpus: guest.vcpus,
  since: guest.since,
})

/** Guests that run here, by name. */
const allInstancesInfo = nodeQuestion<Record<string, never>, Record<InstanceName, GuestInfo>>(
  120,
  (_world, machine) =>
    ok(
      Object.fromEntries(
        Object.values(machine.guests)
          .filter(isCounted)
          .map((g) => [g.instance, infoOf(g)]),
      ),
    ),
)

/** Names of all guests that have a process here, also of those that are just moving. */
const instanceList = nodeQuestion<Record<string, never>, InstanceName[]>(120, (_world, machine) =>
  ok(Object.keys(machine.guests)),
)

/** null: it does not run here. */
const instanceInfo = nodeQuestion<{ name: InstanceName }, GuestInfo | null>(
  120,
  (_world, machine, { name }) => {
    const guest = own(machine.guests, name)
    return ok(isCounted(guest) ? infoOf(guest) : null)
  },
)

const instanceMigratable = nodeQuestion<InstanceArgs, null>(120, (_world, machine, { instance }) =>
  own(machine.guests, instance.name)?.state === 'running'
    ? fine
    : error(`Instance ${instance.name} is not running`),
)

/** What the receiving end has to know; nothing with KVM. */
const migrationInfo = nodeQuestion<InstanceArgs, null>(80, () => fine)

const disksOn = (machine: Machine, instance: InstanceConf): Guest['disks'] =>
  instance.disks.map((disk) => {
    if (disk.kind === 'drbd') return { kind: 'drbd' as const, minor: minorOn(disk, machine.name) }
    if (disk.kind === 'plain') return { kind: 'plain' as const, volume: disk.volume }
    return { kind: 'file' as const }
  })

const newGuest = (
  world: World,
  machine: Machine,
  instance: InstanceConf,
  memoryMib: number,
  state: Guest['state'],
): Guest => ({
  instance: instance.name,
  memoryMib,
  vcpus: instance.be.vcpus,
  since: world.now,
  disks: disksOn(machine, instance),
  writesMibPerMinute: instance.writesMibPerMinute,
  state,
})

/** Starts with the most memory that fits, at least minmem. */
function start(world: World, machine: Machine, instance: InstanceConf): CallAnswer<null> {
  const present = own(machine.guests, instance.name)
  if (present && present.state !== 'sent') return fine
  // What is left of a migration that broke off at its end gives way.
  delete machine.guests[instance.name]
  const free = freeMemoryMib(machine)
  const { minmemMib, maxmemMib } = instance.be
  if (free < minmemMib)
    return error(
      `Hypervisor error: Failed to start instance ${instance.name}: not enough memory (${minmemMib} MiB needed, ${free} MiB free)`,
    )
  const unfit = instance.disks.some(
    (disk) => disk.kind === 'drbd' && machine.drbd[minorOn(disk, machine.name)]?.role !== 'Primary',
  )
  if (unfit)
    return error(
      `Hypervisor error: Failed to start instance ${instance.name}: its disk is not usable`,
    )
  machine.guests[instance.name] = newGuest(
    world,
    machine,
    instance,
    Math.min(maxmemMib, free),
    'running',
  )
  settleDrbd(
    world,
    machine.name,
    instance.disks.flatMap((disk) => (disk.kind === 'drbd' ? minorOn(disk, machine.name) : [])),
  )
  return fine
}

const START_MS = 900

/** `paused`: KVM freezes it before its first instruction. */
const instanceStart = nodeCall<InstanceArgs & { paused?: boolean }, null>(
  START_MS,
  (world, machine, { instance, paused }) => {
    const present = own(machine.guests, instance.name)
    const answer = start(world, machine, instance)
    const guest = own(machine.guests, instance.name)
    if (!paused || !guest || guest === present || instance.hypervisor !== 'kvm') return answer
    guest.paused = true
    guest.writesMibPerMinute = 0
    settleDrbd(world, machine.name)
    return answer
  },
)

/** Waits for the guest to power off, at most `timeoutSeconds`; then it is killed. */
const instanceShutdown = nodeCall<{ name: InstanceName; timeoutSeconds: number }, null>(
  (world, node, { name, timeoutSeconds }) =>
    own(own(world.machines, node)?.guests, name)
      ? 200 + 1000 * Math.min(world.hardware.guestShutdownSeconds, timeoutSeconds)
      : 200,
  (world, machine, { name }) => {
    delete machine.guests[name]
    settleDrbd(world, machine.name)
    return fine
  },
)

/**
 * Soft: the hypervisor restarts the guest as it is. Hard: the guest is shut down, and started with the settings that
 * the configuration has now (lib/backend.py, InstanceReboot).
 */
const instanceReboot = nodeCall<InstanceArgs & { hard: boolean; timeoutSeconds: number }, null>(
  (world, _node, { hard, timeoutSeconds }) =>
    hard
      ? 200 + 1000 * Math.min(world.hardware.guestShutdownSeconds, timeoutSeconds) + START_MS
      : 1500,
  (world, machine, { instance, hard }) => {
    const guest = own(machine.guests, instance.name)
    if (!guest) return error(`Cannot reboot instance ${instance.name} that is not running`)
    if (!hard) {
      guest.since = world.now
      return fine
    }
    delete machine.guests[instance.name]
    settleDrbd(world, machine.name)
    return start(world, machine, instance)
  },
)

/** The receiving end of a migration gets ready. */
const acceptInstance = nodeCall<{ instance: InstanceConf; memoryMib: number }, null>(
  250,
  (world, machine, { instance, memoryMib }) => {
    if (freeMemoryMib(machine) < memoryMib)
      return error(`Failed to accept instance: Failed to start instance ${instance.name}`)
    if (!own(machine.guests, instance.name))
      machine.guests[instance.name] = newGuest(world, machine, instance, memoryMib, 'arriving')
    return fine
  },
)

/** Begins to send the guest's memory; returns the number of the transfer. */
const instanceMigrate = nodeCall<
  { instance: InstanceConf; target: NodeName },
  { transfer: number }
>(200, (world, machine, { instance, target }) => {
  const guest = own(machine.guests, instance.name)
  if (!guest) return error(`Failed to migrate instance: Instance ${instance.name} not running`)
  // The fake hypervisor of test clusters has no memory to send.
  const fake = instance.hypervisor === 'fake'
  const transfer = startTransfer(world, {
    kind: 'memory',
    instance: instance.name,
    from: machine.name,
    to: target,
    totalMib: fake ? 0 : guest.memoryMib,
    perSecond: world.hardware.memoryMibPerSecond,
  })
  return ok({ transfer })
})

/** How far a transfer has come. One that no one knows any more counts as failed. */
export interface TransferStatus {
  state: 'running' | 'done' | 'failed'
  sentMib: number
  totalMib: number
}

const transferStatus = nodeQuestion<{ transfer: number }, TransferStatus>(
  60,
  (world, _machine, { transfer }) => {
    const found = world.transfers[transfer]
    if (!found) return ok({ state: 'failed', sentMib: 0, totalMib: 0 })
    const { at, from, perSecond, limit } = found.sent
    const sentMib = Math.min(limit, from + (perSecond * (world.now - at)) / 1000)
    return ok({ state: found.state, sentMib, totalMib: limit })
  },
)

/** The sending end lets go: after success the guest runs at the other end only. */
const finalizeMigrationSource = nodeCall<
  { name: InstanceName; transfer: number; success: boolean },
  null
>(150, (world, machine, { name, transfer, success }) => {
  const guest = own(machine.guests, name)
  if (success) delete machine.guests[name]
  else if (guest?.state === 'sent') {
    // The other end ran and wrote since: what this memory knows of the disk is old, and it writes it back.
    guest.state = 'running'
    world.damaged = { ...world.damaged, [name]: world.now }
  }
  delete world.transfers[transfer]
  settleDrbd(world, machine.name)
  return fine
})

/** The receiving end: the guest runs here now, or is thrown away whatever it does. */
const finalizeMigrationTarget = nodeCall<{ name: InstanceName; success: boolean }, null>(
  150,
  (world, machine, { name, success }) => {
    const guest = own(machine.guests, name)
    if (!success) delete machine.guests[name]
    else if (guest?.state === 'arriving') guest.state = 'running'
    settleDrbd(world, machine.name)
    return fine
  },
)

const instanceOsAdd = nodeCall<{ instance: InstanceConf }, null>(
  4000,
  (world, _machine, { instance }) => {
    if (world.damaged && own(world.damaged, instance.name) !== undefined)
      delete world.damaged[instance.name]
    return fine
  },
)

const instanceBalloon = nodeCall<{ name: InstanceName; memoryMib: number }, null>(
  200,
  (_world, machine, { name, memoryMib }) => {
    const guest = own(machine.guests, name)
    if (guest) guest.memoryMib = memoryMib
    return fine
  },
)

/** Whether a guest can be given devices while it runs. */
const hotplugSupported = nodeQuestion<{ name: InstanceName; hypervisor: string }, null>(
  150,
  (_world, machine, { name, hypervisor }) => {
    const no = (why: string) => error(`Hotplug is not supported: ${why}`)
    if (hypervisor !== 'kvm') return no('Hotplug is not supported by this hypervisor')
    return own(machine.guests, name)?.state === 'running' ? fine : no('Instance is probably down')
  },
)

/** Gives a running guest the devices of its instance, or takes them away. */
const hotplugDevice = nodeCall<InstanceArgs, null>(800, (_world, machine, { instance }) => {
  const guest = own(machine.guests, instance.name)
  if (!guest) return error('Hotplug is not supported: Instance is probably down')
  guest.disks = disksOn(machine, instance)
  return fine
})

/** Tells the metadata daemon what a guest may read about itself. */
const instanceMetadataModify = nodeQuestion<{ name: InstanceName }, null>(100, () => fine)

/** The calls about instances, by name. */
export const instanceCalls = {
  all_instances_info: allInstancesInfo,
  instance_list: instanceList,
  instance_info: instanceInfo,
  instance_migratable: instanceMigratable,
  migration_info: migrationInfo,
  instance_start: instanceStart,
  instance_shutdown: instanceShutdown,
  instance_reboot: instanceReboot,
  accept_instance: acceptInstance,
  instance_migrate: instanceMigrate,
  transfer_status: transferStatus,
  instance_finalize_migration_src: finalizeMigrationSource,
  instance_finalize_migration_dst: finalizeMigrationTarget,
  instance_os_add: instanceOsAdd,
  instance_balloon_memory: instanceBalloon,
  hotplug_supported: hotplugSupported,
  hotplug_device: hotplugDevice,
  instance_metadata_modify: instanceMetadataModify,
}
