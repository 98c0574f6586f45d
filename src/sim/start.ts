import { parseIso } from '../lib/clock.ts'
import { clone } from '../lib/clone.ts'
import { own } from '../lib/own.ts'
import { drawMac, drawUuid, type RandomStreams } from '../lib/random.ts'
import {
  type ClusterConfig,
  type DiskConf,
  type InstanceConf,
  minorOn,
  type NodeConf,
  type NodeName,
} from './cluster/config.ts'
import { settleDrbd } from './cluster/drbd/settle.ts'
import { type Machine, ssconfOf } from './cluster/machine.ts'
import { withSharedFiles } from './cluster/share.ts'
import { inheritKnowledge, touchMinor } from './cluster/unsettled.ts'
import type { ClusterDefinition, InstanceDefinition, NodeDefinition } from './definition.ts'
import { groupOf, newGroups } from './first-groups.ts'
import { pastJobs } from './jobs/past.ts'
import { NODE_CALLS } from './noded/calls.ts'
import { behaviourOf } from './releases.ts'
import { startCron } from './run/cron.ts'
import type { Rules } from './run/rules.ts'
import { openTerminal } from './run/start-process.ts'
import { settle } from './settle.ts'
import { machineOf, secondsOf, type World } from './world.ts'

const FIRST_PORT = 11000
/** A lab's nodes have no hardware for KVM; guests boot from their own disks. */
const LAB_HVPARAMS = { kvm: { acpi: false, kernel_path: '', kvm_flag: 'disabled', root_path: '' } }
const EXERCISE_START = '2014-09-19T14:00:00Z'

/** A cluster that has been running for a while: everything in sync, every wanted guest up. */
export function startWorld(rules: Rules, given: ClusterDefinition): World {
  const definition = forRelease(given)
  const world = emptyWorld(definition)
  for (const node of [...definition.nodes, ...(definition.spareMachines ?? [])])
    world.machines[node.name] = newMachine(world, definition, node)
  // Every node holds this very value: nothing of it changes from here on.
  const config = clone(newConfig(world, definition))
  install(world, definition, config)
  for (const instance of Object.values(config.instances)) bringUp(world, instance)
  settleDrbd(world)
  pastJobs(rules, world, definition, config)
  for (const node of Object.keys(world.machines)) openTerminal(rules, world, node)
  if (world.hardware.watcherCron) startCron(world)
  settle(rules, world, () => {})
  // What the kernels said of all this is long gone from their logs.
  for (const machine of Object.values(world.machines)) delete machine.kernelLog
  const started = withSharedFiles(world)
  inheritKnowledge(world, started)
  return started
}

/** The definition with what its release changes, names stored as that release stores them. */
function forRelease(given: ClusterDefinition): ClusterDefinition {
  const change = given.inRelease?.[given.release]
  const stored = (name: string) =>
    behaviourOf(given.release).lowerCaseNames ? name.toLowerCase() : name
  const node = (n: NodeDefinition): NodeDefinition => ({
    ...n,
    ...change?.nodes,
    name: stored(n.name),
    label: n.label ?? n.name.split('.')[0] ?? n.name,
  })
  return {
    ...given,
    master: stored(given.master),
    nodes: given.nodes.map(node),
    spareMachines: (given.spareMachines ?? []).map(node),
    instances: given.instances.map((i) => ({
      ...i,
      name: stored(i.name),
      nodes: i.nodes.map(stored),
    })),
  }
}

function emptyWorld(definition: ClusterDefinition): World {
  const random: RandomStreams = { seed: definition.seed ?? 1 }
  for (const stream of ['uuid', 'mac', 'drbd', 'boot', 'secret', 'key', 'sort'])
    random[stream] =
      Math.imul((definition.seed ?? 1) + stream.length, 2654435761) ^ stream.charCodeAt(0)
  return {
    version: 1,
    release: definition.release,
    epochMs: parseIso(definition.clock ?? EXERCISE_START) ?? 0,
    now: 0,
    sequence: 0,
    random,
    hardware: {
      syncMibPerSecond: definition.syncMibPerSecond ?? 60,
      copyMibPerSecond: definition.copyMibPerSecond ?? 243,
      memoryMibPerSecond: 32,
      bootSeconds: 20,
      guestShutdownSeconds: definition.hypervisor === 'fake' ? 0 : 6,
      watcherCron: definition.watcherCron ?? false,
    },
    labels: Object.fromEntries(
      definition.instances.flatMap((i) => (i.label === undefined ? [] : [[i.label, i.name]])),
    ),
    machines: {},
    cutLinks: {},
    resyncs: {},
    transfers: {},
    jobs: {},
    openJobs: [],
    nextJobId: 1,
    terminals: {},
    ...(definition.logins ? { logins: definition.logins } : {}),
    alarms: [],
  }
}

