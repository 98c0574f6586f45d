import * as v from 'valibot'
import type {
  BackendParameters,
  ClusterConfig,
  ClusterFacts,
  DetachedDisk,
  DiskConf,
  DrbdDisk,
  FileDisk,
  FilterConf,
  FilterValue,
  GroupConf,
  InstanceConf,
  NetworkConf,
  NetworkLink,
  NicConf,
  NodeConf,
  Parameters,
  PlainDisk,
  PolicyConf,
} from '../../../sim/cluster/config.ts'
import type {
  BackendDefaults,
  ClusterPolicy,
  ClusterSettings,
  NicDefaults,
} from '../../../sim/cluster/settings.ts'
import { NIC_MODES } from '../../../sim/cluster/settings.ts'
import {
  flag,
  list,
  maybe,
  number,
  one,
  orNull,
  shape,
  table,
  text,
  wallClock,
  whole,
} from './plain.ts'

/** More than a definition may have: a sitting adds some. */
export const MOST_NODES = 300
export const MOST_INSTANCES = 3000
const MOST = 10_000

const texts = list(text, MOST)
const parameters: v.GenericSchema<unknown, Parameters> = table(
  v.union([v.string(), number, v.boolean()]),
  500,
)
const times = { ctime: wallClock, mtime: wallClock }

const numbers = table(number, 100)

const policy = {
  minmax: maybe(
    list(
      shape<{ min: Record<string, number>; max: Record<string, number> }>({
        min: numbers,
        max: numbers,
      }),
      100,
    ),
  ),
  templates: maybe(texts),
  vcpuRatio: maybe(number),
  spindleRatio: maybe(number),
}

const backend = {
  minmemMib: whole,
  maxmemMib: whole,
  vcpus: number,
  autoBalance: flag,
  alwaysFailover: flag,
  spindleUse: number,
}

const settings = shape<ClusterSettings>({
  backend: maybe(shape<BackendDefaults>(backend)),
  nic: maybe(shape<NicDefaults>({ mode: one(...NIC_MODES), link: text, vlan: text })),
  ndparams: maybe(parameters),
  diskparams: maybe(table(parameters, 100)),
  ipolicy: maybe(shape<ClusterPolicy>({ ...policy, std: maybe(numbers) })),
  enabledHypervisors: maybe(texts),
  maxRunningJobs: maybe(whole),
  maxTrackedJobs: maybe(whole),
  macPrefix: maybe(text),
  masterNetmask: maybe(whole),
  externalIpScript: maybe(flag),
  reservedLvs: maybe(texts),
  drbdHelper: maybe(text),
  fileStorageDir: maybe(text),
  sharedFileStorageDir: maybe(text),
  maintainNodeHealth: maybe(flag),
  uidPool: maybe(list(v.strictTuple([whole, whole]), MOST)),
  iallocatorParams: maybe(parameters),
  preallocWipeDisks: maybe(flag),
  modifyEtcHosts: maybe(flag),
  installImage: maybe(text),
  communicationNetwork: maybe(text),
  zeroingImage: maybe(text),
  compressionTools: maybe(texts),
  userShutdown: maybe(flag),
  collectors: maybe(
    table(
      shape<{ active?: boolean; interval?: number }>({
        active: maybe(flag),
        interval: maybe(number),
      }),
      100,
    ),
  ),
  firstNetdev: maybe(text),
  osHvparams: maybe(table(table(parameters, 100), 100)),
  osParams: maybe(table(parameters, 100)),
  hiddenOs: maybe(texts),
  blacklistedOs: maybe(texts),
})

const facts = shape<ClusterFacts>({
  ...times,
  uuid: text,
  serial: whole,
  name: text,
  masterNode: text,
  masterIp: text,
  masterNetdev: text,
  hypervisor: text,
  enabledDiskTemplates: texts,
  volumeGroup: text,
  defaultIallocator: text,
  nicLink: text,
  osTypes: texts,
  candidatePoolSize: whole,
  freePorts: list(whole, MOST),
  highestPort: whole,
  watcherPausedUntil: orNull(wallClock),
  hvparams: maybe(table(parameters, 100)),
  settings: maybe(settings),
  tags: texts,
})

