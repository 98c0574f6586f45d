import { t } from '../../../lib/language/t.ts'
import { own } from '../../../lib/own.ts'
import { newestConfig } from '../../../sim/cluster/current-config.ts'
import { labelOf, shortName } from '../../../sim/cluster/display-names.ts'
import { daemonsMeantIn } from '../../../sim/cluster/expected-daemons.ts'
import { wireBetween } from '../../../sim/cluster/wires.ts'
import type { Input } from '../../../sim/input.ts'
import type { World } from '../../../sim/world.ts'

/** Something that can be broken, or repaired where it is broken. */
export interface WallFault {
  /** The node, or what else it belongs to. */
  of: string
  text: string
  input: Input
}

/** Everything that can be broken in a World, and what is broken can be repaired. In a group without such a node nothing happens. */
export function faultsOf(world: World): WallFault[] {
  const known = newestConfig(world)?.nodes ?? {}
  const members = Object.values(world.machines).filter(({ name }) => own(known, name))
  const nodes = members.flatMap(
    ({ name: node, power, cable, volumeGroup, daemons }): WallFault[] => {
      const of = shortName(node)
      const fault = (text: string, input: Input): WallFault => ({ of, text, input })
      const group = (is: 'failed' | 'full') =>
        volumeGroup.state === is
          ? fault(t`repair the volume group`, { kind: 'volume group', node, is: 'whole' })
          : fault(t`volume group ${is}`, { kind: 'volume group', node, is })
      return [
        power.is === 'off'
          ? fault(t`power on`, { kind: 'power', node, to: 'on' })
          : fault(t`power off`, { kind: 'power', node, to: 'off' }),
        cable.is === 'out'
          ? fault(t`plug the cable in`, { kind: 'cable', node, is: 'in' })
          : fault(t`cable out`, { kind: 'cable', node, is: 'out' }),
        group('failed'),
        group('full'),
        ...daemonsMeantIn(world)(node).map((daemon) =>
          daemons.includes(daemon)
            ? fault(t`${daemon} dead`, { kind: 'daemon', node, daemon, is: 'dead' })
            : fault(t`start ${daemon}`, { kind: 'daemon', node, daemon, is: 'running' }),
        ),
      ]
    },
  )
  return [
    ...nodes,
    ...linkFaults(
      world,
      members.map(({ name }) => name),
    ),
    ...guestFaults(world),
  ]
}

function linkFaults(world: World, nodes: readonly string[]): WallFault[] {
  return nodes.flatMap((a, i) =>
    nodes.slice(i + 1).flatMap((b) => {
      const link = (is: 'cut' | 'slow' | 'whole', text: string): WallFault => ({
        of: t`Links`,
        text: `${shortName(a)}–${shortName(b)}: ${text}`,
        input: { kind: 'link', nodes: [a, b], is },
      })
      return wireBetween(world, a, b) === 'whole'
        ? [link('cut', t`cut`), link('slow', t`slow`)]
        : [link('whole', t`repair`)]
    }),
  )
}

const guestFaults = (world: World): WallFault[] =>
  Object.values(world.machines).flatMap(({ guests }) =>
    Object.values(guests).flatMap(({ instance, state }) =>
      state === 'running'
        ? [
            {
              of: t`Instances`,
              text: t`crash ${labelOf(world, instance)}`,
              input: { kind: 'guest', instance, is: 'crashed' } as const,
            },
          ]
        : [],
    ),
  )
