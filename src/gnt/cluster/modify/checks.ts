/**
 * What gnt-cluster modify checks before it changes anything. Source: lib/cmdlib/cluster/__init__.py
 * (LUClusterSetParams, CheckArguments and CheckPrereq).
 */

import { own } from '../../../lib/own.ts'
import {
  byUuid,
  type ClusterConfig,
  type DiskConf,
  type NodeName,
  type Parameters,
  volumesOf,
} from '../../../sim/cluster/config.ts'
import {
  isNicMode,
  type NicDefaults,
  nicDefaults,
  settingsOf,
} from '../../../sim/cluster/settings.ts'
import { describeVolume } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { corrupt, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { askAll } from '../../../sim/run/parts.ts'
import { backendOf } from '../../instance/backend.ts'
import { updatedParams } from '../../node/parameters.ts'
import { NODE_DEFAULTS } from '../../query/fields/node-parameters.ts'
import { BY_TEMPLATE, DISK_EXAMPLES } from './examples.ts'
import { checkOsParameters, planHypervisors, planOs, validateOnNodes } from './hypervisors.ts'
import type { ClusterModifyOp, ClusterModifySteps } from './params.ts'
import { checkClusterPolicy } from './policy.ts'
import { uidPoolProblem } from './uid-pool.ts'

const LVM = ['plain', 'drbd']
const SMALLEST_GROUP_MIB = 20 * 1024

function checkArguments({ params }: ClusterModifyOp): OpNext | undefined {
  for (const pool of [params.uidPool, params.addUids, params.removeUids]) {
    const problem = uidPoolProblem(pool ?? [])
    if (problem !== null) return refuse('wrong_input', problem)
  }
  const { macPrefix, installImage } = params.plain
  if (macPrefix !== undefined && !/^([0-9a-f]{2}:){2}[0-9a-f]{2}$/i.test(macPrefix))
    return refuse('wrong_input', `Invalid MAC address prefix '${macPrefix}'`)
  const { masterNetmask } = params
  if (masterNetmask !== null && (masterNetmask < 1 || masterNetmask > 32))
    return refuse('wrong_input', `CIDR netmask (${masterNetmask}) not valid`)
  const wrong = diskparamsFault(params.diskparams)
  if (wrong) return wrong
  if (installImage !== undefined && !isImage(installImage))
    return refuse('unclassified', 'Install image must be an absolute path or a URL')
  return undefined
}

/** Whether an image is named by a URL or an absolute path. */
export const isImage = (image: string): boolean =>
  image.startsWith('/') || /^[a-z]+:\/\//i.test(image)

function diskparamsFault(given: ClusterModifyOp['params']['diskparams']): OpNext | undefined {
  const odd = Object.entries(given).flatMap(([template, values]) => {
    const known = own(BY_TEMPLATE, template)
    if (!known) return [template]
    return Object.keys(values)
      .filter((name) => !known.includes(name))
      .map((name) => `${template}/${name}`)
  })
  if (odd.length === 0) return undefined
  return refuse(
    'wrong_input',
    `While verify diskparams options: ('Provided option keys not supported: ${odd.join(', ')}', 'wrong_input')`,
  )
}

const templatesAfter = ({ params, config }: ClusterModifyOp): readonly string[] =>
  params.enabledTemplates ?? config.cluster.enabledDiskTemplates

const newTemplates = (op: ClusterModifyOp): string[] =>
  templatesAfter(op).filter((name) => !op.config.cluster.enabledDiskTemplates.includes(name))

/** A disk as Python shows it (objects.Disk.__str__). */
function diskText(config: ClusterConfig, disk: DiskConf, index: number): string {
  const name = `disk/${index}`
  const visible = `visible as /dev/${name}, size=${disk.sizeMib}m`
  const { volumeGroup } = config.cluster
  const uuid = (node: NodeName) => own(config.nodes, node)?.uuid ?? node
  switch (disk.kind) {
    case 'plain':
      return describeVolume(volumeGroup, disk.volume, disk.sizeMib, name)
    case 'file':
      return `<file(('loop', '${disk.path}'), ${visible})>`
    case 'drbd': {
      const hosts = disk.nodes.map((node, i) => `${uuid(node)}/${disk.minors[i]}`).join('-')
      const [backend, metadev] = volumesOf(disk).map((volume) =>
        describeVolume(volumeGroup, volume.name, volume.sizeMib, ''),
      )
      return `<DRBD8(hosts=${hosts}, port=${disk.port}, backend=${backend}, metadev=${metadev}, ${visible})>`
    }
  }
}

/** Whether all disks are named that use a template, or one instance. */
const namesDisks = byRelease({ '2.11': false, '3.0': true })

/** A template that some disk has cannot be given up. */
function templatesInUse(op: ClusterModifyOp): OpNext | undefined {
  const { config } = op
  const after = templatesAfter(op)
  const disabled = config.cluster.enabledDiskTemplates.filter((name) => !after.includes(name))
  const instances = byUuid(config.instances)
  const inUse = (text: string) => refuse('wrong_state', text)
  for (const template of disabled) {
    const disks = instances
      .filter((instance) => instance.template === template)
      .flatMap(({ name, disks }) =>
        disks.map((disk, i) => ` * ${diskText(config, disk, i)} (on ${name})`),
      )
    if (disks.length > 0 && namesDisks(op))
      return inUse(
        `Cannot disable disk template '${template}', because there is at least one disk using it:\n${disks.join('\n')}`,
      )
  }
  const user = instances.find(({ template }) => disabled.includes(template))
  if (user && !namesDisks(op))
    return inUse(
      `Cannot disable disk template '${user.template}', because instance '${user.name}' is using it.`,
    )
  const diskless = instances.find(({ disks }) => disks.length === 0)
  return disabled.includes('diskless') && diskless
    ? inUse(
        `Cannot disable disk template 'diskless', because there is at least one instance using it:\n * ${diskless.name}`,
      )
    : undefined
}

const usesLvm = (op: ClusterModifyOp): boolean =>
  templatesAfter(op).some((name) => LVM.includes(name))

function volumeGroupFault(op: ClusterModifyOp): OpNext | undefined {
  const { volumeGroup } = op.params
  const no = (text: string) => refuse('wrong_input', text)
  if (volumeGroup === '' && usesLvm(op))
    return no('Cannot unset volume group if lvm-based disk templates are or get enabled.')
  if (volumeGroup === null && op.config.cluster.volumeGroup === '' && usesLvm(op))
    return no('Please specify a volume group when enabling lvm-based disk-templates.')
  const plain = Object.values(op.config.instances).some(({ template }) => LVM.includes(template))
  if (volumeGroup === '' && plain)
    return no('Cannot disable lvm storage while lvm-based instances exist')
  return undefined
}

const capable = ({ config }: ClusterModifyOp): NodeName[] =>
  byUuid(config.nodes)
    .filter((node) => node.vmCapable)
    .map((node) => node.name)

const checkVolumeGroup: ClusterModifySteps = askAll('look for the volume group', 'vg_list', {
  to: (op) => {
    const gets = newTemplates(op).some((name) => LVM.includes(name))
    const asks =
      (op.params.volumeGroup !== null && usesLvm(op)) ||
      (op.config.cluster.volumeGroup !== '' && gets)
    return asks ? capable(op) : []
  },
  args: () => ({}),
  answer: (op, replies) => {
    // The real check looks for the name that was given, even where none was.
    const wanted = op.params.volumeGroup ?? 'None'
    for (const reply of replies) {
      if (!reply.ok) {
        op.warn(`Error while gathering data on node ${reply.node} (ignoring node): ${reply.error}`)
        continue
      }
      const group = reply.payload.find(({ name }) => name === wanted)
      const status = !group
        ? `volume group '${wanted}' missing`
        : group.sizeMib < SMALLEST_GROUP_MIB
          ? `volume group '${wanted}' too small (${SMALLEST_GROUP_MIB} MiB required, ${group.sizeMib} MiB found)`
          : null
      if (status !== null)
        return refuse('environment_error', `Error on node '${reply.node}': ${status}`)
    }
    return undefined
  },
})

function storageDirectories(op: ClusterModifyOp): OpNext | undefined {
  const given = [
    ['file', op.params.fileStorageDir],
    ['sharedfile', op.params.sharedFileStorageDir],
  ] as const
  for (const [template, directory] of given) {
    if (directory === null) continue
    const enabled = templatesAfter(op).includes(template)
    if (directory === '' && enabled)
      return refuse(
        'wrong_input',
        `Unsetting the '${template}' storage directory while having '${template}' storage enabled is not permitted.`,
      )
    if (directory !== '' && !enabled)
      op.warn(
        `Specified a ${template} storage directory, although ${template} storage is not enabled.`,
      )
  }
  return undefined
}

function helperFault(op: ClusterModifyOp): OpNext | undefined {
  const { drbdHelper } = op.params
  if (drbdHelper !== '') return undefined
  if (templatesAfter(op).includes('drbd'))
    return refuse('wrong_state', 'Cannot disable drbd helper while DRBD is enabled.')
  const drbd = Object.values(op.config.instances).some(({ template }) => template === 'drbd')
  return drbd
    ? refuse('wrong_input', 'Cannot disable drbd helper while drbd-based instances exist')
    : undefined
}

/** The helper that the nodes have to have; null: nothing is checked. */
function helperToCheck(op: ClusterModifyOp): string | null {
  const { drbdHelper } = op.params
  if (drbdHelper === '') return null
  if (drbdHelper !== null && templatesAfter(op).includes('drbd')) return drbdHelper
  return newTemplates(op).includes('drbd') ? settingsOf(op.config).drbdHelper : null
}

const checkHelper: ClusterModifySteps = askAll('ask for the DRBD helper', 'drbd_helper', {
  to: (op) => (helperToCheck(op) === null ? [] : capable(op)),
  args: () => ({}),
  answer: (op, replies) => {
    for (const reply of replies) {
      if (!reply.ok && reply.offline) {
        op.info(`Not checking drbd helper on offline node ${reply.node}`)
        continue
      }
      const wrong = reply.ok
        ? reply.payload !== helperToCheck(op) &&
          `Error on node '${reply.node}': drbd helper is ${reply.payload}`
        : `Error checking drbd helper on node '${reply.node}': ${reply.error}`
      if (wrong) return refuse('environment_error', wrong)
    }
    return undefined
  },
})

function warnOfDrbd(op: ClusterModifyOp): void {
  if (!Object.hasOwn(op.params.diskparams, 'drbd')) return
  op.warn('Changing DRBD parameters only affects devices created in the future, not existing ones')
  op.warn('You need to shutdown and start (not reboot!) existing instances to adopt the changes')
  op.warn(
    'Alternatively you can swap the secondary node by running `gnt-instance replace-disks --new-secondary $instance`',
  )
}

function planParameters(op: ClusterModifyOp): OpNext | undefined {
  const { params, vars, config } = op
  const set = settingsOf(config)
  if (params.backend.length > 0)
    vars.backend = { ...set.backend, ...backendOf(config, params.backend) }
  if (params.ndparams) {
    const updated = updatedParams(NODE_DEFAULTS, set.ndparams, params.ndparams)
    if (!updated.ok) return updated.next
    vars.ndparams = updated.ndparams
  }
  const templates = Object.entries(params.diskparams)
  if (templates.length > 0) {
    const diskparams: Record<string, Parameters> = { ...set.diskparams }
    for (const [template, values] of templates) {
      const updated = updatedParams(DISK_EXAMPLES, own(diskparams, template) ?? {}, values)
      if (!updated.ok) return updated.next
      diskparams[template] = updated.ndparams
    }
    vars.diskparams = diskparams
  }
  return undefined
}

function planNic(op: ClusterModifyOp): OpNext | undefined {
  const { params, vars, config } = op
  if (Object.keys(params.nic).length === 0) return undefined
  const nic = { ...nicDefaults(config), ...params.nic } as NicDefaults
  if (!isNicMode(nic.mode)) return corrupt(`Invalid NIC mode '${nic.mode}'`)
  if (nic.mode === 'bridged' && !nic.link) return corrupt('Missing bridged NIC link')
  vars.nic = nic
  const problems = byUuid(config.instances).flatMap((instance) =>
    instance.nics.flatMap((card, i) => {
      const mode = card.given?.includes('mode') ? card.mode : nic.mode
      return mode === 'routed' && !card.ip
        ? [`Instance ${instance.name}, nic/${i}: routed NIC with no ip address`]
        : []
    }),
  )
  return problems.length > 0
    ? refuse('wrong_input', `Cannot apply the change, errors:\n${problems.join('\n')}`)
    : undefined
}

/** Only hail is installed. */
const allocatorFault = ({ params }: ClusterModifyOp): OpNext | undefined =>
  params.iallocator && params.iallocator !== 'hail'
    ? refuse('wrong_input', `Invalid default iallocator script '${params.iallocator}' specified`)
    : undefined

function toolsFault({ params }: ClusterModifyOp): OpNext | undefined {
  const tools = params.plain.compressionTools
  if (!tools) return undefined
  const no = (text: string) => refuse('wrong_input', text)
  const odd = tools.filter((tool) => !/^[-_a-zA-Z0-9]+$/.test(tool))
  if (odd.length > 0)
    return no(
      `The tools '${odd.join(', ')}' contain illegal characters: only alphanumeric values, dashes, and underscores are allowed`,
    )
  if (!tools.includes('gzip'))
    return no(
      'For compatibility reasons, the gzip utility must be present among the compression tools',
    )
  return tools.includes('none')
    ? no("'none' is not a valid compression tool name. It is reserved by Ganeti for internal use.")
    : undefined
}

/** All that has to hold before anything is changed; leaves what is to be written in the variables. */
export const clusterModifyChecks: ClusterModifySteps = [
  { checkArguments, templatesInUse, volumeGroupFault },
  checkVolumeGroup,
  { storageDirectories, helperFault },
  checkHelper,
  { warnOfDrbd, planParameters, checkClusterPolicy, planNic, planHypervisors },
  { planOs },
  validateOnNodes,
  checkOsParameters,
  { allocatorFault, toolsFault },
]
