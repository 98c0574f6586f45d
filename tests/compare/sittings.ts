/**
 * What the comparison of two trees plays: requests to the headless door, the one boundary that both have.
 * Every line is typed in every situation and every release; then longer sittings, in which jobs are still
 * running when something happens to the nodes.
 */
import { OPERATIONS } from '../support/operations.ts'

/** Requests to the door, in order; the first opens a cluster. */
export interface Sitting {
  name: string
  requests: readonly object[]
}

const RELEASES = ['2.11', '2.12', '3.0'] as const

const NODES = { A: 'nodeA', B: 'nodeB', C: 'nodeC' } as const
type Letter = keyof typeof NODES

const fullNames = (line: string) =>
  line.replaceAll(/\$([ABC])/g, (_, letter: Letter) => NODES[letter])

const onMaster = (run: string) => ({ on: 'nodeA', run })
const markOffline = onMaster('gnt-node modify --offline=yes nodeC')

/** The state of the cluster in which a line is typed. */
const SITUATIONS: Readonly<Record<string, readonly object[]>> = {
  healthy: [],
  'node off': [{ power: 'nodeC', to: 'off' }],
  'node offline': [{ power: 'nodeC', to: 'off' }, markOffline],
  'node back and offline': [
    { power: 'nodeC', to: 'off' },
    markOffline,
    { power: 'nodeC', to: 'on' },
  ],
  'cable out': [{ fault: { cable: 'nodeB', is: 'out' } }],
  'link cut': [{ fault: { link: ['nodeB', 'nodeC'], is: 'cut' } }],
  'node drained': [onMaster('gnt-node modify --drained=yes nodeB')],
  'volume group failed': [{ fault: { disk: 'nodeC', is: 'failed' } }],
  'volume group full': [{ fault: { disk: 'nodeC', is: 'full' } }],
  'node daemon dead': [{ fault: { daemon: 'ganeti-noded', on: 'nodeB', is: 'dead' } }],
  'guest crashed': [{ fault: { guest: 'dY', is: 'crashed' } }],
  'instances stopped': [onMaster('gnt-instance shutdown --all --force-multiple')],
  'two nodes off': [
    { power: 'nodeB', to: 'off' },
    { power: 'nodeC', to: 'off' },
  ],
}

