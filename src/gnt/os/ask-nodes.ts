import { byUuid, type NodeName } from '../../sim/cluster/config.ts'
import { defineOpcode, done } from '../../sim/run/opcode.ts'
import { askAll } from '../../sim/run/parts.ts'
import { resultOf } from '../client/client.ts'
import type { ClientContext } from '../command.ts'

/** Installable names ("debootstrap+default") by node, of the nodes that answered. */
export type OsAnswers = Record<NodeName, string[]>

/** Asks every online node for its OS definitions. Source: lib/cmdlib/operating_system.py (LUOsDiagnose). */
export const OS_DIAGNOSE = defineOpcode<{ outputFields: string[] }, object, OsAnswers>({
  name: 'OS_DIAGNOSE',
  summary: () => null,
  locks: () => [],
  vars: {},
  steps: askAll('ask the nodes for operating systems', 'os_diagnose', {
    to: (op) =>
      byUuid(op.config.nodes)
        .filter((node) => !node.offline && node.vmCapable)
        .map((node) => node.name),
    args: (op) => ({ installed: op.config.cluster.osTypes }),
    // Silent nodes are passed over.
    answer: (_op, replies) =>
      done(
        Object.fromEntries(
          replies.flatMap((reply) => (reply.ok ? [[reply.node, reply.payload]] : [])),
        ),
      ),
  }),
})

/** The operating systems that each node reported; empty where the job did not end well. */
export const answersOf = (p: ClientContext<{ jobId: number }>): OsAnswers =>
  resultOf(OS_DIAGNOSE, p.world.jobs[p.vars.jobId]) ?? {}

/** What every node that answered can install. */
export function everywhere(answers: OsAnswers): string[] {
  const [first = [], ...others] = Object.values(answers)
  return first.filter((os) => others.every((installed) => installed.includes(os)))
}
