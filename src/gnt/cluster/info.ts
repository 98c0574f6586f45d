/** gnt-cluster info. Manual: gnt-cluster(8), INFO. Source: lib/client/gnt_cluster.py, ShowClusterConfig. */
import { isoSpaced } from '../../lib/clock.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/cluster.ts'
import { diskParameters, policyInfo } from '../query/cluster-parameters.ts'
import type { Json } from '../query/field.ts'
import { clusterHvparams } from '../query/hypervisor-parameters.ts'
import { type Info, infoOf, type Pair, pairs, printInfo, record } from '../query/info.ts'
import { BACKEND_DEFAULTS, beparams } from '../query/instance-fields.ts'
import { NODE_DEFAULTS } from '../query/node-parameters.ts'
import { niceSort } from '../query/order.ts'

const OS_PATHS = ['/srv/ganeti', '/usr/local/lib/ganeti', '/usr/lib/ganeti', '/usr/share/ganeti']
const searchPath = (folder: string): string => OS_PATHS.map((p) => `${p}/${folder}`).join(', ')

const COLLECTORS = [
  'cpu-avg-load',
  'diskstats',
  'drbd',
  'inst-status-xen',
  'lv',
  'xen-cpu-avg-load',
]

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

/** Every setting of the cluster itself, in Ganeti's order; a release shows those it knows. */
const parameters = ({ cluster }: ClusterConfig): Pair[] => [
  ['candidate pool size', cluster.candidatePoolSize],
  ['maximal number of jobs running simultaneously', 20],
  ['maximal number of jobs simultaneously tracked by the scheduler', 25],
  ['mac prefix', 'aa:00:00'],
  ['master netdev', cluster.masterNetdev],
  ['master netmask', 32],
  ['use external master IP address setup script', false],
  ['lvm volume group', cluster.volumeGroup],
  ['lvm reserved volumes', '(none)'],
  ['drbd usermode helper', '/bin/true'],
  ['file storage path', '/srv/ganeti/file-storage'],
  ['shared file storage path', '/srv/ganeti/shared-file-storage'],
  ['gluster storage path', '/var/run/ganeti/gluster'],
  ['maintenance of node health', false],
  ['uid pool', ''],
  ['default instance allocator', cluster.defaultIallocator],
  ['default instance allocator parameters', record({})],
  ['primary ip version', 4],
  ['preallocation wipe disks', false],
  ['OS search path', searchPath('os')],
  ['ExtStorage Providers search path', searchPath('extstorage')],
  ['enabled disk templates', cluster.enabledDiskTemplates.join(', ')],
  ['install image', ''],
  ['instance communication network', ''],
  ['zeroing image', ''],
  ['compression tools', ['gzip', 'gzip-fast', 'gzip-slow']],
  ['enabled user shutdown', false],
  ['modify ssh setup', true],
  ['ssh_key_type', 'rsa'],
  ['ssh_key_bits', 2048],
]

const defaults = (config: ClusterConfig): Pair[] => [
  ['Default node parameters', facts(NODE_DEFAULTS)],
  ['Default instance parameters', facts({ default: beparams(BACKEND_DEFAULTS) })],
  [
    'Default nic parameters',
    facts({ default: { link: config.cluster.nicLink, mode: 'bridged', vlan: '' } }),
  ],
  ['Default disk parameters', facts(diskParameters(config))],
  ['Instance policy - limits for instances', policyInfo(config)],
  [
    'Data collectors',
    record(
      Object.fromEntries(
        COLLECTORS.map((name) => [name, record({ active: true, interval: '5.000s' })]),
      ),
    ),
  ],
]

function clusterInfo(config: ClusterConfig, unknown: readonly string[]): Info {
  const { cluster } = config
  const shown = ([title]: Pair) => !unknown.includes(title)
  const tags = niceSort(cluster.tags, (tag) => tag)
  return pairs(
    ['Cluster name', cluster.name],
    ['Cluster UUID', cluster.uuid],
    ['Creation time', isoSpaced(cluster.ctime * 1000)],
    ['Modification time', isoSpaced(cluster.mtime * 1000)],
    ['Master node', cluster.masterNode],
    ['Architecture (this node)', '64bits (x86_64)'],
    ['Tags', tags.length === 0 ? '(none)' : tags.join(', ')],
    ['Default hypervisor', cluster.hypervisor],
    ['Enabled hypervisors', cluster.hypervisor],
    [
      'Hypervisor parameters',
      facts({ [cluster.hypervisor]: clusterHvparams(config, cluster.hypervisor) }),
    ],
    ['OS-specific hypervisor parameters', record({})],
    ['OS parameters', record({})],
    ['Hidden OSes', ''],
    ['Blacklisted OSes', ''],
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
      p.out(printInfo(clusterInfo(configOn(p.world, p.node), omitted(p))))
      return exit(0)
    },
  },
})
