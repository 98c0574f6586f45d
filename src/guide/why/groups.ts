import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import type { CauseAnswers } from './answer.ts'

/** What is refused about node groups, networks and tags: before anything is changed. */
export const GROUPS = {
  tag: {
    saw: ({ word }) =>
      word === ''
        ? t`A tag cannot be empty.`
        : t`“${word}” cannot be a tag: a tag has at most 128 characters, and these are letters, digits and any of . + * / : @ - and _.`,
    next: () => t`Choose another tag. Spaces separate tags: each word is a tag of its own.`,
  },
  'group has nodes': {
    saw: ({ word, names }) =>
      t`The node group “${word}” has ${names.length === 1 ? t`a node` : 'nodes'}: ${listed(names.map(short))}. Only an empty group can be removed.`,
    next: (_cause, world) =>
      Object.keys(newestConfig(world)?.groups ?? {}).length > 1
        ? t`Put its nodes into another group with gnt-group assign-nodes. Then remove it.`
        : t`It is the only group of this cluster. Every node needs one, so it stays.`,
  },
  'only group': {
    saw: ({ word }) =>
      t`“${word}” is the only node group. Every node belongs to a group, and instances move only between groups that exist.`,
    next: () => 'gnt-group add makes another group, and gnt-group assign-nodes gives it nodes.',
  },
  'own group': {
    saw: ({ word }) =>
      t`“${word}” is the group to be emptied, and you named it as the target as well.`,
    next: (_cause, world) => {
      const names = Object.values(newestConfig(world)?.groups ?? {}).map(({ name }) => name)
      return names.length > 1
        ? t`Name another group with --to. The groups are ${listed(names)}.`
        : t`There is no other group yet: gnt-group add makes one.`
    },
  },
  'bad policy': {
    saw: () =>
      t`The limits for instances do not fit together: a value is missing or unknown, a minimum is above its maximum, or a disk template is not enabled on the cluster.`,
    next: () =>
      'gnt-group info shows the present limits. gnt-group show-ispecs-cmd prints them as options: change that line.',
  },
  'network connected': {
    saw: ({ word, names }) =>
      t`The network “${word}” is connected to ${names.length > 1 ? t`the node groups` : t`the node group`} ${listed(names)}, so instances there may use it.`,
    next: ({ word, names }, world) => {
      const still = Object.values(newestConfig(world)?.groups ?? {}).filter(
        ({ name, networks }) =>
          names.includes(name) &&
          Object.values(newestConfig(world)?.networks ?? {}).some(
            (network) => network.name === word && own(networks, network.uuid) !== undefined,
          ),
      )
      return still.length > 0
        ? t`Disconnect it first: gnt-network disconnect ${word} ${still[0]?.name ?? ''}. Then remove it.`
        : t`It is not connected any more. Try again.`
    },
  },
  'addresses in use': {
    saw: ({ word, names }, world) =>
      t`${listed(names.map((name) => labelOf(world, name)))} ${names.length > 1 ? t`have network cards` : t`has a network card`} with an address of “${word}”.`,
    next: ({ names }) =>
      `gnt-instance info ${names[0] ?? ''} shows the network cards. Change or remove them with gnt-instance modify --net, then try again.`,
  },
  'address taken': {
    saw: ({ word }) =>
      t`The address ${word} of this network is in use by an instance, or reserved already.`,
    next: () =>
      'gnt-network info shows which addresses are free. Take one of those, or free this one first.',
  },
} satisfies Partial<CauseAnswers>
