import { reach } from '../../sim/net.ts'
import type { Release } from '../../sim/releases.ts'
import type { Process } from '../../sim/run/process.ts'
import { defineProgram, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { exitProcess } from '../../sim/run/terminals.ts'
import { setAlarm } from '../../sim/world.ts'
import { clientVarsOf, type SshVars } from './ssh.ts'

/**
 * What is left of an `ssh` session when the other node is silent: nothing that is typed has an effect, Ctrl-C
 * neither, until the kernel gives up what was sent. Only ssh's own escape, ~., ends it at once.
 */

/** Name of the program. */
export const SILENCE = 'ssh (silence)'

/** How long the kernel sends again what no one confirms (tcp_retries2). */
const GIVE_UP_MS = 924_000
/** How an operator of each release's time sees it end. */
const BROKEN: Record<Release, string> = {
  '2.11': 'Write failed: Broken pipe',
  '2.12': 'Write failed: Broken pipe',
  '3.0': 'client_loop: send disconnect: Broken pipe',
}

interface SilenceVars {
  /** Position of what it hides, or of itself where that is gone. */
  at: number
  /** When the kernel gives up; null: nothing was typed yet. */
  until: number | null
}
type P = ProgramContext<SilenceVars>

const clientOf = (p: P): Process | undefined => p.terminal.stack[p.vars.at - 1]

const varsOf = (p: P): SshVars | undefined => {
  const client = clientOf(p)
  return client && clientVarsOf(client)
}

/** Ends the session; `why` is ssh's last word where the connection broke. */
function end(p: P, why: string | null): undefined {
  const vars = varsOf(p)
  const first = p.terminal.stack[p.vars.at]
  if (why !== null) p.err(`${why}\n`)
  if (vars) vars.ended = why === null ? 'escaped' : 'broken'
  if (first) exitProcess(p.terminal, first, 255)
  return undefined
}

/** Whether the node answers again but has lost the session. */
function isReset(p: P): boolean {
  const target = varsOf(p)?.target
  const lost = p.terminal.stack[p.vars.at] === p.process
  return lost && target !== undefined && reach(p.world, p.node, target) === 'ok'
}

/** `SILENCE`: what stands over a session whose other node does not answer. */
export const silence: Program = defineProgram<SilenceVars>({
  vars: { at: 0, until: null },
  shows: () => ({ lasting: true }),
  steps: {
    wait: () => ({ next: 'ask', prompt: '' }),
    typed: (p) => {
      const text = p.answer?.kind === 'text' ? p.answer.text : ''
      if (text.trim() === '~.') return end(p, null)
      if (isReset(p)) return end(p, BROKEN[p.world.release])
      const { now } = p.world
      if (p.vars.until !== null && now >= p.vars.until) return end(p, BROKEN[p.world.release])
      if (p.vars.until === null) setAlarm(p.world, now + GIVE_UP_MS, { kind: 'wake' })
      p.vars.until ??= now + GIVE_UP_MS
      return { next: 'goto', then: 'wait' }
    },
  },
  // A line that ssh runs has no terminal over there: Ctrl-C ends ssh itself.
  deaf: (p) => varsOf(p)?.line === '',
  interrupt: (p) => {
    end(p, null)
    return 130
  },
})
