/**
 * CLUSTER_VERIFY_CONFIG: the part of verify that asks no node. Source: lib/cmdlib/cluster
 * (LUClusterVerifyConfig), lib/config (VerifyConfig).
 */
import { own } from '../../../lib/own.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import { defineOpcode, done } from '../../../sim/run/opcode.ts'
import { PLAIN_VERIFY, reporter, type VerifyParams } from './report.ts'
import { supposeCertificates } from './supposed.ts'

/** GetMasterCandidateStats: how many there are, and how many there could be. */
const candidates = (config: ClusterConfig): { actual: number; target: number } => {
  const nodes = Object.values(config.nodes)
  const able = nodes.filter((n) => !n.offline && !n.drained && n.masterCapable).length
  return {
    actual: nodes.filter((n) => n.masterCandidate).length,
    target: Math.min(able, config.cluster.candidatePoolSize),
  }
}

/** The sections of the report, in order. */
const SECTIONS = {
  cluster: '* Verifying cluster config',
  certificates: '* Verifying cluster certificate files',
  hypervisors: '* Verifying hypervisor parameters',
  groups: '* Verifying all nodes belong to an existing group',
}

export const CLUSTER_VERIFY_CONFIG = defineOpcode<VerifyParams, { good: boolean }, boolean>({
  name: 'CLUSTER_VERIFY_CONFIG',
  summary: () => null,
  locks: () => [
    { level: 'instance', name: '*', mode: 'shared' },
    { level: 'node', name: '*', mode: 'shared' },
    { level: 'nodegroup', name: '*', mode: 'shared' },
  ],
  vars: { good: true },
  steps: {
    verify: (op) => {
      const report = reporter(op)
      report.say(SECTIONS.cluster)
      const { actual, target } = candidates(op.config)
      if (actual < target)
        report.finding(
          'ECLUSTERCFG',
          null,
          `Not enough master candidates: actual ${actual}, target ${target}`,
        )
      report.say(SECTIONS.certificates)
      supposeCertificates(report)
      report.say(SECTIONS.hypervisors)
      report.say(SECTIONS.groups)
      verifyGroups(op.config, report)
      return done(op.vars.good)
    },
  },
  past: () => ({
    params: PLAIN_VERIFY,
    result: true,
    log: Object.values(SECTIONS),
    from: { opcode: 'CLUSTER_VERIFY' },
  }),
})

function verifyGroups(config: ClusterConfig, report: ReturnType<typeof reporter>): void {
  const lost = Object.values(config.nodes).filter((n) => !own(config.groups, n.group))
  const named = lost.map((node) => {
    const instances = Object.values(config.instances).filter((i) => i.primary === node.name)
    return `${node.name} (${instances.map((i) => i.name).join(', ')})`
  })
  report.findingIf(
    lost.length > 0,
    'ECLUSTERDANGLINGNODES',
    null,
    `the following nodes (and their instances) belong to a non existing group: ${named.join(', ')}`,
  )
  const homeless = Object.values(config.instances).filter((i) => !own(config.nodes, i.primary))
  report.findingIf(
    homeless.length > 0,
    'ECLUSTERDANGLINGINST',
    null,
    `the following instances have a non-existing primary-node: ${homeless.map((i) => i.name).join(', ')}`,
  )
}
