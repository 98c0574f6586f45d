import { own } from '../../lib/own.ts'
import { byRelease } from '../../sim/releases.ts'
import type { Json } from './field.ts'
import type { Info } from './info.ts'

/**
 * Parameters and fields that came with a later release, so that older ones neither list nor print them. Sources:
 * src/Ganeti/Constants.hs, OpParams.hs and Query/ of v2.11.8, v2.12.6 and v3.0.2.
 */

const IN_2_12 = `cpu_speed disk_aio migration_caps virtio_net_queues helper_shutdown_timeout helper_startup_timeout
  instance_communication interruptible osparams_private osparams_secret`

const IN_3_0 = `commit devices disk_discard drop_capabilities ext_params extra_cgroups extra_config forthcoming
  ignore_hvversions kvm_pci_reservations num_ttys scsi_controller_type startup_timeout use_guest_agent verify_clutter`

const words = (text: string): string[] => text.split(/\s+/)

const later = byRelease<ReadonlySet<string>>({
  '2.11': new Set([...words(IN_2_12), ...words(IN_3_0)]),
  '2.12': new Set(words(IN_3_0)),
  '3.0': new Set(),
})

/** A release, or a World that has one. */
type Of = Parameters<typeof later>[0]

/** Whether a release knows a parameter or field: `disk_aio`, `hv/disk_aio`. */
export const isKnown = (of: Of, name: string): boolean =>
  !later(of).has(name.slice(name.lastIndexOf('/') + 1))

/** The entries of an object that a release knows. */
export const knownOf = <T extends Json>(
  of: Of,
  values: Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => isKnown(of, name)))

/** Facts without those that a release does not know. */
export function knownInfo(of: Of, info: Info): Info {
  if (info === null || typeof info !== 'object' || 'tuple' in info) return info
  if ('pairs' in info)
    return {
      pairs: info.pairs
        .filter(([name]) => isKnown(of, name))
        .map(([name, value, aligned]) =>
          aligned
            ? ([name, knownInfo(of, value), aligned] as const)
            : ([name, knownInfo(of, value)] as const),
        ),
    }
  if ('record' in info)
    return {
      record: Object.fromEntries(
        Object.keys(info.record)
          .filter((name) => isKnown(of, name))
          .map((name) => [name, knownInfo(of, own(info.record, name) ?? null)]),
      ),
    }
  return info.map((item) => knownInfo(of, item))
}
