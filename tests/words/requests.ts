/** Lines with a word W in every place where someone may type a name, in an order in which most of them work. */
export const LINES: readonly string[] = `
W
W --help
/usr/bin/W
/sbin/W x
gnt-W list
gnt-instance W
gnt-instance --W
gnt-instance list --W
man W
man gnt-instance W
man -k W
help W
echo $W
W=1; echo $W
export W=2; echo \${W} "$W"
unset W; echo $W
cd W
ls W
ls /var/lib/ganeti/W
cat W
cat /W
cat /proc/W
cat /sys/W
cat /var/lib/ganeti/ssconf_W
cat < W
echo x > W; cat W; ls
echo y >> W; cat W
rm W; ls
rm W
echo x > /W/W
grep W /etc/hosts
grep --W x /etc/hosts
ls --W
sort --W /etc/hosts
head -n W /etc/hosts
tail --W=1 /etc/hosts
cut -f W /etc/hosts
date +W
date --W
watch -n W date
sleep W
time W
W | cat
echo $(W)
ping -c 1 W
ssh W
ssh W hostname
ip W
ip addr show W
ip addr show dev W
ifconfig W
service W start
service ganeti W
kill W
kill -W 1
killall W
pkill W
pgrep -f W
ps W
init W
drbdsetup W
drbdsetup show W
drbdsetup net-options --W 0
drbdadm W all
drbd-overview W
lvs -o W
lvs W
vgs -o W
vgs W
pvs -o W
lvremove -f ganeti/W
lvcreate -L 1G -n W ganeti
lvs
lvcreate -L 1G -n W ganeti
lvcreate -L 1G -n W W
lvrename ganeti W W2
lvrename ganeti W2 W
lvremove -f ganeti/W
lvremove -f ganeti/W
gnt-cluster W
gnt-cluster verify --node-group W
gnt-cluster verify --ignore-errors W
gnt-cluster search-tags W
gnt-cluster add-tags W
gnt-cluster list-tags
gnt-cluster remove-tags W
gnt-cluster queue W
gnt-cluster watcher W
gnt-cluster modify --W
gnt-cluster command W
gnt-debug delay W
gnt-job info W
gnt-job list W
gnt-job list -o W
gnt-job cancel W
gnt-job watch W
gnt-os info W
gnt-os list
gnt-os diagnose W
gnt-storage diagnose W
gnt-filter list -o W
gnt-filter add --predicates '[["W", ["=", "a", "b"]]]' --action PAUSE
gnt-filter add --predicates '[["jobid", ["=", "W", 1]]]' --action PAUSE
gnt-filter add --action W
gnt-filter info W
gnt-instance info W
gnt-instance list W
gnt-instance list -o W
gnt-instance list -o name,W,be/W,hv/W,disk.W/0
gnt-instance list --filter 'name == "W"'
gnt-instance list --filter 'W == "x"'
gnt-instance list-fields W
gnt-instance startup W
gnt-instance shutdown W
gnt-instance console W
gnt-instance migrate -f W
gnt-instance failover -f W
gnt-instance move -f -n W debianZ
gnt-instance replace-disks -n W debianX
gnt-instance replace-disks -I W debianX
gnt-instance grow-disk debianX W 1G
gnt-instance reinstall -f -o W debianZ
gnt-instance reboot -t W debianZ
gnt-instance modify -H W=1 debianY
gnt-instance modify -B W=1 debianY
gnt-instance modify -O W=1 debianY
gnt-instance modify -m W debianY
gnt-instance modify -t W debianY
gnt-instance modify --os-type W debianY
gnt-instance modify -n W debianY
gnt-instance modify --disk W:size=1 debianY
gnt-instance modify --disk 0:W=1 debianY
gnt-instance modify --disk W debianY
gnt-instance modify --net 0:W=1 debianY
gnt-instance modify --net 0:network=W debianY
gnt-instance modify --net W:link=1 debianY
gnt-instance activate-disks W
gnt-instance recreate-disks --disk W debianY
gnt-instance recreate-disks --disk 0:W=1 debianY
gnt-instance add -t W -n nodeA -s 1G -o debootstrap+default x1
gnt-instance add -t plain -n W -s 1G -o debootstrap+default x1
gnt-instance add -t plain -I W -s 1G -o debootstrap+default x1
gnt-instance add -t plain -n nodeA -s 1G -o W --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s W -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA --disk 0:size=1G,W=1 -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA --disk 0:size=1G,vg=W -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s 1G -B W=1 -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s 1G -H W -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s 1G -H W:a=1 -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s 1G --net 0:network=W -o debootstrap+default --no-name-check --no-ip-check x1
gnt-instance add -t plain -n nodeA -s 1G -o debootstrap+default --no-name-check W
gnt-instance add -t plain -n nodeA -s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check W
gnt-instance list
gnt-instance info W
gnt-instance list W
gnt-instance add-tags W W
gnt-instance list-tags W
gnt-cluster search-tags W
gnt-instance remove-tags W W
gnt-instance modify -B memory=130 W
gnt-instance grow-disk W 0 128M
gnt-instance shutdown W
gnt-instance startup W
gnt-instance console W
gnt-instance modify -t drbd -n nodeB W
gnt-instance shutdown W
gnt-instance modify -t drbd -n nodeB --no-wait-for-sync W
gnt-instance startup W
gnt-cluster verify
gnt-node volumes
gnt-instance migrate -f W
gnt-instance failover -f W
gnt-instance replace-disks -s W
gnt-instance reinstall -f W
gnt-instance reboot W
gnt-instance shutdown W
gnt-instance rename --no-name-check --no-ip-check W x9
gnt-instance rename --no-name-check --no-ip-check x9 W
gnt-instance list -o name,pnode,snodes,status,tags
ganeti-watcher
gnt-cluster verify-disks
gnt-cluster verify
gnt-instance remove -f W
gnt-instance list
gnt-node info W
gnt-node list W
gnt-node list -o W
gnt-node list -o name,ndp/W
gnt-node list --filter 'W == 1'
gnt-node modify -O yes W
gnt-node modify --node-parameters W=1 nodeC
gnt-node add W
gnt-node remove W
gnt-node volumes W
gnt-node volumes -o W
gnt-node list-storage -t W
gnt-node list-storage -o W
gnt-node modify-storage --allocatable=yes nodeC W x
gnt-node evacuate -f -n W nodeC
gnt-node evacuate -f -s -I W nodeC
gnt-node migrate -f W
gnt-node failover -f W
gnt-node powercycle --force --yes-do-it W
gnt-node health W
gnt-node add-tags nodeC W
gnt-node list -o name,tags
gnt-cluster search-tags W
gnt-node remove-tags nodeC W
gnt-group info W
gnt-group add W
gnt-group add W
gnt-group list
gnt-group list W
gnt-group list -o W
gnt-group info W
gnt-group modify --alloc-policy=W W
gnt-group modify -D W:a=1 W
gnt-group modify -D drbd:W=1 W
gnt-group modify --node-parameters W=1 W
gnt-group modify --ipolicy-bounds-specs W:a=1 W
gnt-group modify --disk-state W:a=1 W
gnt-group assign-nodes --force W nodeC
gnt-group add-tags W W
gnt-group list-tags W
gnt-node list -o name,group
gnt-cluster verify --node-group W
gnt-group evacuate --to W default
gnt-group assign-nodes --force default nodeC
gnt-group rename W g9
gnt-group rename g9 W
gnt-group assign-nodes W W
gnt-network info W
gnt-network add --network=10.9.0.0/24 W
gnt-network add --network=10.9.0.0/24 W
gnt-network add --network=W W2
gnt-network list
gnt-network list -o W
gnt-network list W
gnt-network info W
gnt-network modify --gateway=W W
gnt-network modify --add-reserved-ips=10.9.0.9 W
gnt-network connect W W bridged br-lan
gnt-network connect W default bridged W
gnt-network connect W default W br-lan
gnt-network connect -N W=1 W default
gnt-network connect -N link=W W
gnt-network connect W W2
gnt-network list
gnt-group list
gnt-network add-tags W W
gnt-network list-tags W
gnt-network disconnect W W
gnt-network disconnect W
gnt-network rename W n9
gnt-network remove W
gnt-group remove W
gnt-group list
gnt-cluster verify
gnt-backup list W
gnt-instance batch-create W
`
  .trim()
  .split('\n')

