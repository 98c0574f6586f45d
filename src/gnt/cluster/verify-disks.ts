/**
 * gnt-cluster verify-disks: looks for inactive disks and activates them.
 * Manual: gnt-cluster(8), VERIFY-DISKS. Source: lib/client/gnt_cluster.py (VerifyDisks),
 * lib/cmdlib/cluster (LUClusterVerifyDisks), lib/cmdlib/group.py (LUGroupVerifyDisks).
 */

import { own } from '../../lib/own.ts'
import { byUuid } from '../../sim/cluster/config.ts'
import { defineOpcode, done, withParams } from '../../sim/run/opcode.ts'
import { forEach } from '../../sim/run/parts.ts'
import { exit, follow } from '../../sim/run/program.ts'
import { outcomeOf, resultOf, resultText } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { verifyDisks as spec } from '../declared/cluster-upkeep.ts'
import { unknownGroup } from '../group/names.ts'
import { INSTANCE_ACTIVATE_DISKS } from '../instance/disks/activate-disks.ts'
import { text } from '../optparse/read.ts'
import { type JobEnd, submitJobs, submitted, waitForSubmitted } from './submitted.ts'
import { findGroup } from './verify/facts.ts'
import { type DiskFindings, GROUP_VERIFY_DISKS } from './verify-disks/group.ts'

interface Params {
  /** Only this group, as typed; null: all. */
  only: string | null
}

/** Submits one job for each group. */
const CLUSTER_VERIFY_DISKS = defineOpcode<Params, object, number[]>({
  name: 'CLUSTER_VERIFY_DISKS',
  summary: () => null,
  locks: () => [{ level: 'nodegroup', name: '*', mode: 'shared' }],
  vars: {},
  steps: {
    submit: (op) => {
      const { only } = op.params
      const one = only === null ? undefined : findGroup(op.config, only)
      if (only !== null && !one) return unknownGroup(only)
      const groups = (one ? [one] : byUuid(op.config.groups)).map((g) => g.uuid)
      return done(
        op.submit(groups.map((group) => ({ ops: [withParams(GROUP_VERIFY_DISKS, { group })] }))),
      )
    },
  },
})

const VARS = { ...submitted<DiskFindings>(), toActivate: [] as string[], code: 0 }
type P = ClientContext<typeof VARS>

/** What one group's job found, as far as it is printed before the disks are activated. */
function tellFindings(p: P, end: JobEnd<DiskFindings>): void {
  p.vars.toActivate = []
  if (!end.ok) {
    p.out(`Job failed: ${end.text}`)
    return
  }
  const { broken, instances, missing } = end.value
  for (const { node, error } of broken) {
    p.out(`Error gathering data on node ${node}: ${safeEncode(error.slice(-400))}\n`)
    p.out('You need to fix these nodes first before fixing instances\n')
    p.vars.code = 1
  }
  p.vars.toActivate = instances.filter((name) => !own(missing, name))
}

/** As Ganeti shows bytes that would break a line. */
const safeEncode = (text: string): string => text.replaceAll('\n', '\\n')

/** What is printed after that. */
function conclude(p: P, end: JobEnd<DiskFindings>): void {
  if (!end.ok) return
  const { broken, instances, missing } = end.value
  const isBroken = (uuid: string) => broken.some(({ node }) => node === uuid)
  for (const [name, volumes] of Object.entries(missing)) {
    if (volumes.every(({ node }) => isBroken(node))) {
      p.out(`Instance ${name} cannot be verified as it lives on broken nodes\n`)
      continue
    }
    p.out(`Instance ${name} has missing logical volumes:\n`)
    for (const { node, volume } of volumes)
      p.out(
        isBroken(node) ? `\tbroken node ${node} /dev/${volume}\n` : `\t${node} /dev/${volume}\n`,
      )
  }
  if (Object.keys(missing).length > 0) {
    p.out(
      'You need to replace or recreate disks for all the above instances if this message persists after fixing broken nodes.\n',
    )
    p.vars.code = 1
  } else if (instances.length === 0) p.out('No disks need to be activated.\n')
}

export const verifyDisks = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    submitJobs(CLUSTER_VERIFY_DISKS, (p) => ({ only: text(p.vars.options, 'nodegroup') })),
    waitForSubmitted((job) => resultOf(GROUP_VERIFY_DISKS, job)),
    forEach(
      'groups',
      (p) => p.vars.results,
      (end) => [
        { tellFindings: (p) => tellFindings(p, end(p)) },
        forEach(
          'instances',
          (p) => p.vars.toActivate,
          (instance) => ({
            activate: (p) => {
              p.out(`Activating disks for instance '${instance(p)}'\n`)
              const params = { instance: instance(p), waitForSync: false, dryRun: false }
              const [id] = p.submit([{ ops: [withParams(INSTANCE_ACTIVATE_DISKS, params)] }])
              p.vars.jobId = id ?? 0
              return follow(p.vars.jobId)
            },
            tellFailure: (p) => {
              const job = p.world.jobs[p.vars.jobId]
              const why = job ? resultText(p, outcomeOf(job)) : ''
              if (why === '') return
              p.err(`Error activating disks for instance ${instance(p)}: ${why}`)
              p.vars.code = 1
            },
          }),
        ),
        { conclude: (p) => conclude(p, end(p)) },
      ],
    ),
    { end: (p) => exit(p.vars.code) },
  ],
  opcodes: [CLUSTER_VERIFY_DISKS, GROUP_VERIFY_DISKS],
})
