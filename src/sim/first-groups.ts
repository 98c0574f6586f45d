import { drawUuid } from '../lib/random.ts'
import type { GroupConf } from './cluster/config.ts'
import type { ClusterDefinition, NodeDefinition } from './definition.ts'
import type { World } from './world.ts'

/** The name of the group that a node starts in. */
export const groupOf = ({ group = 'default' }: NodeDefinition): string => group

/** The groups that the nodes name, in the order of the nodes, by name. */
export function newGroups(
  world: World,
  { nodes, random }: ClusterDefinition,
  times: Pick<GroupConf, 'ctime' | 'mtime'>,
): Map<string, GroupConf> {
  const names = [...new Set(nodes.map(groupOf))]
  const known = new Map(Object.entries(random?.group ?? {}))
  return new Map(
    names.map((name) => {
      const uuid = known.get(name) ?? drawUuid(world.random, 'uuid')
      return [name, { ...times, uuid, name, serial: 1, allocPolicy: 'preferred', tags: [] }]
    }),
  )
}
