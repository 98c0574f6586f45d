/**
 * gnt-backup export: dumps the disks of an instance into files on a node. Manual: gnt-backup(8), EXPORT.
 * Source: lib/client/gnt_backup.py (ExportInstance), lib/cmdlib/backup.py (LUBackupExport).
 */
import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import { byRelease } from '../../sim/releases.ts'
import { defineOpcode, fail, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { askAll, askEach, when } from '../../sim/run/parts.ts'
import { FOLLOWING, refusal, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { exportInstance as spec } from '../declared/backup.ts'
import {
  lockedInstance,
  refuseCompression,
  refuseDrained,
  refuseOffline,
} from '../instance/checks.ts'
import { forget, removeDisks } from '../instance/disks/remove.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { declares, flag, int, text } from '../optparse/read.ts'
import { instanceHvparams } from '../query/fields/hypervisor-parameters.ts'
import { EXPORT_VARS, type ExportOp, type ExportParams, type ExportSteps } from './export-op.ts'
import { exportSteps } from './export-steps.ts'

/** Whether disks that are files can be exported. */
const exportsFiles = byRelease({ '2.11': false, '3.0': true })

const refuseInput = (sentence: string): OpNext => refuse('wrong_input', sentence)

/** Why the free space cannot be zeroed; undefined where that is not asked for. */
function refuseZeroing(op: ExportOp): OpNext | undefined {
  const { zeroFreeSpace, zeroingTimeoutFixed, zeroingTimeoutPerMib } = op.params
  if (!zeroFreeSpace)
    return zeroingTimeoutFixed === null && zeroingTimeoutPerMib === null
      ? undefined
      : refuseInput(
          'Zeroing timeout options can only be used only with the --zero-free-space option',
        )
  const instance = lockedInstance(op)
  const hvparams = instanceHvparams(op.config, instance)
  if (instance.hypervisor === 'kvm' && hvparams.user_shutdown !== true)
    return refuseInput('Instance shutdown detection must be enabled for zeroing to work')
  if ((own(hvparams, 'boot_order') ?? 'disk') !== 'disk')
    return refuseInput('Booting from disk must be set for zeroing to work')
  if (settingsOf(op.config).zeroingImage === '')
    return refuseInput('A zeroing image must be set for zeroing to work')
  return refuse(
    'wrong_state',
    'This trainer does not simulate the virtual machine that overwrites free space yet',
    { is: 'not simulated' },
  )
}

function checkRequest(op: ExportOp): OpNext | undefined {
  const { params, vars, config } = op
  if (params.zeroFreeSpace && !params.shutdown)
    return refuse('unclassified', 'Unless the instance is shut down, zeroing cannot be used.')
  const instance = findInstance(config, params.instance)
  if (!instance) return unknownInstance(params.instance)
  const node = findNode(config, params.targetNode)
  if (!node) return unknownNode(params.targetNode)
  vars.source = instance.primary
  vars.target = node.name
  vars.wasUp = instance.adminState === 'up'
  const offline = refuseOffline(op, instance.primary)
  if (offline) return offline
  if (params.removeInstance && vars.wasUp && !params.shutdown)
    return refuse('wrong_state', 'Can not remove instance without shutting it down before')
  return refuseOffline(op, node.name) ?? refuseDrained(op, node.name)
}

function checkWays(op: ExportOp): OpNext | undefined {
  const { params, config } = op
  if (!exportsFiles(op) && lockedInstance(op).disks.some(({ kind }) => kind === 'file'))
    return refuseInput('Export not supported for instances with file-based disks')
  const zeroing = refuseZeroing(op)
  if (zeroing) return zeroing
  if (params.longSleep && !params.shutdown)
    return refuseInput('The long sleep option only makes sense when the instance can be shut down.')
  return refuseCompression(config, params.compress)
}

/** RemoveInstance, once everything is exported. */
const removeExported: ExportSteps = when('the instance goes', (op) => op.params.removeInstance, [
  {
    'announce the removal': (op) => op.log(`Removing instance ${lockedInstance(op).name}`),
  },
  removeDisks<ExportParams, typeof EXPORT_VARS>('remove disks'),
  {
    'take the instance out': (op) => {
      if (op.vars.trouble) {
        if (!op.params.ignoreRemoveFailures) return fail("Can't remove instance's disks")
        op.log("Warning: can't remove instance's disks")
      }
      forget(op, lockedInstance(op))
    },
  },
])

const otherNodes = (op: ExportOp): NodeName[] =>
  Object.keys(op.config.nodes).filter((node) => node !== op.vars.target)

/** An instance has one export: those on other nodes go. */
const removeOldExports: ExportSteps = when(
  'there are other nodes',
  (op) => otherNodes(op).length > 0,
  [
    askAll('ask for old exports', 'export_list', {
      to: otherNodes,
      before: (op) => op.log(`Removing old exports for instance ${op.vars.name}`),
      args: () => ({}),
      answer: (op, replies) => {
        op.vars.holders = replies.flatMap((reply) =>
          reply.ok && reply.payload.includes(op.vars.name) ? [reply.node] : [],
        )
      },
    }),
    askEach('remove old exports', 'export_remove', {
      of: (op) => op.vars.holders,
      to: (_op, node) => node,
      args: (op) => ({ name: op.vars.name }),
      answer: (op, reply) => {
        if (!reply.ok)
          op.warn(
            `Could not remove older export for instance ${op.vars.name} on node ${reply.node}: ${reply.error}`,
          )
      },
    }),
  ],
)

const BACKUP_EXPORT = defineOpcode<ExportParams, typeof EXPORT_VARS, null>({
  name: 'BACKUP_EXPORT',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => [
    {
      level: 'instance',
      name: findInstance(config, instance)?.name ?? instance,
      mode: 'exclusive',
    },
    // Its old export may be on any node.
    { level: 'node', name: '*', mode: 'exclusive' },
  ],
  vars: EXPORT_VARS,
  exec: 'begin',
  hooks: (op) => [...new Set([op.master, op.vars.source, op.vars.target])],
  steps: [
    {
      checkRequest,
      checkWays,
      begin: (op) => {
        op.vars.name = lockedInstance(op).name
      },
    },
    exportSteps,
    removeExported,
    removeOldExports,
  ],
})

export const exportInstance = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      check: (p) =>
        text(p.vars.options, 'node') === null
          ? refusal(p, 'Target node must be specified')
          : undefined,
    },
    submitOpcode(
      BACKUP_EXPORT,
      ({ options, args: [instance = ''] }): Omit<ExportParams, 'dryRun'> => {
        const given = (dest: string) => (declares(options, dest) ? int(options, dest) : null)
        const isOn = (dest: string) => declares(options, dest) && flag(options, dest)
        return {
          instance,
          targetNode: text(options, 'node') ?? '',
          compress: text(options, 'transport_compression') ?? 'none',
          shutdown: flag(options, 'shutdown'),
          shutdownTimeout: int(options, 'shutdown_timeout') ?? 120,
          removeInstance: flag(options, 'remove_instance'),
          ignoreRemoveFailures: flag(options, 'ignore_remove_failures'),
          zeroFreeSpace: isOn('zero_free_space'),
          zeroingTimeoutFixed: given('zeroing_timeout_fixed'),
          zeroingTimeoutPerMib: given('zeroing_timeout_per_mib'),
          longSleep: isOn('long_sleep'),
        }
      },
    ),
  ],
  opcodes: [BACKUP_EXPORT],
})
