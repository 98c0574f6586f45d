import { EXERCISE } from '../../labs/clusters.ts'
import { digestOf } from '../../lib/digest.ts'
import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'

/** What a file with a cluster calls itself. */
export const CLUSTER_FORMAT = 'ganeti-lab cluster'

/** Whether free play is on another cluster than the handout's. */
export const isOwnCluster = (definition: ClusterDefinition): boolean =>
  digestOf({ ...definition, release: EXERCISE.release }) !== digestOf(EXERCISE)

/** "12 nodes in 2 groups, 24 drbd and 4 plain instances". */
export function clusterInWords({ nodes, instances }: ClusterDefinition): string {
  const groups = new Set(nodes.map(({ group }) => group)).size
  const kinds = [...new Set(instances.map(({ template }) => template))].map(
    (kind) => `${instances.filter(({ template }) => template === kind).length} ${kind}`,
  )
  const has = kinds.length === 0 ? t`no instances` : t`${listed(kinds)} instances`
  return t`${nodes.length} nodes${groups > 1 ? t` in ${groups} groups` : ''}, ${has}`
}
