import type { HailBehaviour } from './behaviour.ts'
import type { Indexed, Node } from './model.ts'
import { find } from './model.ts'
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

/** The opcode that carries out a move (Cluster/Utils.hs, iMoveToJob). */
export const opcodeOf = (
  nodes: Indexed<Node>,
  instance: string,
  move: Move,
  behaviour: HailBehaviour,
): HailOpCode => {
  switch (move.kind) {
    case 'failover':
      return migrate(instance, null, behaviour)
    case 'failoverToAny':
      return migrate(instance, find(nodes, move.node).name, behaviour)
    case 'replaceSecondary':
      return {
        OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
        instance_name: instance,
        early_release: false,
        ignore_ipolicy: false,
        mode: 'replace_new_secondary',
        disks: [],
        remote_node: find(nodes, move.node).name,
      }
  }
}
