import { type NodeName, residentsOf } from '../../../sim/cluster/config.ts'
import { enabledHypervisors, settingsOf } from '../../../sim/cluster/settings.ts'
import { behaviourOf } from '../../../sim/releases.ts'
import { osDefinitions, osFolder } from '../../os/definitions.ts'
import type { GroupFacts, NodeImage } from './facts.ts'
import type { Report } from './report.ts'

/**
 * Checks of verify that never fail on a simulated cluster. They are made only for --debug-simulate-errors, which
 * reports every check as failed. Source: lib/cmdlib/cluster/verify.py, in its order.
 */

/** Certificates of the cluster. */
const CERTIFICATES = 4

/** _VerifyCertificate finds nothing about each of them: it gives neither level nor text. */
export function supposeCertificates(report: Report): void {
  for (let i = 0; i < CERTIFICATES; i++) report.suppose('ECLUSTERCERT', null, 'None', 'None')
  report.suppose(
    'ECLUSTERCERT',
    null,
    '/var/lib/ganeti/server.pem must be accessible by the gnt-masterd user',
  )
}

/** How many checks _VerifySshSetup makes. */
const SSH_CHECKS = 6

/** It names neither a node nor what it would have found: each check leaves a line without a text. */
export function supposeSshSetup(report: Report): void {
  for (let i = 0; i < SSH_CHECKS; i++) report.suppose('ENODESSH', null, '')
}

/** _VerifyNode, _VerifyNodeTime and what follows them. */
export function supposeNode(report: Report, { config, release }: GroupFacts, name: string): void {
  const { software } = behaviourOf(release)
  const [major = 0, minor = 0] = software.split('.').map(Number)
  const protocol = major * 1_000_000 + minor * 10_000
  const { suppose } = report
  suppose('ENODERPC', name, 'unable to verify node: no data returned')
  suppose('ENODERPC', name, 'connection to node returned invalid data')
  suppose(
    'ENODEVERSION',
    name,
    `incompatible protocol versions: master ${protocol}, node ${protocol}`,
  )
  suppose(
    'ENODEVERSION',
    name,
    `software version mismatch: master ${software}, node ${software}`,
    'WARNING',
  )
  for (const hypervisor of enabledHypervisors(config))
    suppose('ENODEHV', name, `hypervisor ${hypervisor} verify failure: 'None'`)
  suppose('ENODESETUP', name, 'node setup error: ')
  suppose('ENODETIME', name, 'Node time diverges by at least None from master node time')
  suppose('ENODESSH', name, "node hasn't returned node ssh connectivity data")
  suppose('ENODEUSERSCRIPTS', name, 'did not return user scripts information')
  suppose('ENODEUSERSCRIPTS', name, 'user scripts not present or not executable: ')
  suppose(
    'ENODEFILESTORAGEPATHS',
    name,
    config.cluster.masterNode === name
      ? 'Found forbidden file storage paths: '
      : 'Node should not have returned forbidden file storage paths',
  )
}

/** _VerifyNodeDrbdHelper, and the minors that no disk has. */
export function supposeDrbd(report: Report, { config }: GroupFacts, { node, answer }: NodeImage) {
  const { name } = node
  const helper = settingsOf(config).drbdHelper
  report.suppose('ENODEDRBDHELPER', name, 'no drbd usermode helper returned')
  report.suppose('ENODEDRBDHELPER', name, `drbd usermode helper check unsuccessful: ${helper}`)
  report.suppose('ENODEDRBDHELPER', name, `wrong drbd usermode helper: ${helper}`)
  for (const { disk } of residentsOf(config, name).mirrors)
    report.suppose('ECLUSTERCFG', null, `ghost disk '${disk.uuid}' in temporary DRBD map`)
  const minors = (answer?.minors ?? []).join(', ')
  report.suppose('ENODEDRBD', name, `cannot parse drbd status file: [${minors}]`)
}

/** _UpdateNodeInstances and _UpdateNodeInfo. */
export function supposeHypervisor(report: Report, { node, guests }: NodeImage): void {
  const listed = guests.map((guest) => `'${guest}'`).join(', ')
  report.suppose('ENODEHV', node.name, `rpc call to node failed (instancelist): [${listed}]`)
  report.suppose('ENODEHV', node.name, 'rpc call to node failed (hvinfo)')
}

