/**
 * What gnt-instance add checks before it changes anything.
 * Source: lib/cmdlib/instance_create.py (CheckArguments, ExpandNames, CheckPrereq).
 */
import { own } from '../../lib/own.ts'
import { drawMac, drawUuid } from '../../lib/random.ts'
import type { DiskConf, InstanceConf, NicConf, NodeName } from '../../sim/cluster/config.ts'
import { volumesOf } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import { fail, type OpContext, type OpNext, type OpPart, refuse } from '../../sim/run/opcode.ts'
import { type Answer, ask, askAll, when } from '../../sim/run/parts.ts'
import { secondsOf } from '../../sim/world.ts'
import { ALLOCATING, chosenNodes, pickAllocator, runAllocator, specOf } from '../iallocator.ts'
import { findInstance, findNode, unknownNode } from '../names.ts'
import { DISK_LOOP } from '../storage.ts'
import type { CreateParams } from './add-request.ts'
import { DEFAULT_BACKEND, withBackend } from './backend.ts'
import { refuseDrained, refuseIncapable, refuseMemory, refuseOffline } from './checks.ts'
import { isTaken, normalName, type Resolved, resolveName } from './host-names.ts'
import { isAddress } from './nic-options.ts'
import { policyViolations } from './policy.ts'
import { SYNCING } from './steps-wait-for-sync.ts'

/** Initial variables of INSTANCE_CREATE. */
export const CREATE_VARS = {
  ...DISK_LOOP,
  ...ALLOCATING,
  ...SYNCING,
  host: null as Resolved | null,
  script: '',
  primary: '',
  secondary: '',
  /** The instance as it will be; its disks get ports and minors when they are made. */
  newborn: null as InstanceConf | null,
  /** How many disks were begun, and why one could not be made: what is removed again, and said at the end. */
  begun: 0,
  error: '',
  /** Whether the disks of the new instance did not come into sync. */
  degraded: false,
}

/** The context of INSTANCE_CREATE. */
export type CreateOp = OpContext<CreateParams, typeof CREATE_VARS>
type Steps = OpPart<CreateParams, typeof CREATE_VARS>

/** The planned instance. Throws before it was planned: a fault of the program. */
export const newborn = (op: CreateOp): InstanceConf => {
  if (!op.vars.newborn) throw new Error('the instance was not planned yet')
  return op.vars.newborn
}

const template = (op: CreateOp): InstanceConf['template'] =>
  op.params.template ?? (op.config.cluster.enabledDiskTemplates[0] as InstanceConf['template'])

/** Whether the new instance gets a secondary node. */
export const isMirrored = (op: CreateOp): boolean => template(op) === 'drbd'

function checkArguments(op: CreateOp): OpNext | undefined {
  const { params } = op
  if (params.noInstall) op.info('No-installation mode selected, disabling startup')
  const name = normalName(op, params.instance)
  if (typeof name !== 'string') return name
  params.instance = name
  if (params.ipCheck && !params.nameCheck)
    return refuse('wrong_input', 'Cannot do IP address check without a name check')
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
  return undefined
}

const noOs = byRelease({
  '2.11': 'No guest OS specified',
  '3.0': 'No guest OS or OS image specified',
})

function choosePlacement(op: CreateOp): OpNext | undefined {
  const { params, vars } = op
  const script = pickAllocator(op, params.iallocator, params.primary)
  if (typeof script !== 'string') return script
  vars.script = script
  if (params.primary !== null && isMirrored(op) && params.secondary === null)
    return refuse('wrong_input', 'The networked disk templates need a mirror node', {
      is: 'options',
    })
  if (params.primary !== null && !isMirrored(op) && params.secondary !== null) {
    op.warn('Secondary node will be ignored on non-mirrored disk template')
    params.secondary = null
  }
  if (params.os === null) return refuse('wrong_input', noOs(op), { is: 'options' })
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
  return undefined
}

function planNics(op: CreateOp): NicConf[] | OpNext {
  const { nicLink } = op.config.cluster
  const nics: NicConf[] = []
  for (const given of op.params.nics) {
    const ip = given.ip === undefined || given.ip === 'none' ? null : given.ip
    if (ip !== null && ip !== 'auto' && !isAddress(ip))
      return refuse('wrong_input', `Invalid IP address '${ip}'`)
    const generated = given.mac === undefined || given.mac === 'auto' || given.mac === 'generate'
    nics.push({
      uuid: drawUuid(op.world.random, 'uuid'),
      mac: generated ? drawMac(op.world.random, 'mac') : (given.mac ?? ''),
      link: given.link ?? given.bridge ?? nicLink,
      ip: ip === 'auto' ? (op.vars.host?.ip ?? null) : ip,
      name: given.name ?? null,
    })
  }
  return nics
}

