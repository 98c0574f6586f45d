import { own } from '../../lib/own.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import type { OpNext } from '../../sim/run/opcode.ts'
import { unknownGroup } from '../group/names.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { NETWORKS } from '../network/fields.ts'
import { findNetwork, unknownNetwork } from '../network/names.ts'
import { GROUPS } from '../query/fields/group-fields.ts'
import { INSTANCES } from '../query/fields/instance-fields.ts'
import { NODES } from '../query/fields/node-fields.ts'
import { nameFilter } from '../query/filter.ts'
import { type QueryResult, type Resource, selectItems } from '../query/resource.ts'

/** What can carry tags. Source: lib/cmdlib/tags.py (TagsLU). */
export type TagKind = 'cluster' | 'instance' | 'network' | 'node' | 'nodegroup'

interface Tagged {
  tags: string[]
}

/** Key under which the configuration keeps what a job was told to tag; undefined: there is no such thing. */
export function keyOf(config: ClusterConfig, kind: TagKind, name: string): string | undefined {
  switch (kind) {
    case 'cluster':
      return ''
    case 'instance':
      return findInstance(config, name)?.name
    case 'node':
      return findNode(config, name)?.name
    case 'network':
      return findNetwork(config, name)?.uuid
    case 'nodegroup':
      return Object.values(config.groups).find((g) => g.uuid === name || g.name === name)?.uuid
  }
}

/** The refusal for a name that nothing has. */
export function unknownTarget(kind: TagKind, name: string): OpNext {
  switch (kind) {
    case 'instance':
      return unknownInstance(name)
    case 'node':
      return unknownNode(name)
    case 'network':
      return unknownNetwork(name)
    case 'cluster':
    case 'nodegroup':
      return unknownGroup(name)
  }
}

/** What stands under a key, draft or value. */
export function taggedIn(config: ClusterConfig, kind: TagKind, key: string): Tagged | undefined {
  switch (kind) {
    case 'cluster':
      return config.cluster
    case 'instance':
      return own(config.instances, key)
    case 'node':
      return own(config.nodes, key)
    case 'network':
      return own(config.networks, key)
    case 'nodegroup':
      return own(config.groups, key)
  }
}

/** The cluster's own tags take no lock that is simulated. */
export const tagLocks = (kind: TagKind, key: string | undefined): Lock[] =>
  kind === 'cluster' || key === undefined ? [] : [{ level: kind, name: key, mode: 'exclusive' }]

const found = <I extends Tagged, R>(
  resource: Resource<I, R>,
  config: ClusterConfig,
  name: string,
): QueryResult<readonly string[]> => {
  const items = selectItems(resource, config, nameFilter('name', name))
  return items.ok ? { ok: true, value: items.value[0]?.tags ?? [] } : items
}

/** Tags as a query tells them, which finds names as lists do. */
export function queryTags(
  config: ClusterConfig,
  kind: TagKind,
  name: string,
): QueryResult<readonly string[]> {
  switch (kind) {
    case 'cluster':
      return { ok: true, value: config.cluster.tags }
    case 'instance':
      return found(INSTANCES, config, name)
    case 'node':
      return found(NODES, config, name)
    case 'network':
      return found(NETWORKS, config, name)
    case 'nodegroup':
      return found(GROUPS, config, name)
  }
}
