/**
 * What gnt-instance modify checks before it changes anything.
 * Source: lib/cmdlib/instance_set_params.py (CheckArguments, CheckPrereq).
 */
import { own } from '../../../lib/own.ts'
import {
  type BackendParameters,
  type DiskTemplate,
  DRBD_META_MIB,
  type NodeName,
  nodesOf,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import { byRelease } from '../../../sim/releases.ts'
import { type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { type Answer, ask, askAll, askEach, when } from '../../../sim/run/parts.ts'
import { pickAllocator } from '../../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../../names.ts'
import { allowedTemplates, boundsOf } from '../../query/fields/cluster-parameters.ts'
import { backendOf } from '../backend.ts'
import {
  lockedInstance,
  refuseDrained,
  refuseIncapable,
  refuseMemory,
  refuseOffline,
  requireDown,
} from '../checks.ts'
import { type Planned, policyViolations } from '../policy.ts'
import { diskListChecks } from './disk-checks.ts'
import { sharesVolumes } from './disks.ts'
import { groupText } from './group-text.ts'
import { hotplugChecks } from './hotplug.ts'
import { refuseGlobal, refuseHypervisor } from './hypervisor.ts'
import { nicChecks, verifyNics } from './nics.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'
import { newOsCheck, osChecks } from './os-parameters.ts'

/** Backend parameters as they will be. */
const proposed = (op: ModifyOp): BackendParameters => ({
  ...lockedInstance(op).be,
  ...backendOf(op.config, op.params.backend),
})

/** How images become devices (constants.FILE_DRIVER). */
const FILE_DRIVERS = ['blktap', 'blktap2', 'loop']

function checkInstance(op: ModifyOp): OpNext | undefined {
  const { template, iallocator, remoteNode } = op.params
  const global = refuseGlobal(op.params.hypervisor)
  if (global) return global
  if (template !== null && op.params.disks.length > 0)
    return refuse(
      'wrong_input',
      'Disk template conversion and other disk changes not supported at the same time',
      { is: 'options' },
    )
  if (template === 'drbd') {
    const script = pickAllocator(op, iallocator, remoteNode)
    if (typeof script !== 'string') return script
    op.vars.script = script
  }
  const { fileDriver = null } = op.params
  if (fileDriver !== null && !FILE_DRIVERS.includes(fileDriver))
    return refuse('wrong_input', `Invalid file driver name '${fileDriver}'`)
  if (!findInstance(op.config, op.params.instance)) return unknownInstance(op.params.instance)
  const { newPrimary = null } = op.params
  if (newPrimary !== null && !findNode(op.config, newPrimary)) return unknownNode(newPrimary)
  if (remoteNode === null) return undefined
  if (template !== null && template !== 'drbd') {
    op.warn('Changing the disk template to a non-mirrored one, the secondary node will be ignored')
    return undefined
  }
  const node = findNode(op.config, remoteNode)
  if (!node) return unknownNode(remoteNode)
  op.vars.secondary = node.name
  return undefined
}

/** _PreCheckDiskTemplate up to the question whether the instance is stopped. */
function checkTemplate(op: ModifyOp): OpNext | undefined {
  const template = op.params.template ?? ''
  const { enabledDiskTemplates } = op.config.cluster
  const instance = lockedInstance(op)
  const unsupported = (way: string, which: string) =>
    refuse('wrong_input', `Conversion ${way} the '${which}' disk template is not supported`)
  if (instance.template === 'diskless') return unsupported('from', 'diskless')
  if (template === 'diskless') return unsupported('to', template)
  if (instance.template === template)
    return refuse('wrong_input', `Instance already has disk template ${template}`, {
      is: 'template',
      instance: instance.name,
      what: 'this conversion',
      word: instance.template,
    })
  if (!enabledDiskTemplates.includes(template))
    return refuse('wrong_state', notEnabled(op)(template, enabledDiskTemplates))
  if (!convertsByCopy(op) && !sharesVolumes(instance.template, template))
    return refuse(
      'wrong_input',
      `Unsupported disk template conversion from ${instance.template} to ${template}`,
    )
  return undefined
}

/** Whether any template can be converted into any other. */
const notEnabled = byRelease({
  '2.11': (template: string, _enabled: readonly string[]) =>
    `Disk template '${template}' is not enabled for this cluster.`,
  '3.0': (template: string, enabled: readonly string[]) =>
    `Disk template '${template}' is not enabled for this cluster (enabled templates: ${enabled.join(', ')})`,
})

const convertsByCopy = byRelease({ '2.11': false, '3.0': true })

/** The templates that the policy of the primary's group allows. */
function refuseTemplate(op: ModifyOp): OpNext | undefined {
  const { config, params } = op
  const group = own(config.groups, own(config.nodes, lockedInstance(op).primary)?.group ?? '')
  const allowed = group?.ipolicy?.templates ?? allowedTemplates(config)
  return allowed.includes(params.template as DiskTemplate)
    ? undefined
    : refuse(
        'wrong_state',
        `Disk template '${params.template}' in not allowed (allowed templates: ${allowed.join(', ')})`,
      )
}

function checkSecondary(op: ModifyOp): OpNext | undefined {
  const { secondary } = op.vars
  if (secondary === lockedInstance(op).primary)
    return refuse(
      'wrong_state',
      `Given new secondary node ${secondary} is the same as the primary node of the instance`,
      { is: 'own node', instance: lockedInstance(op).name, node: lockedInstance(op).primary },
    )
  return (
    refuseOffline(op, secondary) ?? refuseDrained(op, secondary) ?? refuseIncapable(op, secondary)
  )
}

function refuseSpace(op: ModifyOp, reply: Answer<'node_info'>): OpNext | undefined {
  if (!reply.ok)
    return refuse(
      'environment_error',
      `Cannot get current information from node ${reply.node}: ${reply.error}`,
    )
  const meta = op.params.template === 'drbd' ? DRBD_META_MIB : 0
  const needed = lockedInstance(op).disks.reduce((sum, { sizeMib }) => sum + sizeMib + meta, 0)
  const free = reply.payload.volumeGroup?.freeMib ?? 0
  if (needed <= free) return undefined
  return refuse(
    'insufficient_resources',
    `Not enough disk space on target node ${reply.node} vg ${op.config.cluster.volumeGroup}: required ${needed} MiB, available ${free} MiB`,
    { is: 'disk space', node: reply.node, needed, free },
  )
}

/** More memory has to fit on the primary, and on the secondary of a balanced instance. */
function refuseMisfit(op: ModifyOp, replies: Answer<'node_info'>[]): OpNext | undefined {
  const instance = lockedInstance(op)
  const wanted = proposed(op)
  const secondary = secondaryOf(instance)
  for (const reply of replies) {
    const isPrimary = reply.node === instance.primary
    if (!reply.ok && isPrimary)
      op.vars.warnings.push(`Can't get info from primary node ${reply.node}: ${reply.error}`)
    else if (!reply.ok)
      return refuse(
        'wrong_state',
        `Can't get info from secondary node ${reply.node}: ${reply.error}`,
      )
    else if (isPrimary) {
      const missing = wanted.maxmemMib - (op.vars.runningMib ?? 0) - reply.payload.memoryFreeMib
      if (missing > 0)
        return refuse(
          'insufficient_resources',
          `This change will prevent the instance from starting, due to ${missing} MB of memory missing on its primary node`,
          {
            is: 'memory',
            node: lockedInstance(op).primary,
            needed: proposed(op).maxmemMib,
            free: proposed(op).maxmemMib - missing,
          },
        )
    } else if (wanted.maxmemMib > reply.payload.memoryFreeMib)
      return refuse(
        'wrong_state',
        `This change will prevent the instance from failover to its secondary node ${secondary}, due to not enough memory`,
      )
  }
  return undefined
}

function checkRuntime(op: ModifyOp, reply: Answer<'instance_info'>): OpNext | undefined {
  const { name, primary } = lockedInstance(op)
  const wanted = op.params.runtimeMemoryMib ?? 0
  if (!reply.ok) return refuse('unclassified', `Error checking node ${primary}: ${reply.error}`)
  if (!reply.payload)
    return refuse('wrong_state', `Instance ${name} is not running`, {
      is: 'must run',
      instance: name,
    })
  const { minmemMib, maxmemMib } = proposed(op)
  if (!op.params.force && (wanted > maxmemMib || wanted < minmemMib))
    return refuse(
      'wrong_input',
      `Instance ${name} must have memory between ${minmemMib} and ${maxmemMib} MB of memory unless --force is given`,
      { is: 'value', word: '' },
    )
  op.vars.runningMib = reply.payload.memoryMib
  return undefined
}

/** What the policy counts: disks that will be removed as well as those that are added. */
function plannedBy(op: ModifyOp): Omit<Planned, 'be'> {
  const { disks, nics } = lockedInstance(op)
  const added = op.params.disks.filter(({ action }) => action === 'add')
  const count = (action: string) => op.params.nics.filter((nic) => nic.action === action).length
  return {
    disks: [...disks, ...added.map(({ sizeMib }) => ({ sizeMib: sizeMib ?? 0 }))],
    nics: [...nics, ...Array(count('add')).fill(null)].slice(count('remove')),
  }
}

function checkPolicy(op: ModifyOp): OpNext | undefined {
  if (op.params.ignorePolicy) return undefined
  const { primary } = lockedInstance(op)
  const asked = plannedBy(op)
  const be = proposed(op)
  const least = { ...be, maxmemMib: be.minmemMib }
  const group = own(op.config.groups, own(op.config.nodes, primary)?.group ?? '')
  // Parameters that stay as they are may break a policy that came later.
  const planned =
    op.params.backend.length === 0
      ? [asked]
      : [be, least].map((values) => ({ ...asked, be: values }))
  const found = planned.flatMap((each) => policyViolations(each, boundsOf(op.config, group)))
  if (found.length === 0) return undefined
  return refuse(
    'wrong_input',
    `Instance allocation to group ${groupText(op)(op.config, group)} (${group?.name}) violates policy: ${[...new Set(found)].join(', ')}`,
    { is: 'policy' },
  )
}

const templateChecks: ModifySteps = [
  { checkTemplate },
  requireDown<ModifyParams, ModifyVars>('convert', 'cannot change disk template'),
  when('a secondary is named', (op) => op.vars.secondary !== '', { checkSecondary }),
  { refuseTemplate },
  askEach('ask for free space', 'node_info', {
    of: newPlaces,
    to: (_op, node) => node,
    args: () => ({}),
    answer: refuseSpace,
  }),
]

/** Nodes that new volumes are made on. */
function newPlaces(op: ModifyOp): NodeName[] {
  const { template, primary } = lockedInstance(op)
  const wanted = op.params.template
  if (wanted !== 'plain' && wanted !== 'drbd') return []
  const second = wanted === 'drbd' && op.vars.secondary !== '' ? [op.vars.secondary] : []
  return sharesVolumes(template, wanted) ? second : [primary, ...second]
}

/** Whether the nodes have the memory that the instance is to have at its next start. */
const memoryChecks: ModifySteps = [
  ask('ask how much memory it has', 'instance_info', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({ name: lockedInstance(op).name }),
    answer: (op, reply) => {
      op.vars.runningMib = reply.ok && reply.payload ? reply.payload.memoryMib : null
    },
  }),
  askAll('ask for free memory', 'node_info', {
    to: (op) => {
      const instance = lockedInstance(op)
      return proposed(op).autoBalance ? nodesOf(instance) : [instance.primary]
    },
    args: () => ({}),
    answer: refuseMisfit,
  }),
]

/** Whether its memory can be changed while it runs. */
const runtimeChecks: ModifySteps = [
  ask('ask whether it runs', 'instance_info', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({ name: lockedInstance(op).name }),
    answer: checkRuntime,
  }),
  ask('ask the primary for free memory', 'node_info', {
    to: (op) => (missingMib(op) > 0 ? lockedInstance(op).primary : null),
    args: () => ({}),
    answer: (op, reply) =>
      refuseMemory(
        reply,
        `ballooning memory for instance ${lockedInstance(op).name}`,
        missingMib(op),
      ),
  }),
]

