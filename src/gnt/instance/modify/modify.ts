/**
 * gnt-instance modify: changes settings of an instance, or the kind of its disks.
 * Manual: gnt-instance(8), MODIFY. Source: lib/cmdlib/instance_set_params.py (LUInstanceSetParams).
 */

import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, done, fail } from '../../../sim/run/opcode.ts'
import { ask } from '../../../sim/run/parts.ts'
import type { ProgramNext } from '../../../sim/run/program.ts'
import {
  confirm,
  FOLLOWING,
  failure,
  prereqText,
  resultOf,
  submitOpcode,
} from '../../client/client.ts'
import { refuseValue } from '../../client/refuse-value.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { modify as spec } from '../../declared/instance-life.ts'
import { findInstance, findNode } from '../../names.ts'
import { allIdentified, declares, flag, int, keyValues, text, yesNo } from '../../optparse/read.ts'
import { repr } from '../../optparse/repr.ts'
import { badBackend, parseBackend, withBackend } from '../backend.ts'
import { lockedInstance } from '../checks.ts'
import { instanceLocks } from '../disks/steps.ts'
import { hookNodes } from '../running.ts'
import { modifyChecks } from './checks.ts'
import { diskListSteps } from './disk-list.ts'
import { type DiskChange, type Misread, readDiskChanges } from './disk-options.ts'
import { convertSteps } from './disks.ts'
import { hypervisorAfter } from './hypervisor.ts'
import { type NicChange, readNicChanges, superfluousKeys } from './nic-options.ts'
import { MODIFY_VARS, type ModifyOp, type ModifyParams, type ModifyVars } from './op.ts'
import { osParametersAfter } from './os-parameters.ts'

/** What was changed, as the client lists it. */
function changesOf({ params, vars }: ModifyOp): [string, string][] {
  const python = (value: unknown) =>
    value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : String(value)
  const { runtimeMemoryMib, template, hypervisor, backend, osParameters, offline } = params
  return [
    ...(runtimeMemoryMib === null ? [] : [['runtime_memory', runtimeMemoryMib] as const]),
    ...vars.diskChanges,
    ...vars.nicChanges,
    ...(template === null ? [] : [['disk_template', template] as const]),
    ...hypervisor.map(([key, value]) => [`hv/${key}`, value] as const),
    ...backend.map(([key, value]) => [`be/${key}`, value] as const),
    ...osParameters.map(([key, value]) => [`os/${key}`, value] as const),
    ...(params.osPrivate ?? []).map(
      ([key]) => [`os_private/${key}`, `Private(?, descr=${repr(key)})`] as const,
    ),
    ...(offline === null ? [] : [['admin_state', offline ? 'offline' : 'down'] as const]),
  ].map(([what, value]): [string, string] => [what, python(value)])
}

const write = (op: ModifyOp): void => {
  const { name } = lockedInstance(op)
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.be = withBackend(op.config, instance.be, op.params.backend)
      if (op.params.hypervisor.length > 0)
        instance.hvparams = hypervisorAfter(instance.hvparams ?? {}, op.params.hypervisor)
      if (op.params.os !== null) instance.os = op.params.os
      if (op.params.nics.length > 0) instance.nics = clone(op.vars.nics)
      const { osParameters, osPrivate = [], newPrimary = null } = op.params
      if (osParameters.length > 0)
        instance.osparams = osParametersAfter(instance.osparams ?? {}, osParameters)
      if (osPrivate.length > 0)
        instance.osparamsPrivate = osParametersAfter(instance.osparamsPrivate ?? {}, osPrivate)
      if (newPrimary !== null)
        instance.primary = findNode(op.config, newPrimary)?.name ?? instance.primary
    },
    { updates: name },
  )
  const { offline } = op.params
  if (offline === null) return
  op.edit((draft) => {
    const instance = own(draft.instances, name)
    if (!instance) return
    instance.adminState = offline ? 'offline' : 'down'
    instance.adminStateSource = 'admin'
    if (offline) instance.disksActive = false
  })
}

/** Whether the metadata daemon of the primary is told. */
const updatesMetadata = byRelease({ '2.11': false, '3.0': true })

export const INSTANCE_SET_PARAMS = defineOpcode<
  ModifyParams,
  ModifyVars,
  [what: string, value: string][]
