/**
 * What a daemon that gathers votes says of nodes that do not answer: the whole node as Haskell shows it,
 * and the error of the connection. Source: src/Ganeti/Rpc.hs (logRpcErrors), src/Ganeti/Objects.hs (Node),
 * src/Ganeti/Daemon/Utils.hs (verifyMasterVotes).
 */

import { ctime } from '../../lib/clock.ts'
import { own } from '../../lib/own.ts'
import { byUuid, type ClusterConfig, type NodeConf } from '../../sim/cluster/config.ts'
import type { Answer } from '../../sim/run/parts.ts'

const NODE_PARAMETERS = [
  'oob_program',
  'spindle_count',
  'exclusive_storage',
  'ovs',
  'ovs_name',
  'ovs_link',
  'ssh_port',
  'cpu_speed',
]

const quoted = (text: string): string => `"${text}"`
const bool = (value: boolean): string => (value ? 'True' : 'False')
const EMPTY = 'GenericContainer {fromContainer = fromList []}'

/** "oob_program" as a field's name: "ndpOobProgramP". */
const fieldOf = (key: string): string =>
  `ndp${key.replace(/(?:^|_)(.)/g, (_all, letter: string) => letter.toUpperCase())}P`

function shownParameters({ ndparams }: NodeConf): string {
  const fields = NODE_PARAMETERS.map((key) => {
    const value = own(ndparams, key)
    if (value === undefined) return `${fieldOf(key)} = Nothing`
    const shown = typeof value === 'boolean' ? bool(value) : value
    return `${fieldOf(key)} = Just ${typeof shown === 'string' && shown === value ? quoted(shown) : shown}`
  })
  return `PartialNDParams {${fields.join(', ')}}`
}

/** "Sun Nov 22 13:12:38 UTC 2026". */
const shownTime = (seconds: number): string => ctime(seconds * 1000).replace(/ (\d+)$/, ' UTC $1')

function shownNode(node: NodeConf): string {
  const fields = {
    nodeName: quoted(node.name),
    nodePrimaryIp: quoted(node.primaryIp),
    nodeSecondaryIp: quoted(node.secondaryIp),
    nodeMasterCandidate: bool(node.masterCandidate),
    nodeOffline: bool(node.offline),
    nodeDrained: bool(node.drained),
    nodeGroup: quoted(node.group),
    nodeMasterCapable: bool(node.masterCapable),
    nodeVmCapable: bool(node.vmCapable),
    nodeNdparams: shownParameters(node),
    nodePowered: bool(node.powered),
    nodeHvStateStatic: EMPTY,
    nodeDiskStateStatic: EMPTY,
    nodeCtime: shownTime(node.ctime),
    nodeMtime: shownTime(node.mtime),
    nodeUuid: quoted(node.uuid),
    nodeSerial: String(node.serial),
    nodeTags: `TagSet {unTagSet = fromList [${[...node.tags].sort().map(quoted).join(',')}]}`,
  }
  const shown = Object.entries(fields).map(([key, value]) => `${key} = ${value}`)
  return `Node {${shown.join(', ')}}`
}

/** "Error 7: Failed to …" as the library under the daemon names it. */
function shownError(error: string): string {
  const [, code, text] = /^Error (\d+): (.*)$/s.exec(error) ?? []
  const name = code === '28' ? 'CurlOperationTimeout' : 'CurlCouldntConnect'
  return `CurlLayerError ${quoted(`code: ${name}, explanation: ${text ?? error}`)}`
}

/** The lines about silent nodes after one round of votes; empty when all answered. */
export function silenceText(
  config: ClusterConfig,
  replies: readonly Answer<'master_node_name'>[],
): string {
  const silent = byUuid(config.nodes).flatMap((node) => {
    const reply = replies.find((each) => each.node === node.name)
    return reply && !reply.ok ? [{ node, error: reply.error }] : []
  })
  if (silent.length === 0) return ''
  const errors = silent.map(
    ({ node, error }) =>
      `Error in the RPC HTTP reply from '${shownNode(node)}': ${shownError(error)}\n`,
  )
  return `${errors.join('')}No voting RPC result from [${silent.map(({ node }) => quoted(node.name)).join(',')}]\n`
}
