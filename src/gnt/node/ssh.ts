/**
 * ssh as `gnt-node add` uses it on a machine that may be a stranger: its own questions about the host
 * key, and how it fails. Source: lib/ssh.py (BuildCmd), lib/bootstrap.py (RunNodeSetupCmd); ssh's
 * sshconnect.c (confirm).
 */
import { draw, type RandomStreams } from '../../lib/random.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { giveUpMs, reach } from '../../sim/net.ts'
import { behaviourOf, byRelease } from '../../sim/releases.ts'
import { sleep } from '../../sim/run/flow.ts'
import { again, leave, repeat, when } from '../../sim/run/parts.ts'
import { ask } from '../../sim/run/program.ts'
import { configOn, machineOf, type World } from '../../sim/world.ts'
import { failure, prereqText } from '../client/client.ts'
import type { ClientContext, ClientSteps } from '../command.ts'

const CONNECTION =
  '-oEscapeChar=none -oHashKnownHosts=no -oGlobalKnownHostsFile=/var/lib/ganeti/known_hosts -oUserKnownHostsFile=/dev/null -oCheckHostIp=no'

/** Options in front of the port in ssh's command line. */
export const sshOptions = byRelease({
  '2.11': CONNECTION,
  '3.0': `${CONNECTION} -oConnectTimeout=10`,
})

/** How ssh of those years talks. */
interface SshWording {
  keyType: string
  /** Digits of a fingerprint: SHA256 in base 64, or MD5 in pairs. */
  fingerprint: 'sha256' | 'md5'
  /** What it says of a key that it sees for the first time, after the line with the fingerprint. */
  remark: string
  question: string
  again: string
  /** The other end of a connection went away. */
  broken: string
}

const wordingOf = byRelease<SshWording>({
  '2.11': {
    keyType: 'ECDSA',
    fingerprint: 'md5',
    remark: '',
    question: 'Are you sure you want to continue connecting (yes/no)? ',
    again: "Please type 'yes' or 'no': ",
    broken: 'Write failed: Broken pipe',
  },
  '3.0': {
    keyType: 'ED25519',
    fingerprint: 'sha256',
    remark: 'This key is not known by any other names.\n',
    question: 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    again: "Please type 'yes', 'no' or the fingerprint: ",
    broken: 'client_loop: send disconnect: Broken pipe',
  },
})

/** ssh tries longer than a node call, so that it always hears that there is no way to the host. */
export const sshGiveUpMs = (world: World, from: NodeName, to: NodeName): number =>
  giveUpMs(world, from, to) > 4000 ? 8000 : giveUpMs(world, from, to)

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A machine's fingerprint: always the same for the same machine of the same cluster. */
function fingerprintOf(world: World, master: NodeName, host: NodeName): string {
  const stream = `key of ${host} ${configOn(world, master).cluster.uuid}`
  const streams: RandomStreams = {}
  const pick = (below: number) => Math.floor(draw(streams, stream) * below)
  if (wordingOf(world).fingerprint === 'sha256')
    return `SHA256:${Array.from({ length: 43 }, () => BASE64[pick(64)]).join('')}`
  return Array.from({ length: 16 }, () => pick(256).toString(16).padStart(2, '0')).join(':')
}

/** ShellQuote of lib/utils/text.py. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9@%_+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** What runs on the other side, as one word of ssh's command line. */
function remoteCommand(world: World, command: string, options: { versionFirst: boolean }): string {
  const version = behaviourOf(world.release).software.split('.').slice(0, 2).join('.')
  const links = ['lib', 'share'].map(
    (to) => `ln -s -f -T /usr/${to}/ganeti/${version} /etc/ganeti/${to}`,
  )
  const all = options.versionFirst
    ? [`test -d /usr/lib/ganeti/${version}`, ...links, command]
    : [command]
  return `/bin/sh -c ${quoted(all.join(' && '))}`
}

interface SshCall {
  command: string
  host: NodeName
  checkKey: boolean
  versionFirst: boolean
  /** The cluster's name, where the host shows the cluster's key. */
  alias?: string
}

