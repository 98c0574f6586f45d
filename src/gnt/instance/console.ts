/**
 * gnt-instance console: opens a guest's serial console.
 * Manual: gnt-instance(8), CONSOLE. Source: lib/client/gnt_instance.py (ConnectToInstanceConsole,
 * _DoConsole), lib/hypervisor/hv_kvm, lib/ssh.py (BuildCmd).
 *
 * The guest behind it is a login prompt and no more: enough to see that it came up.
 */
import { own } from '../../lib/own.ts'
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import { isDamaged } from '../../sim/cluster/running.ts'
import { byRelease } from '../../sim/releases.ts'
import { sleep } from '../../sim/run/flow.ts'
import { type Answer, again, ask, leave, repeat } from '../../sim/run/parts.ts'
import { exit, type ProgramNext, ask as promptFor } from '../../sim/run/program.ts'
import { configOn, type World } from '../../sim/world.ts'
import { failure, prereqText } from '../client/client.ts'
import { matchInQuery } from '../client/several.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { console as spec } from '../declared/instance.ts'
import { flag } from '../optparse/read.ts'

/** A guest's kernel and services need this long before someone can log in. */
const GUEST_BOOT_MS = 12_000
/** login(1) lets a wrong password wait. */
const WRONG_PASSWORD_MS = 3000
/** The console's program waits before it looks whether the guest is frozen. */
const UNPAUSE_MS = 3000
/** Ctrl-] ends socat. */
const ESCAPE = '\u001d'

const VARS = { instance: '', connected: false }
type P = ClientContext<typeof VARS>

const instanceOf = (p: P): InstanceConf | undefined =>
  own(configOn(p.world, p.node).instances, p.vars.instance)

const notRunning = (p: P): ProgramNext =>
  failure(
    p,
    `Failure: command execution error:\nInstance ${p.vars.instance} is not running, can't get console`,
    { is: 'must run', instance: p.vars.instance },
  )

const guestOf = (world: World, { primary, name }: InstanceConf) =>
  own(own(world.machines, primary)?.guests, name)

/** An option of the ssh command behind a console that not every release gives. */
const sshTimeout = byRelease({ '2.11': '', '3.0': ' -oConnectTimeout=10' })

/** The command that reaches the console, as a shell would have it quoted. */
function sshCommand(p: P, { primary, name }: InstanceConf): string {
  const { cluster } = configOn(p.world, p.node)
  const run = '/var/run/ganeti/kvm-hypervisor/ctrl'
  const socat =
    `/usr/lib/ganeti/tools/kvm-console-wrapper /usr/bin/socat ${name} ${run}/${name}.monitor ` +
    `STDIO,raw,echo=0,escape=0x1d UNIX-CONNECT:${run}/${name}.serial`
  return [
    'ssh -oEscapeChar=none -oHashKnownHosts=no',
    '-oGlobalKnownHostsFile=/var/lib/ganeti/known_hosts -oUserKnownHostsFile=/dev/null',
    `-oCheckHostIp=no${sshTimeout(p)} -oHostKeyAlias=${cluster.name}`,
    `-oBatchMode=yes -oStrictHostKeyChecking=yes -4 -t -t root@${primary} '${socat}'`,
  ].join(' ')
}

/** What the kernel of a guest says whose disk has changed under it. */
const FILE_SYSTEM_ERRORS =
  'EXT4-fs error (device vda1): ext4_lookup:1043: inode #131: comm cron: deleted inode referenced: 2714\n' +
  'EXT4-fs error (device vda1): ext4_mb_generate_buddy:741: group 3, 1402 clusters in bitmap, 1377 in gd\n'

const login = (name: string): string => `${name.split('.')[0]} login: `

