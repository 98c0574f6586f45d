import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed } from '../../lib/text/listed.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import type { CauseAnswers } from './answer.ts'
import { adviceOn, stateOf, suspectsOn } from './state.ts'

/** What goes wrong on the way, when a part may be done already. */
export const FAILURES = {
  'no answer': {
    saw: ({ node }) =>
      t`The job called ${short(node)} and waited, but no answer came. From the master, a node that is off and one that is cut off look the same.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  'noded down': {
    saw: ({ node }) =>
      t`${short(node)} itself answered, but its node daemon, which does Ganeti's work there, did not run.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  'node failed': {
    saw: ({ node }) =>
      t`${short(node)} was asked to do its part and answered with an error. The last lines of the job have its words.`,
    next: ({ node }, world) => {
      const suspects = suspectsOn(world, node)
      return t`${suspects === '' ? t`Nothing on ${short(node)} looks broken now.` : suspects} On ${short(node)}, cat /proc/drbd, lvs and dmesg show its disks.`
    },
  },
  'runs twice': {
    saw: ({ instance }, world) =>
      t`${labelOf(world, instance)} has a process on two nodes, and Ganeti does not guess which is the right one.`,
    next: ({ instance }, world) => {
      const [here] = runningOn(world, instance)
      const paused = Object.values(world.machines).find(
        ({ guests }) => own(guests, instance)?.state === 'sent',
      )
      return paused && here !== undefined
        ? t`The running process is on ${short(here)}: all memory arrived there. The process on ${short(paused.name)} is paused: end it on that node (pgrep -af, then kill), then try again.`
        : t`ps ax on both nodes shows the processes. Find out which one is right, end the other on its node, then try again.`
    },
  },
  'runs nowhere': {
    saw: ({ instance }, world) => t`No node has a process of ${labelOf(world, instance)}.`,
    next: ({ instance }) =>
      `gnt-instance shutdown ${instance} puts its disks in order; then gnt-instance start ${instance}.`,
  },
  drbd: {
    saw: ({ node }) =>
      t`DRBD on ${short(node)} did not do what was asked: its device is in a state that does not allow it.`,
    next: ({ node }, world) => {
      const suspects = suspectsOn(world, node)
      return t`${suspects === '' ? '' : `${suspects} `}cat /proc/drbd on ${short(node)} shows the state of each device, and dmesg there what the kernel said.`
    },
  },
  'old configuration': {
    saw: ({ node }) =>
      t`The configuration file on ${short(node)} is not the one that its daemon wrote last: another node has acted as master.`,
    next: (_cause, world) =>
      mastersOf(world).length > 1
        ? t`${listed(mastersOf(world).map(short))} both act as master. Stop the daemons of one of them before anything else.`
        : t`Ask every node with gnt-cluster getmaster. The master now is ${listed(mastersOf(world).map(short))}.`,
  },
  'job died': {
    saw: () =>
      t`The daemon that ran the job went down with it, so what it had begun is neither finished nor undone.`,
    next: (_cause, world) =>
      t`See what is half done: gnt-cluster verify, and gnt-instance list. ${mastersOf(world).length === 0 ? t`First there must be a master again.` : t`The master is ${listed(mastersOf(world).map(short))}.`}`,
  },
  canceled: {
    saw: () => t`The job was canceled before its turn came. Nothing was changed.`,
    next: () => t`Submit it again if you want it.`,
  },
  'step before': {
    saw: () => t`An earlier part of the same job failed, so this part was not begun.`,
    next: () => 'gnt-job info shows the parts of the job; look at the first that failed.',
  },
  failed: {
    saw: () =>
      t`A step of the job did not succeed. What came before it may be done already: the last lines of the job say how far it got.`,
    next: (_cause, world) =>
      Object.values(newestConfig(world)?.nodes ?? {}).every(
        ({ name, offline }) => offline || own(world.machines, name)?.power.is === 'on',
      )
        ? 'gnt-cluster verify shows what is left half done.'
        : t`A node is not running. gnt-cluster verify shows which one, and what is half done.`,
  },
} satisfies Partial<CauseAnswers>