/** ssh's whole command line, as an error shows it. */
export function sshCommand(world: World, call: SshCall): string {
  const alias = call.alias === undefined ? '' : ` -oHostKeyAlias=${call.alias}`
  const strict = call.checkKey ? 'ask' : 'no'
  const remote = quoted(remoteCommand(world, call.command, call))
  return `ssh ${sshOptions(world)}${alias} -oPort=22 -oStrictHostKeyChecking=${strict} -4 root@${call.host} ${remote}`
}

/** Variables of a connection. */
export const CONNECTING = { host: '' as NodeName }

interface Connecting {
  host: NodeName
}

interface Connection<V> {
  /** Whether ssh asks about the key. */
  asks: (p: ClientContext<V>) => boolean
  /** Whether the key is known already: no question, no remark. */
  known: (p: ClientContext<V>) => boolean
  /** Whether ssh's complaints reach the terminal. */
  shown: boolean
  /** How the program ends when ssh did. */
  failed: (p: ClientContext<V>) => string
}

/** One connection to `vars.host`: with the steps that follow, the shell on the other side runs. */
export const connect = <V extends Connecting>(
  name: string,
  connection: Connection<V>,
): ClientSteps<V> => {
  const fails = (p: ClientContext<V>, why: string) => {
    if (connection.shown) p.err(`${why}\n`)
    return failure(p, connection.failed(p), { is: 'unreachable', node: p.vars.host })
  }
  return [
    {
      [`${name}: connect`]: (p) =>
        sleep(isSilent(p) ? sshGiveUpMs(p.world, p.node, p.vars.host) : 150),
      [`${name}: connected?`]: (p) =>
        isSilent(p)
          ? fails(p, `ssh: connect to host ${p.vars.host} port 22: No route to host`)
          : undefined,
    },
    when(`${name}: asks`, (p) => !connection.known(p) && connection.asks(p), [
      {
        [`${name}: ask about the key`]: (p) => {
          const { host } = p.vars
          const { ip } = machineOf(p.world, host)
          const { keyType, remark, question } = wordingOf(p)
          p.tty(
            `The authenticity of host '${host} (${ip})' can't be established.\n${keyType} key fingerprint is ${fingerprintOf(p.world, p.node, host)}.\n${remark}`,
          )
          return ask(question)
        },
      },
      repeat(`${name}: answer`, {
        [`${name}: read the answer`]: (p) => {
          const said = p.answer?.kind === 'text' ? p.answer.text.trim() : ''
          if (said === '' || said.toLowerCase() === 'no')
            return fails(p, 'Host key verification failed.')
          const print = fingerprintOf(p.world, p.node, p.vars.host)
          const known = wordingOf(p).fingerprint === 'sha256' && said === print
          return said.toLowerCase() === 'yes' || known ? leave() : ask(wordingOf(p).again)
        },
        [`${name}: asked again`]: () => again(),
      }),
    ]),
    {
      [`${name}: trust`]: (p) => {
        if (connection.shown && !connection.known(p))
          p.err(
            `Warning: Permanently added '${p.vars.host}' (${wordingOf(p).keyType}) to the list of known hosts.\n`,
          )
      },
    },
  ]
}

const isSilent = <V extends Connecting>(p: ClientContext<V>): boolean =>
  reach(p.world, p.node, p.vars.host) === 'silent'

/** The command on the other side takes its time; a host that goes away meanwhile breaks it. */
export const work = <V extends Connecting>(
  name: string,
  ms: number,
  failed: (p: ClientContext<V>) => string,
): ClientSteps<V> => [
  { [`${name}: work`]: () => sleep(ms) },
  when(`${name}: the host is gone`, isSilent, {
    [`${name}: notice`]: (p) => sleep(sshGiveUpMs(p.world, p.node, p.vars.host)),
    [`${name}: break`]: (p) => {
      p.err(`${wordingOf(p).broken}\n`)
      return failure(p, failed(p), { is: 'unreachable', node: p.vars.host })
    },
  }),
]

/** The frame around a command that ssh could not run. */
export const commandFailed = (command: string): string =>
  `Failure: command execution error:\nCommand '${command}' failed: exited with exit code 255\n`

/** The frame around a key that could not be fetched. */
export const keyNotFetched = (host: NodeName): string =>
  prereqText({
    class: 'wrong_input',
    text: `Could not fetch a public SSH key (/root/.ssh/id_rsa.pub) from node '${host}': ran command '['cat', '/root/.ssh/id_rsa.pub']', failure reason: 'exited with exit code 255'.`,
  })
