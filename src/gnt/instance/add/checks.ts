/**
 * What gnt-instance add checks before it changes anything.
 * Source: lib/cmdlib/instance_create.py (CheckArguments, ExpandNames, CheckPrereq).
 */

import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import { type DiskConf, type NodeName, volumesOf } from '../../../sim/cluster/config.ts'
import { enabledHypervisors, settingsOf } from '../../../sim/cluster/settings.ts'
import { byRelease } from '../../../sim/releases.ts'
import { fail, type OpNext, refuse, unlocked } from '../../../sim/run/opcode.ts'
import { type Answer, ask, askAll, when } from '../../../sim/run/parts.ts'
import { secondsOf } from '../../../sim/world.ts'
import { chosenNodes, pickAllocator, runAllocator, specOf } from '../../iallocator.ts'
import { findInstance, findNode, unknownNode } from '../../names.ts'
import { listsOs, refusedOs } from '../../os/listed.ts'
import { allowedTemplates, boundsOf } from '../../query/fields/cluster-parameters.ts'
import { instanceHvparams } from '../../query/fields/hypervisor-parameters.ts'
import { withBackend } from '../backend.ts'
import {
  refuseDrained,
  refuseIncapable,
  refuseMemory,
  refuseOffline,
  refuseSpindles,
} from '../checks.ts'
import { imageDirectory, imageName } from '../disks/steps.ts'
import { isTaken, normalName, resolveName } from '../host-names.ts'
import { bridgesOf } from '../nics.ts'
import { policyViolations } from '../policy.ts'
import { adoptionChecks, adopts, checkDiskArguments } from './adopt.ts'
import { checkCompression, checkSource, identifyDefaults, importChecks } from './import.ts'
import { addCommunication, joinNetworks, planNics } from './nics.ts'
import {
  type CREATE_VARS,
  type CreateOp,
  type CreateSteps,
  isMirrored,
  newborn,
  placesOf,
  template,
} from './op.ts'
import { createdParameters, osParameterNames } from './parameters.ts'
import type { CreateParams } from './request.ts'

function checkArguments(op: CreateOp): OpNext | undefined {
  const { params } = op
  if (params.noInstall && params.start) {
    op.info('No-installation mode selected, disabling startup')
    params.start = false
  }
  const name = normalName(op, params.instance)
  if (typeof name !== 'string') return name
  params.instance = name
  if (params.ipCheck && !params.nameCheck)
    return unlocked(refuse('wrong_input', 'Cannot do IP address check without a name check'))
  if (params.nameCheck) {
    const host = resolveName(op, name)
    if ('next' in host) return host
    op.vars.host = host
    params.instance = host.name
  }
  const { enabledDiskTemplates } = op.config.cluster
  if (!enabledDiskTemplates.includes(template(op)))
    return refuse(
      'unclassified',
      `Disk template '${template(op)}' is not enabled in cluster. Enabled disk templates are: ${enabledDiskTemplates.join(',')}`,
    )
  if (params.communication) addCommunication(op)
  return checkDiskArguments(op)
}

const noOs = byRelease({
  '2.11': 'No guest OS specified',
  '2.12': 'No guest OS or OS image specified',
})

function choosePlacement(op: CreateOp): OpNext | undefined {
  const { params, vars } = op
  const script = pickAllocator(op, params.iallocator, params.primary)
  if (typeof script !== 'string') return script
  vars.script = script
  if (params.primary !== null && isMirrored(op) && params.secondary === null)
    return unlocked(
      refuse('wrong_input', 'The networked disk templates need a mirror node', {
        is: 'options',
      }),
    )
  if (params.primary !== null && !isMirrored(op) && params.secondary !== null) {
    op.warn('Secondary node will be ignored on non-mirrored disk template')
    params.secondary = null
  }
  if (params.opportunistic && script === '')
    return refuse(
      'wrong_input',
      'Opportunistic locking is only available in combination with an instance allocator',
    )
  if (params.source) params.forceVariant = true
  else if (params.os === null) return refuse('wrong_input', noOs(op), { is: 'options' })
  if (findInstance(op.config, params.instance)?.name === params.instance)
    return refuse('already_exists', `Instance '${params.instance}' is already in the cluster`, {
      is: 'exists',
      what: 'instance',
      word: params.instance,
    })
  for (const typed of [params.primary, params.secondary]) {
    if (typed === null) continue
    const node = findNode(op.config, typed)
    if (!node) return unknownNode(typed)
    if (typed === params.primary) vars.primary = node.name
    if (typed === params.secondary) vars.secondary = node.name
  }
  return checkSource(op)
}

