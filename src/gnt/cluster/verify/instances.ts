import { own } from '../../../lib/own.ts'
import {
  type ClusterConfig,
  type InstanceConf,
  type NodeName,
  nodesOf,
  secondaryOf,
  volumeNames,
} from '../../../sim/cluster/config.ts'
import type { MirrorStatus } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { policyViolations } from '../../instance/policy.ts'
import { boundsOf } from '../../query/fields/cluster-parameters.ts'
import { LDISK_NUMBERS } from '../../query/fields/sent-instance.ts'
import type { GroupFacts, NodeImage } from './facts.ts'
import type { Level, Report } from './report.ts'

/** The name of a syncing disk's state came later than 2.12. */
const oldState = (status: MirrorStatus): string =>
  status.ldisk === 'syncing' ? 'unknown' : status.ldisk

/** What is found about one half of a mirrored disk; null: nothing. */
const degraded = byRelease<
  (where: string, status: MirrorStatus) => { text: string; level: Level } | null
>({
  '2.11': (where, status) => {
    const state = oldState(status)
    if (!status.degraded && state === 'ok') return null
    return {
      text: `${where}${status.degraded ? ' is degraded' : ''}${state === 'ok' ? '' : `; state is '${state}'`}`,
      level: 'ERROR',
    }
  },
  '3.0': (where, status) =>
    status.degraded
      ? {
          text: `${where} is degraded; local disk state is '${status.ldisk}'`,
          level: status.ldisk === 'ok' || status.ldisk === 'syncing' ? 'WARNING' : 'ERROR',
        }
      : null,
})

/** "Verifying instance status" (_VerifyInstance). */
export function verifyInstances(report: Report, facts: GroupFacts): void {
  for (const instance of facts.instances) {
    report.whisper(`* Verifying instance ${instance.name}`)
    verifyPolicy(report, facts, instance)
    verifyVolumes(report, facts, instance)
    verifyRunning(report, facts, instance)
    verifyDisks(report, facts, instance)
    verifyPlaces(report, facts, instance)
  }
}

/** Does it keep to the policy of its group? */
function verifyPolicy(report: Report, { config }: GroupFacts, instance: InstanceConf): void {
  const group = own(config.groups, own(config.nodes, instance.primary)?.group ?? '')
  const violations = policyViolations(instance, boundsOf(config, group))
  report.findingIf(
    violations.length > 0,
    'EINSTANCEPOLICY',
    instance.name,
    violations.join(', '),
    'WARNING',
  )
}

const imageOf = (facts: GroupFacts, node: string): NodeImage | undefined => facts.byName.get(node)

function verifyVolumes(report: Report, facts: GroupFacts, instance: InstanceConf): void {
  for (const node of nodesOf(instance)) {
    const present = imageOf(facts, node)?.volumes
    if (!present) continue
    for (const volume of volumeNames(facts.config, instance))
      report.findingIf(
        !present.has(volume),
        'EINSTANCEMISSINGDISK',
        instance.name,
        `volume ${volume} missing on node ${node}`,
      )
  }
}

function verifyRunning(report: Report, facts: GroupFacts, instance: InstanceConf): void {
  if (instance.adminState !== 'up') return
  const { primary, name } = instance
  const image = imageOf(facts, primary)
  const offline = image?.node.offline ?? false
  report.findingIf(
    !offline && !image?.guests.includes(name),
    'EINSTANCEDOWN',
    name,
    `instance not running on its primary node ${primary}`,
  )
  report.findingIf(
    offline,
    'EINSTANCEBADNODE',
    name,
    `instance is marked as running and lives on offline node ${primary}`,
  )
}

/** A status as Python prints the dictionary. */
const asDict = ({ devPath, major, minor, degraded, ldisk }: MirrorStatus): string =>
  `{'dev_path': '${devPath}', 'major': ${major}, 'minor': ${minor}, 'is_degraded': ${degraded ? 'True' : 'False'}, 'ldisk_status': ${LDISK_NUMBERS[ldisk]}}`

function verifyDisks(report: Report, facts: GroupFacts, instance: InstanceConf): void {
  if (!instance.disksActive) return
  for (const { index, node, result } of own(facts.disks, instance.name) ?? []) {
    if (!result.ok) {
      if (!own(facts.config.nodes, node)?.offline)
        report.finding(
          'EINSTANCEFAULTYDISK',
          instance.name,
          `couldn't retrieve status for disk/${index} on ${node}: ${result.error}`,
        )
      continue
    }
    report.suppose(
      'EINSTANCEFAULTYDISK',
      instance.name,
      `couldn't retrieve status for disk/${index} on ${node}: ${asDict(result.status)}`,
    )
    const trouble = degraded(facts)(`disk/${index} on ${node}`, result.status)
    if (trouble) report.finding('EINSTANCEFAULTYDISK', instance.name, trouble.text, trouble.level)
  }
}

/** The nodes it lives on: silent, in another group, offline, not meant for instances. */
function verifyPlaces(report: Report, facts: GroupFacts, instance: InstanceConf): void {
  const { name, primary } = instance
  const { config } = facts
  const silent = (node: string) => imageOf(facts, node)?.error != null
  report.findingIf(
    silent(primary),
    'ENODERPC',
    primary,
    `instance ${name}, connection to primary node failed`,
  )
  const secondary = secondaryOf(instance)
  report.suppose(
    'EINSTANCELAYOUT',
    name,
    `instance has multiple secondary nodes: ${own(config.nodes, secondary ?? '')?.uuid ?? ''}`,
    'WARNING',
  )
  if (secondary !== null) {
    const groupOf = (node: string) => own(config.nodes, node)?.group
    report.findingIf(
      groupOf(primary) !== groupOf(secondary),
      'EINSTANCESPLITGROUPS',
      name,
      `instance has primary and secondary nodes in different groups: ${byGroup(config, [primary, secondary])}`,
      'WARNING',
    )
    report.findingIf(
      silent(secondary),
      'ENODERPC',
      secondary,
      `instance ${name}, connection to secondary node failed`,
    )
  }
  const lost = secondary !== null && own(config.nodes, secondary)?.offline ? secondary : ''
  report.findingIf(
    lost !== '',
    'EINSTANCEBADNODE',
    name,
    `instance has offline secondary node(s) ${lost}`,
  )
  for (const node of nodesOf(instance)) {
    report.suppose('EINSTANCEBADNODE', name, `instance lives on ghost node ${node}`)
    report.findingIf(
      !(own(config.nodes, node)?.vmCapable ?? true),
      'EINSTANCEBADNODE',
      name,
      `instance lives on non-vm_capable node ${node}`,
    )
  }
}

/** Nodes with their groups, each group once. */
function byGroup(config: ClusterConfig, nodes: readonly NodeName[]): string {
  const groups = new Map<string, NodeName[]>()
  for (const node of nodes) {
    const group = own(config.groups, own(config.nodes, node)?.group ?? '')?.name ?? ''
    groups.set(group, [...(groups.get(group) ?? []), node])
  }
  return [...groups].map(([group, names]) => `${names.join(', ')} (group ${group})`).join(', ')
}
