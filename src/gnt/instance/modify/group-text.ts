import type { ClusterConfig, GroupConf } from '../../../sim/cluster/config.ts'
import { byRelease } from '../../../sim/releases.ts'
import { repr } from '../../optparse/repr.ts'
import type { Json } from '../../query/field.ts'
import { pythonStr } from '../../query/python.ts'

/** The whole object as Python writes it (lib/objects.py, ConfigObject.__repr__). */
function whole({ cluster }: ClusterConfig, group: GroupConf): string {
  const networks = Object.entries(group.networks ?? {}).map(([uuid, link]): [string, Json] => [
    uuid,
    { ...link },
  ])
  const parts: [string, string][] = [
    ['name', repr(group.name)],
    ['ndparams', pythonStr(group.ndparams ?? {})],
    ['diskparams', pythonStr(group.diskparams ?? {})],
    ['ipolicy', '{}'],
    ['serial_no', String(group.serial)],
    ['alloc_policy', repr(group.allocPolicy)],
    ['networks', pythonStr(Object.fromEntries(networks))],
    // The group that comes with a cluster has no time of creation. Other times are fractions.
    ['ctime', group.ctime <= cluster.ctime ? '0' : `${group.ctime}.0`],
    ['mtime', `${group.mtime}.0`],
    ['uuid', repr(group.uuid)],
    ['tags', pythonStr(group.tags)],
  ]
  return `{${parts.map(([key, value]) => `${repr(key)}: ${value}`).join(', ')}}`
}

/** A node group in a refusal of gnt-instance modify; by its UUID where the order of its parts is Python's secret. */
export const groupText = byRelease<(config: ClusterConfig, group: GroupConf | undefined) => string>(
  {
    '2.11': (_config, group) => group?.uuid ?? '',
    '3.0': (config, group) => (group ? whole(config, group) : ''),
  },
)