function planDisks(op: CreateOp): DiskConf[] | OpNext {
  const { random } = op.world
  const disks: DiskConf[] = []
  for (const [i, { sizeMib, mode, name, badSize }] of op.params.disks.entries()) {
    if (badSize) return refuse('wrong_input', `Invalid disk size '${badSize}'`)
    if (sizeMib === null) return refuse('wrong_input', 'Missing disk size', { is: 'options' })
    const volume = `${drawUuid(random, 'uuid')}.disk${i}`
    const facts = { uuid: drawUuid(random, 'uuid'), sizeMib, mode, name }
    if (template(op) === 'drbd')
      disks.push({
        ...facts,
        kind: 'drbd',
        dataVolume: `${volume}_data`,
        metaVolume: `${volume}_meta`,
        nodes: ['', ''],
        minors: [0, 0],
        port: 0,
        secret: drawUuid(random, 'secret').replaceAll('-', ''),
      })
    else if (template(op) === 'plain') disks.push({ ...facts, kind: 'plain', volume })
    else
      disks.push({
        ...facts,
        kind: 'file',
        path: `${imageDirectory(op.config, template(op), op.params.instance, op.params.fileStorageDir)}/${imageName(random, template(op), i)}`,
      })
  }
  return disks
}

function plan(op: CreateOp): OpNext | undefined {
  const { params, config, world } = op
  const enabled = enabledHypervisors(config)
  const hypervisor = params.hypervisor ?? enabled[0] ?? config.cluster.hypervisor
  if (!enabled.includes(hypervisor))
    return refuse(
      'wrong_state',
      `Selected hypervisor (${hypervisor}) not enabled in the cluster (${enabled.join(',')})`,
    )
  const { fileStorageDir } = params
  if (template(op) === 'file' && fileStorageDir?.startsWith('/'))
    return fail(
      `Error: path joining resulted in different prefix (${fileStorageDir}/${params.instance} != ${settingsOf(config).fileStorageDir})`,
    )
  identifyDefaults(op)
  const parameters = createdParameters(op, hypervisor)
  if ('next' in parameters) return parameters
  const nics = planNics(op)
  if ('next' in nics) return nics
  const disks = planDisks(op)
  if ('next' in disks) return disks
  op.vars.newborn = {
    name: params.instance,
    uuid: drawUuid(world.random, 'uuid'),
    serial: 1,
    ctime: secondsOf(world),
    mtime: secondsOf(world),
    os: params.os ?? '',
    hypervisor,
    primary: op.vars.primary,
    template: template(op),
    disks,
    nics,
    ...parameters,
    be: withBackend(config, { ...settingsOf(config).backend, given: [] }, params.backend),
    adminState: 'down',
    adminStateSource: 'admin',
    disksActive: false,
    networkPort: null,
    tags: [...new Set(params.tags)].sort(),
    writesMibPerMinute: 20,
  }
  const { host } = op.vars
  if (params.ipCheck && host && isTaken(op, host))
    return refuse(
      'resource_not_unique',
      `IP ${host.ip} of instance ${params.instance} already in use`,
      { is: 'exists', what: 'address', word: host.ip ?? '' },
    )
  return undefined
}

function checkNodes(op: CreateOp): OpNext | undefined {
  const { primary, secondary } = op.vars
  const node = own(op.config.nodes, primary)
  const cannot = (what: string, is: 'offline' | 'drained' | 'incapable') =>
    refuse('wrong_state', `Cannot use ${what} primary node '${primary}'`, {
      is,
      node: primary ?? '',
    })
  if (node?.offline) return cannot('offline', 'offline')
  if (node?.drained) return cannot('drained', 'drained')
  if (node?.vmCapable === false) return cannot('non-vm_capable', 'incapable')
  if (!isMirrored(op)) return undefined
  if (secondary === primary)
    return refuse('wrong_input', 'The secondary node cannot be the primary node', {
      is: 'own node',
      instance: op.params.instance,
      node: secondary,
    })
  return (
    refuseOffline(op, secondary) ?? refuseDrained(op, secondary) ?? refuseIncapable(op, secondary)
  )
}

function refuseSpace(op: CreateOp, replies: Answer<'node_info'>[]): OpNext | undefined {
  const needed = newborn(op)
    .disks.flatMap(volumesOf)
    .reduce((sum, { sizeMib }) => sum + sizeMib, 0)
  for (const reply of replies) {
    const { node } = reply
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Cannot get current information from node ${node}: ${reply.error}`,
      )
    const { volumeGroup } = reply.payload
    const other = op.params.disks.find(
      ({ group }) => group && group !== op.config.cluster.volumeGroup,
    )
    if (other)
      return refuse(
        'environment_error',
        `Can't compute free disk space on node ${node} for vg ${other.group}, result was 'None'`,
      )
    if (!volumeGroup)
      return refuse('environment_error', "Can't retrieve storage information for LVM")
    if (needed > volumeGroup.freeMib)
      return refuse(
        'insufficient_resources',
        `Not enough disk space on target node ${node} vg ${op.config.cluster.volumeGroup}: required ${needed} MiB, available ${volumeGroup.freeMib} MiB`,
        { is: 'disk space', node, needed, free: volumeGroup.freeMib },
      )
  }
  return undefined
}

