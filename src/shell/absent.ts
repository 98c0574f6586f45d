/** Programs that a real node has and this one has not, with what does the same job here. */
const EDITORS = 'Files of these nodes cannot be edited; look at them with cat or less.'
const TEXT = 'Use awk, grep, sed, cut, sort, uniq, head, tail, wc or tr.'
const PACKAGES = 'The software of these nodes never changes.'
const NETWORK = 'Use ping, ip and ssh.'
const MONITORS = 'Use uptime, ps, free, gnt-node list or gnt-job list.'
const STORAGE =
  'Use df, lvs, vgs, pvs, lvcreate, lvremove, lvrename, cat /proc/drbd and gnt-cluster verify-disks to look at storage.'
const HARD = 'Use the power button, the cable and the faults beside the picture.'
const SCRIPTS = 'The shell of this trainer runs single lines.'

const group = (names: string, why: string): [string, string][] =>
  names.split(' ').map((name) => [name, why])

/** Programs that this lab does not have, and what to use instead. */
export const ABSENT: Readonly<Record<string, string>> = Object.fromEntries([
  ...group('vi vim nano emacs ed joe pico view', EDITORS),
  ...group('perl python python3 ruby diff jq column', TEXT),
  ...group('apt apt-get aptitude dpkg yum rpm pip make gcc git', PACKAGES),
  ...group('telnet nc netcat nmap tcpdump traceroute mtr curl wget arping ethtool', NETWORK),
  ...group('route netstat ss rsync sftp dig host nslookup', NETWORK),
  ...group('top htop iotop iostat vmstat lsof strace journalctl last w who', MONITORS),
  ...group('lvextend lvresize vgcreate vgextend pvcreate fdisk', STORAGE),
  ...group('parted mkfs mount umount du dd losetup kpartx fsck drbdmeta', STORAGE),
  ...group('rmmod modprobe insmod ipmitool', HARD),
  ...group('find chmod chown ln mkdir rmdir stat file tar gzip', EDITORS),
  ...group('eval source . exec trap nohup screen tmux crontab at', SCRIPTS),
  ...group('su passwd adduser useradd visudo', 'You are root here already.'),
  ...group(
    'virsh kvm qemu-system-x86_64 xl xm socat',
    'Guests are looked after by gnt-instance; ps ax shows their processes, kill ends one.',
  ),
  ...group(
    'ganeti-cleaner ganeti-noded ganeti-masterd',
    'Real Ganeti has it; it is not simulated yet.',
  ),
])