function newMachine(world: World, definition: ClusterDefinition, node: NodeDefinition): Machine {
  const hostMib = node.memoryNodeMib ?? 145
  return {
    name: node.name,
    label: node.label ?? node.name,
    ip: node.ip,
    power: { is: 'on', since: 0 },
    cable: { is: 'in', since: 0 },
    bootId: drawUuid(world.random, 'boot'),
    memory: {
      totalMib: node.memoryMib,
      hostMib,
      freeMib: node.memoryFreeMib ?? node.memoryMib - hostMib,
    },
    cpus: node.cpus,
    volumeGroup: {
      name: definition.volumeGroup,
      physicalVolume: definition.physicalVolume ?? '/dev/sdb',
      sizeMib: node.volumeGroupMib,
      state: 'whole',
      volumes: {},
    },
    daemons: [],
    guests: {},
    drbd: {},
    masterIp: false,
    files: {
      config: null,
      ssconf: null,
      hosts: [],
      knownHosts: [],
      watcher: { bootIds: {}, restarts: {} },
    },
  }
}

/** The first configuration of a cluster as it is defined; its UUIDs are drawn. */
export function newConfig(world: World, definition: ClusterDefinition): ClusterConfig {
  const seconds = secondsOf(world) - 3600
  const known = definition.random
  const times = { ctime: seconds, mtime: seconds }
  const groups = newGroups(world, definition, times)
  const config: ClusterConfig = {
    serial: 1,
    cluster: {
      ...times,
      uuid: drawUuid(world.random, 'uuid'),
      serial: 1,
      name: definition.name,
      masterNode: definition.master,
      masterIp: definition.masterIp,
      masterNetdev: definition.masterNetdev,
      hypervisor: definition.hypervisor,
      enabledDiskTemplates: definition.enabledDiskTemplates,
      volumeGroup: definition.volumeGroup,
      defaultIallocator: definition.defaultIallocator,
      nicLink: definition.nicLink,
      osTypes: definition.osTypes,
      candidatePoolSize: 10,
      freePorts: [],
      highestPort: FIRST_PORT,
      watcherPausedUntil: null,
      ...(definition.hypervisor === 'kvm' ? { hvparams: LAB_HVPARAMS } : {}),
      tags: [],
    },
    nodes: {},
    groups: Object.fromEntries([...groups.values()].map((group) => [group.uuid, group])),
    instances: {},
  }
  definition.nodes.forEach((node, index) => {
    const uuid = own(known?.nodes, node.name)?.uuid ?? drawUuid(world.random, 'uuid')
    const group = groups.get(groupOf(node))?.uuid ?? ''
    config.nodes[node.name] = newNode(definition, node, uuid, group, seconds, index)
  })
  const minors: Minors = new Map()
  for (const instance of definition.instances)
    config.instances[instance.name] = newInstance(world, definition, config, instance, minors)
  return config
}

const newNode = (
  definition: ClusterDefinition,
  node: NodeDefinition,
  uuid: string,
  group: string,
  seconds: number,
  index: number,
): NodeConf => ({
  name: node.name,
  uuid,
  serial: 1,
  ctime: seconds,
  mtime: seconds,
  primaryIp: node.ip,
  secondaryIp: node.ip,
  group,
  masterCandidate: node.name === definition.master || index < 10,
  drained: false,
  offline: false,
  masterCapable: true,
  vmCapable: true,
  powered: true,
  tags: [],
})

function newInstance(
  world: World,
  definition: ClusterDefinition,
  config: ClusterConfig,
  given: InstanceDefinition,
  minors: Minors,
): InstanceConf {
  const known = own(definition.random?.instances, given.name)
  const mac = typeof known?.mac === 'string' ? known.mac : known?.mac?.[0]
  const created = known?.ctime && parseIso(known.ctime)
  const seconds = created ? Math.floor(created / 1000) : config.cluster.ctime
  const primary = given.nodes[0] ?? definition.master
  // Taken before the ports of its disks.
  const networkPort = definition.hypervisor === 'kvm' ? nextPort(config) : null
  return {
    name: given.name,
    uuid: known?.uuid ?? drawUuid(world.random, 'uuid'),
    // Created, every disk attached where that is a write of its own, started.
    serial: 2 + (behaviourOf(world.release).disksAreObjects ? given.disksMib.length : 0),
    ctime: seconds,
    mtime: seconds,
    os: given.os,
    hypervisor: definition.hypervisor,
    primary,
    template: given.template,
    disks: given.disksMib.map((mib, i) =>
      newDisk(world, config, given, minors, mib, i, uuidsOf(known?.diskUuid)[i]),
    ),
    nics: [
      {
        uuid: uuidsOf(known?.nicUuid)[0] ?? drawUuid(world.random, 'uuid'),
        mac: mac ?? drawMac(world.random, 'mac'),
        link: definition.nicLink,
        ip: null,
      },
    ],
    be: {
      minmemMib: given.minmemMib,
      maxmemMib: given.maxmemMib,
      vcpus: given.vcpus,
      autoBalance: true,
      alwaysFailover: false,
      spindleUse: 1,
    },
    adminState: given.adminState ?? 'up',
    adminStateSource: 'admin',
    disksActive: (given.adminState ?? 'up') === 'up',
    networkPort,
    tags: [],
    writesMibPerMinute: given.writesMibPerMinute ?? 20,
  }
}