/** What the instance is to get beyond the memory that it has now. */
const missingMib = ({ params, vars }: ModifyOp): number =>
  (params.runtimeMemoryMib ?? 0) - (vars.runningMib ?? 0)

/** Whether the instance is to get another primary node than it has. */
const movesPrimary = ({ config, params }: ModifyOp): boolean => {
  const typed = params.newPrimary ?? null
  const instance = findInstance(config, params.instance)
  return typed !== null && findNode(config, typed)?.name !== instance?.primary
}

/** The network card over which an instance talks to its node comes or goes as any other. */
function planCommunication(op: ModifyOp): void {
  const { config, params } = op
  const wanted = params.communication ?? null
  const instance = lockedInstance(op)
  const name = `gnt.com.${instance.name}`
  const present = instance.nics.some((nic) => nic.name === name)
  if (wanted === null || wanted === present) return
  const network = settingsOf(config).communicationNetwork
  const card = { name, mac: 'generate', ip: 'pool', network: network === '' ? null : network }
  // Real Ganeti takes the last card away, whichever that is.
  params.nics = [
    ...params.nics,
    wanted
      ? { action: 'add', ident: '-1', params: card }
      : { action: 'remove', ident: '-1', params: {} },
  ]
}

/** The steps of INSTANCE_SET_PARAMS before anything is changed. */
export const modifyChecks: ModifySteps = [
  { verifyNics, checkInstance },
  when('it gets another primary', movesPrimary, [
    ask('ask whether it still runs there', 'instance_info', {
      to: (op) => (op.params.force ? null : lockedInstance(op).primary),
      args: (op) => ({ name: lockedInstance(op).name }),
      answer: (op, reply) => {
        if (!reply.ok)
          op.vars.warnings.push(`Can't get instance runtime information: ${reply.error}`)
        else if (reply.payload)
          return refuse('wrong_state', `Instance is still running on ${reply.node}`, {
            is: 'must be down',
            instance: lockedInstance(op).name,
          })
      },
    }),
  ]),
  hotplugChecks,
  { planCommunication },
  when(
    'its mark changes',
    (op) => op.params.offline !== null,
    requireDown<ModifyParams, ModifyVars>('mark', (op) =>
      op.params.offline
        ? "can't change to offline without being down first"
        : "can't change to online (down) without being offline first",
    ),
  ),
  when('its template changes', (op) => op.params.template !== null, templateChecks),
  diskListChecks,
  when('its network cards change', (op) => op.params.nics.length > 0, nicChecks),
  newOsCheck,
  { checkHypervisor: refuseHypervisor },
  osChecks,
  when(
    'its memory grows',
    (op) => proposed(op).maxmemMib > lockedInstance(op).be.maxmemMib && !op.params.force,
    memoryChecks,
  ),
  when('its running memory changes', (op) => op.params.runtimeMemoryMib !== null, runtimeChecks),
  { checkPolicy },
]
