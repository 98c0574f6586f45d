/**
 * /usr/lib/ganeti/daemon-util: starts and stops single daemons. Source: daemons/daemon-util.in; for the
 * questions before a start without votes lib/server/masterd.py and src/Ganeti/Daemon/Utils.hs.
 */

import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { runs } from '../../sim/cluster/machine.ts'
import type { Daemon, Release } from '../../sim/releases.ts'
import { ask, defineProgram, exit, type ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { STARTING, showsStart, startSteps } from './start.ts'

/** Whether a start without votes is asked about, or refused without the second flag. */
const ASKS_ABOUT_NO_VOTING: Record<Release, boolean> = { '2.11': true, '2.12': false, '3.0': false }

const ACTIONS = {
  start: 'one',
  stop: 'one',
  check: 'one',
  'check-and-start': 'one',
  'is-daemon-name': 'one',
  'start-master': 'all',
  'stop-master': 'all',
  'start-all': 'all',
  'stop-all': 'all',
  'list-start-daemons': 'all',
  'list-stop-daemons': 'all',
} as const

const VARS = { ...STARTING, left: [] as Daemon[] }
type P = ProgramContext<typeof VARS>

const fail = (p: P, text: string) => {
  p.err(`${text}\n`)
  return exit(1)
}

const isDaemon = (p: P, name: string): name is Daemon =>
  p.behaviour.startOrder.some((daemon) => daemon === name)

/** Daemons the action is about, in its order. */
function concerned(p: P, action: string): Daemon[] {
  const { startOrder, masterDaemons } = p.behaviour
  const forward = action.endsWith('-master')
    ? startOrder.filter((d) => masterDaemons.includes(d))
    : [...startOrder]
  return action.startsWith('stop') || action === 'list-stop-daemons' ? forward.reverse() : forward
}

function begin(p: P) {
  const [, action, name = ''] = p.argv
  if (action === undefined) return fail(p, 'Usage: /usr/lib/ganeti/daemon-util <action>')
  if (action.includes('_')) return fail(p, 'Command must not contain underscores')
  if (!Object.hasOwn(ACTIONS, action)) return fail(p, `Unknown command: ${action}`)
  if (ACTIONS[action as keyof typeof ACTIONS] === 'all') {
    p.vars.left = concerned(p, action)
  } else {
    if (name === '') return fail(p, 'Missing daemon name.')
    if (!isDaemon(p, name)) return fail(p, `Unknown daemon name '${name}'`)
    p.vars.left = [name]
    p.vars.typed = p.argv.slice(3).join(' ')
  }
  return act(p, action)
}

function act(p: P, action: string) {
  const running = (daemon: Daemon) => runs(machineOf(p.world, p.node), daemon)
  const [first] = p.vars.left
  if (action.startsWith('list-')) for (const daemon of p.vars.left) p.out(`${daemon}\n`)
  if (action.startsWith('stop')) for (const d of p.vars.left) stopDaemon(p.world, p.node, d)
  if (action === 'check') return exit(first && running(first) ? 0 : 1)
  if (action === 'check-and-start' && first && running(first)) return exit(0)
  if (!action.includes('start') || action === 'list-start-daemons')
    return { next: 'sleep', ms: 80, then: 'end' } as const
  return undefined
}

/** --no-voting, and what the release makes of it. */
function readFlags(p: P) {
  const votes = p.vars.left.some((d) => p.behaviour.votingDaemons.includes(d))
  const go = { next: 'goto', then: 'next' } as const
  if (!p.argv.includes('--no-voting') || !votes) return go
  p.vars.noVoting = true
  if (p.argv.includes('--yes-do-it')) return go
  if (!ASKS_ABOUT_NO_VOTING[p.world.release])
    return fail(
      p,
      'The no-voting option is dangerous and cannot be given without providing yes-do-it as well.',
    )
  p.tty("The 'no voting' option has been selected.\n")
  return ask("This is dangerous, please confirm by typing uppercase 'yes': ")
}

export const daemonUtil = defineProgram({
  vars: VARS,
  shows: (vars) => ({ ...showsStart(vars), handlesDaemons: true }),
  steps: [
    {
      begin,
      readFlags,
      obey: (p) => {
        if (p.answer?.kind === 'text' && p.answer.text === 'YES') return
        return fail(p, 'Aborting.')
      },
      next: (p) => {
        const [daemon, ...rest] = p.vars.left
        if (!daemon) return { next: 'goto', then: 'end' }
        p.vars.left = rest
        p.vars.starting = daemon
      },
    },
    startSteps<typeof VARS>((p, text) => {
      if (text !== '') p.err(text)
    }),
    {
      report: (p) => {
        const { status, message } = p.vars
        if (message !== '') p.err(`${message}\n`)
        const single = p.argv[1] === 'start' || p.argv[1] === 'check-and-start'
        if (single) return exit(status)
        // Not being the master is no failure when everything is started.
        if (status !== 0 && status !== 11) return fail(p, `exit code ${status}`)
        return { next: 'goto', then: 'next' }
      },
      end: () => exit(0),
    },
  ],
})
