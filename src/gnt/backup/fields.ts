import type { ClusterConfig, NodeName } from '../../sim/cluster/config.ts'
import { type Cell, cellOf, type Field, known } from '../query/field.ts'
import { fieldMap } from '../query/resource.ts'

/** A line of `gnt-backup list`: an export on a node, or why the node could not say what it has. */
export interface ExportRow {
  node: NodeName
  export: Cell
}

/** Fields of `gnt-backup list`. Source: src/Ganeti/Query/Export.hs. */
const FIELDS: Field<ExportRow, null>[] = [
  known('node', 'Node', 'text', 'Node name', (row: ExportRow, _config: ClusterConfig) => row.node),
  cellOf('export', 'Export', 'text', 'Export name', (row) => row.export),
]

/** The columns of `gnt-backup list` by name, in the order in which it shows them. */
export const EXPORT_FIELDS = fieldMap(FIELDS)
