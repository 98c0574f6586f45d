import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import {
  type ClusterConfig,
  type InstanceConf,
  type NodeConf,
  secondaryOf,
} from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { DrbdDevice, Machine } from '../../sim/cluster/machine.ts'
import { wireBetween } from '../../sim/cluster/wires.ts'
import type { World } from '../../sim/world.ts'

/** One difference, and its place: a node's short name, the cluster configuration, or the network. */
export interface WorldChange {
  where: string
  what: string
}

const IN_CONFIG = t`Cluster configuration`
const ON_NETWORK = 'Network'

/** The differences between two Worlds: the configuration first, then each node, then the network. */
export function changesBetween(before: World, after: World): WorldChange[] {
  if (before === after) return []
  const at = (where: string) => (what: string) => ({ where, what })
  return [
    ...configChanges(newestConfig(before), newestConfig(after)).map(at(IN_CONFIG)),
    ...Object.values(after.machines).flatMap((machine) => {
      const old = own(before.machines, machine.name)
      return old ? machineChanges(old, machine).map(at(shortName(machine.name))) : []
    }),
    ...networkChanges(before, after).map(at(ON_NETWORK)),
  ]
}

/** Groups changes by place, in the order of each place's first change. */
export function byPlace(changes: WorldChange[]): { where: string; what: string[] }[] {
  const places = new Map<string, string[]>()
  for (const { where, what } of changes) places.set(where, [...(places.get(where) ?? []), what])
  return [...places].map(([where, what]) => ({ where, what }))
}

const names = (list: readonly string[]): string => list.map(shortName).join(', ')

/** A size in words: whole GiB as "9 GiB", anything else in MiB. */
export const size = (mib: number): string =>
  mib >= 1024 && mib % 1024 === 0 ? `${mib / 1024} GiB` : `${Math.round(mib)} MiB`

/** A sentence for a value that has changed; none if it has not. */
const turned = (what: string, old: string | number, now: string | number): string[] =>
  old === now ? [] : [t`${what} ${now} (was ${old}).`]

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

function configChanges(old: ClusterConfig | undefined, now: ClusterConfig | undefined): string[] {
  if (!old || !now || old === now) return []
  return [
    ...turned('Master:', shortName(old.cluster.masterNode), shortName(now.cluster.masterNode)),
    ...turned(t`Cluster name:`, old.cluster.name, now.cluster.name),
    ...turned(
      t`Cluster tags:`,
      old.cluster.tags.join(' ') || 'none',
      now.cluster.tags.join(' ') || 'none',
    ),
    ...watcherChange(old, now),
    ...nodeChanges(old, now),
    ...instanceChanges(old, now),
    ...turned(t`Serial number`, old.serial, now.serial),
  ]
}

function watcherChange(old: ClusterConfig, now: ClusterConfig): string[] {
  const [was, is] = [old.cluster.watcherPausedUntil, now.cluster.watcherPausedUntil]
  if (was === is) return []
  return [is === null ? t`The watcher is no longer paused.` : t`The watcher is paused.`]
}

function nodeChanges(old: ClusterConfig, now: ClusterConfig): string[] {
  const gone = Object.keys(old.nodes).filter((name) => !own(now.nodes, name))
  return [
    ...gone.map((name) => t`${shortName(name)} is no longer a node of the cluster.`),
    ...Object.values(now.nodes).flatMap((node) => {
      const was = own(old.nodes, node.name)
      if (!was) return [t`${shortName(node.name)} is a new node of the cluster.`]
      return was === node ? [] : flagChanges(was, node)
    }),
  ]
}

const NODE_FLAGS = [
  ['offline', 'offline'],
  ['drained', 'drained'],
  ['masterCandidate', t`master candidate`],
  ['masterCapable', t`master capable`],
  ['vmCapable', t`VM capable`],
  ['powered', 'powered'],
] as const

const flagChanges = (was: NodeConf, is: NodeConf): string[] => [
  ...NODE_FLAGS.flatMap(([key, word]) =>
    turned(`${shortName(is.name)}: ${word}`, yesNo(was[key]), yesNo(is[key])),
  ),
  ...turned(t`${shortName(is.name)}: address`, was.primaryIp, is.primaryIp),
  ...turned(t`${shortName(is.name)}: secondary address`, was.secondaryIp, is.secondaryIp),
  ...turned(
    t`${shortName(is.name)}: tags`,
    was.tags.join(' ') || 'none',
    is.tags.join(' ') || 'none',
  ),
]

function instanceChanges(old: ClusterConfig, now: ClusterConfig): string[] {
  const byId = new Map(Object.values(old.instances).map((conf) => [conf.uuid, conf]))
  const kept = new Set(Object.values(now.instances).map((conf) => conf.uuid))
  return [
    ...[...byId.values()]
      .filter((conf) => !kept.has(conf.uuid))
      .map((conf) => t`${conf.name} is no longer an instance of the cluster.`),
    ...Object.values(now.instances).flatMap((conf) => {
      const was = byId.get(conf.uuid)
      if (!was) return [madeInstance(conf)]
      return was === conf ? [] : confChanges(was, conf)
    }),
  ]
}

