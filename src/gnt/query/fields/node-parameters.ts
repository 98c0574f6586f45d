import { own } from '../../../lib/own.ts'
import type { ClusterConfig, GroupConf, NodeConf, Parameters } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import { type Field, type FieldKind, known } from '../field.ts'

/** Parameters of nodes with Ganeti's defaults, in the order in which they are stored. */
export const NODE_DEFAULTS: Parameters = {
  oob_program: '',
  spindle_count: 1,
  exclusive_storage: false,
  ovs: false,
  ovs_name: 'switch1',
  ovs_link: '',
  ssh_port: 22,
  cpu_speed: 1,
}

const TITLES: Readonly<Record<string, readonly [string, FieldKind]>> = {
  cpu_speed: ['ndp/cpu_speed', 'float'],
  exclusive_storage: ['ExclusiveStorage', 'bool'],
  oob_program: ['OutOfBandProgram', 'other'],
  ovs: ['OpenvSwitch', 'bool'],
  ovs_link: ['OpenvSwitchLink', 'other'],
  ovs_name: ['OpenvSwitchName', 'other'],
  spindle_count: ['SpindleCount', 'number'],
  ssh_port: ['ndp/ssh_port', 'number'],
}

/** The group of a node; undefined where the configuration has lost it. */
export const groupOf = (config: ClusterConfig, node: NodeConf): GroupConf | undefined =>
  own(config.groups, node.group)

/** Node parameters of the cluster. */
export const clusterNdparams = (config: ClusterConfig): Parameters => ({
  ...NODE_DEFAULTS,
  ...settingsOf(config).ndparams,
})

/** Node parameters that hold for a group: the cluster's, each replaced where the group has its own. */
export const groupNdparams = (config: ClusterConfig, group: GroupConf | undefined): Parameters => ({
  ...clusterNdparams(config),
  ...group?.ndparams,
})

/** What holds for a node: its own, its group's, the cluster's. */
export const ndparamsOf = (config: ClusterConfig, node: NodeConf): Parameters => ({
  ...groupNdparams(config, groupOf(config, node)),
  ...node.ndparams,
})

/** One field for each parameter: ndp/… */
export const ndparamFields = <I, R>(
  filled: (config: ClusterConfig, item: I) => Parameters,
): Field<I, R>[] =>
  Object.entries(TITLES).map(([name, [title, kind]]) =>
    known(
      `ndp/${name}`,
      title,
      kind,
      `Node parameter "${name}"`,
      (item, config) => own(filled(config, item), name) ?? null,
    ),
  )
