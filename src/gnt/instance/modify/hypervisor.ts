/**
 * Hypervisor parameters of one instance: gnt-instance modify -H. Source:
 * lib/cmdlib/instance_set_params.py (_ProcessHVParams), ForceDictType in lib/utils,
 * CheckParameterSyntax in lib/hypervisor.
 */
import type { ClusterConfig, InstanceConf, Parameters } from '../../../sim/cluster/config.ts'
import { type OpNext, refuse, unhandled, wrongParameter } from '../../../sim/run/opcode.ts'
import {
  GLOBAL_HVPARAMS,
  hvparamExample,
  instanceHvparams,
  isHvparamOf,
} from '../../query/fields/hypervisor-parameters.ts'
import { lockedInstance } from '../checks.ts'
import type { HypervisorGiven, ModifyOp } from './op.ts'

const BOOT_ORDERS = ['floppy', 'cdrom', 'disk', 'network']
const SERIAL_SPEEDS = [9600, 19200, 38400, 57600, 115200, 230400, 345600, 460800]

/** Why these cannot be set on one instance, whichever it is. */
export function refuseGlobal(given: HypervisorGiven): OpNext | undefined {
  const global = given.map(([key]) => key).filter((key) => GLOBAL_HVPARAMS.includes(key))
  if (global.length === 0) return undefined
  return refuse(
    'wrong_input',
    `The following hypervisor parameters are global and cannot be customized at instance level, please modify them at cluster level: ${global.join(', ')}`,
  )
}

type Typed = { ok: true; value: string | number | boolean } | { ok: false; error: string }

/** The value in the type its parameter has. */
function typed(key: string, value: string | boolean | null): Typed {
  const wrong = (error: string): Typed => ({ ok: false, error })
  const shown = value === true ? 'True' : value === null ? 'None' : String(value)
  const example = hvparamExample(key)
  switch (typeof example) {
    case 'boolean': {
      if (typeof value !== 'string' || value === '') return { ok: true, value: Boolean(value) }
      const word = value.toLowerCase()
      return word === 'true' || word === 'false'
        ? { ok: true, value: word === 'true' }
        : wrong(`'${key}' (value ${shown}) is not a valid boolean`)
    }
    case 'number':
      return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)
        ? { ok: true, value: Number(value) }
        : wrong(`'${key}' (value ${shown}) is not a valid integer`)
    case 'string':
      if (value === false) return { ok: true, value: '' }
      return typeof value === 'string'
        ? { ok: true, value }
        : wrong(`'${key}' (value ${shown}) is not a valid string`)
    case 'undefined':
      return wrong(`Unknown parameter '${key}'`)
  }
}

/**
 * The instance's own parameters after -H, or what is wrong with the names and types in Ganeti's words. `default` takes
 * one back.
 */
export function changedHypervisor(
  before: Parameters,
  given: HypervisorGiven,
): { ok: true; own: Parameters } | { ok: false; error: string } {
  const own = { ...before }
  for (const [key, value] of given) {
    if (value === 'default') {
      delete own[key]
      continue
    }
    const read = typed(key, value)
    if (!read.ok) return read
    own[key] = read.value
  }
  return { ok: true, own }
}

/** The same of KVM. */
function kvmFault(all: Parameters): string | undefined {
  if (!BOOT_ORDERS.includes(String(all.boot_order)))
    return `Parameter 'boot_order' fails syntax check: The value must be one of: ${BOOT_ORDERS.join(', ')} (current value: '${all.boot_order}')`
  if (all.boot_order === 'cdrom' && !all.cdrom_image_path)
    return 'Cannot boot from cdrom without an ISO path'
  if (all.kernel_path && !all.root_path)
    return 'Need a root partition for the instance, if a kernel is defined'
  if (all.serial_console && !SERIAL_SPEEDS.includes(Number(all.serial_speed)))
    return `Invalid serial console speed, must be one of: ${SERIAL_SPEEDS.join(', ')}`
  return undefined
}

/** What the master itself finds wrong with a hypervisor's parameters. */
export function hypervisorFault(hypervisor: string, all: Parameters): string | undefined {
  const { migration_mode: mode } = all
  if (mode !== undefined && mode !== 'live' && mode !== 'non-live')
    return `Parameter 'migration_mode' fails syntax check: invalid migration mode (current value: '${mode}')`
  return hypervisor === 'kvm' ? kvmFault(all) : undefined
}

/** Why the instance cannot have these parameters. */
export function refuseHypervisor(op: ModifyOp): OpNext | undefined {
  const { hypervisor: given } = op.params
  if (given.length === 0) return undefined
  const instance = lockedInstance(op)
  const after = changedHypervisor(instance.hvparams ?? {}, given)
  if (!after.ok) return wrongParameter(after.error)
  return refuseParameters(op.config, { ...instance, hvparams: after.own })
}

/** Why an instance with a hypervisor cannot have the parameters that it is to have. */
export function refuseParameters(
  config: ClusterConfig,
  instance: Pick<InstanceConf, 'hypervisor' | 'hvparams'>,
): OpNext | undefined {
  const { hypervisor, hvparams = {} } = instance
  const foreign = Object.keys(hvparams).find((key) => !isHvparamOf(hypervisor, key))
  if (foreign !== undefined) return unhandled(`Parameter '${foreign}' is not supported`)
  const fault = hypervisorFault(hypervisor, instanceHvparams(config, instance))
  return fault === undefined ? undefined : unhandled(fault)
}

/** The instance's own parameters as they will be written. */
export const hypervisorAfter = (before: Parameters, given: HypervisorGiven): Parameters => {
  const after = changedHypervisor(before, given)
  return after.ok ? after.own : before
}
