/** gnt-cluster info. Manual: gnt-cluster(8), INFO. Source: lib/client/gnt_cluster.py, ShowClusterConfig. */

import { isoSpaced } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import type { ClusterConfig, Parameters } from '../../sim/cluster/config.ts'
import { enabledHypervisors, nicDefaults, settingsOf } from '../../sim/cluster/settings.ts'
import { byRelease } from '../../sim/releases.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/cluster.ts'
import type { Json } from '../query/field.ts'
import { diskParameters, policyInfo } from '../query/fields/cluster-parameters.ts'
import { clusterHvparams } from '../query/fields/hypervisor-parameters.ts'
import { beparams } from '../query/fields/instance-fields.ts'
import { clusterNdparams } from '../query/fields/node-parameters.ts'
import { type Info, infoOf, type Pair, pairs, printInfo, record } from '../query/info.ts'
import { niceSort } from '../query/order.ts'
import { knownInfo } from '../query/since.ts'

const OS_PATHS = ['/srv/ganeti', '/usr/local/lib/ganeti', '/usr/lib/ganeti', '/usr/share/ganeti']
const searchPath = (folder: string): string => OS_PATHS.map((p) => `${p}/${folder}`).join(', ')

/** What the monitoring daemon can collect. */
export const COLLECTORS = [
  'cpu-avg-load',
  'diskstats',
  'drbd',
  'inst-status-xen',
  'lv',
  'xen-cpu-avg-load',
]
const COLLECTOR_INTERVAL = 5_000_000

const facts = (values: { readonly [key: string]: Json }): Info => infoOf(values)

const SINCE_3_0 = ['modify ssh setup', 'ssh_key_type', 'ssh_key_bits', 'Data collectors']

/** Titles that a release does not know yet. */
const omitted = byRelease<readonly string[]>({
  '2.11': [
    'maximal number of jobs simultaneously tracked by the scheduler',
    'mac prefix',
    'install image',
    'instance communication network',
    'zeroing image',
    'compression tools',
    ...SINCE_3_0,
  ],
  '2.12': SINCE_3_0,
  '3.0': [],
})

const joined = (items: readonly string[], absent: string): string =>
  items.length === 0 ? absent : items.join(', ')

const ranges = (pool: readonly [number, number][]): string =>
  pool.map(([low, high]) => (low === high ? String(low) : `${low}-${high}`)).join(', ')

/** Every setting of the cluster itself, in Ganeti's order; a release shows those it knows. */
function parameters(config: ClusterConfig): Pair[] {
  const { cluster } = config
  const set = settingsOf(config)
  return [
    ['candidate pool size', cluster.candidatePoolSize],
    ['maximal number of jobs running simultaneously', set.maxRunningJobs],
    ['maximal number of jobs simultaneously tracked by the scheduler', set.maxTrackedJobs],
    ['mac prefix', set.macPrefix],
    ['master netdev', cluster.masterNetdev],
    ['master netmask', set.masterNetmask],
    ['use external master IP address setup script', set.externalIpScript],
    ['lvm volume group', cluster.volumeGroup || null],
    ['lvm reserved volumes', joined(set.reservedLvs, '(none)')],
    ['drbd usermode helper', set.drbdHelper || null],
    ['file storage path', set.fileStorageDir],
    ['shared file storage path', set.sharedFileStorageDir],
    ['gluster storage path', '/var/run/ganeti/gluster'],
    ['maintenance of node health', set.maintainNodeHealth],
    ['uid pool', ranges(set.uidPool)],
    ['default instance allocator', cluster.defaultIallocator],
    ['default instance allocator parameters', facts(set.iallocatorParams)],
    ['primary ip version', 4],
    ['preallocation wipe disks', set.preallocWipeDisks],
    ['OS search path', searchPath('os')],
    ['ExtStorage Providers search path', searchPath('extstorage')],
    ['enabled disk templates', cluster.enabledDiskTemplates.join(', ')],
    ['install image', set.installImage],
    ['instance communication network', set.communicationNetwork],
    ['zeroing image', set.zeroingImage],
    ['compression tools', set.compressionTools],
    ['enabled user shutdown', set.userShutdown],
    ['modify ssh setup', true],
    ['ssh_key_type', 'rsa'],
    ['ssh_key_bits', 2048],
  ]
}

const defaults = (config: ClusterConfig): Pair[] => [
  ['Default node parameters', facts(clusterNdparams(config))],
  ['Default instance parameters', facts({ default: beparams(settingsOf(config).backend) })],
  ['Default nic parameters', facts({ default: { ...nicDefaults(config) } })],
  ['Default disk parameters', facts(diskParameters(config))],
  ['Instance policy - limits for instances', policyInfo(config)],
  [
    'Data collectors',
    record(
      Object.fromEntries(
        COLLECTORS.map((name) => {
          const { active = true, interval = COLLECTOR_INTERVAL } =
            own(settingsOf(config).collectors, name) ?? {}
          return [name, record({ active, interval: `${(interval / 1e6).toFixed(3)}s` })]
        }),
      ),
    ),
  ],
]

/** By hypervisor: what holds for its instances. */
const hypervisorParameters = (config: ClusterConfig): Record<string, Parameters> =>
  Object.fromEntries(
    enabledHypervisors(config).map((name) => [name, clusterHvparams(config, name)]),
  )

function clusterInfo(config: ClusterConfig, unknown: readonly string[]): Info {
  const { cluster } = config
  const shown = ([title]: Pair) => !unknown.includes(title)
  const tags = niceSort(cluster.tags, (tag) => tag)
  const hypervisors = enabledHypervisors(config)
  const set = settingsOf(config)
  return pairs(
    ['Cluster name', cluster.name],
    ['Cluster UUID', cluster.uuid],
    ['Creation time', isoSpaced(cluster.ctime * 1000)],
    ['Modification time', isoSpaced(cluster.mtime * 1000)],
    ['Master node', cluster.masterNode],
    ['Architecture (this node)', '64bits (x86_64)'],
    ['Tags', tags.length === 0 ? '(none)' : tags.join(', ')],
    ['Default hypervisor', hypervisors[0] ?? null],
    ['Enabled hypervisors', hypervisors.join(', ')],
    ['Hypervisor parameters', facts(hypervisorParameters(config))],
    ['OS-specific hypervisor parameters', facts(set.osHvparams)],
    ['OS parameters', facts(set.osParams)],
    ['Hidden OSes', set.hiddenOs.join(', ')],
    ['Blacklisted OSes', set.blacklistedOs.join(', ')],
    ['Cluster parameters', { pairs: parameters(config).filter(shown) }],
    ...defaults(config).filter(shown),
  )
}

export const info = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      p.out(printInfo(knownInfo(p, clusterInfo(configOn(p.world, p.node), omitted(p)))))
      return exit(0)
    },
  },
})