>({
  name: 'INSTANCE_SET_PARAMS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance, template, remoteNode, disks }, config) => {
    const locks = instanceLocks(findInstance(config, instance))
    if (template === null && disks.length > 0) return locks
    if (template === null) return locks.filter((lock) => lock.level === 'instance')
    const node = remoteNode === null ? undefined : findNode(config, remoteNode)
    const name = remoteNode === null ? '*' : (node?.name ?? '')
    return [...locks, { level: 'node', name, mode: 'exclusive' }]
  },
  vars: MODIFY_VARS,
  shows: ({ params, vars }) => ({ copiesTo: params.template === 'drbd' ? vars.secondary : '' }),
  exec: 'tellWarnings',
  hooks: hookNodes,
  steps: [
    modifyChecks,
    {
      tellWarnings: (op) => {
        for (const warning of op.vars.warnings) op.log(`WARNING: ${warning}`)
      },
    },
    ask('change the running memory', 'instance_balloon_memory', {
      to: (op) => (op.params.runtimeMemoryMib === null ? null : lockedInstance(op).primary),
      args: (op) => ({
        name: lockedInstance(op).name,
        memoryMib: op.params.runtimeMemoryMib ?? 0,
      }),
      answer: (_op, reply) => {
        if (!reply.ok) return fail(`Cannot modify instance runtime memory: ${reply.error}`)
      },
    }),
    diskListSteps,
    convertSteps,
    { write },
    ask('update the metadata', 'instance_metadata_modify', {
      to: (op) => (updatesMetadata(op) ? lockedInstance(op).primary : null),
      args: (op) => ({ name: lockedInstance(op).name }),
      answer: (op, reply) => {
        const { name } = lockedInstance(op)
        if (!reply.ok) op.log(`Could not update metadata for instance '${name}': ${reply.error}`)
      },
    }),
    { tellChanges: (op) => done(changesOf(op)) },
  ],
})

type P = ClientContext<typeof FOLLOWING>

const anythingGiven = ({ vars: { options } }: P): boolean =>
  allIdentified(options, 'nics').length > 0 ||
  allIdentified(options, 'disks').length > 0 ||
  ['beparams', 'hvparams', 'osparams', 'osparams_private'].some(
    (dest) => declares(options, dest) && Object.keys(keyValues(options, dest)).length > 0,
  ) ||
  ['disk_template', 'os', 'new_primary_node'].some((dest) => text(options, dest) !== null) ||
  flag(options, 'offline_inst') ||
  flag(options, 'online_inst') ||
  int(options, 'runtime_mem') !== null ||
  communicationOf(options) !== null

/** Whether the instance is to talk to its node; null: nothing was said, or the release has no such option. */
const communicationOf = (options: P['vars']['options']): boolean | null =>
  declares(options, 'instance_communication') ? yesNo(options, 'instance_communication') : null

const diskChanges = (p: P): DiskChange[] | Misread =>
  readDiskChanges(p, allIdentified(p.vars.options, 'disks'))

const nicChanges = (p: P): NicChange[] | Misread =>
  readNicChanges(p, allIdentified(p.vars.options, 'nics'))

function misreadText(wrong: Misread): string {
  switch (wrong.kind) {
    case 'refused':
      return prereqText({ class: 'wrong_input', text: wrong.text })
    case 'parameter':
      return `Parameter Error: ${wrong.text}`
    case 'unhandled':
      return `Unhandled Ganeti error: ${wrong.text}`
  }
}

/** Whether an allocator can choose the secondary of an instance that gets one. */
const choosesSecondary = byRelease({ '2.11': false, '3.0': true })

/** What options about storage say that no conversion wants; releases without them have no such option. */
function misplacedStorage({ vars: { options } }: P): string | undefined {
  if (!declares(options, 'ext_params')) return undefined
  const template = text(options, 'disk_template')
  const external = Object.keys(keyValues(options, 'ext_params')).length > 0
  if (template !== null && external !== (template === 'ext'))
    return external
      ? "Specifying ExtStorage parameters requires converting to the 'ext' disk template"
      : "Provider option is missing, use either the '--ext-params' or '-e' option"
  const files = ['file_driver', 'file_storage_dir'].some((dest) => text(options, dest) !== null)
  const inFiles = template !== null && ['file', 'sharedfile', 'gluster'].includes(template)
  return files && !inFiles
    ? 'Specifying file-based configuration arguments requires converting to a file-based disk template'
    : undefined
}

/** Whether the daemon that takes the job gets numbers and names in one list, which it cannot read. */
const mixesIdents = (p: P, changes: readonly { legacy?: boolean }[]): boolean =>
  readsIdents(p) && changes.some(({ legacy }) => legacy) && changes.some(({ legacy }) => !legacy)

const readsIdents = byRelease({ '2.11': false, '2.12': true })

