import type { DiskConf, NodeName } from '../../sim/cluster/config.ts'
import { secondaryOf } from '../../sim/cluster/config.ts'
import { behaviourOf } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** `2.11.8` as the configuration writes it: 2110000. */
const versionNumber = (software: string): number => {
  const [major = 0, minor = 0] = software.split('.').map(Number)
  return major * 1_000_000 + minor * 10_000
}

const diskOf = (disk: DiskConf): object => {
  const facts = { uuid: disk.uuid, size: disk.sizeMib, mode: disk.mode }
  switch (disk.kind) {
    case 'drbd':
      return {
        ...facts,
        dev_type: 'drbd',
        logical_id: [...disk.nodes, disk.port, ...disk.minors],
        children: [disk.dataVolume, disk.metaVolume],
      }
    case 'plain':
      return { ...facts, dev_type: 'plain', logical_id: [disk.volume] }
    case 'file':
      return { ...facts, dev_type: 'file', logical_id: [disk.path] }
  }
}

/**
 * /var/lib/ganeti/config.data: this node's own copy, shortened to what an administrator looks for, with
 * Ganeti's key names and one object per line.
 */
export function configData(world: World, node: NodeName): string | null {
  const { config } = machineOf(world, node).files
  if (!config) return null
  const { cluster } = config
  const head = {
    version: versionNumber(behaviourOf(world.release).software),
    serial_no: config.serial,
  }
  const facts = {
    uuid: cluster.uuid,
    serial_no: cluster.serial,
    cluster_name: cluster.name,
    master_node: cluster.masterNode,
    master_ip: cluster.masterIp,
    master_netdev: cluster.masterNetdev,
    volume_group_name: cluster.volumeGroup,
    enabled_hypervisors: [cluster.hypervisor],
    enabled_disk_templates: cluster.enabledDiskTemplates,
    candidate_pool_size: cluster.candidatePoolSize,
    default_iallocator: cluster.defaultIallocator,
    tags: cluster.tags,
  }
  const nodes = Object.values(config.nodes).map((n) => ({
    name: n.name,
    uuid: n.uuid,
    serial_no: n.serial,
    primary_ip: n.primaryIp,
    secondary_ip: n.secondaryIp,
    master_candidate: n.masterCandidate,
    drained: n.drained,
    offline: n.offline,
    group: n.group,
  }))
  const instances = Object.values(config.instances).map((i) => ({
    name: i.name,
    uuid: i.uuid,
    serial_no: i.serial,
    primary_node: i.primary,
    secondary_node: secondaryOf(i),
    admin_state: i.adminState,
    disk_template: i.template,
    disks_active: i.disksActive,
    os: i.os,
    disks: i.disks.map(diskOf),
  }))
  const block = (items: object[]) => items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')
  return (
    `{"version": ${head.version}, "serial_no": ${head.serial_no},\n` +
    `  "cluster": ${JSON.stringify(facts)},\n` +
    `  "nodes": [\n${block(nodes)}],\n` +
    `  "instances": [\n${block(instances)}]}\n`
  )
}