const node = shape<NodeConf>({
  ...times,
  name: text,
  uuid: text,
  serial: whole,
  primaryIp: text,
  secondaryIp: text,
  group: text,
  masterCandidate: flag,
  drained: flag,
  offline: flag,
  masterCapable: flag,
  vmCapable: flag,
  powered: flag,
  ndparams: maybe(parameters),
  tags: texts,
})

const group = shape<GroupConf>({
  ...times,
  uuid: text,
  name: text,
  serial: whole,
  allocPolicy: one('preferred', 'last_resort', 'unallocable'),
  ndparams: maybe(parameters),
  diskparams: maybe(table(parameters, 100)),
  ipolicy: maybe(shape<PolicyConf>(policy)),
  networks: maybe(table(shape<NetworkLink>({ mode: text, link: text, vlan: text }), 1000)),
  tags: texts,
})

const network = shape<NetworkConf>({
  ...times,
  uuid: text,
  name: text,
  serial: whole,
  network: text,
  gateway: orNull(text),
  network6: orNull(text),
  gateway6: orNull(text),
  macPrefix: orNull(text),
  reserved: list(whole, 100_000),
  tags: texts,
})

const filterValue: v.GenericSchema<unknown, FilterValue> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(filterValue)]),
)

const filter = shape<FilterConf>({
  uuid: text,
  watermark: whole,
  priority: number,
  predicates: list(filterValue, 1000),
  action: v.union([
    v.picklist(['ACCEPT', 'CONTINUE', 'PAUSE', 'REJECT']),
    v.strictTuple([v.literal('RATE_LIMIT'), v.number()]),
  ]),
  reasons: list(v.strictTuple([v.string(), v.string(), v.number()]), 1000),
})

const ofDisk = {
  uuid: text,
  sizeMib: whole,
  mode: one('rw', 'ro'),
  name: maybe(orNull(text)),
  spindles: maybe(orNull(number)),
}

const disk: v.GenericSchema<unknown, DiskConf> = v.union([
  shape<PlainDisk>({ ...ofDisk, kind: v.literal('plain'), volume: text }),
  shape<FileDisk>({ ...ofDisk, kind: v.literal('file'), path: text }),
  shape<DrbdDisk>({
    ...ofDisk,
    kind: v.literal('drbd'),
    dataVolume: text,
    metaVolume: text,
    nodes: v.strictTuple([text, text]),
    minors: v.strictTuple([whole, whole]),
    port: whole,
    secret: text,
  }),
])

const nic = shape<NicConf>({
  uuid: text,
  mac: text,
  link: text,
  ip: orNull(text),
  name: maybe(orNull(text)),
  mode: maybe(one(...NIC_MODES)),
  vlan: maybe(text),
  network: maybe(orNull(text)),
  given: maybe(list(one('mode', 'link', 'vlan'), 3)),
})

const instance = shape<InstanceConf>({
  ...times,
  name: text,
  uuid: text,
  serial: whole,
  os: text,
  hypervisor: text,
  primary: text,
  template: one('diskless', 'plain', 'drbd', 'file', 'sharedfile'),
  disks: list(disk, 16),
  nics: list(nic, 16),
  be: shape<BackendParameters>({ ...backend, given: maybe(texts) }),
  hvparams: maybe(parameters),
  osparams: maybe(parameters),
  osparamsPrivate: maybe(parameters),
  adminState: one('up', 'down', 'offline'),
  adminStateSource: one('admin', 'user'),
  disksActive: flag,
  networkPort: orNull(whole),
  tags: texts,
  writesMibPerMinute: v.pipe(number, v.minValue(0)),
})

/** A whole config.data. */
export const config = shape<ClusterConfig>({
  serial: whole,
  cluster: facts,
  nodes: table(node, MOST_NODES),
  groups: table(group, MOST_NODES),
  instances: table(instance, MOST_INSTANCES),
  networks: maybe(table(network, 1000)),
  filters: maybe(table(filter, 1000)),
  detached: maybe(table(shape<DetachedDisk>({ disk, nodes: texts }), MOST_INSTANCES)),
})
