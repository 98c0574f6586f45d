import { own } from '../../../lib/own.ts'
import type { ClusterConfig, NodeName } from '../../../sim/cluster/config.ts'
import { CONFIG_FILE, shouldHaveConfig } from '../../../sim/noded/checksums.ts'
import { byRelease } from '../../../sim/releases.ts'
import type { Answer } from '../../../sim/run/parts.ts'
import type { GroupFacts } from './facts.ts'
import type { Report } from './report.ts'
import { supposeFiles, supposeSshSetup } from './supposed.ts'

/** Whether the keys of ssh are verified, too. */
const verifiesSshSetup = byRelease({ '2.11': false, '3.0': true })

/** "Verifying configuration file consistency" (_VerifySshSetup, _VerifyFiles). */
export function verifyFiles(
  report: Report,
  facts: GroupFacts,
  outside: readonly Answer<'node_verify'>[],
): void {
  const silent = facts.nodes.filter((image) => image.error !== null)
  // The check of ssh keys ends at the first node that is silent.
  if (verifiesSshSetup(facts) && silent[0])
    report.finding('ENODESSH', silent[0].node.name, 'Could not verify the SSH setup of this node.')
  supposeSshSetup(report)
  for (const { node, error } of facts.nodes)
    report.findingIf(
      error !== null,
      'ENODEFILECHECK',
      node.name,
      'Node did not return file checksum data',
    )
  const sums: Record<NodeName, Record<string, string>> = {}
  for (const { node, answer } of facts.nodes) if (answer) sums[node.name] = answer.files
  for (const answer of outside) if (answer.ok) sums[answer.node] = answer.payload.files
  compareFiles(report, facts.config, sums)
}

const without = (nodes: readonly NodeName[], others: readonly NodeName[]): NodeName[] => {
  const there = new Set(others)
  return nodes.filter((node) => !there.has(node))
}

function compareFiles(
  report: Report,
  config: ClusterConfig,
  sums: Record<NodeName, Record<string, string>>,
): void {
  const nodes = Object.keys(sums).sort()
  const files = [...new Set(nodes.flatMap((node) => Object.keys(own(sums, node) ?? {})))].sort()
  for (const file of files) {
    const expected =
      file === CONFIG_FILE ? nodes.filter((node) => shouldHaveConfig(config, node)) : nodes
    const holders = nodes.filter((node) => own(own(sums, node), file) !== undefined)
    const missing = without(expected, holders)
    const surplus = without(holders, expected)
    const about = (condition: boolean, text: string) =>
      report.findingIf(condition, 'ECLUSTERFILECHECK', null, `File ${file} ${text}`)
    about(missing.length > 0, `is missing from node(s) ${missing.join(', ')}`)
    about(surplus.length > 0, `should not exist on node(s) ${surplus.join(', ')}`)
    const checksums = [...new Set(holders.map((node) => own(own(sums, node), file) ?? ''))].sort()
    const variants = checksums.map(
      (sum, i) =>
        `variant ${i + 1} on ${holders.filter((node) => own(own(sums, node), file) === sum).join(', ')}`,
    )
    about(
      checksums.length > 1,
      `found with ${checksums.length} different checksums (${checksums.length > 1 ? variants.join('; ') : ''})`,
    )
  }
  supposeFiles(report, nodes, new Set(files))
}
