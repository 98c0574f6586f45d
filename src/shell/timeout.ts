import { defineProgram, exit, type Program } from '../sim/run/program.ts'
import { durationMs, lineOf } from './wrappers.ts'

const HINT = "Try 'timeout --help' for more information.\n"

/** The status of timeout itself when it cannot begin, and of a command whose time was over. */
const FAILED = 125
const TIMED_OUT = 124

/** timeout: a command that ends when its time is over. What it asked the master for goes on. */
export const timeout: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const words = p.argv.slice(1)
      while (words[0]?.startsWith('-')) {
        const option = words.shift() ?? ''
        if (option === '-s' || option === '-k') words.shift()
        else if (
          !/^-(?:[sk].+|v|-(?:signal|kill-after)=.+|-foreground|-preserve-status)$/.test(option)
        ) {
          p.err(`timeout: invalid option -- '${option.replace(/^-+/, '')}'\n${HINT}`)
          return exit(FAILED)
        }
      }
      const [duration, ...command] = words
      if (duration === undefined || command.length === 0) {
        p.err(`timeout: missing operand\n${HINT}`)
        return exit(FAILED)
      }
      const ms = durationMs(duration)
      if (ms === undefined) {
        p.err(`timeout: invalid time interval ‘${duration}’\n${HINT}`)
        return exit(FAILED)
      }
      return {
        next: 'run',
        argv: ['bash', '-c', lineOf(command)],
        stdin: p.stdin,
        ...(ms > 0 ? { limit: { ms, status: TIMED_OUT } } : {}),
      }
    },
    end: (p) => exit(p.child?.exit ?? 0),
  },
})
