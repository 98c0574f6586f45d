import { own } from '../../lib/own.ts'
import { type ClusterConfig, roleOf } from '../cluster/config.ts'
import type { Machine, Ssconf } from '../cluster/machine.ts'

/** FNV-1a over UTF-16 units, as eight hexadecimal digits: equal texts are equal, and it sorts at random. */
const hash = (text: string): string => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h >>> 0).toString(16).padStart(8, '0')
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

export const CONFIG_FILE = '/var/lib/ganeti/config.data'
const HOSTS_FILE = '/etc/hosts'

/** Checksums of the files that verify compares, by path; a file that is not there has none. */
export function checksumsOf({ files }: Machine): Record<string, string> {
  const sums: Record<string, string> = {}
  if (files.config) sums[CONFIG_FILE] = hash(JSON.stringify(files.config))
  for (const [name, text] of Object.entries(files.ssconf ? ssconfFiles(files.ssconf) : {}))
    sums[`/var/lib/ganeti/ssconf_${name}`] = hash(`${name}\n${text}`)
  const hosts = files.hosts.map((h) => `${h.ip} ${h.name}`).sort()
  sums[HOSTS_FILE] = hash(lines(hosts))
  return sums
}

/** Whether config.data belongs on the node. */
export const shouldHaveConfig = (config: ClusterConfig, node: string): boolean => {
  const conf = own(config.nodes, node)
  return conf !== undefined && ['M', 'C'].includes(roleOf(config, conf))
}