function check(p: P): ProgramNext | undefined {
  const { options } = p.vars
  if (!anythingGiven(p)) return failure(p, 'Please give at least one of the parameters.')
  const bad = badBackend(p, keyValues(options, 'beparams'))
  if (bad) return bad
  const disks = diskChanges(p)
  if (!Array.isArray(disks)) return failure(p, misreadText(disks))
  if (mixesIdents(p, disks))
    return refuseValue(p, INSTANCE_SET_PARAMS.name, 'disks', 'Unable to read String')
  const nics = nicChanges(p)
  if (!Array.isArray(nics)) return failure(p, misreadText(nics))
  if (mixesIdents(p, nics))
    return refuseValue(p, INSTANCE_SET_PARAMS.name, 'nics', 'Unable to read String')
  const odd = superfluousKeys(nics)
  if (odd !== '') return refuseValue(p, INSTANCE_SET_PARAMS.name, 'nics', odd)
  const storage = misplacedStorage(p)
  if (storage !== undefined) return failure(p, storage)
  const toMirror = text(options, 'disk_template') === 'drbd' && text(options, 'node') === null
  return toMirror && !choosesSecondary(p)
    ? failure(
        p,
        'Changing the disk template to a mirrored one requires specifying a secondary node',
      )
    : undefined
}

const EFFECT =
  "Please don't forget that most parameters take effect only at the next (re)start of the instance initiated by ganeti; restarting from within the instance will not be enough.\n"

const LIVE_EFFECT =
  'Note that changing hypervisor parameters without performing a restart might lead to a crash while performing a live migration. This will be addressed in future Ganeti versions.\n'

/** What not every release can be asked for. */
function laterParams(options: P['vars']['options']) {
  const given = (dest: string) => (declares(options, dest) ? text(options, dest) : null)
  return {
    newPrimary: text(options, 'new_primary_node'),
    osPrivate: declares(options, 'osparams_private')
      ? Object.entries(keyValues(options, 'osparams_private'))
      : [],
    hotplug: flag(options, 'hotplug'),
    hotplugIfPossible: flag(options, 'hotplug_if_possible'),
    communication: communicationOf(options),
    fileDriver: given('file_driver'),
    fileStorageDir: given('file_storage_dir'),
  }
}

/** A card that is changed while the guest runs is taken out and put in again. */
const hotModifies = (p: P): boolean => {
  const { options } = p.vars
  const nics = nicChanges(p)
  return (
    flag(options, 'hotplug') &&
    !flag(options, 'force') &&
    Array.isArray(nics) &&
    nics.some(({ action }) => action === 'modify')
  )
}

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    { check },
    confirm<typeof FOLLOWING>('hot-modify', (p) =>
      hotModifies(p)
        ? 'You are about to hot-modify a NIC. This will be done by removing the existing NIC and then adding a new one. Network connection might be lost. Continue?'
        : null,
    ),
    submitOpcode<typeof FOLLOWING, ModifyParams, [string, string][]>(
      INSTANCE_SET_PARAMS,
      ({ options, args: [instance = ''] }, p) => {
        const disks = diskChanges(p)
        const nics = nicChanges(p)
        const backend = parseBackend(keyValues(options, 'beparams'))
        const online = flag(options, 'online_inst') ? false : null
        return {
          instance,
          backend: backend.ok ? backend.given : [],
          hypervisor: Object.entries(keyValues(options, 'hvparams')),
          os: text(options, 'os'),
          osParameters: Object.entries(keyValues(options, 'osparams')),
          runtimeMemoryMib: int(options, 'runtime_mem'),
          offline: flag(options, 'offline_inst') ? true : online,
          disks: Array.isArray(disks) ? disks : [],
          nics: Array.isArray(nics) ? nics : [],
          conflictsCheck: flag(options, 'conflicts_check'),
          template: text(options, 'disk_template'),
          remoteNode: text(options, 'node'),
          iallocator: text(options, 'iallocator'),
          waitForSync: flag(options, 'wait_for_sync'),
          force: flag(options, 'force'),
          ignorePolicy: flag(options, 'ignore_ipolicy'),
          ...laterParams(options),
        }
      },
    ),
    {
      tell: (p) => {
        const changes = resultOf(INSTANCE_SET_PARAMS, p.world.jobs[p.vars.jobId]) ?? []
        if (changes.length === 0) return
        p.out(`Modified instance ${p.vars.args[0]}\n`)
        for (const [what, value] of changes) p.out(` - ${what.padEnd(5)} -> ${value}\n`)
        p.out(EFFECT)
        if (Object.keys(keyValues(p.vars.options, 'hvparams')).length > 0) p.out(LIVE_EFFECT)
      },
    },
  ],
  opcodes: [INSTANCE_SET_PARAMS],
})
