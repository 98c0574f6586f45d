/**
 * The init script: starts and stops a node's daemons at boot and for `service ganeti …`. Words as
 * Debian's script says them. Source: doc/examples/ganeti.initd, daemons/daemon-util.
 */

import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { isUp } from '../../sim/cluster/machine.ts'
import type { Daemon } from '../../sim/releases.ts'
import { defineProgram, exit, type ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { daemonsSeen, NOT_MASTER, STARTING, showsStart, startSteps } from './start.ts'

const VARS = { ...STARTING, left: [] as Daemon[], restarting: false, only: '' }
type P = ProgramContext<typeof VARS>

const STOP_MS = 150
const LOG_LINES = 60

/** At boot nobody watches: what it says goes to a file. */
function say(p: P, text: string): void {
  p.out(text)
  if (p.terminal.id === p.node) return
  const { files } = machineOf(p.world, p.node)
  files.initLog = `${files.initLog ?? ''}${text}`.split('\n').slice(-LOG_LINES).join('\n')
}

const USAGE = 'Usage: /etc/init.d/ganeti {start|stop|force-reload|restart|status}\n'

function begin(p: P) {
  const action = p.argv[1] ?? 'start'
  if (!['start', 'stop', 'restart', 'force-reload', 'status'].includes(action)) {
    p.err(USAGE)
    return exit(1)
  }
  const only = p.argv[2] ?? ''
  if (only !== '' && !p.behaviour.startOrder.some((daemon) => daemon === only)) {
    p.err(`Unknown daemon name '${only}'\n`)
    return exit(1)
  }
  p.vars.only = only
  if (action === 'status') return status(p)
  if (!machineOf(p.world, p.node).files.ssconf) {
    p.out('Incomplete configuration, will not run.\n')
    return exit(0)
  }
  p.vars.restarting = action !== 'start' && action !== 'stop'
  const doing = p.vars.restarting ? 'Restarting' : action === 'start' ? 'Starting' : 'Stopping'
  say(p, `${doing} Ganeti cluster:${only === '' ? '' : ` ${only}`}`)
  return { next: 'goto', then: action === 'start' ? 'start all' : 'stop all' } as const
}

/** The daemons it is about, in the order in which they start. */
const chosen = (p: P): Daemon[] =>
  p.behaviour.startOrder.filter((daemon) => p.vars.only === '' || daemon === p.vars.only)

function status(p: P) {
  const seen = daemonsSeen(p.world, p.node)
  let code = 0
  for (const daemon of chosen(p)) {
    const running = isUp(machineOf(p.world, p.node)) && seen.includes(daemon)
    p.out(running ? `${daemon} is running.\n` : `${daemon} is not running ... failed!\n`)
    if (!running) code = 3
  }
  return exit(code)
}

export const init = defineProgram({
  vars: VARS,
  shows: (vars) => ({ ...showsStart(vars), handlesDaemons: true }),
  steps: [
    {
      begin,
      'stop all': (p) => {
        p.vars.left = chosen(p).reverse()
        // It starts when it is asked for, and is stopped here.
        const onDemand = p.vars.only === '' && p.behaviour.distribution === 'in the background'
        if (onDemand) say(p, 'ganeti-metad...done.\n')
      },
      stop: (p) => {
        const [daemon, ...rest] = p.vars.left
        if (!daemon) return { next: 'goto', then: 'stopped' }
        p.vars.left = rest
        stopDaemon(p.world, p.node, daemon)
        say(p, `${daemon}...done.\n`)
        return { next: 'sleep', ms: STOP_MS, then: 'stop' }
      },
      stopped: (p) => (p.vars.restarting ? undefined : exit(0)),
      'start all': (p) => {
        p.vars.left = chosen(p)
      },
      start: (p) => {
        const [daemon, ...rest] = p.vars.left
        if (!daemon) return exit(0)
        p.vars.left = rest
        p.vars.starting = daemon
        say(p, `${daemon}...`)
      },
    },
    startSteps<typeof VARS>((p, text) => {
      if (text !== '') say(p, text)
    }),
    {
      report: (p) => {
        const { status: code, message } = p.vars
        if (message !== '') say(p, `${message}\n`)
        if (code === 0) say(p, 'done.\n')
        else if (code === NOT_MASTER) say(p, 'done (not master).\n')
        else say(p, `failed (exit code ${code}).\n`)
        return { next: 'goto', then: 'start' }
      },
    },
  ],
})
