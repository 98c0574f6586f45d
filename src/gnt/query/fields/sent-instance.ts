import type { DiskConf } from '../../../sim/cluster/config.ts'
import type { MirrorStatus } from '../../../sim/noded/devices.ts'
import type { Json } from '../field.ts'
import { nicMode } from './instance-devices.ts'
import type { DiskFacts, InstanceFacts } from './instance-info.ts'

/** What INSTANCE_QUERY_DATA answers, under Ganeti's own names. Source: lib/cmdlib/instance_query.py. */

/** Ganeti's numbers for the states of a copy (constants.LDS_*). */
export const LDISK_NUMBERS = { ok: 1, unknown: 2, faulty: 3, syncing: 4 }

const sentStatus = (status: MirrorStatus | null): Json =>
  status && [
    status.devPath,
    status.major,
    status.minor,
    status.syncPercent,
    status.estimateSeconds,
    status.degraded,
    LDISK_NUMBERS[status.ldisk],
  ]

function logicalId(disk: DiskConf, { instance, volumeGroup, uuids }: InstanceFacts): Json {
  switch (disk.kind) {
    case 'plain':
      return [volumeGroup, disk.volume]
    case 'file':
      return ['loop', disk.path]
    case 'drbd':
      return [
        ...(disk.nodes[0] === instance.primary ? uuids : uuids.toReversed()),
        disk.port,
        ...disk.minors,
        null,
      ]
  }
}

/** Nodes and minors of a DRBD disk, the primary's first; null for other kinds. */
function drbdInfo(disk: DiskConf, primary: string): Json {
  if (disk.kind !== 'drbd') return null
  const first = disk.nodes[0] === primary ? 0 : 1
  const second = first === 0 ? 1 : 0
  return {
    port: disk.port,
    primary_minor: disk.minors[first] ?? null,
    primary_node: disk.nodes[first] ?? null,
    secondary_minor: disk.minors[second] ?? null,
    secondary_node: disk.nodes[second] ?? null,
  }
}

const sentDisk = (
  { disk, onPrimary, onSecondary, children }: DiskFacts,
  name: string,
  of: InstanceFacts,
): Json => ({
  children: children.map((child) => sentDisk(child, '', of)),
  dev_type: disk.kind,
  drbd_info: drbdInfo(disk, of.instance.primary),
  iv_name: name,
  logical_id: logicalId(disk, of),
  mode: disk.mode,
  name: disk.name ?? null,
  pstatus: sentStatus(onPrimary),
  size: disk.sizeMib,
  spindles: disk.spindles ?? null,
  sstatus: sentStatus(onSecondary),
  uuid: disk.uuid,
})

/** One instance of the answer. */
export function sentInstance(facts: InstanceFacts): Json {
  const { instance, secondaries } = facts
  return {
    be_actual: facts.beparams,
    be_instance: facts.customBeparams,
    config_state: instance.adminState,
    ctime: instance.ctime,
    disk_template: instance.template,
    disks: facts.disks.map((disk, i) => sentDisk(disk, `disk/${i}`, facts)),
    hv_actual: facts.hvparams,
    hv_instance: instance.hvparams ?? {},
    hypervisor: instance.hypervisor,
    mtime: instance.mtime,
    name: instance.name,
    network_port: instance.networkPort,
    nics: instance.nics.map((nic) => [
      nic.name ?? null,
      nic.uuid,
      nic.ip,
      nic.mac,
      nicMode(nic),
      nic.link,
      nic.vlan ?? '',
      nic.network ?? null,
      null,
    ]),
    os: instance.os,
    os_actual: instance.osparams ?? {},
    os_instance: instance.osparams ?? {},
    pnode: instance.primary,
    pnode_group_name: facts.primaryGroup.name,
    pnode_group_uuid: facts.primaryGroup.uuid,
    run_state: facts.runState,
    serial_no: instance.serial,
    snodes: secondaries.map(({ name }) => name),
    snodes_group_names: secondaries.map(({ group }) => group),
    snodes_group_uuids: secondaries.map(({ groupUuid }) => groupUuid),
    uuid: instance.uuid,
  }
}