/** Lines beyond the operations of `support/operations.ts`. */
const LINES: readonly string[] = [
  'gnt-instance list',
  'gnt-instance list -o +disk_template,snodes,oper_ram,admin_state',
  'gnt-instance info dX',
  'gnt-instance console --show-cmd dX',
  'gnt-instance migrate -f nosuch',
  'gnt-instance migrate -f dZ',
  'gnt-instance migrate --allow-failover -f dX',
  'gnt-instance migrate --cleanup -f dX',
  'gnt-instance failover -f --ignore-consistency dX',
  'gnt-instance failover -f dZ',
  'gnt-instance replace-disks -n nodeA dX',
  'gnt-instance replace-disks -p --early-release dY',
  'gnt-instance replace-disks -s --disks 3 dX',
  'gnt-instance replace-disks -I hail dX',
  'gnt-instance move -f -n nodeA dX',
  'gnt-instance modify -B memory=64 dX',
  'gnt-instance modify -H kernel_path=/x dX',
  'gnt-instance modify --disk 0:mode=ro dX',
  'gnt-instance modify --offline dX',
  'gnt-instance modify --disk remove dX',
  'gnt-instance modify --disk add:size=256M dZ',
  'gnt-instance modify -t drbd -I hail dZ',
  'gnt-instance modify -B maxmem=4G dX',
  'gnt-instance modify --runtime-memory=200 dX',
  'gnt-instance add -t drbd -n nodeB:nodeC -s 1G --no-wait-for-sync --no-name-check --no-ip-check -o debootstrap+default new1',
  'gnt-instance add -t plain -n nodeC -s 9T --no-name-check --no-ip-check -o nosuch new1',
  'gnt-instance add -t drbd -I hail -s 1G -o debootstrap+default --no-name-check --no-ip-check new1',
  'gnt-instance add -t file -n nodeA -s 1G -o debootstrap+default --no-name-check --no-ip-check new1',
  'gnt-instance remove -f dZ',
  'gnt-instance reboot -t hard dX',
  'gnt-instance shutdown --timeout=1 dX',
  'gnt-instance reboot -t full dX',
  'gnt-instance startup --ignore-offline dX',
  'gnt-instance reinstall -f -o nosuch dX',
  'gnt-instance activate-disks --wait-for-sync dX',
  'gnt-instance deactivate-disks --force dX',
  'gnt-instance startup --paused dX',
  'gnt-instance startup nosuch',
  'gnt-instance grow-disk dZ 0 64M',
  'gnt-instance grow-disk --absolute dX 0 2G',
  'gnt-node list',
  'gnt-node list -o name,role,drained,offline,pinst_list,sinst_list',
  'gnt-node info nodeC',
  'gnt-node volumes',
  'gnt-node list-storage',
  'gnt-node modify -C no nodeB',
  'gnt-node modify --offline=no nodeC',
  'gnt-node modify --drained=yes --force nodeA',
  'gnt-node evacuate -f -p -I hail nodeC',
  'gnt-node evacuate -f -s -n nodeA nodeC',
  'gnt-node evacuate -f -a nodeC',
  'gnt-node failover -f --ignore-consistency nodeC',
  'gnt-node add --readd nodeB',
  'gnt-node add nodeD',
  'gnt-node remove nodeA',
  'gnt-node powercycle --confirm nodeC',
  'gnt-node health',
  'gnt-cluster verify',
  'gnt-cluster verify --error-codes --verbose',
  'gnt-cluster verify-disks',
  'gnt-cluster info',
  'gnt-cluster getmaster',
  'gnt-cluster repair-disk-sizes',
  'gnt-cluster queue info',
  'gnt-cluster watcher info',
  'gnt-cluster master-failover',
  'gnt-group list',
  'gnt-group add other',
  'gnt-group remove default',
  'gnt-group assign-nodes default nodeB',
  'gnt-group evacuate default',
  'gnt-network add --network 10.0.9.0/24 net1',
  'gnt-os list',
  'gnt-os diagnose',
  'gnt-storage diagnose',
  'gnt-job list',
  'gnt-job info 1',
  'gnt-tags list',
  'gnt-instance add-tags dX web',
  'gnt-filter list',
  'gnt-instance migrate',
  'gnt-instance migrate --help',
  'gnt-cluster',
  'gnt-group add --alloc-policy last_resort other; gnt-group modify --alloc-policy bad other; gnt-group modify --alloc-policy preferred other; gnt-group assign-nodes --force other nodeC; gnt-group rename other more; gnt-group evacuate --to default more; gnt-group remove more',
  'gnt-network add --network 10.0.9.0/24 --gateway 10.0.9.1 net1; gnt-network connect net1; gnt-network modify --add-reserved-ips 10.0.9.7 net1; gnt-network info; gnt-network disconnect net1; gnt-network remove net1; gnt-network remove net1',
  'gnt-cluster add-tags one two; gnt-cluster search-tags o; gnt-cluster remove-tags one three; gnt-node add-tags nodeB x; gnt-cluster search-tags nothing',
  'gnt-debug delay -n nodeB -n nodeC -r 2 1',
  'gnt-debug delay --dry-run 1',
  'gnt-cluster deactivate-master-ip --yes; gnt-cluster activate-master-ip',
  'gnt-cluster watcher pause 10m; gnt-cluster watcher info; gnt-cluster watcher continue',
  'gnt-cluster verify --dry-run',
  'gnt-cluster verify --node-group default --ignore-errors ENODENET --no-nplus1-mem --debug-simulate-errors',
  'gnt-cluster version; gnt-cluster master-ping',
  'gnt-cluster repair-disk-sizes dX',
  'gnt-instance deactivate-disks --force dX; gnt-cluster verify-disks',
  'ssh nodeB gnt-cluster master-failover --no-voting --yes-do-it',
  'gnt-os info; gnt-storage info',
  'gnt-node list-drbd nodeB; gnt-node power status; gnt-node power -f off nodeC',
  'gnt-node list-storage --storage-type lvm-pv; gnt-node list-storage -o bad; gnt-node volumes nodeB',
  'gnt-node modify -O yes nodeC; gnt-node modify --ndparams spindle_count=4 nodeC; gnt-node modify --dry-run -C no nodeB',
  'gnt-node modify -C no --auto-promote nodeC; gnt-node modify -C yes nodeC',
  'gnt-node add --readd --no-ssh-key-check nodeC',
  'gnt-node add --readd --no-ssh-key-check --no-node-setup nodeB',
  'gnt-node migrate -f nosuch; gnt-node migrate -f nodeC',
  'gnt-node powercycle --confirm nodeA; gnt-node powercycle --confirm --force nodeA',
  'gnt-job info 1 2; gnt-job cancel 1 99; gnt-job change-priority --priority low 1 99; gnt-job watch 1; gnt-job wait 99; gnt-job archive 1; gnt-job autoarchive all',
  'gnt-debug delay --submit 20; gnt-debug delay --submit -n nodeB 20; gnt-debug delay --submit -n nodeB 20; gnt-job change-priority --priority low 1 2 3; gnt-job cancel 1 3; gnt-job list',
  'gnt-filter add --predicates [] --action PAUSE; gnt-filter list',
  'service ganeti restart; service ganeti status',
  '/usr/lib/ganeti/daemon-util stop ganeti-luxid; /usr/lib/ganeti/daemon-util start ganeti-luxid; /usr/lib/ganeti/daemon-util start-master',
  '/usr/lib/ganeti/daemon-util stop-master; /usr/lib/ganeti/daemon-util start-master --no-voting --yes-do-it',
  'gnt-instance shutdown dX; ganeti-watcher; gnt-instance list -o name,status',
  'halt -p nodeC; ganeti-watcher',
]

