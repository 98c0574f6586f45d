/**
 * gnt-os diagnose: where each OS is installed. Manual: gnt-os(8), DIAGNOSE. Source: lib/client/gnt_os.py,
 * DiagnoseOS.
 */
import { own } from '../../lib/own.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import { withParams } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, submitAndFollow } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { diagnose as spec } from '../declared/os.ts'
import { niceSort } from '../query/order.ts'
import { answersOf, OS_DIAGNOSE } from './ask-nodes.ts'
import { type OsDefinition, osDefinitions, osFolder } from './definitions.ts'

const WITH_VARIANTS = 15
const WITH_PARAMETERS = 20

/** What one node says of an OS that it has. */
function describe({ name, apiVersions, variants, parameters }: OsDefinition): string {
  const newest = Math.max(...apiVersions)
  const list = (title: string, items: readonly string[]) =>
    items.length > 0 ? ` [${title}: ${items.join(', ')}]` : ` [no ${title}]`
  return [
    `valid (path: ${osFolder(name)})`,
    ` [API versions: ${apiVersions.join(', ')}]`,
    newest >= WITH_VARIANTS ? list('variants', variants) : '',
    newest >= WITH_PARAMETERS
      ? list(
          'parameters',
          parameters.map((parameter) => parameter.name),
        )
      : '',
    ' [trusted]',
  ].join('')
}

/** The lines about one OS; `nodes`: UUIDs of the nodes that answered, with what they have. */
function linesOf(
  config: ClusterConfig,
  os: OsDefinition,
  nodes: { uuid: string; installed: string[] }[],
): string[] {
  const has = (installed: string[]) =>
    osDefinitions(installed).find(({ name }) => name === os.name) !== undefined
  const sorted = niceSort(nodes, ({ uuid }) => uuid)
  const valid = sorted.filter(({ installed }) => has(installed))
  const bad = sorted.filter(({ installed }) => !has(installed))
  const status = bad.length === 0 ? 'valid' : 'partial valid'
  const { hiddenOs, blacklistedOs } = settingsOf(config)
  const marks = [
    hiddenOs.includes(os.name) ? ' [hidden]' : '',
    blacklistedOs.includes(os.name) ? ' [blacklisted]' : '',
  ].join('')
  return [
    `OS: ${os.name} [global status: ${status}]${marks}`,
    ...(os.variants.length > 0 ? [`  Variants: [${os.variants.join(', ')}]`] : []),
    ...valid.map(({ uuid }) => `  Node: ${uuid}, status: ${describe(os)}`),
    ...bad.map(({ uuid }) => `  Node: ${uuid}, status: OS not found`),
    '',
  ]
}

const show = (p: ClientContext<typeof FOLLOWING>) => {
  const config = configOn(p.world, p.node)
  const nodes = Object.entries(answersOf(p)).map(([name, installed]) => ({
    uuid: own(config.nodes, name)?.uuid ?? name,
    installed,
  }))
  const all = osDefinitions([...new Set(nodes.flatMap(({ installed }) => installed))])
  const lines = all.flatMap((os) => linesOf(config, os, nodes))
  for (const line of lines) p.out(`${line}\n`)
  return exit(lines.some((line) => line.includes('[global status: partial valid]')) ? 1 : 0)
}

/** What the command asks for, in the order of its source. */
const FIELDS = ['name', 'valid', 'variants', 'node_status', 'hidden', 'blacklisted']

export const diagnose = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [submitAndFollow(() => [withParams(OS_DIAGNOSE, { outputFields: FIELDS })]), { show }],
})
