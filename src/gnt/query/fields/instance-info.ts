import { isoSpaced } from '../../../lib/clock.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import type { DiskConf, InstanceConf } from '../../../sim/cluster/config.ts'
import type { MirrorStatus } from '../../../sim/noded/devices.ts'
import type { Json } from '../field.ts'
import { type Info, type Pair, pairs, parametersInfo } from '../info.ts'
import { nicMode } from './instance-devices.ts'

/**
 * What the job INSTANCE_QUERY_DATA finds out about one instance, and how `gnt-instance info` shows it.
 * Source: lib/cmdlib/instance_query.py, lib/client/gnt_instance.py (_FormatInstanceInfo).
 */
export interface InstanceFacts {
  instance: InstanceConf
  primaryGroup: { name: string; uuid: string }
  secondaries: { name: string; group: string; groupUuid: string }[]
  hvparams: Record<string, string | number | boolean>
  beparams: Record<string, string | number | boolean>
  customBeparams: Record<string, string | number | boolean>
  /** null: not asked. */
  runState: string | null
  disks: DiskFacts[]
  volumeGroup: string
  /** Of its nodes: the primary's, and the secondary's where there is one. */
  uuids: string[]
}

/** One disk, or one of the volumes that a DRBD disk is made of. */
export interface DiskFacts {
  disk: DiskConf
  onPrimary: MirrorStatus | null
  onSecondary: MirrorStatus | null
  children: DiskFacts[]
}

/**
 * The volumes under a DRBD disk as disks of their own. The configuration keeps no UUIDs of theirs; these
 * follow from the disk's.
 */
export function childDisks(disk: DiskConf): DiskConf[] {
  if (disk.kind !== 'drbd') return []
  const child = (volume: string, sizeMib: number, salt: number): DiskConf => ({
    kind: 'plain',
    volume,
    sizeMib,
    mode: 'rw',
    uuid: disk.uuid.replace(/[0-9a-f]/g, (digit, at: number) =>
      at === 14 ? digit : ((Number.parseInt(digit, 16) * 7 + at * salt) % 16).toString(16),
    ),
  })
  return [child(disk.dataVolume, disk.sizeMib, 3), child(disk.metaVolume, 128, 5)]
}

function statusText(disk: DiskConf, status: MirrorStatus): string {
  const numbers = disk.kind === 'file' ? 'N/A:N/A' : `${status.major}:${status.minor}`
  const device = `${status.devPath} (${numbers})`
  if (disk.kind === 'plain')
    return device + (status.ldisk === 'faulty' ? ' *FAILED* (failed drive?)' : '')
  if (disk.kind !== 'drbd') return device
  const eta = status.estimateSeconds ? `${status.estimateSeconds}s` : 'unknown'
  const sync =
    status.syncPercent === null
      ? 'in sync'
      : `*RECOVERING* ${status.syncPercent.toFixed(2).padStart(5)}%, ETA ${eta}`
  const missing =
    status.ldisk === 'faulty'
      ? ' *MISSING DISK*'
      : status.ldisk === 'unknown'
        ? ' *UNCERTAIN STATE*'
        : ''
  return `${device} ${sync}, status ${status.degraded ? '*DEGRADED*' : 'ok'}${missing}`
}

function placeOf(disk: DiskConf, instance: InstanceConf, volumeGroup: string): Pair[] {
  switch (disk.kind) {
    case 'plain':
      return [['logical_id', `${volumeGroup}/${disk.volume}`]]
    case 'file':
      return [['logical_id', `['loop', '${disk.path}']`]]
    case 'drbd': {
      const primary = disk.nodes[0] === instance.primary ? 0 : 1
      const secondary = primary === 0 ? 1 : 0
      return [
        ['nodeA', `${disk.nodes[primary]}, minor=${disk.minors[primary]}`],
        ['nodeB', `${disk.nodes[secondary]}, minor=${disk.minors[secondary]}`],
        ['port', String(disk.port)],
      ]
    }
  }
}

interface DiskPlace {
  instance: InstanceConf
  volumeGroup: string
  top: boolean
}

