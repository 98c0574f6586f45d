/** gnt-os list. Manual: gnt-os(8), LIST. Source: lib/client/gnt_os.py, ListOS; lib/cmdlib/operating_system.py. */
import { byUuid } from '../../sim/cluster/config.ts'
import { call, defineOpcode, done } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { list as spec } from '../declared/os.ts'
import { styleOf } from '../query/command.ts'
import { renderOldTable } from '../query/table.ts'

const OS_DIAGNOSE = defineOpcode<object, object>({
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
    // What every node that answers can install; silent ones are passed over.
    answer: (op) => {
      const found = op.all('os_diagnose').flatMap((reply) => (reply.ok ? [reply.payload] : []))
      const [first = []] = found
      return done(first.filter((os) => found.every((others) => others.includes(os))))
    },
  },
})

export const list = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: {
    ...submitAndFollow(() => [{ opcode: 'OS_DIAGNOSE', params: {} }]),
    show: (p) => {
      const job = p.world.jobs[p.vars.jobId]
      const outcome = job && outcomeOf(job)
      const names = (outcome?.ok ? outcome.value : []) as string[]
      const { headers } = styleOf({ ...p.vars.options, separator: null })
      const style = { headers, separator: null, unit: null }
      const rows = names.map((name) => [name])
      p.out(renderOldTable({ titles: { name: 'Name' }, sizes: [] }, ['name'], rows, style))
      return exit(0)
    },
  },
  opcodes: [OS_DIAGNOSE],
})
