import { RELEASES } from '../sim/releases.ts'
import { EXERCISE } from './clusters.ts'
import type { Lab } from './lab.ts'

/** The handout's first scenario: nodeB is emptied for maintenance and taken back into use. */
export const MAINTENANCE: Lab = {
  id: 'maintenance',
  title: 'Planned maintenance',
  story: [
    'nodeB needs more memory, so somebody will switch it off. Before that, nothing may depend on it: no instance may run there, and no second copy may live there.',
    'nodeA and nodeC have room. You empty nodeB while every DRBD instance keeps running. Only the plain instance has to stop for a moment, because its one disk must be copied.',
  ],
  releases: RELEASES,
  start: EXERCISE,
  goals: [
    {
      id: 'look',
      text: 'See what runs where',
      detail:
        'List the instances with their primary and secondary nodes, and compare with the picture.',
      needs: { typed: 'gnt-instance list' },
      hints: [
        'All commands for instances begin with gnt-instance; you type them on the master, nodeA.',
        'gnt-instance list shows its columns with -o: name, pnode, snodes and status are the ones you want.',
      ],
      command: 'gnt-instance list -o name,pnode,snodes,status',
    },
    {
      id: 'drained',
      text: 'Mark nodeB as drained',
      detail:
        'A drained node gets no new instances. What is there already stays there and keeps running.',
      needs: { node: 'nodeB', flag: 'drained', is: true },
      hints: [
        'It is a property of the node: look at gnt-node modify.',
        'The flag is --drained=yes, followed by the name of the node.',
      ],
      command: 'gnt-node modify --drained=yes nodeB',
    },
    {
      id: 'primaries',
      text: 'Move the DRBD instance that runs on nodeB to its second copy',
      detail:
        'dY runs on nodeB and has its second copy on nodeC. A live migration swaps the two sides; the guest does not stop.',
      needs: { node: 'nodeB', primaryOf: 'none', template: 'drbd' },
      hints: [
        'A live migration needs no target: there is only one other copy to go to.',
        'The command is gnt-instance migrate with the name of the instance. It asks before it begins.',
      ],
      command: 'gnt-instance migrate debianY',
    },
    {
      id: 'secondaries',
      text: 'Give dX and dY their second copies elsewhere',
      detail:
        'Two second copies still live on nodeB. Replacing the secondary builds a new copy on another node first, and only then lets go of the old one.',
      needs: { node: 'nodeB', secondaryOf: 'none' },
      hints: [
        'gnt-instance replace-disks can change the secondary of one instance at a time.',
        'Name the new node with -n, or let the allocator choose with -I . (a dot).',
      ],
      command: 'gnt-instance replace-disks -n nodeC debianX',
    },
    {
      id: 'plain',
      text: 'Move the plain instance off nodeB',
      detail:
        'dZ has a single disk, so it cannot migrate. Its volume is copied over the network while it is stopped.',
      needs: { node: 'nodeB', primaryOf: 'none' },
      hints: [
        'migrate and replace-disks need two copies. For a plain disk there is gnt-instance move.',
        'move takes the target with -n.',
      ],
      command: 'gnt-instance move -n nodeC debianZ',
    },
    {
      id: 'ready',
      text: 'Check that all instances run and all copies are complete',
      detail:
        'Now nodeB could be switched off and nobody would notice. Do not do it: in this story the maintenance is already over.',
      needs: {
        all: [
          { instance: 'debianX', runs: true },
          { instance: 'debianY', runs: true },
          { instance: 'debianZ', runs: true },
          { inSync: 'all' },
        ],
      },
      hints: [
        'The picture shows a percentage while a copy is not complete.',
        'If an instance is stopped, gnt-instance start brings it up.',
      ],
      command: 'gnt-instance list -o name,pnode,snodes,status',
    },
    {
      id: 'undrained',
      text: 'Take nodeB back into use',
      detail:
        'Without the drained flag nodeB accepts instances again. Nothing moves back by itself.',
      needs: { node: 'nodeB', flag: 'drained', is: false },
      hints: ['It is the same command that set the flag.', 'Flags take yes or no.'],
      command: 'gnt-node modify --drained=no nodeB',
    },
  ],
  wrongTurns: [
    {
      id: 'switched off',
      when: { node: 'nodeB', power: 'off' },
      says: 'nodeB is off, and Ganeti has not been told. Press its power button, wait until it has booted, run gnt-cluster verify-disks to connect its copies again, and go on; or take the last step back.',
    },
    {
      id: 'offline instead of drained',
      when: { node: 'nodeB', flag: 'offline', is: true },
      says: 'Offline means that Ganeti stops talking to nodeB altogether, so nothing can be moved away from it any more. It is for nodes that are dead: bring nodeB back with gnt-node add --readd nodeB, then drain it.',
    },
  ],
  solution: [
    { on: 'nodeA', run: 'gnt-instance list -o name,pnode,snodes,status' },
    { on: 'nodeA', run: 'gnt-node modify --drained=yes nodeB' },
    { on: 'nodeA', run: 'gnt-instance migrate debianY', answers: ['y'] },
    { on: 'nodeA', run: 'gnt-instance replace-disks -n nodeC debianX' },
    { on: 'nodeA', run: 'gnt-instance replace-disks -I . debianY' },
    { on: 'nodeA', run: 'gnt-instance move -n nodeC debianZ', answers: ['y'] },
    { on: 'nodeA', run: 'gnt-node modify --drained=no nodeB' },
  ],
}
