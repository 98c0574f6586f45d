import { byUuid, type NodeName } from '../../sim/cluster/config.ts'
import { call, defineOpcode, done } from '../../sim/run/opcode.ts'
import { outcomeOf } from '../client.ts'
import type { ClientContext } from '../command.ts'

/** Installable names ("debootstrap+default") by node, of the nodes that answered. */
export type OsAnswers = Record<NodeName, string[]>

/** Asks every online node for its OS definitions. Source: lib/cmdlib/operating_system.py (LUOsDiagnose). */
export const OS_DIAGNOSE = defineOpcode<object, object>({
  name: 'OS_DIAGNOSE',
  summary: () => null,
  locks: () => [],
  vars: {},
  steps: {
    ask: (op) => {
      const nodes = byUuid(op.config.nodes).filter((node) => !node.offline && node.vmCapable)
      return call(
        nodes.map((node) => node.name),
        'os_diagnose',
        { installed: op.config.cluster.osTypes },
      )
    },
    // Silent nodes are passed over.
    answer: (op) =>
      done(
        Object.fromEntries(
          op.all('os_diagnose').flatMap((reply) => (reply.ok ? [[reply.node, reply.payload]] : [])),
        ) satisfies OsAnswers,
      ),
  },
})

/** The operating systems that each node reported; empty where the job did not end well. */
export function answersOf(p: ClientContext<{ jobId: number }>): OsAnswers {
  const job = p.world.jobs[p.vars.jobId]
  const outcome = job && outcomeOf(job)
  return outcome?.ok ? (outcome.value as OsAnswers) : {}
}

/** What every node that answered can install. */
export function everywhere(answers: OsAnswers): string[] {
  const [first = [], ...others] = Object.values(answers)
  return first.filter((os) => others.every((installed) => installed.includes(os)))
}