const FILE_STORAGE = '/srv/ganeti/file-storage'

/** Where the disk images of the instance lie. */
const imageDirectory = ({ params }: CreateOp): string =>
  [
    FILE_STORAGE,
    ...(params.fileStorageDir === null ? [] : [params.fileStorageDir]),
    params.instance,
  ].join('/')

function planDisks(op: CreateOp): DiskConf[] | OpNext {
  const { random } = op.world
  const disks: DiskConf[] = []
  for (const [i, { sizeMib, mode, name }] of op.params.disks.entries()) {
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
        path: `${imageDirectory(op)}/disk${i}`,
      })
  }
  return disks
}

function plan(op: CreateOp): OpNext | undefined {
  const { params, config, world } = op
  const hypervisor = params.hypervisor ?? config.cluster.hypervisor
  if (hypervisor !== config.cluster.hypervisor)
    return refuse(
      'wrong_state',
      `Selected hypervisor (${hypervisor}) not enabled in the cluster (${config.cluster.hypervisor})`,
    )
  const { fileStorageDir } = params
  if (template(op) === 'file' && fileStorageDir?.startsWith('/'))
    return fail(
      `Error: path joining resulted in different prefix (${fileStorageDir}/${params.instance} != ${FILE_STORAGE})`,
    )
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
    be: withBackend({ ...DEFAULT_BACKEND, given: [] }, params.backend),
    adminState: 'down',
    adminStateSource: 'admin',
    disksActive: false,
    networkPort: null,
    tags: [...new Set(params.tags)].sort(),
    writesMibPerMinute: 20,
  }
  const { host } = op.vars
  if (params.ipCheck && host && isTaken(op as never, host))
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

/** Where its disks will lie: primary first. */
export const placesOf = ({ vars }: CreateOp): NodeName[] =>
  vars.secondary === '' ? [vars.primary] : [vars.primary, vars.secondary]

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
  const violations = policyViolations(newborn(op), group?.ipolicy)
  if (violations.length === 0) return undefined
  const text = `Instance allocation to group ${group?.uuid} (${group?.name}) violates policy: ${violations.join(', ')}`
  if (!op.params.ignorePolicy) return refuse('wrong_input', text, { is: 'policy' })
  op.warn(text)
  return undefined
}

const allocation: Steps = [
  runAllocator<CreateParams, typeof CREATE_VARS>('allocate', {
    script: (op) => op.vars.script,
    request: (op) => ({
      type: 'allocate',
      instance: specOf({ ...newborn(op), adminState: 'up' }),
      requiredNodes: isMirrored(op) ? 2 : 1,
      groupName: null,
      restrictToNodes: null,
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

/** What its nodes have to offer. */
const nodeChecks: Steps = [
  when(
    'its disks are volumes',
    (op) => template(op) === 'plain' || template(op) === 'drbd',
    askAll('ask for free space', 'node_info', {
      to: placesOf,
      args: () => ({}),
      answer: refuseSpace,
    }),
  ),
  { checkPolicy },
  askAll('ask for the OS', 'os_validate', {
    to: placesOf,
    args: (op) => ({
      os: op.params.os ?? '',
      installed: op.config.cluster.osTypes,
      forceVariant: op.params.forceVariant,
    }),
    answer: (_op, replies) => {
      for (const reply of replies)
        if (!reply.ok)
          return fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
    },
  }),
  ask('ask for bridges', 'bridges_exist', {
    to: (op) => (newborn(op).nics.length > 0 ? op.vars.primary : null),
    args: (op) => ({ links: newborn(op).nics.map((nic) => nic.link) }),
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
export const createChecks: Steps = [
  { checkArguments, choosePlacement, plan },
  when('an allocator chooses', (op) => op.vars.script !== '', allocation),
  {
    checkNodes: (op) => {
      const refusal = checkNodes(op)
      if (refusal) return refusal
      newborn(op).primary = op.vars.primary
    },
  },
  nodeChecks,
]
