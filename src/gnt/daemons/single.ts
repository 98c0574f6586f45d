/**
 * /usr/lib/ganeti/daemon-util: starts and stops single daemons. Source: daemons/daemon-util.in; for the
 * questions before a start without votes lib/server/masterd.py and src/Ganeti/Daemon/Utils.hs.
 */

import { own } from '../../lib/own.ts'
import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { byRelease, type Daemon } from '../../sim/releases.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { sleep } from '../../sim/run/flow.ts'
import { forEach, when } from '../../sim/run/parts.ts'
import {
  ask,
  defineProgram,
  exit,
  type ProgramContext,
  type ProgramNext,
} from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { NOT_MASTER, STARTING, showsStart, startSteps } from './start.ts'

/** Whether a start without votes is asked about, or refused without the second flag. */
const asksAboutNoVoting = byRelease({ '2.11': true, '2.12': false })

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

const VARS = { ...STARTING, daemons: [] as Daemon[] }
type P = ProgramContext<typeof VARS>

const fail = (
  p: P,
  text: string,
  cause: FailureCause | null = { is: 'usage', word: 'daemon-util' },
) => {
  p.err(`${text}\n`)
  return exit(1, cause ?? undefined)
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

function begin(p: P): ProgramNext | undefined {
  const [, action, name = ''] = p.argv
  if (action === undefined) return fail(p, 'Usage: /usr/lib/ganeti/daemon-util <action>')
  if (action.includes('_')) return fail(p, 'Command must not contain underscores')
  const scope = own(ACTIONS, action)
  if (scope === undefined) return fail(p, `Unknown command: ${action}`)
  if (scope === 'all') {
    p.vars.daemons = concerned(p, action)
  } else {
    if (name === '') return fail(p, 'Missing daemon name.')
    if (!isDaemon(p, name)) return fail(p, `Unknown daemon name '${name}'`)
    p.vars.daemons = [name]
    p.vars.typed = p.argv.slice(3).join(' ')
  }
  return act(p, action)
}

function act(p: P, action: string): ProgramNext | undefined {
  const running = (daemon: Daemon) => runs(machineOf(p.world, p.node), daemon)
  const { daemons } = p.vars
  const [first] = daemons
  if (action.startsWith('list-')) for (const daemon of daemons) p.out(`${daemon}\n`)
  if (action.startsWith('stop')) for (const daemon of daemons) stopDaemon(p.world, p.node, daemon)
  if (action === 'check') return exit(first && running(first) ? 0 : 1)
  if (action === 'check-and-start' && first && running(first)) return exit(0)
}

const starts = ({ argv: [, action = ''] }: P): boolean =>
  action.includes('start') && action !== 'list-start-daemons'

const isForced = (p: P): boolean => p.argv.includes('--yes-do-it')

/** --no-voting, and what the release makes of it. */
function readFlags(p: P): ProgramNext | undefined {
  const votes = p.vars.daemons.some((d) => p.behaviour.votingDaemons.includes(d))
  if (!p.argv.includes('--no-voting') || !votes) return
  p.vars.noVoting = true
  if (!isForced(p) && !asksAboutNoVoting(p))
    return fail(
      p,
      'The no-voting option is dangerous and cannot be given without providing yes-do-it as well.',
      { is: 'no voting' },
    )
}

export const daemonUtil = defineProgram<typeof VARS>({
  vars: VARS,
  shows: (vars) => ({ ...showsStart(vars), handlesDaemons: true }),
  steps: [
    { begin },
    when('nothing starts', (p) => !starts(p), { rest: () => sleep(80), end: () => exit(0) }),
    { readFlags },
    when('it asks about no voting', (p) => p.vars.noVoting && !isForced(p), {
      askAboutNoVoting: (p) => {
        p.tty("The 'no voting' option has been selected.\n")
        return ask("This is dangerous, please confirm by typing uppercase 'yes': ")
      },
      obey: (p) =>
        p.answer?.kind === 'text' && p.answer.text === 'YES'
          ? undefined
          : fail(p, 'Aborting.', null),
    }),
    forEach(
      'daemons',
      (p) => p.vars.daemons,
      (daemon) => [
        {
          start: (p) => {
            p.vars.starting = daemon(p)
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
            if (single) return exit(status, p.vars.cause ?? undefined)
            // Not being the master is no failure when everything is started.
            if (status !== 0 && status !== NOT_MASTER)
              return fail(p, `exit code ${status}`, p.vars.cause)
          },
        },
      ],
    ),
  ],
})
