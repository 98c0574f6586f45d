import { problemOf } from '../../labs/definition.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import { visibleData } from '../../lib/text/visible.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import { actions } from '../actions.ts'
import { LONGEST_STATE, type Opens } from '../links/link.ts'
import { whenLoaded } from '../loading/engine-loader.ts'
import { download } from '../save/download.ts'
import { packedForAddress, unpackedFromAddress } from '../save/pack.ts'
import { implausible } from '../save/shape/plain.ts'
import { engineOf, openSession } from '../session.ts'
import { useApp } from '../store.ts'
import { CLUSTER_FORMAT } from './free-cluster.ts'
import { cancelPreparing } from './prepare.ts'

const CLUSTER_VERSION = 1
/** Bytes that a cluster in a link may hold when it is unpacked. */
const MOST_UNPACKED = 1_000_000

interface ClusterFile {
  format: typeof CLUSTER_FORMAT
  version: number
  cluster: ClusterDefinition
}

const fileOf = (cluster: ClusterDefinition): ClusterFile => ({
  format: CLUSTER_FORMAT,
  version: CLUSTER_VERSION,
  cluster,
})

/** Downloads a cluster as a file that `openFile` reads. */
export function exportCluster(cluster: ClusterDefinition): void {
  const [name = 'cluster'] = cluster.name.split('.')
  const text = `${JSON.stringify(fileOf(cluster), null, 2)}\n`
  download(`${name}-${cluster.nodes.length}-nodes.json`, 'application/json', text)
}

/** What a link to a cluster opens; null where the link would be too long to be sent around. */
export function clusterLink(cluster: ClusterDefinition): Opens | null {
  const text = packedForAddress(fileOf(cluster))
  return text.length > LONGEST_STATE ? null : { is: 'cluster', cluster: text }
}

/** Opens the cluster in a link. Resolves to null, or to a sentence that says why it cannot be opened. */
export async function openLinkedCluster(text: string): Promise<string | null> {
  let data: unknown
  try {
    data = unpackedFromAddress(text, MOST_UNPACKED)
  } catch {
    return t`The cluster in it is damaged or incomplete. Copy the whole link.`
  }
  return openGivenCluster(data)
}

/** Opens a cluster from a file or a link as free play. Resolves to null, or to a sentence that says why not. */
export async function openGivenCluster(outside: unknown): Promise<string | null> {
  const { format, version, cluster } = (outside ?? {}) as Partial<ClusterFile>
  if (format !== CLUSTER_FORMAT) return t`It holds no cluster.`
  if (typeof version !== 'number' || version > CLUSTER_VERSION)
    return t`It is from a newer version of ganeti-lab.`
  const problem = implausible(outside) ?? problemOf(cluster)
  if (problem !== undefined) return t`The cluster is not usable: ${problem}.`
  return openCluster(visibleData(cluster as ClusterDefinition), 'strange')
}

/**
 * Opens a cluster as free play: the session before it can be restored. Resolves, as soon as the commands are loaded,
 * to null or to a sentence that says why it cannot be opened; then nothing has changed. A strange one is also drawn on
 * trial.
 */
export function openCluster(
  definition: ClusterDefinition,
  origin: 'strange' | 'ours' = 'ours',
): Promise<string | null> {
  cancelPreparing()
  return new Promise((done) => {
    whenLoaded(() => {
      const { renderCheck, ...state } = useApp.getState()
      try {
        const session = openSession(engineOf(state), definition)
        if (origin === 'strange') renderCheck?.(session)
        const { world, now } = session
        actions.open(definition, null, { release: definition.release, world, now })
        actions.setView('is')
        done(null)
      } catch (problem) {
        done(t`The cluster cannot be started: ${messageOf(problem)}`)
      }
    })
  })
}