const madeInstance = (conf: InstanceConf): string => {
  const secondary = secondaryOf(conf)
  const place = secondary === null ? '' : t` and ${shortName(secondary)}`
  return t`${conf.name} is a new ${conf.template} instance on ${shortName(conf.primary)}${place}.`
}

const copyOf = (conf: InstanceConf): string => {
  const secondary = secondaryOf(conf)
  return secondary === null ? 'none' : shortName(secondary)
}

function confChanges(was: InstanceConf, is: InstanceConf): string[] {
  const of = (what: string) => `${is.name}: ${what}`
  return [
    ...turned(t`Instance name:`, was.name, is.name),
    ...turned(of(t`primary node`), shortName(was.primary), shortName(is.primary)),
    ...turned(of(t`secondary node`), copyOf(was), copyOf(is)),
    ...turned(of(t`wanted state`), was.adminState, is.adminState),
    ...turned(of(t`disk template`), was.template, is.template),
    ...turned(of(t`disks wanted active`), yesNo(was.disksActive), yesNo(is.disksActive)),
    ...turned(
      of('disks'),
      was.disks.map((d) => size(d.sizeMib)).join(', ') || 'none',
      is.disks.map((d) => size(d.sizeMib)).join(', ') || 'none',
    ),
    ...turned(of('memory'), size(was.be.maxmemMib), size(is.be.maxmemMib)),
    ...turned(of(t`virtual CPUs`), was.be.vcpus, is.be.vcpus),
    ...turned(of(t`network cards`), was.nics.length, is.nics.length),
    ...turned(of(t`operating system`), was.os, is.os),
    ...turned(of('tags'), was.tags.join(' ') || 'none', is.tags.join(' ') || 'none'),
  ]
}

function machineChanges(old: Machine, now: Machine): string[] {
  if (old === now) return []
  return [
    ...powerChange(old, now),
    ...guestChanges(old, now),
    ...drbdChanges(old, now),
    ...volumeChanges(old, now),
    ...daemonChanges(old, now),
    ...(old.masterIp === now.masterIp
      ? []
      : [
          now.masterIp
            ? t`The cluster address is up here.`
            : t`The cluster address is no longer up here.`,
        ]),
    ...fileChanges(old, now),
  ]
}

function powerChange(old: Machine, now: Machine): string[] {
  if (old.power.is === now.power.is) return old.bootId === now.bootId ? [] : [t`It has rebooted.`]
  switch (now.power.is) {
    case 'on':
      return [t`It is up.`]
    case 'off':
      return [t`Its power is off.`]
    case 'booting':
      return [t`It is booting.`]
  }
}

function guestChanges(old: Machine, now: Machine): string[] {
  const running = (machine: Machine) =>
    Object.values(machine.guests)
      .filter((guest) => guest.state === 'running')
      .map((guest) => guest.instance)
  const [was, is] = [running(old), running(now)]
  return [
    ...was.filter((name) => !is.includes(name)).map((name) => t`${name} no longer runs here.`),
    ...is.filter((name) => !was.includes(name)).map((name) => t`${name} runs here.`),
    ...is.flatMap((name) => {
      const [a, b] = [own(old.guests, name), own(now.guests, name)]
      if (!a || !b || !was.includes(name)) return []
      return a.since === b.since
        ? turned(t`${name}: memory in use`, size(a.memoryMib), size(b.memoryMib))
        : [t`${name} was restarted.`]
    }),
  ]
}

interface Minor {
  role: string
  connection: string
  disk: string
  peer: string
}

/** A DRBD minor in DRBD's words. */
export function minorOf(machine: Machine, device: DrbdDevice): Minor {
  const meta = own(machine.volumeGroup.volumes, device.metaVolume)?.meta
  return {
    role: device.role,
    connection: device.connection,
    disk: device.attached ? (meta?.disk ?? 'Diskless') : 'Diskless',
    peer: device.net ? shortName(device.net.peer) : 'none',
  }
}

/** " of debianX": the instance of a minor, by the tags of its volumes; empty if unknown. */
const ownerOf = (machine: Machine, device: DrbdDevice): string => {
  const name = own(machine.volumeGroup.volumes, device.dataVolume)?.instance
  return name === undefined ? '' : t` of ${name}`
}

function drbdChanges(old: Machine, now: Machine): string[] {
  const minors = [...new Set([...Object.keys(old.drbd), ...Object.keys(now.drbd)])].map(Number)
  return minors.flatMap((minor) => {
    const [was, is] = [old.drbd[minor], now.drbd[minor]]
    if (was && is && was.dataVolume === is.dataVolume)
      return changedMinor(
        minorOf(old, was),
        minorOf(now, is),
        t`DRBD minor ${minor}${ownerOf(now, is)}`,
      )
    return [
      ...(was ? [t`DRBD minor ${minor}${ownerOf(old, was)} is gone.`] : []),
      ...(is ? [newMinor(minorOf(now, is), t`DRBD minor ${minor}${ownerOf(now, is)}`)] : []),
    ]
  })
}

