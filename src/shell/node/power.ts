import { ctime } from '../../lib/clock.ts'
import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { powerOff, powerOn } from '../../sim/cluster/power.ts'
import { defineProgram, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { clockOf, machineOf } from '../../sim/world.ts'

/** halt, poweroff, reboot, shutdown, init: the node stops its services and really goes. */

/** An orderly stop of all services. */
const STOPPING_MS = 2000

type Fate = 'halt' | 'reboot'

interface PowerVars {
  fate: Fate
}

type Decision = { fate: Fate } | { say: string; exit: number }

const usage = (say: string): Decision => ({ say, exit: 1 })

/** What was asked for. */
function decide(argv: readonly string[]): Decision {
  const [name = '', ...args] = argv
  if (args.includes('--help')) return { say: `Usage: ${name} [-h|-r] [-p] now\n`, exit: 0 }
  if (name === 'init' || name === 'telinit') {
    if (args[0] === '0') return { fate: 'halt' }
    if (args[0] === '6') return { fate: 'reboot' }
    return usage(`${name}: this trainer knows run levels 0 and 6\n`)
  }
  if (name === 'systemctl') {
    return { fate: args.includes('reboot') ? 'reboot' : 'halt' }
  }
  if (name !== 'shutdown') {
    const odd = args.find((arg) => !/^-[pfwdihnr]+$|^--(?:poweroff|force|halt|reboot)$/.test(arg))
    if (odd !== undefined) return usage(`${name}: unrecognized argument '${odd}'\n`)
    if (name !== 'reboot' && (args.includes('--reboot') || args.includes('-r')))
      return { fate: 'reboot' }
    return { fate: name === 'reboot' && !args.includes('-p') ? 'reboot' : 'halt' }
  }
  if (args.includes('-c')) return usage('shutdown: no shutdown is planned\n')
  const when = args.find((arg) => !arg.startsWith('-'))
  if (when === undefined) return usage('shutdown: time expected\n')
  if (when !== 'now' && when !== '+0' && when !== '0')
    return usage("shutdown: this trainer knows no planned shutdowns; use 'now'\n")
  return { fate: args.some((arg) => /^-\w*r/.test(arg) || arg === '--reboot') ? 'reboot' : 'halt' }
}

function broadcast(p: ProgramContext<PowerVars>): void {
  const node = p.node.split('.')[0]
  const what = p.vars.fate === 'halt' ? 'system halt' : 'reboot'
  p.tty(
    `\nBroadcast message from root@${node} (console) (${ctime(clockOf(p.world))}):\n\n` +
      `The system is going down for ${what} NOW!\n`,
  )
}

/** `halt`, `poweroff`, `shutdown` and `reboot`: end the node's power, or start it again. */
export const powerProgram: Program = defineProgram<PowerVars>({
  vars: { fate: 'halt' },
  steps: {
    decide: (p) => {
      const decision = decide(p.argv)
      if ('say' in decision) {
        if (decision.exit === 0) p.out(decision.say)
        else p.err(decision.say)
        return { next: 'exit', code: decision.exit }
      }
      p.vars.fate = decision.fate
      broadcast(p)
      return { next: 'sleep', ms: STOPPING_MS / 2 }
    },
    stopServices: (p) => {
      for (const daemon of [...machineOf(p.world, p.node).daemons].reverse())
        stopDaemon(p.world, p.node, daemon)
      return { next: 'sleep', ms: STOPPING_MS / 2 }
    },
    go: (p) => {
      const { world, node } = p
      const again = p.vars.fate === 'reboot'
      powerOff(world, node)
      if (again) powerOn(world, node)
      return undefined
    },
  },
})
