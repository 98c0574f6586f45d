import { DAEMON_PROGRAMS } from '../gnt/daemons/programs.ts'
import { GNT_PROGRAMS } from '../gnt/registry.ts'
import type { Program } from '../sim/run/program.ts'
import { drbdadm, drbdsetup } from './drbd/drbdsetup.ts'
import { drbdOverview } from './drbd/overview.ts'
import { cp, mv, touch } from './files/copies.ts'
import { rm } from './files/rm.ts'
import { help } from './help.ts'
import { hspace } from './htools/capacity/hspace.ts'
import { hsqueeze } from './htools/capacity/hsqueeze.ts'
import { hail } from './htools/hail.ts'
import { hbal } from './htools/hbal.ts'
import { hcheck } from './htools/hcheck.ts'
import { hinfo } from './htools/hinfo.ts'
import { hroller } from './htools/hroller.ts'
import { hscan } from './htools/hscan.ts'
import { harep } from './htools/repair/harep.ts'
import { WAITING, waiting } from './line/jobs.ts'
import { continuation, lineShell, loginShell, plainShell } from './login.ts'
import { man } from './man/man.ts'
import { brctl } from './net/brctl.ts'
import { ifdown, ifup } from './net/interfaces.ts'
import { ifconfig, ip } from './net/ip.ts'
import { iptables } from './net/iptables.ts'
import { ping } from './net/ping.ts'
import { scp } from './net/scp.ts'
import { SILENCE, silence } from './net/silence.ts'
import { ssh } from './net/ssh.ts'
import { df } from './node/df.ts'
import { dmesg } from './node/dmesg.ts'
import { date, hostname, id, uname, uptime, whoami } from './node/facts.ts'
import { free } from './node/free.ts'
import { kill, killall, pgrep, pkill } from './node/kill.ts'
import { ls } from './node/ls.ts'
import { lvcreate, lvremove } from './node/lvchanges.ts'
import { lvs, pvs, vgs } from './node/lvm.ts'
import { lvrename } from './node/lvrename.ts'
import { powerProgram } from './node/power.ts'
import { ps } from './node/ps.ts'
import { systemctl } from './node/systemctl.ts'
import { bracket, test } from './node/test.ts'
import { nodeProgram } from './node/tool.ts'
import { awk } from './text/awk/awk.ts'
import { filterProgram } from './text/filter.ts'
import { egrep, fgrep, grep } from './text/grep.ts'
import { sort, uniq } from './text/ordering.ts'
import { pager } from './text/pager.ts'
import { cut, head, tail, tr, wc } from './text/pieces.ts'
import { printf, seq } from './text/printed.ts'
import { sed } from './text/sed/sed.ts'
import { cat, tac, tee } from './text/whole.ts'
import { timeout } from './timeout.ts'
import { clear, service, sleep, through, time, watch } from './wrappers.ts'
import { xargs } from './xargs.ts'

const FILTERS = {
  awk,
  cat,
  cut,
  egrep,
  fgrep,
  grep,
  head,
  printf,
  sed,
  seq,
  sort,
  tac,
  tail,
  tee,
  tr,
  uniq,
  wc,
}
const TOOLS = {
  '[': bracket,
  brctl,
  cp,
  date,
  df,
  dmesg,
  'drbd-overview': drbdOverview,
  drbdadm,
  drbdsetup,
  free,
  hostname,
  id,
  ifconfig,
  ifdown,
  ifup,
  ip,
  iptables,
  kill,
  killall,
  ls,
  lvcreate,
  lvrename,
  lvs,
  mv,
  pgrep,
  pkill,
  ps,
  pvs,
  rm,
  test,
  touch,
  uname,
  uptime,
  vgs,
  whoami,
}

const each = <T>(table: Record<string, T>, make: (item: T) => Program): Record<string, Program> =>
  Object.fromEntries(Object.entries(table).map(([name, item]) => [name, make(item)]))

/** Every program of a node, by the name under which the engine starts it. */
export const PROGRAMS: Record<string, Program> = {
  ...GNT_PROGRAMS,
  ...DAEMON_PROGRAMS,
  ...each(FILTERS, filterProgram),
  ...each(TOOLS, nodeProgram),
  bash: loginShell(() => PROGRAMS),
  'bash -c': lineShell(() => PROGRAMS),
  'bash >': continuation,
  [WAITING]: waiting,
  clear,
  hail,
  halt: powerProgram,
  harep,
  hbal,
  hcheck,
  help,
  hinfo,
  hroller,
  hscan,
  hspace,
  hsqueeze,
  init: powerProgram,
  less: pager,
  lvremove,
  man,
  more: pager,
  nice: through,
  nohup: through,
  ping,
  poweroff: powerProgram,
  reboot: powerProgram,
  reset: clear,
  service,
  setsid: through,
  sh: plainShell,
  shutdown: powerProgram,
  sleep,
  scp,
  ssh,
  [SILENCE]: silence,
  sudo: through,
  systemctl,
  time,
  timeout,
  watch,
  xargs,
}
