/** gnt-cluster modify. Manual: gnt-cluster(8), MODIFY. Source: lib/client/gnt_cluster.py (SetClusterParams). */
import { HYPERVISORS } from '../../sim/cluster/settings.ts'
import { defineOpcode } from '../../sim/run/opcode.ts'
import { FOLLOWING, failure, refusal, submitOpcode } from '../client/client.ts'
import { notOfType, refuseValue } from '../client/refuse-value.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { modify as spec } from '../declared/cluster-setup.ts'
import { DISK_TEMPLATES } from '../group/policy.ts'
import { declares, int } from '../optparse/read.ts'
import { clusterModifyChecks } from './modify/checks.ts'
import { asksForChange, clusterParams, complaintOf, remarksOf } from './modify/given.ts'
import { CLUSTER_MODIFY_VARS, type ClusterModifyParams } from './modify/params.ts'
import { clusterModifyWrites } from './modify/write.ts'

/** Changes the cluster's settings; gnt-os modify sends it, too. */
export const CLUSTER_SET_PARAMS = defineOpcode<ClusterModifyParams, typeof CLUSTER_MODIFY_VARS>({
  name: 'CLUSTER_SET_PARAMS',
  summary: () => null,
  locks: () => [
    { level: 'node', name: '*', mode: 'shared' },
    { level: 'instance', name: '*', mode: 'shared' },
    { level: 'nodegroup', name: '*', mode: 'shared' },
  ],
  vars: CLUSTER_MODIFY_VARS,
  exec: 'begin',
  hooks: (op) => [op.master],
  steps: [clusterModifyChecks, { begin: () => undefined }, clusterModifyWrites],
})

function check(p: ClientContext<object>) {
  if (!asksForChange(p.vars)) return failure(p, 'Please give at least one of the parameters.')
  const { out, err } = remarksOf(p.vars)
  for (const line of out) p.out(`${line}\n`)
  for (const line of err) p.err(`${line}\n`)
  const complaint = complaintOf(p.vars)
  switch (complaint?.kind) {
    case 'parameter':
      return failure(p, `Parameter Error: ${complaint.text}`)
    case 'wrong_input':
      return refusal(p, complaint.text)
    case 'plain':
      return failure(p, complaint.text)
    case undefined:
      return unknownWord(p)
  }
}

/** A word that the daemon which takes the job does not know. */
function unknownWord(p: ClientContext<object>) {
  const { enabledHypervisors, enabledTemplates, hvparams } = clusterParams(p.vars)
  const hypervisor = enabledHypervisors?.find((name) => !HYPERVISORS.includes(name))
  const refuse = (parameter: string, type: string, word: string) =>
    refuseValue(p, CLUSTER_SET_PARAMS.name, parameter, notOfType(type, word))
  if (hypervisor !== undefined) return refuse('enabled_hypervisors', 'Hypervisor', hypervisor)
  for (const name of ['candidate_pool_size', 'max_running_jobs', 'max_tracked_jobs']) {
    const value = declares(p.vars.options, name) ? int(p.vars.options, name) : null
    if (value !== null && value <= 0)
      return refuseValue(
        p,
        CLUSTER_SET_PARAMS.name,
        name,
        `Invalid value for positive type '${value}'`,
      )
  }
  const template = enabledTemplates?.find((name) => !DISK_TEMPLATES.includes(name))
  if (template !== undefined) return refuse('enabled_disk_templates', 'DiskTemplate', template)
  const key = Object.keys(hvparams).find((name) => !HYPERVISORS.includes(name))
  return key === undefined ? undefined : refuse('hvparams', 'Hypervisor', key)
}

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [{ check }, submitOpcode(CLUSTER_SET_PARAMS, clusterParams)],
  opcodes: [CLUSTER_SET_PARAMS],
})
