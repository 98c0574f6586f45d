import { isDraft, original } from 'immer'
import { own } from '../../lib/own.ts'
import { remembered } from '../../lib/remembered.ts'
import { type ClusterConfig, roleOf } from '../cluster/config.ts'
import type { Machine, Ssconf } from '../cluster/machine.ts'

/** FNV-1a over UTF-16 units, as eight hexadecimal digits: equal texts are equal, and it sorts at random. */
const hash = (text: string): string => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h >>> 0).toString(16).padStart(8, '0')
}

/** Made once out of what is only ever exchanged as a whole; behind a draft stands the value itself. */
function madeOnce<T extends object, R>(make: (value: T) => R): (value: T) => R {
  const once = remembered(make)
  return (value) => once(isDraft(value) ? (original(value as never) as unknown as T) : value)
}

const lines = (items: readonly string[]): string => items.join('\n')

/** What stands in the ssconf files of a node, by file name without "ssconf_". */
const ssconfFiles = (ssconf: Ssconf): Record<string, string> => ({
  cluster_name: ssconf.clusterName,
  instance_list: lines(ssconf.instances),
  master_candidates: lines(ssconf.masterCandidates),
  master_candidates_ips: lines(ssconf.masterCandidates.map((n) => own(ssconf.primaryIps, n) ?? '')),
  master_ip: ssconf.masterIp,
  master_netdev: ssconf.masterNetdev,
  master_node: ssconf.masterNode,
  node_list: lines(ssconf.nodes),
  node_primary_ips: lines(ssconf.nodes.map((n) => `${n} ${own(ssconf.primaryIps, n)}`)),
  offline_nodes: lines(ssconf.offlineNodes),
  online_nodes: lines(ssconf.onlineNodes),
})

/** The full path of a node's copy of the configuration. */
export const CONFIG_FILE = '/var/lib/ganeti/config.data'
const HOSTS_FILE = '/etc/hosts'

const configSum = madeOnce((config: ClusterConfig) => hash(JSON.stringify(config)))
const ssconfSums = madeOnce((ssconf: Ssconf) =>
  Object.entries(ssconfFiles(ssconf)).map(
    ([name, text]) => [`/var/lib/ganeti/ssconf_${name}`, hash(`${name}\n${text}`)] as const,
  ),
)
const hostsSum = madeOnce((hosts: Machine['files']['hosts']) =>
  hash(lines(hosts.map((h) => `${h.ip} ${h.name}`).sort())),
)

/** Checksums of the files that verify compares, by path; a file that is not there has none. */
export const checksumsOf = ({ files }: Machine): Record<string, string> => ({
  ...(files.config ? { [CONFIG_FILE]: configSum(files.config) } : {}),
  ...Object.fromEntries(files.ssconf ? ssconfSums(files.ssconf) : []),
  [HOSTS_FILE]: hostsSum(files.hosts),
})

/** Whether config.data belongs on the node. */
export const shouldHaveConfig = (config: ClusterConfig, node: string): boolean => {
  const conf = own(config.nodes, node)
  return conf !== undefined && ['M', 'C'].includes(roleOf(config, conf))
}