function checkPolicy(op: CreateOp): OpNext | undefined {
  const group = own(op.config.groups, own(op.config.nodes, op.vars.primary)?.group ?? '')
  const allowed = group?.ipolicy?.templates ?? allowedTemplates(op.config)
  const closed = allowed.includes(template(op))
    ? []
    : [`Disk template ${template(op)} is not allowed (allowed templates: ${allowed.join(', ')})`]
  const violations = [...closed, ...policyViolations(newborn(op), boundsOf(op.config, group))]
  if (violations.length === 0) return undefined
  const text = `Instance allocation to group ${group?.uuid} (${group?.name}) violates policy: ${violations.join(', ')}`
  if (!op.params.ignorePolicy) return refuse('wrong_input', text, { is: 'policy' })
  op.warn(text)
  return undefined
}

/** The nodes that this job has a lock on. */
const heldNodes = ({ job, config }: CreateOp): NodeName[] =>
  Object.keys(config.nodes).filter((node) =>
    job.holds.some(({ level, name }) => level === 'node' && (name === node || name === '*')),
  )

const allocation: CreateSteps = [
  runAllocator<CreateParams, typeof CREATE_VARS>('allocate', {
    script: (op) => op.vars.script,
    request: (op) => ({
      type: 'allocate',
      instance: specOf({ ...newborn(op), adminState: 'up' }),
      requiredNodes: isMirrored(op) ? 2 : 1,
      groupName: op.params.group ?? null,
      restrictToNodes: op.params.opportunistic ? heldNodes(op) : null,
    }),
    template,
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can't compute nodes using iallocator '${op.vars.script}': ${info}`,
        { is: 'no place' },
      ),
  }),
  {
    takeChoice: (op) => {
      const [primary = '', secondary = ''] = chosenNodes(op)
      op.vars.primary = primary
      op.vars.secondary = secondary
      op.info(
        `Selected nodes for instance ${op.params.instance} via iallocator ${op.vars.script}: ${chosenNodes(op).join(', ')}`,
      )
    },
  },
]

const checkSpindles = ({ params }: CreateOp): OpNext | undefined =>
  params.disks.some(({ spindles }) => (spindles ?? null) !== null) ? refuseSpindles() : undefined

/** What its nodes have to offer. */
const nodeChecks: CreateSteps = [
  { checkSpindles },
  adoptionChecks,
  when(
    'its disks are new volumes',
    (op) => !adopts(op) && (template(op) === 'plain' || template(op) === 'drbd'),
    askAll('ask for free space', 'node_info', {
      to: placesOf,
      args: () => ({}),
      answer: refuseSpace,
    }),
  ),
  { checkPolicy },
  askAll('ask for the hypervisor', 'hypervisor_validate_params', {
    to: (op) => (newborn(op).hvparams ? placesOf(op) : []),
    args: (op) => ({
      hypervisor: newborn(op).hypervisor,
      params: instanceHvparams(op.config, newborn(op)),
    }),
    answer: (_op, replies) => {
      for (const reply of replies)
        if (!reply.ok && !reply.offline)
          return fail(
            `Hypervisor parameter validation failed on node ${reply.node}: ${reply.error}`,
          )
    },
  }),
  askAll('ask for the OS', 'os_validate', {
    to: (op) => (listsOs(op) ? [op.vars.primary] : placesOf(op)),
    args: (op) => ({
      os: op.params.os ?? '',
      installed: op.config.cluster.osTypes,
      forceVariant: op.params.forceVariant,
    }),
    answer: (op, replies) => {
      const os = op.params.os ?? ''
      for (const reply of replies)
        if (!reply.ok)
          return listsOs(op)
            ? refuse('wrong_input', refusedOs(os, op.config.cluster.osTypes, reply))
            : fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
    },
  }),
  askAll('ask for the parameters of the OS', 'os_check_params', {
    to: (op) => (osParameterNames(op).length > 0 ? placesOf(op) : []),
    args: (op) => ({
      os: op.params.os ?? '',
      installed: op.config.cluster.osTypes,
      names: osParameterNames(op),
    }),
    answer: (_op, replies) => {
      for (const reply of replies)
        if (!reply.ok)
          return fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
    },
  }),
  ask('ask for bridges', 'bridges_exist', {
    to: (op) => (bridgesOf(newborn(op).nics).length > 0 ? op.vars.primary : null),
    args: (op) => ({ links: bridgesOf(newborn(op).nics) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking bridges on destination node '${reply.node}': ${reply.error}`,
        )
    },
  }),
  ask('ask for free memory', 'node_info', {
    to: (op) => (op.params.start ? op.vars.primary : null),
    args: () => ({}),
    answer: (op, reply) =>
      refuseMemory(reply, `creating instance ${op.params.instance}`, newborn(op).be.maxmemMib),
  }),
]

/** The steps of INSTANCE_CREATE before anything is changed: they end with the instance planned in `vars.newborn`. */
export const createChecks: CreateSteps = [
  { checkArguments, choosePlacement },
  importChecks,
  { plan },
  when('an allocator chooses', (op) => op.vars.script !== '', allocation),
  {
    checkNodes: (op) => {
      const refusal = checkNodes(op)
      if (refusal) return refusal
      newborn(op).primary = op.vars.primary
      return joinNetworks(op, newborn(op).nics)
    },
  },
  nodeChecks,
  { checkCompression },
]