function diskInfo(facts: DiskFacts, index: number, place: DiskPlace): Info {
  const { disk, onPrimary, onSecondary, children } = facts
  const { instance, volumeGroup, top } = place
  const title = top ? `disk/${index}` : `child ${index}`
  const spindles: Pair[] = disk.spindles == null ? [] : [['spindles', disk.spindles]]
  return pairs(
    [title, `${disk.kind}, size ${formatUnit(disk.sizeMib, 'h')}`],
    ...(top ? [...spindles, ['access mode', disk.mode] as Pair] : []),
    ...placeOf(disk, instance, volumeGroup),
    ...(onPrimary ? [['on primary', statusText(disk, onPrimary)] as Pair] : []),
    ...(onSecondary ? [['on secondary', statusText(disk, onSecondary)] as Pair] : []),
    ['name', disk.name ?? null],
    ['UUID', disk.uuid],
    ...(children.length > 0
      ? [
          [
            'child devices',
            children.map((child, i) => diskInfo(child, i, { instance, volumeGroup, top: false })),
          ] as Pair,
        ]
      : []),
  )
}

const nodesInfo = ({ instance, primaryGroup, secondaries }: InstanceFacts): Info => [
  pairs(
    ['primary', instance.primary],
    ['group', `${primaryGroup.name} (UUID ${primaryGroup.uuid})`],
  ),
  pairs([
    'secondaries',
    secondaries.map((s) => `${s.name} (group ${s.group}, group UUID ${s.groupUuid})`).join(', '),
  ]),
]

const nicsInfo = (instance: InstanceConf): Info =>
  instance.nics.map((nic, i) =>
    pairs(
      [`nic/${i}`, ''],
      ['MAC', nic.mac],
      ['IP', nic.ip],
      ['mode', nicMode(nic)],
      ['link', nic.link],
      ['vlan', nic.vlan ?? ''],
      ['network', nic.network ?? null],
      ['UUID', nic.uuid],
      ['name', nic.name ?? null],
    ),
  )

const VNC_BASE_PORT = 5900

/** Where a VNC viewer finds the instance; none without an address to listen on. */
function consoleInfo({ instance, hvparams }: InstanceFacts): Pair[] {
  const address = hvparams.vnc_bind_address
  const port = instance.networkPort
  if (typeof address !== 'string' || address === '' || port === null) return []
  const display = `(display ${port - VNC_BASE_PORT})`
  const where =
    address === '0.0.0.0'
      ? `${instance.primary}:${port} ${display}`
      : /^\d+\.\d+\.\d+\.\d+$/.test(address)
        ? `${address}:${port} (node ${instance.primary}) ${display}`
        : `${instance.primary}:${address}`
  return [['console connection', `vnc to ${where}`]]
}

/** Everything about one instance. */
export function instanceInfo(facts: InstanceFacts, volumeGroup: string): Info {
  const { instance, runState } = facts
  const state = `configured to be ${instance.adminState}`
  const osparams = { ...instance.osparams } as Record<string, Json>
  const be = { ...facts.beparams, memory: facts.beparams.maxmem ?? null }
  return pairs(
    ['Instance name', instance.name],
    ['UUID', instance.uuid],
    ['Serial number', String(instance.serial)],
    ['Creation time', isoSpaced(instance.ctime * 1000)],
    ['Modification time', isoSpaced(instance.mtime * 1000)],
    ['State', runState === null ? state : `${state}, actual state is ${runState}`],
    ['Nodes', nodesInfo(facts)],
    ['Operating system', instance.os],
    ['Operating system parameters', parametersInfo(osparams, osparams)],
    ['Allocated network port', instance.networkPort],
    ['Hypervisor', instance.hypervisor],
    ...consoleInfo(facts),
    ['Hypervisor parameters', parametersInfo({ ...instance.hvparams }, facts.hvparams)],
    ['Back-end parameters', parametersInfo(facts.customBeparams, be)],
    ['NICs', nicsInfo(instance)],
    ['Disk template', instance.template],
    [
      'Disks',
      facts.disks.map((disk, i) => diskInfo(disk, i, { instance, volumeGroup, top: true })),
    ],
  )
}
