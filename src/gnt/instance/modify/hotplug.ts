/**
 * Changes that reach the running guest at once: modify --hotplug. Source: lib/cmdlib/instance_set_params.py
 * (_CheckHotplug, _HotplugDevice), lib/hypervisor (HotplugSupported).
 */
import type { InstanceConf } from '../../../sim/cluster/config.ts'
import { refuse } from '../../../sim/run/opcode.ts'
import { ask, when } from '../../../sim/run/parts.ts'
import { lockedInstance } from '../checks.ts'
import type { ModifyOp, ModifySteps } from './op.ts'

const wanted = ({ params }: ModifyOp): boolean =>
  (params.hotplug ?? false) || (params.hotplugIfPossible ?? false)

/** Whether devices can be plugged in: only a guest that runs takes them, and not under every hypervisor. */
export const hotplugChecks: ModifySteps = when(
  'it is to be changed at once',
  wanted,
  ask('ask whether devices can be plugged in', 'hotplug_supported', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({ name: lockedInstance(op).name, hypervisor: lockedInstance(op).hypervisor }),
    answer: (op, reply) => {
      op.vars.hotplugs = reply.ok
      if (reply.ok) return undefined
      if (op.params.hotplug)
        return refuse('wrong_state', `Hotplug is not possible: ${reply.error}: ${reply.error}`)
      op.warn(reply.error)
      op.info('Modification will take place without hotplugging.')
      return undefined
    },
  }),
)

/**
 * Plugs one device in or out. `after`: the instance as it is with or without it. Afterwards `vars.hotplugged` is what
 * the client lists; '': nothing was tried.
 */
export const hotplug = (
  name: string,
  after: (op: ModifyOp) => InstanceConf = lockedInstance,
): ModifySteps => [
  {
    [`(${name}: begin)`]: (op) => {
      op.vars.hotplugged = ''
    },
  },
  when(
    `${name}: is possible`,
    (op) => op.vars.hotplugs,
    ask(name, 'hotplug_device', {
      to: (op) => lockedInstance(op).primary,
      before: (op) => op.info('Trying to hotplug device...'),
      args: (op) => ({ instance: after(op) }),
      answer: (op, reply) => {
        op.vars.hotplugged = `hotplug:${reply.ok ? 'done' : 'failed'}`
        if (reply.ok) op.info('Hotplug done.')
        else {
          op.warn(`Could not hotplug device: ${reply.error}`)
          op.info('Continuing execution..')
        }
      },
    }),
  ),
]

/** The instance without the disk at `vars.diskIndex`. */
export const withoutDisk = (op: ModifyOp): InstanceConf => {
  const instance = lockedInstance(op)
  return { ...instance, disks: instance.disks.filter((_disk, i) => i !== op.vars.diskIndex) }
}

/** Lists what came of plugging the disk at `vars.diskIndex` in or out, if that was tried. */
export function tellHotplug({ vars }: ModifyOp): void {
  if (vars.hotplugged !== '') vars.diskChanges.push([`disk/${vars.diskIndex}`, vars.hotplugged])
}
