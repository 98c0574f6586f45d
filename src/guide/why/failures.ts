import { listed } from '../../lib/listed.ts'
import { own } from '../../lib/own.ts'
import { labelOf, shortName as short } from '../../sim/cluster/called.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/newest.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import type { CauseAnswers } from './answer.ts'
import { adviceOn, stateOf, suspectsOn } from './state.ts'

/** What goes wrong on the way, when a part may be done already. */
export const FAILURES = {
  'no answer': {
    saw: ({ node }) =>
      `The job called ${short(node)} and waited, but no answer came. From the master, a node that is off and one that is cut off look the same.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  'noded down': {
    saw: ({ node }) =>
      `${short(node)} itself answered, but its node daemon, which does Ganeti's work there, did not run.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  'node failed': {
    saw: ({ node }) =>
      `${short(node)} was asked to do its part and answered with an error. The last lines of the job have its words.`,
    next: ({ node }, world) => {
      const suspects = suspectsOn(world, node)
      return `${suspects === '' ? `Nothing on ${short(node)} looks broken now.` : suspects} On ${short(node)}, cat /proc/drbd, lvs and dmesg show its disks.`
    },
  },
  'runs twice': {
    saw: ({ instance }, world) =>
      `${labelOf(world, instance)} has a process on two nodes, and Ganeti does not guess which is the right one.`,
    next: ({ instance }, world) => {
      const [here] = runningOn(world, instance)
      const paused = Object.values(world.machines).find(
        ({ guests }) => own(guests, instance)?.state === 'sent',
      )
      return paused && here !== undefined
        ? `The living one is on ${short(here)}: all memory arrived there. The one on ${short(paused.name)} is paused. End that one on its node (pgrep -af, then kill), then try again.`
        : 'ps ax on both nodes shows the processes. Find out which one is the right one, end the other on its node, then try again.'
    },
  },
  'runs nowhere': {
    saw: ({ instance }, world) => `No node has a process of ${labelOf(world, instance)}.`,
    next: ({ instance }) =>
      `gnt-instance shutdown ${instance} puts its disks in order; then gnt-instance start ${instance}.`,
  },
  drbd: {
    saw: ({ node }) =>
      `DRBD on ${short(node)} did not do what was asked: its device is in a state that does not allow it.`,
    next: ({ node }, world) => {
      const suspects = suspectsOn(world, node)
      return `${suspects === '' ? '' : `${suspects} `}cat /proc/drbd on ${short(node)} shows the state of each device, and dmesg there what the kernel said.`
    },
  },
  'old configuration': {
    saw: ({ node }) =>
      `The configuration file on ${short(node)} is not the one that its daemon wrote last: another node has acted as master.`,
    next: (_cause, world) =>
      mastersOf(world).length > 1
        ? `${listed(mastersOf(world).map(short))} both act as master. Stop the daemons of one of them before anything else.`
        : `Ask every node with gnt-cluster getmaster. The master now is ${listed(mastersOf(world).map(short))}.`,
  },
  'job died': {
    saw: () =>
      'The daemon that ran the job went down with it, so what it had begun was neither finished nor undone.',
    next: (_cause, world) =>
      `Look what is half done: gnt-cluster verify, and gnt-instance list. ${mastersOf(world).length === 0 ? 'First there must be a master again.' : `The master is ${listed(mastersOf(world).map(short))}.`}`,
  },
  canceled: {
    saw: () => 'The job was canceled before its turn came. Nothing was changed.',
    next: () => 'Submit it again if you want it.',
  },
  'step before': {
    saw: () => 'An earlier part of the same job failed, so this part was not begun.',
    next: () => 'gnt-job info shows the parts of the job; look at the first that failed.',
  },
  failed: {
    saw: () =>
      'A step of the job did not succeed. What came before it may be done already: the last lines of the job say how far it got.',
    next: (_cause, world) =>
      Object.values(newestConfig(world)?.nodes ?? {}).every(
        ({ name, offline }) => offline || own(world.machines, name)?.power.is === 'on',
      )
        ? 'gnt-cluster verify shows what is left half done.'
        : 'A node is not running. gnt-cluster verify shows which, and what is left half done.',
  },
} satisfies Partial<CauseAnswers>
