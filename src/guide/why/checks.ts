import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import type { CauseAnswers } from './answer.ts'
import { adviceOn, copiesOf, placeOf, stateOf } from './state.ts'

/** Ganeti's checks before a job changes anything: after such a refusal all is as it was. */
export const CHECKS = {
  'must be down': {
    saw: ({ instance }, world) =>
      t`This can only be done to a stopped instance. ${placeOf(world, instance)}`,
    next: ({ instance }, world) =>
      runningOn(world, instance).length === 0
        ? t`If it is down but should be up, gnt-instance shutdown records that it should stay down. Then try again.`
        : t`Stop it first with gnt-instance shutdown ${instance}. Its users will notice.`,
  },
  'must run': {
    saw: ({ instance }, world) =>
      t`This can only be done to an instance that runs on its primary. ${placeOf(world, instance)}`,
    next: ({ instance }, world) =>
      runningOn(world, instance).length === 0
        ? `gnt-instance start ${instance} starts it. To move it while it is down, first see that its copies are in sync, then use gnt-instance failover.`
        : t`Compare where it runs with the primary that gnt-instance list shows.`,
  },
  offline: {
    saw: ({ node }) =>
      t`${short(node)} is needed for this, and it is marked offline. Ganeti does not even try to call it.`,
    next: ({ node }, world) =>
      own(newestConfig(world)?.nodes, node)?.offline
        ? t`${stateOf(world, node)} Use another node. Fail over its instances only when you are sure that ${short(node)} is off. When it works again, gnt-node add --readd ${short(node)} takes it back.`
        : t`${short(node)} is no longer marked offline. Try again.`,
  },
  drained: {
    saw: ({ node }) =>
      t`${short(node)} is drained: it takes no new instances and no new copies, and no instance can migrate or fail over to it.`,
    next: ({ node }, world) =>
      own(newestConfig(world)?.nodes, node)?.drained
        ? t`Choose another node, or take the flag away with gnt-node modify --drained=no ${short(node)} if the maintenance is over.`
        : t`${short(node)} is no longer drained. Try again.`,
  },
  'not offline': {
    saw: ({ node }) =>
      t`${short(node)} is in use as far as Ganeti knows: it is not marked offline.`,
    next: ({ node }) =>
      t`Empty it, then gnt-node modify --offline=yes ${short(node)}. Only then may its power go.`,
  },
  incapable: {
    saw: ({ node }) => t`${short(node)} has the flag vm_capable=no: it must not carry instances.`,
    next: () => 'gnt-node list -o name,vm_capable shows which nodes may.',
  },
  memory: {
    saw: ({ node, needed, free }) =>
      t`${short(node)} had ${free} MiB of memory free, and ${needed} MiB were needed.`,
    next: ({ node }, world) => {
      const here = Object.keys(own(world.machines, node)?.guests ?? {})
      return t`${here.length > 0 ? t`On ${short(node)} there ${here.length > 1 ? 'are' : 'is'} ${listed(here.map((name) => labelOf(world, name)))}: move or stop one. ` : ''}gnt-node list shows what is free on each node.`
    },
  },
  'disk space': {
    saw: ({ node, needed, free }) =>
      t`The volume group of ${short(node)} had ${free} MiB free, and ${needed} MiB were needed.`,
    next: ({ node }, world) =>
      own(world.machines, node)?.volumeGroup.state === 'full'
        ? t`The volume group of ${short(node)} is full. On that node, lvs shows volumes that belong to no instance.`
        : 'gnt-node list shows what is free on each node. On a node, lvs shows volumes that belong to no instance.',
  },
  template: {
    saw: ({ instance, what, word }, world) =>
      t`The disks of ${labelOf(world, instance)} are of the type ${word}, which does not allow ${what}.`,
    next: ({ instance, word }) =>
      word === 'plain'
        ? t`A plain disk is on one node only. gnt-instance move copies it while the instance is down; while it is down, gnt-instance modify -t drbd -n NODE ${instance} adds a copy on NODE.`
        : 'gnt-instance info shows the type of the disks, and the manual page which types this works with.',
  },
  'own node': {
    saw: ({ instance, node }, world) =>
      t`${short(node)} is a node of ${labelOf(world, instance)} already, so there is nowhere to go.`,
    next: () => 'gnt-instance list -o name,pnode,snodes shows both nodes. Name another one.',
  },
  'other node': {
    saw: ({ instance, node }, world) =>
      t`An instance with two copies can only change to where its other copy is: for ${labelOf(world, instance)} this is ${short(node)}.`,
    next: ({ instance, node }) =>
      t`Leave the target out to go to ${short(node)}. To go elsewhere, first put the secondary there: gnt-instance replace-disks -n NODE ${instance}.`,
  },
  degraded: {
    saw: ({ instance, node }, world) =>
      t`Ganeti asked ${short(node)} about its copy of ${labelOf(world, instance)}. DRBD called it degraded: not connected to the other copy, or not up to date.`,
    next: ({ instance, node }, world) => {
      const copies = copiesOf(world, instance)
      return t`${copies === '' ? t`The copies look fine now: try again.` : copies} cat /proc/drbd on ${short(node)} shows its state, and dmesg there when it lost its peer. Never force it before you know.`
    },
  },
  'disks off': {
    saw: ({ instance }, world) =>
      t`Not every disk of ${labelOf(world, instance)} that is needed could be made ready.`,
    next: ({ instance }, world) =>
      t`${copiesOf(world, instance)} The lines of the job name the disk and the node: read its warnings with gnt-job info.`.trim(),
  },
  'not in sync': {
    saw: ({ instance }, world) =>
      t`The copies of ${labelOf(world, instance)} did not become equal, so Ganeti stopped here.`,
    next: ({ instance }, world) => {
      const copies = copiesOf(world, instance)
      return copies === '' ? t`They are in sync now. Check with gnt-cluster verify.` : copies
    },
  },
  'holds instances': {
    saw: ({ node, names }, world) =>
      t`${short(node)} is still a node of ${listed(names.map((name) => labelOf(world, name)))}, as primary or as secondary.`,
    next: ({ node }, world) =>
      own(world.machines, node)?.power.is === 'on'
        ? t`Migrate its DRBD instances away and move its plain ones, then gnt-node evacuate -s ${short(node)} gives the others new secondaries.`
        : t`${stateOf(world, node)} Mark it offline when you are sure that it is off, fail over what had it as primary, then gnt-node evacuate -s ${short(node)} builds new copies elsewhere. A plain disk there is lost.`,
  },
  'is the master': {
    saw: ({ node }) => t`${short(node)} is the master, and the cluster cannot be without one.`,
    next: () => t`First make another node the master: type gnt-cluster master-failover there.`,
  },
  'few candidates': {
    saw: ({ node }) =>
      t`Without ${short(node)} the cluster would have fewer master candidates than it wants.`,
    next: () => t`The option --auto-promote makes another node a candidate in its place.`,
  },
  'no place': {
    saw: () =>
      t`The allocator looked for a node with room for the instance and its copies, and found none. It leaves out nodes that are drained, offline or too full, and keeps room for the loss of a node.`,
    next: (_cause, world) => {
      const nodes = Object.values(newestConfig(world)?.nodes ?? {})
      const out = nodes.filter(({ offline, drained }) => offline || drained)
      const silent = nodes.filter(
        ({ name, offline }) => !offline && own(world.machines, name)?.power.is !== 'on',
      )
      if (silent.length > 0)
        return t`${listed(silent.map(({ name }) => short(name)))} does not answer and is not marked offline, and the allocator cannot work around that. ${adviceOn(world, silent[0]?.name ?? '')}`
      return out.length > 0
        ? t`${listed(out.map(({ name }) => short(name)))} ${out.length > 1 ? 'are' : 'is'} drained or offline. Name a node yourself with -n, or make room.`
        : 'gnt-node list shows the free memory and disk of each node. Name a node yourself with -n, or make room.'
    },
  },
  'not movable': {
    saw: ({ names }, world) =>
      t`The allocator must find a place for every instance, or nothing is moved. It found none for ${listed(names.map((name) => labelOf(world, name)))}.`,
    next: ({ names }, world) => {
      const plain = names.filter((name) => {
        const disks = own(newestConfig(world)?.instances, name)?.disks ?? []
        return disks.every(({ kind }) => kind !== 'drbd')
      })
      return plain.length > 0
        ? t`${listed(plain.map((name) => labelOf(world, name)))} ${plain.length > 1 ? 'have' : 'has'} one copy only. Move the other instances one by one, and the plain ones with gnt-instance move.`
        : 'gnt-node list shows the free memory and disk of each node. Move the instances one by one.'
    },
  },
  policy: {
    saw: () => t`The instance would be larger or smaller than the policy of its group allows.`,
    next: () => 'gnt-group info shows the limits. --ignore-ipolicy goes past them.',
  },
  'disk number': {
    saw: ({ instance }, world) => t`${labelOf(world, instance)} has no disk with that number.`,
    next: ({ instance }) => `gnt-instance info ${instance} lists its disks; they count from 0.`,
  },
  refused: {
    saw: () =>
      t`One of the checks before the change did not hold. Nothing was changed: the message of the job says which.`,
    next: () =>
      t`Compare the message with what gnt-instance info or gnt-node info shows of what it names.`,
  },
} satisfies Partial<CauseAnswers>
