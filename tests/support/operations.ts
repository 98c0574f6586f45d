import type { NodeLetter } from './crash.ts'

export interface Operation {
  name: string
  before?: string[]
  line: string
  /** Where the line is typed; A when absent. */
  on?: NodeLetter
  /** How long to look for bad moments, in seconds. */
  seconds: number
  /** What an operator does when everything is powered again, before verify-disks. */
  repair?: string[]
}

const ADD = '-s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check'

const ADD_NETWORK = 'gnt-network add --network=192.0.2.0/24 net1'

/** $A, $B and $C stand for the full names of the nodes. */
export const OPERATIONS: Operation[] = [
  {
    name: 'migrate',
    line: 'gnt-instance migrate -f dY',
    seconds: 14,
    repair: ['gnt-instance migrate --cleanup -f dY'],
  },
  { name: 'failover', line: 'gnt-instance failover -f dY', seconds: 14 },
  { name: 'replace-disks -n', line: 'gnt-instance replace-disks -n $C dX', seconds: 16 },
  { name: 'replace-disks -s', line: 'gnt-instance replace-disks -s dX', seconds: 16 },
  { name: 'replace-disks -p', line: 'gnt-instance replace-disks -p dX', seconds: 16 },
  { name: 'move', line: 'gnt-instance move -f -n $C dZ', seconds: 44 },
  {
    name: 'drain',
    line: 'gnt-node modify --drained=yes $B',
    seconds: 6,
    repair: ['gnt-node modify --drained=no $B'],
  },
  { name: 'verify', line: 'gnt-cluster verify', seconds: 6 },
  { name: 'verify-disks', line: 'gnt-cluster verify-disks', seconds: 4 },
  { name: 'redist-conf', line: 'gnt-cluster redist-conf', seconds: 4 },
  { name: 'shutdown', line: 'gnt-instance shutdown dY', seconds: 12 },
  {
    name: 'startup',
    before: ['gnt-instance shutdown dY'],
    line: 'gnt-instance startup dY',
    seconds: 6,
  },
  { name: 'reboot', line: 'gnt-instance reboot dY', seconds: 10 },
  {
    name: 'add drbd',
    line: `gnt-instance add -t drbd -n $B:$C ${ADD} new1`,
    seconds: 20,
    repair: ['gnt-instance remove -f --ignore-failures new1'],
  },
  {
    name: 'add plain',
    line: `gnt-instance add -t plain -n $C ${ADD} new1`,
    seconds: 14,
    repair: ['gnt-instance remove -f --ignore-failures new1'],
  },
  {
    name: 'remove',
    line: 'gnt-instance remove -f dX',
    seconds: 12,
    repair: ['gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'grow-disk',
    line: 'gnt-instance grow-disk dX 0 1G',
    seconds: 10,
    repair: ['gnt-instance grow-disk dX 0 128M'],
  },
  {
    name: 'modify -t plain',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance modify -t plain dX',
    seconds: 8,
  },
  {
    name: 'modify -t drbd',
    before: ['gnt-instance shutdown dZ'],
    line: 'gnt-instance modify -t drbd -n $C dZ',
    seconds: 18,
    repair: ['gnt-instance remove -f --ignore-failures dZ'],
  },
  { name: 'evacuate -s', line: 'gnt-node evacuate -f -s $B', seconds: 22 },
  {
    name: 'evacuate -p',
    before: ['gnt-instance move -f -n $A dZ'],
    line: 'gnt-node evacuate -f -p $B',
    seconds: 18,
    repair: ['gnt-instance migrate --cleanup -f dY'],
  },
  {
    name: 'node migrate',
    before: ['gnt-instance move -f -n $A dZ'],
    line: 'gnt-node migrate -f $B',
    seconds: 16,
    repair: ['gnt-instance migrate --cleanup -f dY'],
  },
  { name: 'node failover', line: 'gnt-node failover -f $B', seconds: 16 },
  {
    name: 'readd',
    before: ['gnt-node modify --offline=yes $C'],
    line: 'gnt-node add --readd $C',
    seconds: 12,
    repair: ['gnt-node add --readd $C'],
  },
  {
    name: 'node remove',
    before: ['gnt-instance replace-disks -n $A dY'],
    line: 'gnt-node remove $C',
    seconds: 8,
    repair: ['gnt-node remove $C'],
  },
  {
    name: 'master-failover',
    line: 'gnt-cluster master-failover',
    on: 'B',
    seconds: 30,
    // The daemon that activates the master's address may have found no node daemon.
    // What was out of reach keeps the old master's name until it is added again.
    repair: [
      'gnt-cluster master-failover',
      'service ganeti restart',
      'gnt-node add --readd --no-ssh-key-check $A',
    ],
  },
  {
    name: 'node migrate with a plain instance in the way',
    line: 'gnt-node migrate -f $B',
    seconds: 12,
    repair: ['gnt-instance migrate --cleanup -f dY'],
  },
  { name: 'replace-disks -a', line: 'gnt-instance replace-disks -a dX', seconds: 8 },
  {
    name: 'recreate-disks',
    before: ['gnt-instance shutdown dX', 'gnt-instance deactivate-disks dX'],
    line: 'gnt-instance recreate-disks dX',
    seconds: 8,
    repair: ['gnt-instance shutdown dX', 'gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'rename',
    before: ['gnt-instance shutdown dZ'],
    line: 'gnt-instance rename --no-name-check --no-ip-check dZ new9',
    seconds: 6,
    repair: ['gnt-instance remove -f --ignore-failures new9'],
  },
  {
    name: 'reinstall',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance reinstall -f dX',
    seconds: 10,
    repair: ['gnt-instance deactivate-disks dX'],
  },
  {
    name: 'add a disk',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance modify --disk add:size=512M --no-wait-for-sync dX',
    seconds: 8,
    repair: ['gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'add with two disks',
    line: `gnt-instance add -t drbd -n $B:$C --disk 0:size=512M --disk 1:size=512M -B memory=128 -o debootstrap+default --no-name-check --no-ip-check new1`,
    seconds: 16,
    repair: ['gnt-instance remove -f --ignore-failures new1'],
  },
  {
    name: 'startup --all',
    before: ['gnt-instance shutdown --all --force-multiple'],
    line: 'gnt-instance startup --all --force-multiple',
    seconds: 8,
  },
  {
    name: 'activate-disks',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance activate-disks dX',
    seconds: 5,
  },
  {
    name: 'deactivate-disks',
    before: ['gnt-instance shutdown dX', 'gnt-instance activate-disks dX'],
    line: 'gnt-instance deactivate-disks dX',
    seconds: 4,
  },
  {
    name: 'offline',
    before: ['gnt-instance failover -f dY'],
    line: 'gnt-node modify --offline=yes $B',
    seconds: 5,
    repair: ['gnt-node modify --offline=no -f $B', 'gnt-node add --readd $B'],
  },
  {
    name: 'add a node',
    before: ['gnt-instance replace-disks -n $A dY', 'gnt-node remove $C'],
    line: 'gnt-node add $C',
    seconds: 10,
    // Where it is no node yet the second line says so, and where it is one the first.
    repair: ['gnt-node add $C', 'gnt-node add --readd $C'],
  },
  {
    name: 'out of the candidates',
    line: 'gnt-node modify --master-candidate=no $C',
    seconds: 4,
    repair: ['gnt-node modify --master-candidate=yes $C'],
  },
  {
    name: 'online without --readd',
    before: ['gnt-node modify --offline=yes $C'],
    line: 'gnt-node modify --offline=no $C',
    seconds: 4,
    repair: ['gnt-node add --readd $C'],
  },
  { name: 'powercycle', line: 'gnt-node powercycle -f $B', seconds: 40 },
  {
    name: 'migrate --cleanup',
    line: 'gnt-instance migrate --cleanup -f dY',
    seconds: 5,
    repair: ['gnt-instance migrate --cleanup -f dY'],
  },
  {
    name: 'remove a disk',
    before: [
      'gnt-instance shutdown dX',
      'gnt-instance modify --disk add:size=512M --no-wait-for-sync dX',
    ],
    line: 'gnt-instance modify --disk remove dX',
    seconds: 5,
    repair: ['gnt-instance remove -f --ignore-failures dX'],
  },
  { name: 'modify -B', line: 'gnt-instance modify -B maxmem=160 dX', seconds: 4 },
  { name: 'add-tags', line: 'gnt-instance add-tags dX web', seconds: 3 },
  {
    name: 'remove-tags',
    before: ['gnt-instance add-tags dX web'],
    line: 'gnt-instance remove-tags dX web',
    seconds: 3,
  },
  { name: 'repair-disk-sizes', line: 'gnt-cluster repair-disk-sizes', seconds: 4 },
  {
    name: 'cluster modify',
    line: 'gnt-cluster modify --candidate-pool-size=2',
    seconds: 4,
    repair: ['gnt-cluster modify --candidate-pool-size=10'],
  },
  { name: 'the watcher', line: 'ganeti-watcher', seconds: 8 },
  { name: 'info --all', line: 'gnt-instance info --all', seconds: 5 },
  { name: 'add a group', line: 'gnt-group add other', seconds: 3 },
  {
    name: 'assign-nodes',
    before: ['gnt-group add other'],
    line: 'gnt-group assign-nodes --force other $C',
    seconds: 3,
    repair: ['gnt-group assign-nodes --force default $C'],
  },
  {
    name: 'remove a group',
    before: ['gnt-group add other'],
    line: 'gnt-group remove other',
    seconds: 3,
  },
  { name: 'rename a group', line: 'gnt-group rename default first', seconds: 3 },
  {
    name: 'modify a group',
    line: 'gnt-group modify --alloc-policy=last_resort default',
    seconds: 3,
  },
  { name: 'add a network', line: ADD_NETWORK, seconds: 3 },
  {
    name: 'connect a network',
    before: [ADD_NETWORK],
    line: 'gnt-network connect net1 default bridged br0',
    seconds: 3,
  },
  {
    name: 'disconnect a network',
    before: [ADD_NETWORK, 'gnt-network connect net1 default bridged br0'],
    line: 'gnt-network disconnect net1',
    seconds: 3,
  },
  {
    name: 'modify a network',
    before: [ADD_NETWORK],
    line: 'gnt-network modify --add-reserved-ips=192.0.2.9 net1',
    seconds: 3,
  },
  {
    name: 'remove a network',
    before: [ADD_NETWORK],
    line: 'gnt-network remove net1',
    seconds: 3,
  },
]
