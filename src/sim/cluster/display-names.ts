import { rememberedIfFrozen } from '../../lib/remembered.ts'
import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'

/** How people call a node: "nodeB" for "nodeB.virt.nsrc.org". */
export const shortName = (name: NodeName): string => name.split('.')[0] ?? name

/** Labels by instance; of two labels for one instance the first counts. */
const labelsByName = rememberedIfFrozen(
  (labels: World['labels']): ReadonlyMap<InstanceName, string> =>
    new Map(
      Object.entries(labels)
        .map(([label, name]): [string, string] => [name, label])
        .reverse(),
    ),
)

/** How the picture calls an instance: "dX" where it has a label, its name elsewhere. */
export const labelOf = ({ labels }: World, instance: InstanceName): string =>
  (Object.isFrozen(labels)
    ? labelsByName(labels).get(instance)
    : Object.entries(labels).find(([, name]) => name === instance)?.[0]) ?? instance