const newMinor = ({ role, connection, disk }: Minor, name: string): string =>
  t`${name} is new: ${role}, ${connection}, disk ${disk}.`

const changedMinor = (was: Minor, is: Minor, name: string): string[] => {
  const parts = (['role', 'connection', 'disk', 'peer'] as const).flatMap((part) =>
    was[part] === is[part] ? [] : [t`${part} ${is[part]} (was ${was[part]})`],
  )
  return parts.length === 0 ? [] : [`${name}: ${parts.join(', ')}.`]
}

function volumeChanges(old: Machine, now: Machine): string[] {
  const [was, is] = [old.volumeGroup, now.volumeGroup]
  return [
    ...turned(t`Volume group ${is.name}`, was.state, is.state),
    ...Object.entries(was.volumes)
      .filter(([name]) => !own(is.volumes, name))
      .map(([name, v]) => t`Volume ${name} (${size(v.sizeMib)}, ${v.instance}) was removed.`),
    ...Object.entries(is.volumes).flatMap(([name, v]) => {
      const before = own(was.volumes, name)
      if (!before) return [t`Volume ${name} (${size(v.sizeMib)}, ${v.instance}) was created.`]
      return turned(t`Volume ${name}`, size(before.sizeMib), size(v.sizeMib))
    }),
  ]
}

function daemonChanges(old: Machine, now: Machine): string[] {
  // `powerChange` already says that the power is off.
  if (now.power.is !== 'on') return []
  return [
    ...old.daemons.filter((d) => !now.daemons.includes(d)).map((d) => t`${d} no longer runs.`),
    ...now.daemons
      .filter((d) => !old.daemons.includes(d))
      .map((d) => {
        const typed = now.daemonArguments?.[d]
        return t`${d} runs${typed === undefined ? '' : t` with ${typed}`}.`
      }),
  ]
}

function fileChanges({ files: was }: Machine, { files: is }: Machine): string[] {
  const host = ({ ip, name }: { ip: string; name: string }) => `${ip} ${name}`
  const [oldHosts, hosts] = [was.hosts.map(host), is.hosts.map(host)]
  return [
    ...copyChange(was.config, is.config),
    ...(was.ssconf?.masterNode === is.ssconf?.masterNode
      ? []
      : [
          t`Its files name ${is.ssconf ? shortName(is.ssconf.masterNode) : t`no node`} as the master.`,
        ]),
    ...oldHosts
      .filter((line) => !hosts.includes(line))
      .map((line) => `/etc/hosts no longer has the line "${line}".`),
    ...hosts
      .filter((line) => !oldHosts.includes(line))
      .map((line) => `/etc/hosts has the new line "${line}".`),
    ...trust(was.knownHosts, is.knownHosts),
    ...(Boolean(was.queueDrained) === Boolean(is.queueDrained)
      ? []
      : [
          is.queueDrained
            ? t`Its job queue accepts no jobs.`
            : t`Its job queue accepts jobs again.`,
        ]),
    ...Object.entries(is.written ?? {})
      .filter(([path, text]) => own(was.written, path) !== text)
      .map(([path]) => t`The file ${path} was written.`),
    ...Object.keys(was.written ?? {})
      .filter((path) => own(is.written, path) === undefined)
      .map((path) => t`The file ${path} was removed.`),
  ]
}

function copyChange(was: ClusterConfig | null, is: ClusterConfig | null): string[] {
  if (was && !is) return [t`Its copy of the configuration was removed.`]
  if (!was && is) return [t`It received a copy of the configuration, serial number ${is.serial}.`]
  if (!was || !is) return []
  return turned(t`Its copy of the configuration: serial number`, was.serial, is.serial)
}

function trust(was: readonly string[], is: readonly string[]): string[] {
  const added = is.filter((name) => !was.includes(name))
  const lost = was.filter((name) => !is.includes(name))
  return [
    ...(added.length > 0 ? [`ssh trusts the key of ${names(added)}.`] : []),
    ...(lost.length > 0 ? [`ssh no longer trusts the key of ${names(lost)}.`] : []),
  ]
}

function networkChanges(before: World, after: World): string[] {
  const nodes = Object.values(after.machines)
  const cables = nodes.flatMap((machine) => {
    const was = own(before.machines, machine.name)?.cable
    const { is, down = was?.down } = machine.cable
    if (was === undefined || was.is === is) return []
    if (down !== undefined)
      return [
        is === 'out'
          ? t`${down} of ${shortName(machine.name)} is down.`
          : t`${down} of ${shortName(machine.name)} is up.`,
      ]
    return [t`The cable of ${shortName(machine.name)} is ${is}.`]
  })
  const links = nodes.flatMap((a, i) =>
    nodes.slice(i + 1).flatMap((b) => {
      const is = wireBetween(after, a.name, b.name)
      if (is === wireBetween(before, a.name, b.name)) return []
      const how = {
        cut: t`is cut`,
        slow: t`is slow`,
        whole: t`works again`,
      }[is]
      return [t`The link between ${shortName(a.name)} and ${shortName(b.name)} ${how}.`]
    }),
  )
  return [...cables, ...links]
}
