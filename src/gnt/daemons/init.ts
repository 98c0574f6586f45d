/**
 * The init script: starts and stops a node's daemons at boot and for `service ganeti …`. Words as
 * Debian's script says them. Source: doc/examples/ganeti.initd, daemons/daemon-util.
 */

import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { isUp } from '../../sim/cluster/machine.ts'
import type { Daemon } from '../../sim/releases.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { sleep } from '../../sim/run/flow.ts'
import { forEach, when } from '../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  type ProgramContext,
  type ProgramNext,
  type ProgramPart,
} from '../../sim/run/program.ts'
import { isRead, machineOf } from '../../sim/world.ts'
import { daemonsSeen, NOT_MASTER, STARTING, showsStart, startSteps } from './start.ts'

const VARS = {
  ...STARTING,
  stops: false,
  starts: false,
  only: '',
  /** Why the first daemon that failed did not start; null: none failed. */
  failed: null as FailureCause | null,
}
type P = ProgramContext<typeof VARS>

const STOP_MS = 150
const LOG_LINES = 60

/** At boot no one watches: what it says goes to a file. */
function say(p: P, text: string): void {
  p.out(text)
  if (isRead(p.terminal) && p.terminal.node === p.node) return
  const { files } = machineOf(p.world, p.node)
  files.initLog = `${files.initLog ?? ''}${text}`.split('\n').slice(-LOG_LINES).join('\n')
}

const USAGE = 'Usage: /etc/init.d/ganeti {start|stop|force-reload|restart|status}\n'

function begin(p: P): ProgramNext | undefined {
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
  p.vars.stops = action !== 'start'
  p.vars.starts = action !== 'stop'
  const doing = !p.vars.stops ? 'Starting' : p.vars.starts ? 'Restarting' : 'Stopping'
  say(p, `${doing} Ganeti cluster:${only === '' ? '' : ` ${only}`}`)
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

const stopAll: ProgramPart<typeof VARS> = [
  {
    stopOnDemand: (p) => {
      // It starts when it is asked for, and is stopped here.
      const onDemand = p.vars.only === '' && p.behaviour.distribution === 'in the background'
      if (onDemand) say(p, 'ganeti-metad...done.\n')
    },
  },
  forEach(
    'daemons to stop',
    (p) => chosen(p).reverse(),
    (daemon) => ({
      stop: (p) => {
        stopDaemon(p.world, p.node, daemon(p))
        say(p, `${daemon(p)}...done.\n`)
        return sleep(STOP_MS)
      },
    }),
  ),
]

const startAll: ProgramPart<typeof VARS> = forEach('daemons to start', chosen, (daemon) => [
  {
    start: (p) => {
      p.vars.starting = daemon(p)
      say(p, `${daemon(p)}...`)
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
      else {
        say(p, `failed (exit code ${code}).\n`)
        p.vars.failed ??= p.vars.cause
      }
    },
  },
])

export const init = defineProgram<typeof VARS>({
  vars: VARS,
  shows: (vars) => ({ ...showsStart(vars), handlesDaemons: true }),
  steps: [
    { begin },
    when('it stops', (p) => p.vars.stops, stopAll),
    when('it starts', (p) => p.vars.starts, startAll),
    // The script ends well all the same.
    { end: (p) => exit(0, p.vars.failed ?? undefined) },
  ],
})
