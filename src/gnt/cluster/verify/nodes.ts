import { own } from '../../../lib/own.ts'
import { type NodeConf, residentsOf } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import { byRelease } from '../../../sim/releases.ts'
import type { GroupFacts, NodeImage } from './facts.ts'
import type { Report } from './report.ts'
import { supposeDrbd, supposeHypervisor, supposeNode, supposeSystems } from './supposed.ts'

/** The nodes that try to reach the others. */
export const probingNodes = byRelease<'every node' | 'candidates'>({
  '2.11': 'every node',
  '3.0': 'candidates',
})

const inactiveMinor = byRelease({
  '2.11': (minor: number, _disk: string, instance: string) =>
    `drbd minor ${minor} of instance ${instance} is not active`,
  '3.0': (minor: number, disk: string, instance: string) =>
    `drbd minor ${minor} of disk ${disk} (attached in instance '${instance}') is not active`,
})

const kindOf = (facts: GroupFacts, node: NodeConf): string => {
  if (node.name === facts.config.cluster.masterNode) return 'master'
  if (node.masterCandidate) return 'master candidate'
  return node.drained ? 'drained' : 'regular'
}

/**
 * "Verifying node status". Returns the name of a guest that the configuration does not know: Ganeti's
 * check breaks off there.
 */
export function verifyNodes(report: Report, facts: GroupFacts): string | null {
  for (const image of facts.nodes) {
    const { node, answer, error } = image
    if (node.offline) {
      report.whisper(`* Skipping offline node ${node.name}`)
      continue
    }
    report.whisper(`* Verifying node ${node.name} (${kindOf(facts, node)})`)
    report.findingIf(
      error !== null,
      'ENODERPC',
      node.name,
      `while contacting node: ${error ?? 'None'}`,
    )
    if (!answer) continue
    supposeNode(report, facts, node.name)
    verifyNetwork(report, facts, image)
    if (!node.vmCapable) continue
    const { volumeGroup } = facts.config.cluster
    const groupLost = answer.info.volumeGroup === null
    verifyDirectories(report, facts, node)
    report.findingIf(groupLost, 'ENODELVM', node.name, 'unable to check volume groups')
    report.suppose('ENODELVM', node.name, 'None')
    supposeDrbd(report, facts, image)
    verifyMinors(report, facts, image)
    if (groupLost)
      report.finding(
        'ENODELVM',
        node.name,
        `LVM problem on node: Failed to list logical volumes, lvs output:   Volume group "${volumeGroup}" not found\\n`,
      )
    supposeHypervisor(report, image)
    const stranger = image.guests.find((name) => !own(facts.config.instances, name))
    if (stranger !== undefined) return stranger
    report.findingIf(
      groupLost,
      'ENODELVM',
      node.name,
      `node didn't return data for the volume group '${volumeGroup}' - it is either missing or broken`,
    )
    supposeSystems(report, facts, node.name)
    for (const name of image.guests)
      if (own(facts.config.instances, name)?.primary !== node.name)
        report.finding('EINSTANCEWRONGNODE', name, `instance should not run on node ${node.name}`)
  }
  return null
}

/** Folders under which disk images may lie: what /etc/ganeti/file-storage-paths lists. */
const IMAGE_FOLDERS = ['/srv/ganeti/file-storage', '/srv/ganeti/shared-file-storage']

/** _VerifyFileStoragePaths: a node takes no other folder for disk images than those that it allows. */
function verifyDirectories(report: Report, { config }: GroupFacts, { name }: NodeConf): void {
  const { fileStorageDir, sharedFileStorageDir } = settingsOf(config)
  const folders = [
    ['file', fileStorageDir, 'ENODEFILESTORAGEPATHUNUSABLE'],
    ['sharedfile', sharedFileStorageDir, 'ENODESHAREDFILESTORAGEPATHUNUSABLE'],
  ] as const
  for (const [template, folder, code] of folders) {
    if (!config.cluster.enabledDiskTemplates.includes(template)) continue
    const allowed = IMAGE_FOLDERS.some((one) => folder === one || folder.startsWith(`${one}/`))
    const why = allowed ? 'None' : `Path '${folder}' is not acceptable for file storage`
    report.findingIf(
      !allowed,
      code,
      name,
      `The configured ${template} storage path is unusable: ${why}`,
    )
  }
}

/** _VerifyNodeNetwork: what the node itself could reach. */
function verifyNetwork(report: Report, facts: GroupFacts, { node, answer }: NodeImage): void {
  if (!answer) return
  for (const other of answer.unreachable)
    report.finding(
      'ENODESSH',
      node.name,
      `ssh communication with node '${other}': ssh problem: ssh: connect to host ${other} port 22: No route to host\\n`,
    )
  for (const other of answer.unreachable)
    report.finding(
      'ENODENET',
      node.name,
      `tcp communication with node '${other}': failure using the primary interface(s)`,
    )
  const probes = probingNodes(facts) === 'every node' || node.masterCandidate
  if (answer.masterIpReachable || !probes) return
  const isMaster = node.name === facts.config.cluster.masterNode
  report.finding(
    'ENODENET',
    node.name,
    isMaster
      ? 'the master node cannot reach the master IP (not configured?)'
      : 'cannot reach the master IP',
  )
}

/** _VerifyNodeDrbd: minors that should be there and are not, and the other way round. */
function verifyMinors(report: Report, facts: GroupFacts, { node, answer }: NodeImage): void {
  const { config } = facts
  if (!answer || !config.cluster.enabledDiskTemplates.includes('drbd')) return
  const known = [...residentsOf(config, node.name).mirrors].sort((a, b) => a.minor - b.minor)
  for (const { instance, disk, minor } of known)
    report.findingIf(
      instance.disksActive && !answer.minors.includes(minor),
      'ENODEDRBD',
      node.name,
      inactiveMinor(facts)(minor, disk.uuid, instance.name),
    )
  for (const minor of answer.minors)
    report.findingIf(
      !known.some((k) => k.minor === minor),
      'ENODEDRBD',
      node.name,
      `unallocated drbd minor ${minor} is in use`,
    )
}
