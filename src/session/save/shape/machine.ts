import * as v from 'valibot'
import type {
  Cable,
  ConfigWriter,
  DiskDump,
  DrbdDevice,
  DrbdMetadata,
  DrbdNet,
  DrbdTerms,
  ExportFolder,
  FirewallRule,
  Generations,
  Guest,
  KernelEvent,
  LoggedCommand,
  LoggedLine,
  Machine,
  NodeFiles,
  Power,
  Ssconf,
  Volume,
  VolumeGroup,
  WatcherMemory,
} from '../../../sim/cluster/machine.ts'
import type { Daemon } from '../../../sim/releases.ts'
import { config, MOST_INSTANCES, MOST_NODES } from './config.ts'
import {
  type Entries,
  flag,
  list,
  maybe,
  number,
  one,
  orNull,
  shape,
  table,
  text,
  time,
  wallClock,
  whole,
} from './plain.ts'

const size = v.pipe(number, v.minValue(0))
const names = list(text, 10_000)

/** Every daemon once: what is missing here does not compile. */
const DAEMONS: Record<Daemon, true> = {
  'ganeti-noded': true,
  'ganeti-masterd': true,
  'ganeti-wconfd': true,
  'ganeti-luxid': true,
  'ganeti-rapi': true,
  'ganeti-confd': true,
  'ganeti-kvmd': true,
  'ganeti-mond': true,
}
export const daemon: v.GenericSchema<unknown, Daemon> = v.picklist(Object.keys(DAEMONS) as Daemon[])
const daemons = list(daemon, 20)

const power: v.GenericSchema<unknown, Power> = v.variant('is', [
  v.looseObject({ is: v.literal('on'), since: time }),
  v.looseObject({ is: v.literal('off'), since: time }),
  v.looseObject({ is: v.literal('booting'), since: time, until: time }),
])

const volume = shape<Volume>({
  sizeMib: size,
  instance: text,
  mapped: maybe(whole),
  meta: maybe(
    shape<DrbdMetadata>({
      current: orNull(text),
      bitmap: orNull(text),
      history: names,
      disk: one('UpToDate', 'Inconsistent', 'Outdated', 'Consistent'),
      dirty: shape<DrbdMetadata['dirty']>({
        at: time,
        from: number,
        perSecond: number,
        limit: number,
      }),
      crashedPrimary: flag,
    }),
  ),
})

const volumeGroup = shape<VolumeGroup>({
  name: text,
  physicalVolume: text,
  sizeMib: size,
  state: one('whole', 'failed', 'full'),
  allocatable: maybe(v.literal(false)),
  volumes: table(volume, 20_000),
})

const guest = shape<Guest>({
  instance: text,
  memoryMib: size,
  vcpus: number,
  since: time,
  disks: list(
    v.variant('kind', [
      v.looseObject({ kind: v.literal('drbd'), minor: whole }),
      v.looseObject({ kind: v.literal('plain'), volume: text }),
      v.looseObject({ kind: v.literal('file') }),
    ]),
    16,
  ),
  writesMibPerMinute: size,
  state: one('running', 'arriving', 'sent'),
  paused: maybe(v.literal(true)),
})

const terms = shape<DrbdTerms>({ protocol: text, afterSplit0: text, afterSplit1: text })
const net = shape<DrbdNet>({
  peer: text,
  port: whole,
  dualPrimary: flag,
  secret: text,
  discardMyData: maybe(v.literal(true)),

  terms: maybe(terms),
  unproven: maybe(v.literal(true)),
})

const device = shape<DrbdDevice>({
  minor: whole,
  dataVolume: text,
  metaVolume: text,
  sizeMib: size,
  attached: flag,
  role: one('Primary', 'Secondary'),
  net: orNull(net),
  lastNet: maybe(net),
  seen: maybe(text),
  connection: one('StandAlone', 'WFConnection', 'Connected', 'SyncSource', 'SyncTarget'),
  splitBrain: flag,
  peerDisk: one('UpToDate', 'Inconsistent', 'Outdated', 'DUnknown', 'Diskless'),
})

const generations = shape<Generations>({
  current: orNull(text),
  older: list(orNull(text), 20),
  primary: flag,
})

