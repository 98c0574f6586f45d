/**
 * An instance that is made from an export: what the export says of it, and how its dumps are restored.
 * Source: lib/cmdlib/instance_create.py (_ReadExportInfo, _ReadExportParams, _RevertToDefaults, RunOsScripts).
 */

import { own } from '../../../lib/own.ts'
import { byUuid, type NodeName } from '../../../sim/cluster/config.ts'
import { nicDefaults, settingsOf } from '../../../sim/cluster/settings.ts'
import { EXPORT_DIR } from '../../../sim/noded/exports.ts'
import { fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { ask, askAll, when } from '../../../sim/run/parts.ts'
import { type IniSections, readIni } from '../../backup/config-ini.ts'
import { findNode, unknownNode } from '../../names.ts'
import { clusterHvparams } from '../../query/fields/hypervisor-parameters.ts'
import { MAX_DISKS } from '../../query/fields/instance-devices.ts'
import { parseBackend } from '../backend.ts'
import { lockedInstance, refuseCompression, refuseOffline } from '../checks.ts'
import { copyDisks } from '../disks/copy.ts'
import { isKeyOfNic, type NicGiven } from './nic-options.ts'
import type { CREATE_VARS, CreateOp, CreateSteps } from './op.ts'
import type { CreateParams } from './request.ts'

/** A cluster allows so many network cards. */
const MOST_NICS = 8

/** Finds out where the export is to be looked for; before anything is asked. */
export function checkSource(op: CreateOp): OpNext | undefined {
  const { source } = op.params
  if (!source) return undefined
  op.vars.exportPath = source.path ?? op.params.instance
  if (source.node === null)
    return op.vars.exportPath.startsWith('/')
      ? refuse('wrong_input', 'Importing an instance from a path requires a source node option')
      : undefined
  const node = findNode(op.config, source.node)
  if (!node) return unknownNode(source.node)
  op.vars.exportNode = node.name
  if (!op.vars.exportPath.startsWith('/'))
    op.vars.exportPath = `${EXPORT_DIR}/${op.vars.exportPath}`
  return undefined
}

/** An option of the instance, as "disk0_size"; undefined also where it says None. */
const option = (ini: IniSections, name: string): string | undefined => {
  const value = own(own(ini, 'instance'), name)
  return value?.toLowerCase() === 'none' ? undefined : value
}

function disksOf(ini: IniSections): CreateParams['disks'] {
  const disks: CreateParams['disks'] = []
  for (let i = 0; i < MAX_DISKS; i++) {
    const size = option(ini, `disk${i}_size`)
    if (size === undefined) continue
    disks.push({
      sizeMib: Number(size),
      mode: 'rw',
      name: option(ini, `disk${i}_name`) ?? null,
    })
  }
  return disks
}

function nicsOf(ini: IniSections): NicGiven[] {
  const nics: NicGiven[] = []
  for (let i = 0; i < MOST_NICS && option(ini, `nic${i}_mac`) !== undefined; i++) {
    // A card of a network is connected as the group of its node says.
    const link = option(ini, `nic${i}_network`) === undefined ? ['mode', 'link', 'vlan'] : []
    const kept = ['ip', 'mac', 'name', 'network', ...link].flatMap((key): [string, string][] => {
      const value = option(ini, `nic${i}_${key}`)
      return value === undefined || value === '' || !isKeyOfNic(key) ? [] : [[key, value]]
    })
    nics.push(Object.fromEntries(kept))
  }
  return nics
}

/** What the export says beyond what was typed (_ReadExportParams). */
function takeOver(op: CreateOp, ini: IniSections): OpNext | undefined {
  const { params } = op
  params.os = own(own(ini, 'export'), 'os') ?? null
  if (params.disks.length === 0) params.disks = disksOf(ini)
  if (params.disks.length === 0 && params.template !== 'diskless')
    return refuse(
      'wrong_input',
      'No disk info specified and the export is missing the disk information',
    )
  if (params.nics.length === 0) params.nics = nicsOf(ini)
  else if (params.instance === option(ini, 'name'))
    params.nics.forEach((nic, i) => {
      const mac = option(ini, `nic${i}_mac`)
      if ((nic.mac ?? 'auto') === 'auto' && mac !== undefined) nic.mac = mac
    })
  const tags = option(ini, 'tags') ?? ''
  if (params.tags.length === 0) params.tags = tags.split(' ').filter((tag) => tag !== '')
  params.hypervisor ??= option(ini, 'hypervisor') ?? null
  const typed = new Set(params.backend.map(([key]) => key))
  const memory = typed.has('memory') ? ['minmem', 'maxmem'] : []
  const saved = Object.entries(own(ini, 'backend') ?? {}).filter(
    ([key]) => !typed.has(key) && !memory.includes(key),
  )
  const backend = parseBackend(Object.fromEntries(saved))
  if (backend.ok) params.backend = [...params.backend, ...backend.given]
  params.hypervisorParameters = withSaved(params.hypervisorParameters ?? [], own(ini, 'hypervisor'))
  params.osParameters = withSaved(params.osParameters ?? [], own(ini, 'os'))
  return undefined
}

type Given = NonNullable<CreateParams['osParameters']>

const withSaved = (given: Given, saved: Record<string, string> = {}): Given => [
  ...given,
  ...Object.entries(saved).filter(([key]) => !given.some(([typed]) => typed === key)),
]

/** Lets what equals the cluster's values follow these from now on. */
export function identifyDefaults(op: CreateOp): void {
  const { params, config } = op
  if (!params.source?.identifyDefaults) return
  const { backend, osParams } = settingsOf(config)
  const usual = new Map<string, unknown>([
    ['maxmem', backend.maxmemMib],
    ['minmem', backend.minmemMib],
    ['vcpus', backend.vcpus],
    ['spindle_use', backend.spindleUse],
    ['auto_balance', backend.autoBalance],
    ['always_failover', backend.alwaysFailover],
  ])
  params.backend = params.backend.filter(([key, value]) => usual.get(key) !== value)
  const hypervisor = params.hypervisor ?? config.cluster.hypervisor
  const hvparams = clusterHvparams(config, hypervisor)
  params.hypervisorParameters = (params.hypervisorParameters ?? []).filter(
    ([key, value]) => String(own(hvparams, key)) !== pythonWord(value),
  )
  const ofOs = own(osParams, (params.os ?? '').split('+')[0] ?? '')
  params.osParameters = (params.osParameters ?? []).filter(
    ([key, value]) => own(ofOs, key) !== value,
  )
  const { mode, link, vlan } = nicDefaults(config)
  for (const nic of params.nics) {
    if (nic.mode === mode) delete nic.mode
    if (nic.link === link) delete nic.link
    if (nic.vlan === vlan) delete nic.vlan
  }
}

/** A saved value as JavaScript writes it. */
const pythonWord = (value: unknown): string =>
  value === 'True' ? 'true' : value === 'False' ? 'false' : String(value)

/** Whether the data may be packed as was asked. */
export const checkCompression = ({ config, params }: CreateOp): OpNext | undefined =>
  refuseCompression(config, params.source?.compress ?? 'none')

/** Reads the export: afterwards the parameters say what the instance is to be. */
export const importChecks: CreateSteps = when(
  'it is an import',
  (op) => op.params.source !== undefined,
  [
    when(
      'no node was named',
      (op) => op.vars.exportNode === '',
      askAll('look for the export', 'export_list', {
        to: (op) => byUuid(op.config.nodes).map(({ name }) => name),
        args: () => ({}),
        answer: (op, replies) => {
          const path = op.vars.exportPath
          const holder = replies.find((reply) => reply.ok && reply.payload.includes(path))
          if (!holder) return refuse('wrong_input', `No export found for relative path ${path}`)
          op.vars.exportNode = holder.node
          op.vars.exportPath = `${EXPORT_DIR}/${path}`
        },
      }),
    ),
    { checkExportNode: (op) => refuseOffline(op, op.vars.exportNode) },
    ask('read the export', 'export_info', {
      to: (op) => op.vars.exportNode,
      args: (op) => ({ path: op.vars.exportPath }),
      answer: (op, reply) => {
        if (!reply.ok)
          return fail(
            `No export or invalid export found in dir ${op.vars.exportPath}: ${reply.error}`,
          )
        const ini = readIni(reply.payload)
        const refusal = takeOver(op, ini)
        if (refusal) return refusal
        op.vars.dumps = op.params.disks.map((_disk, i) => option(ini, `disk${i}_dump`) ?? '')
      },
    }),
  ],
)

const exportNode = (op: CreateOp): NodeName => op.vars.exportNode

/** Restores the dumps, and runs the rename script; a disk that fails leaves an instance without an end. */
export const importDisks: CreateSteps = when(
  'there are dumps to restore',
  (op) => op.params.source !== undefined && lockedInstance(op).disks.length > 0,
  [
    {
      'announce the import': (op) => op.log('* running the instance OS import scripts...'),
    },
    copyDisks<CreateParams, typeof CREATE_VARS>('import', {
      instance: (op) => op.params.instance,
      disks: (op) => lockedInstance(op).disks,
      source: exportNode,
      target: (op) => op.vars.primary,
      which: (op) => op.vars.dumps.flatMap((dump, index) => (dump === '' ? [] : [index])),
      dumps: (op, index) => ({
        scripts: { os: lockedInstance(op).os, installed: op.config.cluster.osTypes },
        from: {
          folder: op.vars.exportPath.slice(EXPORT_DIR.length + 1),
          file: op.vars.dumps[index] ?? '',
        },
      }),
    }),
    {
      'warn of what is missing': (op) => {
        if (!op.vars.copied)
          op.warn(
            `Some disks for instance ${op.params.instance} on node ${op.vars.primary} were not imported successfully`,
          )
      },
    },
    ask('run the rename script', 'instance_run_rename', {
      to: (op) => op.vars.primary,
      before: (op) => op.log(`Running rename script for ${op.params.instance}`),
      args: (op) => ({ instance: lockedInstance(op), installed: op.config.cluster.osTypes }),
      answer: (op, reply) => {
        if (!reply.ok)
          op.warn(
            `Failed to run rename script for ${op.params.instance} on node ${reply.node}: ${reply.error}`,
          )
      },
    }),
  ],
)
