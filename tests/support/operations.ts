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
  mend?: string[]
}

const ADD = '-s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check'

/** $A, $B and $C stand for the full names of the nodes. */
export const OPERATIONS: Operation[] = [
  {
    name: 'migrate',
    line: 'gnt-instance migrate -f dY',
    seconds: 14,
    mend: ['gnt-instance migrate --cleanup -f dY'],
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
    mend: ['gnt-node modify --drained=no $B'],
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
    mend: ['gnt-instance remove -f --ignore-failures new1'],
  },
  {
    name: 'add plain',
    line: `gnt-instance add -t plain -n $C ${ADD} new1`,
    seconds: 14,
    mend: ['gnt-instance remove -f --ignore-failures new1'],
  },
  {
    name: 'remove',
    line: 'gnt-instance remove -f dX',
    seconds: 12,
    mend: ['gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'grow-disk',
    line: 'gnt-instance grow-disk dX 0 1G',
    seconds: 10,
    mend: ['gnt-instance grow-disk dX 0 128M'],
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
    mend: ['gnt-instance remove -f --ignore-failures dZ'],
  },
  { name: 'evacuate -s', line: 'gnt-node evacuate -f -s $B', seconds: 22 },
  {
    name: 'evacuate -p',
    before: ['gnt-instance move -f -n $A dZ'],
    line: 'gnt-node evacuate -f -p $B',
    seconds: 18,
    mend: ['gnt-instance migrate --cleanup -f dY'],
  },
  {
    name: 'node migrate',
    before: ['gnt-instance move -f -n $A dZ'],
    line: 'gnt-node migrate -f $B',
    seconds: 16,
    mend: ['gnt-instance migrate --cleanup -f dY'],
  },
  { name: 'node failover', line: 'gnt-node failover -f $B', seconds: 16 },
  {
    name: 'readd',
    before: ['gnt-node modify --offline=yes $C'],
    line: 'gnt-node add --readd $C',
    seconds: 12,
    mend: ['gnt-node add --readd $C'],
  },
  {
    name: 'node remove',
    before: ['gnt-instance replace-disks -n $A dY'],
    line: 'gnt-node remove $C',
    seconds: 8,
    mend: ['gnt-node remove $C'],
  },
  {
    name: 'master-failover',
    line: 'gnt-cluster master-failover',
    on: 'B',
    seconds: 30,
    // The daemon that activates the master's address may have found no node daemon.
    // What was out of reach keeps the old master's name until it is added again.
    mend: [
      'gnt-cluster master-failover',
      'service ganeti restart',
      'gnt-node add --readd --no-ssh-key-check $A',
    ],
  },
  {
    name: 'node migrate with a plain instance in the way',
    line: 'gnt-node migrate -f $B',
    seconds: 12,
    mend: ['gnt-instance migrate --cleanup -f dY'],
  },
  { name: 'replace-disks -a', line: 'gnt-instance replace-disks -a dX', seconds: 8 },
  {
    name: 'recreate-disks',
    before: ['gnt-instance shutdown dX', 'gnt-instance deactivate-disks dX'],
    line: 'gnt-instance recreate-disks dX',
    seconds: 8,
    mend: ['gnt-instance shutdown dX', 'gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'rename',
    before: ['gnt-instance shutdown dZ'],
    line: 'gnt-instance rename --no-name-check --no-ip-check dZ new9',
    seconds: 6,
    mend: ['gnt-instance remove -f --ignore-failures new9'],
  },
  {
    name: 'reinstall',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance reinstall -f dX',
    seconds: 10,
    mend: ['gnt-instance deactivate-disks dX'],
  },
  {
    name: 'add a disk',
    before: ['gnt-instance shutdown dX'],
    line: 'gnt-instance modify --disk add:size=512M --no-wait-for-sync dX',
    seconds: 8,
    mend: ['gnt-instance remove -f --ignore-failures dX'],
  },
  {
    name: 'add with two disks',
    line: `gnt-instance add -t drbd -n $B:$C --disk 0:size=512M --disk 1:size=512M -B memory=128 -o debootstrap+default --no-name-check --no-ip-check new1`,
    seconds: 16,
    mend: ['gnt-instance remove -f --ignore-failures new1'],
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
    mend: ['gnt-node modify --offline=no -f $B', 'gnt-node add --readd $B'],
  },
]
