import type { HailBehaviour } from '../behaviour.ts'
import type { Indexed, Node } from '../model/model.ts'
import { find } from '../model/model.ts'
import type { Move } from './moves.ts'

/** What Ganeti is told to do for an evacuation, as its opcodes are serialised. */
export type HailOpCode =
  | {
      readonly OP_ID: 'OP_INSTANCE_MIGRATE'
      readonly instance_name: string
      readonly target_node?: string
      readonly allow_runtime_changes: false
      readonly ignore_ipolicy: false
      readonly cleanup: false
      readonly allow_failover: true
      readonly ignore_hvversions?: true
    }
  | {
      readonly OP_ID: 'OP_INSTANCE_REPLACE_DISKS'
      readonly instance_name: string
      readonly early_release: false
      readonly ignore_ipolicy: false
      readonly mode: 'replace_new_secondary'
      readonly disks: readonly []
      readonly remote_node: string
    }

const migrate = (
  instance: string,
  target: string | null,
  { migrateIgnoresHvversions }: HailBehaviour,
): HailOpCode => ({
  OP_ID: 'OP_INSTANCE_MIGRATE',
  instance_name: instance,
  ...(target === null ? {} : { target_node: target }),
  allow_runtime_changes: false,
  ignore_ipolicy: false,
  cleanup: false,
  allow_failover: true,
  ...(migrateIgnoresHvversions ? { ignore_hvversions: true } : {}),
})

const replace = (instance: string, remoteNode: string): HailOpCode => ({
  OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
  instance_name: instance,
  early_release: false,
  ignore_ipolicy: false,
  mode: 'replace_new_secondary',
  disks: [],
  remote_node: remoteNode,
})

/** The opcodes that carry out a move, in order (Cluster/Utils.hs, iMoveToJob). */
export const opcodesOf = (
  nodes: Indexed<Node>,
  instance: string,
  move: Move,
  behaviour: HailBehaviour,
): readonly HailOpCode[] => {
  if (move.kind === 'failover') return [migrate(instance, null, behaviour)]
  const { name } = find(nodes, move.node)
  const [failOver, moveDisks] = [migrate(instance, null, behaviour), replace(instance, name)]
  switch (move.kind) {
    case 'failoverToAny':
      return [migrate(instance, name, behaviour)]
    case 'replaceSecondary':
      return [moveDisks]
    case 'replacePrimary':
      return [failOver, moveDisks, failOver]
    case 'replaceAndFailover':
      return [moveDisks, failOver]
    case 'failoverAndReplace':
      return [failOver, moveDisks]
  }
}