/** What is asked after each line: how the cluster looks and what its logs say. */
const AFTERWARDS: readonly object[] = [
  { diagram: true },
  onMaster('gnt-job list --no-headers -o id,status,summary'),
  onMaster('cat /proc/drbd'),
]

function* typedLines(): Iterable<Sitting> {
  const operations = OPERATIONS.map(({ name, before = [], line, on = 'A' }) => ({
    name,
    before: before.map((run) => onMaster(fullNames(run))),
    typed: { on: NODES[on], run: fullNames(line) },
  }))
  const lines = LINES.map((run) => ({ name: run, before: [], typed: onMaster(run) }))
  for (const release of RELEASES)
    for (const [situation, steps] of Object.entries(SITUATIONS))
      for (const { name, before, typed } of [...operations, ...lines])
        yield {
          name: `${release}, ${situation}: ${name}`,
          requests: [
            { open: { release } },
            ...before,
            ...steps,
            { plan: typed },
            typed,
            ...AFTERWARDS,
          ],
        }
}

/** Seconds after which something happens to a node while a job runs. */
const MOMENTS = [1, 3, 8]

function* interrupted(): Iterable<Sitting> {
  const jobs = OPERATIONS.filter(
    ({ line, on }) => on === undefined && / -|modify|reboot/.test(line),
  )
  for (const release of RELEASES)
    for (const { name, before = [], line } of jobs)
      for (const seconds of MOMENTS)
        for (const node of ['nodeB', 'nodeC'] as const)
          yield {
            name: `${release}, ${node} loses its power ${seconds} s into: ${name}`,
            requests: [
              { open: { release } },
              ...before.map((run) => onMaster(fullNames(run))),
              onMaster(`${fullNames(line)} --submit`),
              { wait: seconds },
              { power: node, to: 'off' },
              { wait: 200 },
              ...AFTERWARDS,
              onMaster('gnt-job info -- $(gnt-job list --no-headers -o id)'),
              onMaster('gnt-instance list'),
              { power: node, to: 'on' },
              onMaster('gnt-cluster verify-disks'),
              { wait: 60 },
              onMaster('gnt-cluster verify'),
              { diagram: true },
            ],
          }
}

/** Everything that is played, in a fixed order. */
export const sittings = (): Sitting[] => [...typedLines(), ...interrupted()]