type Said = KernelEvent['say']
const said = <S extends Said>(
  say: S,
  entries: Entries<Omit<Extract<KernelEvent, { say: S }>, 'say'>>,
) =>
  v.looseObject({
    at: time,
    minor: whole,
    say: v.literal(say),
    ...(entries as unknown as v.ObjectEntries),
  }) as unknown as v.GenericSchema<unknown, { at: number; minor: number } & KernelEvent>

const kernelEvent = v.union([
  said('states', { from: text, to: text }),
  said('meeting', {
    verdict: one('both fresh', 'same', 'newer', 'older', 'split'),
    self: generations,
    peer: generations,
    bits: v.strictTuple([number, number]),
    fresh: flag,
  }),
  said('split brain', {
    solved: one('no', 'automatically', 'manually'),
    primaries: whole,
    wins: flag,
  }),
  said('by disk states', { becomes: one('source', 'target') }),
  said('resync begins', { as: one('SyncSource', 'SyncTarget'), mib: number }),
  said('resync ends', { seconds: number, mib: number }),
  said('peer lost', { there: flag }),
  said('no proof', {}),
  said('wrong proof', {}),
  said('incompatible', { what: text }),
  said('two primaries', {}),
])

const ssconf = shape<Ssconf>({
  serial: whole,
  clusterName: text,
  masterNode: text,
  masterIp: text,
  masterNetdev: text,
  nodes: names,
  onlineNodes: names,
  offlineNodes: names,
  masterCandidates: names,
  primaryIps: table(text, MOST_NODES),
  instances: names,
  maintainNodeHealth: maybe(v.literal(true)),
})

const files = shape<NodeFiles>({
  config: orNull(config),
  ssconf: orNull(ssconf),
  hosts: list(shape<{ ip: string; name: string }>({ ip: text, name: text }), 1000),
  knownHosts: names,
  written: maybe(table(text, 1000)),
  watcher: shape<WatcherMemory>({
    bootIds: table(text, MOST_NODES),
    restarts: table(
      shape<{ tries: number; last: number }>({ tries: whole, last: wallClock }),
      MOST_INSTANCES,
    ),
  }),
  queueDrained: maybe(flag),
  formerCluster: maybe(
    shape<NonNullable<NodeFiles['formerCluster']>>({
      osTypes: list(text, 1000),
      nicLink: text,
      masterNetdev: text,
    }),
  ),
  commands: maybe(
    list(shape<LoggedCommand>({ at: time, argv: list(text, 1000), error: maybe(text) }), 500),
  ),
  watcherLog: maybe(
    list(
      shape<LoggedLine>({
        at: time,
        began: time,
        level: one('INFO', 'WARNING'),
        text,
      }),
      500,
    ),
  ),
  initLog: maybe(text),
  exports: maybe(
    table(
      shape<ExportFolder>({
        dumps: table(shape<DiskDump>({ whole: flag, damaged: maybe(v.literal(true)) }), 100),
        info: orNull(text),
      }),
      MOST_INSTANCES,
    ),
  ),
})

export const machine = shape<Machine>({
  name: text,
  label: text,
  ip: text,
  power,
  cable: shape<Cable>({ is: one('in', 'out'), since: time, down: maybe(text) }),
  firewall: maybe(
    list(shape<FirewallRule>({ chain: one('INPUT', 'OUTPUT'), ip: text, since: time }), 1000),
  ),
  bootId: orNull(text),
  memory: shape<Machine['memory']>({ totalMib: size, hostMib: size, freeMib: size }),
  cpus: number,
  volumeGroup,
  daemons,
  daemonArguments: maybe(
    table(text, 20) as v.GenericSchema<unknown, Partial<Record<Daemon, string>>>,
  ),
  stoppedDaemons: maybe(daemons),
  guests: table(guest, MOST_INSTANCES),
  drbd: table(device, 20_000),
  kernelLog: maybe(list(kernelEvent, 5000)),
  masterIp: flag,
  masterIpAnnounced: maybe(time),
  writer: maybe(shape<ConfigWriter>({ sent: orNull(ssconf), own: maybe(config) })),
  outvotedFor: maybe(text),
  files,
})
