import { RELEASES } from '../sim/releases.ts'
import { EXERCISE } from './clusters.ts'
import type { Lab } from './lab.ts'

const placed: Record<string, string[]> = {
  debianX: ['nodeA', 'nodeC'],
  debianY: ['nodeC', 'nodeA'],
  debianZ: ['nodeC'],
}

/** Where the maintenance ends: nodeB is empty. */
const afterMaintenance = {
  ...EXERCISE,
  instances: EXERCISE.instances.map((instance) => ({
    ...instance,
    nodes: (placed[instance.name] ?? []).map((node) => `${node}.virt.nsrc.org`),
  })),
}

/** The handout's second scenario: nodeB dies with an instance on it, is declared offline, and comes back. */
export const CRASH: Lab = {
  id: 'crash',
  title: 'A node crashes and comes back',
  story: [
    'nodeB is in use again, and empty after its maintenance. First you put something there that can be lost: dX runs on nodeB with its second copy on nodeA, and dY keeps its second copy on nodeB.',
    'Then nodeB loses its power. You find out what is down, make Ganeti stop waiting for nodeB, and start dX from its other copy. Later nodeB is repaired and joins again.',
  ],
  releases: RELEASES,
  start: afterMaintenance,
  goals: [
    {
      id: 'arranged',
      text: 'Arrange dX on nodeB with its copy on nodeA, and the copy of dY on nodeB',
      detail:
        'dY runs on nodeC with its second copy on nodeB, dZ runs on nodeC. Find out which commands it takes; changing a secondary and migrating are enough.',
      needs: {
        all: [
          { instance: 'debianX', primary: 'nodeB', secondary: 'nodeA' },
          { instance: 'debianY', primary: 'nodeC', secondary: 'nodeB' },
          { instance: 'debianZ', primary: 'nodeC' },
          { instance: 'debianX', runs: true, on: 'nodeB' },
          { instance: 'debianY', runs: true, on: 'nodeC' },
          { instance: 'debianZ', runs: true, on: 'nodeC' },
          { inSync: 'all' },
        ],
      },
      hints: [
        'An instance migrates to the node of its second copy. So the second copy of dX has to be on nodeB first.',
        'Three commands: replace-disks for dX to nodeB, migrate dX, replace-disks for dY to nodeB.',
      ],
      command:
        'gnt-instance replace-disks -n nodeB debianX; gnt-instance migrate -f debianX; gnt-instance replace-disks -n nodeB debianY',
    },
    {
      id: 'dead',
      text: 'Cut the power of nodeB',
      detail:
        'Type it on the console of nodeB itself, or press its power button in the picture. dX dies with it.',
      needs: { node: 'nodeB', power: 'off' },
      hints: [
        'This is the one command that you do not type on the master.',
        'Open the console of nodeB. The command is halt -p.',
      ],
      command: 'halt -p',
    },
    {
      id: 'seen',
      text: 'See what Ganeti says about dX',
      detail:
        'On the master, list the instances. Every command is slow now: Ganeti calls nodeB and waits for an answer that does not come.',
      needs: { typed: 'gnt-instance list' },
      hints: [
        'The list you used before shows the status in its last column.',
        'dX is ERROR_nodedown: its node does not answer, so nobody knows how dX is.',
      ],
      command: 'gnt-instance list -o name,pnode,snodes,status',
    },
    {
      id: 'verified',
      text: 'Let Ganeti check the cluster',
      detail: 'Read the errors: they come from every place where nodeB is missed.',
      needs: { verified: 'at all' },
      hints: [
        'It is a command for the whole cluster: gnt-cluster.',
        'gnt-cluster verify; it takes a while because nodeB does not answer.',
      ],
      command: 'gnt-cluster verify',
    },
    {
      id: 'offline',
      text: 'Mark nodeB as offline',
      detail:
        'You halted it yourself, so you know that it is down. The flag tells Ganeti to stop calling it. Everything gets fast again.',
      needs: { node: 'nodeB', flag: 'offline', is: true },
      hints: [
        'The flag is set like the drained flag.',
        'gnt-node modify with --offline=yes and the name of the node.',
      ],
      command: 'gnt-node modify --offline=yes nodeB.virt.nsrc.org',
    },
    {
      id: 'failed over',
      text: 'Start dX from its copy on nodeA',
      detail:
        'Migration needs a living source, so it is refused. A failover starts the guest from the other copy.',
      needs: {
        all: [
          { instance: 'debianX', primary: 'nodeA' },
          { instance: 'debianX', runs: true, on: 'nodeA' },
        ],
      },
      hints: [
        'Try gnt-instance migrate first and read what it says.',
        'gnt-instance failover does it. With nodeB marked offline it needs no force.',
      ],
      command: 'gnt-instance failover debianX',
    },
    {
      id: 'powered on',
      text: 'Switch nodeB on again',
      detail: 'It has been repaired. Press its power button and wait until it answers a ping.',
      needs: { node: 'nodeB', power: 'on' },
      hints: [
        'The power button is beside the wire of nodeB in the picture.',
        'Then try ping nodeB on the master.',
      ],
      command: 'ping -c 2 nodeB.virt.nsrc.org',
    },
    {
      id: 're-added',
      text: 'Take nodeB back into the cluster, safely',
      detail:
        'nodeB missed every change since it died. Adding it again gives it fresh keys and a fresh copy of the configuration, and clears its flags.',
      needs: { node: 'nodeB', member: true },
      hints: [
        'Do not just clear the offline flag. Look at gnt-node add.',
        'The option is --readd. It asks you to confirm the host key of nodeB.',
      ],
      command: 'gnt-node add --readd nodeB.virt.nsrc.org',
    },
    {
      id: 'in sync',
      text: 'Bring the copies on nodeB up to date',
      detail:
        'A reboot forgets DRBD, so the copies on nodeB are not active. verify shows it; verify-disks mends it, and the copies catch up.',
      needs: { inSync: 'all' },
      hints: [
        'Run gnt-cluster verify and read what it says about drbd minors.',
        'gnt-cluster verify-disks activates what should be active.',
      ],
      command: 'gnt-cluster verify-disks',
    },
    {
      id: 'clean',
      text: 'Verify until there is no error left',
      detail: 'Before anything moves back, Ganeti has to agree that all is well.',
      needs: { verified: 'without errors' },
      hints: [
        'The command is the same as before.',
        'Wait until the copies are in sync, then verify.',
      ],
      command: 'gnt-cluster verify',
    },
    {
      id: 'home',
      text: 'Migrate dX home to nodeB, and test it',
      detail: 'dX moves back without stopping. Its console shows that it is alive.',
      needs: {
        all: [
          { instance: 'debianX', primary: 'nodeB' },
          { instance: 'debianX', runs: true, on: 'nodeB' },
        ],
      },
      hints: [
        'Both copies are complete, so a live migration works again.',
        'gnt-instance migrate, then gnt-instance console to see it.',
      ],
      command: 'gnt-instance migrate debianX',
    },
  ],
  wrongTurns: [
    {
      id: 'forced while alive',
      when: {
        all: [
          { typed: 'gnt-instance failover --ignore-consistency' },
          { node: 'nodeB', power: 'on' },
        ],
      },
      says: 'You forced a failover while nodeB was running. If Ganeti could not stop the guest there, it now runs twice and its copies drift apart: check with gnt-cluster verify, or take the step back.',
    },
    {
      id: 'forced before flagged',
      when: {
        all: [
          { typed: 'gnt-instance failover --ignore-consistency' },
          { node: 'nodeB', power: 'off' },
          { node: 'nodeB', flag: 'offline', is: false },
        ],
      },
      says: 'Here it is safe, because nodeB really is off. In life, make sure the node is dead, mark it offline first, and failover needs no force at all.',
    },
    {
      id: 'set online by hand',
      when: { typed: 'gnt-node modify --offline=no' },
      says: 'nodeB is online with the configuration it had when it died, and its disks are not active. Run gnt-node add --readd nodeB to give it fresh files, then gnt-cluster verify-disks.',
    },
    {
      id: 'wrong node halted',
      when: { node: 'nodeA', power: 'off' },
      says: 'nodeA is off, and nodeA is the master: nothing can be changed now. Press its power button and wait for its daemons, or take the step back.',
    },
  ],
  solution: [
    { on: 'nodeA', run: 'gnt-instance replace-disks -n nodeB debianX' },
    { on: 'nodeA', run: 'gnt-instance migrate -f debianX' },
    { on: 'nodeA', run: 'gnt-instance replace-disks -n nodeB debianY' },
    { on: 'nodeB', run: 'halt -p' },
    { wait: 5 },
    { on: 'nodeA', run: 'gnt-instance list -o name,pnode,snodes,status' },
    { on: 'nodeA', run: 'gnt-cluster verify' },
    { on: 'nodeA', run: 'gnt-node modify --offline=yes nodeB' },
    { on: 'nodeA', run: 'gnt-instance failover debianX', answers: ['y'] },
    { power: 'nodeB', to: 'on' },
    { wait: 60 },
    { on: 'nodeA', run: 'gnt-node add --readd nodeB', answers: ['yes', 'yes'] },
    { on: 'nodeA', run: 'gnt-cluster verify-disks' },
    { wait: 60 },
    { on: 'nodeA', run: 'gnt-cluster verify' },
    { on: 'nodeA', run: 'gnt-instance migrate debianX', answers: ['y'] },
  ],
}
