import type { NodeName } from '../../sim/cluster/config.ts'
import { configOn } from '../../sim/world.ts'
import type { ClientContext } from '../command.ts'
import { NODES } from '../query/fields/node-fields.ts'
import type { Filter } from '../query/filter.ts'
import { type QueryResult, selectItems } from '../query/resource.ts'

/** Every part, as a filter. */
const allOf = (parts: readonly Filter[]): Filter | null => {
  const [first] = parts
  if (first === undefined) return null
  return parts.length === 1 ? first : ['&', ...parts]
}

/**
 * The names of the online nodes that `names` and `-g` choose (none: all), and what the client says about offline ones. A name
 * that does not exist is refused only where nothing but names was asked for. Source: lib/cli.py, GetOnlineNodes.
 */
export function onlineNodes<V>(
  p: ClientContext<V>,
  names: readonly string[],
  { withoutMaster }: { withoutMaster: boolean },
): QueryResult<NodeName[]> {
  const { nodegroup } = p.vars.options
  const filter = allOf([
    ...(names.length > 0
      ? [['|', ...names.map((name): Filter => ['==', 'name', name])] as const]
      : []),
    ...(typeof nodegroup === 'string'
      ? [['|', ['==', 'group', nodegroup], ['==', 'group.uuid', nodegroup]] as const]
      : []),
    ...(withoutMaster ? [['!', ['?', 'master']] as const] : []),
  ])
  const found = selectItems(NODES, configOn(p.world, p.node), filter)
  if (!found.ok) return found
  const unique = [...new Set(found.value)]
  const offline = unique.filter((node) => node.offline).map((node) => node.name)
  if (offline.length > 0) p.err(`Note: skipping offline node(s): ${offline.join(', ')}\n`)
  return { ok: true, value: unique.filter((node) => !node.offline).map((node) => node.name) }
}