function find(p: P): ProgramNext | undefined {
  const { instances } = configOn(p.world, p.node)
  const typed = p.vars.args[0] ?? ''
  const name = matchInQuery(typed, Object.keys(instances), p.behaviour)
  const instance = name === undefined ? undefined : own(instances, name)
  if (!instance)
    return failure(
      p,
      prereqText({ class: 'unknown_entity', text: `Instance '${typed}' does not exist` }),
      { is: 'not found', what: 'instance', word: typed },
    )
  p.vars.instance = instance.name
  return undefined
}

function connect(p: P, reply: Answer<'instance_info'>): ProgramNext {
  const instance = instanceOf(p)
  if (instance && reply.ok && instance.hypervisor === 'fake') {
    p.out('Console not available for fake hypervisor\n')
    return exit(0)
  }
  if (!instance || !reply.ok || !reply.payload) return notRunning(p)
  if (flag(p.vars.options, 'show_command')) {
    p.out(`${sshCommand(p, instance)}\n`)
    return exit(0)
  }
  const ready = reply.payload.since + GUEST_BOOT_MS
  const guest = guestOf(p.world, instance)
  return sleep(guest?.paused ? UNPAUSE_MS : Math.max(300, ready - p.world.now))
}

/** The console lets a frozen guest go on (tools/kvm-console-wrapper), which then boots. */
function unpause(p: P): ProgramNext | undefined {
  const instance = instanceOf(p)
  const guest = instance && guestOf(p.world, instance)
  if (!instance || !guest?.paused) return undefined
  p.tty(`Instance ${instance.name} is paused, unpausing\n`)
  delete guest.paused
  guest.since = p.world.now
  guest.writesMibPerMinute = instance.writesMibPerMinute
  settleDrbd(p.world, instance.primary)
  return sleep(GUEST_BOOT_MS)
}

/** Ctrl-] lets go of the console; a guest that is gone has closed it. */
function letGo(p: P): ProgramNext | undefined {
  const instance = instanceOf(p)
  const gone = !instance || !guestOf(p.world, instance)
  const escaped = p.answer?.kind === 'text' && p.answer.text.includes(ESCAPE)
  if (!gone && !escaped) return undefined
  if (instance) p.tty(`Connection to ${instance.primary} closed.\n`)
  return exit(0)
}

/** Asks for a name and a password until someone leaves; end of file brings the greeting again. */
const logIn: ClientSteps<typeof VARS> = {
  askName: (p) => promptFor(login(p.vars.instance)),
  readName: (p) => {
    const end = letGo(p)
    if (end) return end
    if (p.answer?.kind !== 'text') return leave()
    return p.answer.text.trim() === '' ? again() : promptFor('Password: ')
  },
  readPassword: (p) => letGo(p) ?? (p.answer?.kind === 'text' ? sleep(WRONG_PASSWORD_MS) : leave()),
  refuseLogin: (p) => {
    p.tty('\nLogin incorrect\n')
    return again()
  },
}

const greetAndLogIn: ClientSteps<typeof VARS> = repeat<P, ProgramNext>('greeting', [
  {
    greet: (p) => {
      const host = p.vars.instance.split('.')[0]
      p.vars.connected = true
      if (isDamaged(p.world, p.vars.instance)) p.tty(FILE_SYSTEM_ERRORS)
      p.tty(`\nDebian GNU/Linux 7 ${host} ttyS0\n\n`)
    },
  },
  repeat<P, ProgramNext>('login', logIn),
  { greetAgain: () => again() },
])

export const console = defineCommand({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    { find },
    ask('ask whether it runs', 'instance_info', {
      to: (p) => instanceOf(p)?.primary ?? null,
      args: (p) => ({ name: p.vars.instance }),
      answer: connect,
    }),
    { unpause },
    greetAndLogIn,
  ],
  shows: ({ connected }) => ({ lasting: connected }),
  // A guest would get the key; someone who practises wants to get out.
  interrupt: (p) => {
    const instance = instanceOf(p)
    if (instance) p.tty(`Connection to ${instance.primary} closed.\n`)
    return 0
  },
})