/** _UpdateNodeOS and _VerifyNodeOS, which compares with the first node that answered; _VerifyNodeBridges. */
export function supposeSystems(report: Report, { config, nodes }: GroupFacts, name: string): void {
  const reference = nodes.find(({ answer }) => answer !== null)?.node.name ?? name
  const about = (text: string) => report.suppose('ENODEOS', name, text)
  about("node hasn't returned valid OS data")
  for (const { name: os, apiVersions, variants, parameters } of osDefinitions(
    config.cluster.osTypes,
  )) {
    about(`Invalid OS ${os} (located at ${osFolder(os)}): `)
    about(`OS '${os}' has multiple entries (first one shadows the rest): ${osFolder(os)}`)
    about(`Extra OS ${os} not present on reference node (${reference})`)
    const same = [
      ['API version', [...apiVersions].sort((a, b) => a - b).join(', ')],
      ['variants list', variants.join(', ')],
      ['parameters', parameters.map(({ name: key, text }) => `${key}: ${text}`).join(', ')],
    ]
    for (const [what, value] of same)
      about(
        `OS ${what} for ${os} differs from reference node ${reference}: [${value}] vs. [${value}]`,
      )
    about(`OS trusted for ${os} differs from reference node ${reference}: True vs. True`)
  }
  about(`OSes present on reference node ${reference} but missing on this node: `)
  report.suppose('ENODENET', name, 'did not return valid bridge information')
  report.suppose('ENODENET', name, 'missing bridges: ')
  report.suppose('EEXTAGS', name, 'Tags where there is more than one instance: []', 'WARNING')
}

/** Files that every node of a real cluster has and that are alike everywhere. */
const ALIKE = [
  'cluster-domain-secret hmac.key known_hosts rapi.pem server.pem spice-ca.pem spice.pem',
  'ssconf_cluster_name ssconf_cluster_tags ssconf_enabled_user_shutdown ssconf_file_storage_dir',
  'ssconf_gluster_storage_dir ssconf_hvparams_chroot ssconf_hvparams_fake ssconf_hvparams_kvm',
  'ssconf_hvparams_lxc ssconf_hvparams_xen-hvm ssconf_hvparams_xen-pvm ssconf_hypervisor_list',
  'ssconf_instance_list ssconf_maintain_node_health ssconf_master_candidates',
  'ssconf_master_candidates_certs ssconf_master_candidates_ips ssconf_master_ip',
  'ssconf_master_netdev ssconf_master_netmask ssconf_master_node ssconf_networks ssconf_node_list',
  'ssconf_node_primary_ips ssconf_node_secondary_ips ssconf_node_vm_capable ssconf_nodegroups',
  'ssconf_offline_nodes ssconf_online_nodes ssconf_primary_ip_family ssconf_release_version',
  'ssconf_shared_file_storage_dir ssconf_ssh_ports ssconf_uid_pool',
].flatMap((names) => names.split(' ').map((name) => `/var/lib/ganeti/${name}`))

/** Files that all nodes may have, or none, and on how many variants of them the nodes agree. */
const OPTIONAL = [
  { file: '/var/lib/ganeti/rapi/users', variants: 0 },
  { file: '/etc/ganeti/file-storage-paths', variants: 1 },
]

/** _VerifyFiles, for the files whose contents are not simulated. `nodes`: who answered. */
export function supposeFiles(
  report: Report,
  nodes: readonly NodeName[],
  compared: ReadonlySet<string>,
): void {
  const about = (text: string) => report.suppose('ECLUSTERFILECHECK', null, text)
  for (const file of ALIKE.filter((path) => !compared.has(path))) {
    about(`File ${file} is missing from node(s) `)
    about(`File ${file} should not exist on node(s) `)
    about(`File ${file} found with 1 different checksums ()`)
  }
  for (const { file, variants } of OPTIONAL) {
    const without = variants === 0 ? nodes.join(', ') : ''
    about(
      `File ${file} is optional, but it must exist on all or no nodes (not found on ${without})`,
    )
    about(`File ${file} found with ${variants} different checksums ()`)
  }
}