/** Requests to the door with the word in each place that takes a name. */
export const REQUESTS: readonly object[] = [
  { on: 'W', run: 'date' },
  { power: 'W', to: 'off' },
  { fault: { cable: 'W', is: 'out' } },
  { fault: { link: ['nodeA', 'W'], is: 'cut' } },
  { fault: { daemon: 'W', on: 'nodeA', is: 'dead' } },
  { fault: { daemon: 'ganeti-noded', on: 'W', is: 'dead' } },
  { fault: { guest: 'W', is: 'crashed' } },
  { fault: { disk: 'W', is: 'failed' } },
  { fault: { W: 'nodeA', is: 'out' } },
  { set: { W: 1 } },
  { set: { W: 1, bootSeconds: 5 } },
  { label: 'W', instance: 'W' },
  { label: 'W', instance: 'debianX' },
  { fault: { guest: 'W', is: 'crashed' } },
  { diagnose: 'W' },
  { W: true },
  { seek: 'W' },
  { plan: { on: 'W', run: 'gnt-instance list' } },
  { plan: { on: 'nodeA', run: 'gnt-instance migrate W' } },
  { plan: { on: 'nodeA', run: 'gnt-group add W' } },
  { plan: { on: 'nodeA', run: 'gnt-W list' } },
  { plan: { on: 'nodeA', run: 'gnt-instance W' } },
  { goals: true },
  { world: true },
  { open: { lab: 'W' } },
  { open: { lab: 'crash', release: 'W' } },
  { open: { release: 'W' } },
  { open: { W: 1 } },
  { open: { hypervisor: 'W' } },
  { open: { inRelease: { W: {} } } },
]