const uuidsOf = (known: string[] | string | undefined): string[] =>
  typeof known === 'string' ? (known.match(/[0-9a-f-]{36}/g) ?? []) : (known ?? [])

/** The lowest free port of the cluster's pool; taken. */
export const nextPort = (config: ClusterConfig): number => {
  const free = config.cluster.freePorts.shift()
  if (free !== undefined) return free
  config.cluster.highestPort += 1
  return config.cluster.highestPort - 1
}

function newDisk(
  world: World,
  config: ClusterConfig,
  given: InstanceDefinition,
  minors: Minors,
  sizeMib: number,
  index: number,
  knownUuid: string | undefined,
): DiskConf {
  const base = `${drawUuid(world.random, 'uuid')}.disk${index}`
  const facts = { uuid: knownUuid ?? drawUuid(world.random, 'uuid'), sizeMib, mode: 'rw' as const }
  const [a, b] = given.nodes
  if (given.template === 'drbd' && a !== undefined && b !== undefined)
    return {
      ...facts,
      kind: 'drbd',
      dataVolume: `${base}_data`,
      metaVolume: `${base}_meta`,
      nodes: [a, b],
      minors: [nextMinor(minors, a), nextMinor(minors, b)],
      port: nextPort(config),
      secret: drawUuid(world.random, 'secret').replaceAll('-', ''),
    }
  if (given.template === 'file' || given.template === 'sharedfile')
    return { ...facts, kind: 'file', path: `/srv/ganeti/file-storage/${given.name}/disk${index}` }
  return { ...facts, kind: 'plain', volume: base }
}

/** How many DRBD minors each node has given out: nothing is ever taken back here, so they are the lowest. */
type Minors = Map<NodeName, number>

function nextMinor(minors: Minors, node: NodeName): number {
  const minor = minors.get(node) ?? 0
  minors.set(node, minor + 1)
  return minor
}

function install(world: World, definition: ClusterDefinition, config: ClusterConfig): void {
  const { startOrder, masterDaemons } = behaviourOf(definition.release)
  const ssconf = ssconfOf(config)
  const hosts = definition.nodes.map((n) => ({ ip: n.ip, name: n.name }))
  const quiet = definition.hypervisor === 'kvm' ? [] : ['ganeti-kvmd']
  for (const { name } of definition.nodes) {
    const machine = machineOf(world, name)
    const isMaster = name === definition.master
    machine.daemons = startOrder.filter(
      (d) => (isMaster || !masterDaemons.includes(d)) && !quiet.includes(d),
    )
    machine.masterIp = isMaster
    if (isMaster) machine.writer = { sent: ssconf }
    machine.files.config = own(config.nodes, name)?.masterCandidate ? config : null
    machine.files.ssconf = ssconf
    machine.files.hosts = hosts
    machine.files.knownHosts = definition.nodes.map((n) => n.name)
  }
}

/** Makes real what the configuration says of an instance, through the same calls that operations use. */
function bringUp(world: World, instance: InstanceConf): void {
  for (const node of [...new Set([instance.primary, ...disksNodes(instance)])]) {
    const machine = machineOf(world, node)
    for (const disk of instance.disks)
      if (disk.kind !== 'file')
        NODE_CALLS.blockdev_create.run(world, machine, { disk, instance: instance.name })
  }
  if (instance.disksActive) {
    for (const node of [
      ...disksNodes(instance).filter((n) => n !== instance.primary),
      instance.primary,
    ])
      for (const disk of instance.disks)
        NODE_CALLS.blockdev_assemble.run(world, machineOf(world, node), {
          disk,
          primary: node === instance.primary,
          fresh: true,
        })
    settleDrbd(world)
  }
  syncAtOnce(world, instance)
  if (instance.adminState === 'up')
    NODE_CALLS.instance_start.run(world, machineOf(world, instance.primary), { instance })
}

const disksNodes = (instance: InstanceConf): NodeName[] =>
  instance.disks.flatMap((d) => (d.kind === 'drbd' ? d.nodes : []))

/** The first synchronisation lies in the cluster's past. */
function syncAtOnce(world: World, instance: InstanceConf): void {
  for (const disk of instance.disks) {
    if (disk.kind !== 'drbd') continue
    delete world.resyncs[disk.port]
    const generation = drawUuid(world.random, 'drbd')
    for (const node of disk.nodes) {
      touchMinor(world, node, minorOn(disk, node))
      const machine = machineOf(world, node)
      const meta = own(machine.volumeGroup.volumes, disk.metaVolume)?.meta
      const device = Object.values(machine.drbd).find((d) => d.dataVolume === disk.dataVolume)
      if (meta)
        Object.assign(meta, {
          current: generation,
          bitmap: null,
          history: [],
          disk: 'UpToDate',
          dirty: { at: 0, from: 0, perSecond: 0, limit: disk.sizeMib },
        })
      if (device) Object.assign(device, { connection: 'Connected', peerDisk: 'UpToDate' })
    }
  }
  world.alarms = world.alarms.filter((a) => a.what.kind !== 'resync ends')
}
