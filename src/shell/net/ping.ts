import { drawBelow } from '../../lib/random.ts'
import { isSlow, reach, SLOW_ROUND_TRIP_MS } from '../../sim/net.ts'
import { defineProgram, exit, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { holderOf, lookUp } from '../files/hosts.ts'
import { getopt } from '../text/getopt.ts'

/** ping: one packet a second, without end unless -c says how many. Source: iputils. */

interface PingVars {
  ip: string
  name: string
  typed: string
  count: number | null
  intervalMs: number
  quiet: boolean
  sent: number
  received: number
  began: number
  /** Microseconds of every answer: sum, sum of squares, least, most. */
  sum: number
  squares: number
  least: number
  most: number
}

const USAGE = 'Usage: ping [-c COUNT] [-i SECONDS] [-q] DESTINATION\n'

function readLine(p: ProgramContext<PingVars>): number | null {
  const { flags, rest, wrong } = getopt('ping', p.argv.slice(1), 'c:i:w:W:I:s:nqv4', {})
  const [host] = rest
  if (wrong !== null || host === undefined) {
    p.err(wrong === null ? `ping: usage error: Destination address required\n` : `${wrong}${USAGE}`)
    return wrong === null ? 1 : 2
  }
  if (flags.c !== undefined && !/^[1-9]\d{0,5}$/.test(flags.c)) {
    p.err(`ping: invalid argument: '${flags.c}': out of range: 1 <= value <= 9223372036854775807\n`)
    return 1
  }
  const interval = Number(flags.i ?? 1)
  if (!(interval >= 0.2)) {
    p.err(`ping: bad timing interval: '${flags.i}'\n`)
    return 1
  }
  const found = lookUp(p.world, p.node, host)
  if (!found) {
    p.err(`ping: ${host}: Name or service not known\n`)
    if (isGuest(p, host))
      p.err('Guests of this trainer have no address of their own; see: gnt-instance console\n')
    return 2
  }
  Object.assign(p.vars, {
    ip: found.ip,
    name: found.name,
    typed: found.ip === host ? host : found.name,
    count: flags.c === undefined ? null : Number(flags.c),
    intervalMs: interval * 1000,
    quiet: 'q' in flags,
    began: p.world.now,
  })
  return null
}

const isGuest = (p: ProgramContext<PingVars>, typed: string): boolean =>
  Object.hasOwn(p.world.labels, typed) ||
  Object.values(p.world.machines).some((m) =>
    Object.keys(m.files.config?.instances ?? {}).some(
      (name) => name.toLowerCase() === typed.toLowerCase(),
    ),
  )

/** A name with its address; an address alone where no one has a name for it. */
const both = (name: string, ip: string): string => (name === ip ? ip : `${name} (${ip})`)

function answers(p: ProgramContext<PingVars>): boolean {
  const holder = holderOf(p.world, p.node, p.vars.ip)
  return holder !== undefined && reach(p.world, p.node, holder) === 'ok'
}

function receive(p: ProgramContext<PingVars>): void {
  const { vars } = p
  const holder = holderOf(p.world, p.node, vars.ip)
  const slow = holder !== undefined && isSlow(p.world, p.node, holder)
  const micros = 50 + drawBelow(p.world.random, 'ping', 40) + (slow ? 1000 * SLOW_ROUND_TRIP_MS : 0)
  vars.received += 1
  vars.sum += micros
  vars.squares += micros * micros
  vars.least = vars.received === 1 ? micros : Math.min(vars.least, micros)
  vars.most = Math.max(vars.most, micros)
  if (!vars.quiet)
    p.out(
      `64 bytes from ${vars.typed === vars.ip ? vars.ip : both(vars.name, vars.ip)}: ` +
        `icmp_seq=${vars.sent} ttl=64 time=${(micros / 1000).toFixed(3)} ms\n`,
    )
}

function statistics(p: ProgramContext<PingVars>): number {
  const { vars } = p
  const lost = vars.sent - vars.received
  const percent = vars.sent === 0 ? 0 : Math.floor((lost * 100) / vars.sent)
  const errors = lost > 0 ? `+${lost} errors, ` : ''
  const ms = (micros: number) => (micros / 1000).toFixed(3)
  const mean = vars.sum / Math.max(vars.received, 1)
  const deviation = Math.sqrt(Math.max(0, vars.squares / Math.max(vars.received, 1) - mean * mean))
  p.out(
    `\n--- ${vars.typed} ping statistics ---\n` +
      `${vars.sent} packets transmitted, ${vars.received} received, ${errors}${percent}% packet loss, ` +
      `time ${p.world.now - vars.began}ms\n` +
      (vars.received > 0
        ? `rtt min/avg/max/mdev = ${ms(vars.least)}/${ms(mean)}/${ms(vars.most)}/${ms(deviation)} ms\n`
        : '\n'),
  )
  return vars.received > 0 ? 0 : 1
}

/** `ping`: one packet a second until -c is reached, or until Ctrl-C. */
export const ping: Program = defineProgram<PingVars>({
  vars: {
    ip: '',
    name: '',
    typed: '',
    count: null,
    intervalMs: 1000,
    quiet: false,
    sent: 0,
    received: 0,
    began: 0,
    sum: 0,
    squares: 0,
    least: 0,
    most: 0,
  },
  shows: ({ count, sent }) => ({ lasting: count === null && sent > 0 }),
  steps: {
    read: (p) => {
      const failed = readLine(p)
      if (failed !== null) return exit(failed)
      p.out(`PING ${p.vars.typed} (${p.vars.ip}) 56(84) bytes of data.\n`)
      return undefined
    },
    send: (p) => {
      const { vars } = p
      vars.sent += 1
      if (answers(p)) receive(p)
      else if (!vars.quiet)
        p.out(
          `From ${both(p.node, machineOf(p.world, p.node).ip)} icmp_seq=${vars.sent} Destination Host Unreachable\n`,
        )
      if (vars.count !== null && vars.sent >= vars.count) return exit(statistics(p))
      return { next: 'sleep', ms: vars.intervalMs, then: 'send' }
    },
  },
  interrupt: statistics,
})
