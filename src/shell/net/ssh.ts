import type { NodeName } from '../../sim/cluster/config.ts'
import { giveUpMs, reach, slownessMs } from '../../sim/net.ts'
import type { Process } from '../../sim/run/process.ts'
import { defineProgram, exit, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { holderOf, lookUp } from '../files/hosts.ts'

/** ssh: another node's login shell, or one line in it. */

const CONNECT_MS = 300

/** The variables of ssh: the host as typed, and how far it has come. */
export interface SshVars {
  /** As it was typed: what messages name. */
  host: string
  ip: string
  target: NodeName
  line: string
  /** How it ended when nothing was heard any more: ssh has said so, or ~. was typed. */
  ended: '' | 'broken' | 'escaped'
}

/** The variables of a process that is an ssh client. Only for what stands for its silent session. */
export const clientVarsOf = ({ frame, program }: Process): SshVars | undefined =>
  program === 'ssh' ? (frame.vars as unknown as SshVars) : undefined

/** Options that take a value; all are accepted and change nothing here. */
const WITH_VALUE = new Set(
  '-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w'.split(' '),
)

function readLine(p: ProgramContext<SshVars>): boolean {
  const args = p.argv.slice(1)
  let at = 0
  while (args[at]?.startsWith('-')) at += WITH_VALUE.has(args[at] ?? '') ? 2 : 1
  const host = args[at]
  if (host === undefined) return false
  Object.assign(p.vars, {
    host: host.replace(/^[^@]*@/, ''),
    line: args.slice(at + 1).join(' '),
  })
  return true
}

const refuse = (p: ProgramContext<SshVars>, why: string) => {
  p.err(`ssh: ${why}\n`)
  const { host, target } = p.vars
  return exit(
    255,
    lookUp(p.world, p.node, host)
      ? { is: 'unreachable', node: target || host }
      : { is: 'address', word: host },
  )
}

/** `ssh`: a shell or one command on another node, once its host key is accepted. */
export const ssh: Program = defineProgram<SshVars>({
  vars: { host: '', ip: '', target: '', line: '', ended: '' },
  steps: {
    read: (p) => {
      if (!readLine(p)) {
        p.err('usage: ssh [user@]hostname [command [argument ...]]\n')
        return exit(255)
      }
      const { host } = p.vars
      const found = lookUp(p.world, p.node, host)
      if (!found) return refuse(p, `Could not resolve hostname ${host}: Name or service not known`)
      p.vars.ip = found.ip
      const target = holderOf(p.world, p.node, found.ip)
      if (target === undefined || reach(p.world, p.node, target) !== 'ok')
        return { next: 'sleep', ms: giveUpMs(p.world, p.node, target ?? ''), then: 'giveUp' }
      p.vars.target = target
      const ms = CONNECT_MS + slownessMs(p.world, p.node, target)
      return { next: 'sleep', ms, then: 'greet' }
    },
    giveUp: (p) => refuse(p, `connect to host ${p.vars.host} port 22: No route to host`),
    greet: (p) => {
      const { files } = machineOf(p.world, p.node)
      if (p.node === p.vars.target || files.knownHosts.includes(p.vars.target))
        return { next: 'goto', then: 'open' }
      const { host, ip } = p.vars
      p.tty(`The authenticity of host '${host} (${ip})' can't be established.\n`)
      return { next: 'ask', prompt: 'Are you sure you want to continue connecting (yes/no)? ' }
    },
    trust: (p) => {
      const said = p.answer?.kind === 'text' ? p.answer.text.trim().toLowerCase() : 'no'
      if (said === 'no' || said === '') {
        p.err('Host key verification failed.\n')
        return exit(255)
      }
      if (said !== 'yes')
        return { next: 'ask', prompt: "Please type 'yes' or 'no': ", then: 'trust' }
      machineOf(p.world, p.node).files.knownHosts.push(p.vars.target)
      p.err(`Warning: Permanently added '${p.vars.host}' to the list of known hosts.\n`)
      return undefined
    },
    open: (p) => {
      const { line, target } = p.vars
      if (reach(p.world, p.node, target) !== 'ok') return { next: 'goto', then: 'giveUp' }
      return {
        next: 'run',
        argv: line === '' ? ['bash'] : ['bash', '-c', line],
        node: target,
        stdin: p.stdin,
      }
    },
    close: (p) => {
      const { host, line, target } = p.vars
      const status = p.child?.exit ?? 255
      if (p.vars.ended === 'broken') return exit(status)
      if (p.vars.ended === '' && machineOf(p.world, target).power.is !== 'on')
        p.err(`Connection to ${host} closed by remote host.\n`)
      if (line === '') p.err(`Connection to ${host} closed.\n`)
      return exit(status)
    },
  },
})
