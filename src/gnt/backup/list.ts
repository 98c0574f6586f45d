/** gnt-backup list. Manual: gnt-backup(8), LIST. Source: lib/client/gnt_backup.py, PrintExportList. */
import type { NodeName } from '../../sim/cluster/config.ts'
import { call } from '../../sim/run/flow.ts'
import type { TypedReply } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { list as spec } from '../declared/backup.ts'
import { text, texts } from '../optparse/read.ts'
import { filterOf, hasNameless, NAMELESS, styleOf } from '../query/command.ts'
import { NO_DATA, normal, OFFLINE } from '../query/field.ts'
import { NODES } from '../query/fields/node-fields.ts'
import {
  EXIT_UNKNOWN_FIELD,
  lookUpFields,
  renderRows,
  selectFields,
  warnUnknown,
} from '../query/list.ts'
import { cellsOf, selectItems } from '../query/resource.ts'
import { EXPORT_FIELDS, type ExportRow } from './fields.ts'

/** A node with several exports has several lines, one without any has none. */
const rowsOf = (nodes: readonly NodeName[], replies: readonly TypedReply<'export_list'>[]) =>
  nodes.flatMap((node): ExportRow[] => {
    const reply = replies.find((each) => each.node === node)
    if (reply?.ok) return reply.payload.map((name) => ({ node, export: normal(name) }))
    return [{ node, export: reply?.offline ? OFFLINE : NO_DATA }]
  })

const VARS = { nodes: [] as NodeName[] }

export const list = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: VARS,
  steps: {
    choose: (p) => {
      const named = texts(p.vars.options, 'nodes')
      const filter = filterOf(named, false)
      if (!filter.ok) return failure(p, filter.text, { is: 'value', word: named.join(' ') })
      const chosen = selectItems(NODES, configOn(p.world, p.node), filter.value)
      if (!chosen.ok)
        return failure(p, chosen.text, { is: 'not found', what: 'node', word: named.join(' ') })
      p.vars.nodes = chosen.value.map(({ name }) => name)
    },
    ask: (p) => call(p.vars.nodes, 'export_list', {}),
    show: (p) => {
      const names = selectFields(text(p.vars.options, 'output'), [...EXPORT_FIELDS.keys()])
      const fields = lookUpFields(EXPORT_FIELDS, names)
      const warning = warnUnknown(fields)
      p.err(warning)
      if (hasNameless(names)) return failure(p, NAMELESS, { is: 'value', word: '' })
      const rows = rowsOf(p.vars.nodes, p.all('export_list'))
      const cells = cellsOf(fields, configOn(p.world, p.node), rows, () => null)
      p.out(renderRows(fields, cells, styleOf(p.vars.options)))
      return exit(warning === '' ? 0 : EXIT_UNKNOWN_FIELD)
    },
  },
})
