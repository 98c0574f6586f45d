import { ctime } from '../lib/clock.ts'
import { own } from '../lib/own.ts'
import { defineProgram, exit, type Program } from '../sim/run/program.ts'
import { clockOf } from '../sim/world.ts'

/** Programs that run another line: the line goes through a shell of its own. */

const WIDTH = 80

/** A word as it has to be typed to be that word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** The words as a line that a shell reads as these words. */
export const lineOf = (words: readonly string[]): string => words.map(quoted).join(' ')

interface WatchVars {
  line: string
  everyMs: number
  titled: boolean
  shown: boolean
}

/** watch: runs a line again and again, each time on a cleared screen, until Ctrl-C. */
export const watch: Program = defineProgram<WatchVars>({
  vars: { line: '', everyMs: 2000, titled: true, shown: false },
  shows: ({ shown }) => ({ lasting: shown }),
  steps: {
    read: (p) => {
      const args = p.argv.slice(1)
      let at = 0
      let seconds = 2
      for (; args[at]?.startsWith('-'); at++) {
        const arg = args[at] ?? ''
        const given = /^(?:-n|--interval=?)(.*)$/.exec(arg)
        if (given) seconds = Number(given[1] === '' ? args[++at] : given[1])
        else if (/^-\w*t|^--no-title$/.test(arg)) p.vars.titled = false
        else if (!/^-[dgbecx]+$|^--(?:differences|color)/.test(arg)) {
          p.err(
            `watch: invalid option -- '${arg.replace(/^-+/, '')}'\n\nUsage:\n watch [options] command\n`,
          )
          return exit(1)
        }
      }
      if (at >= args.length) {
        p.err('Usage:\n watch [options] command\n')
        return exit(1)
      }
      if (!Number.isFinite(seconds)) {
        p.err(`watch: failed to parse argument: '${args[at - 1]}'\n`)
        return exit(1)
      }
      p.vars.line = args.slice(at).join(' ')
      p.vars.everyMs = Math.max(Math.round(seconds * 1000), 100)
      return undefined
    },
    run: (p) => ({
      next: 'run',
      argv: ['bash', '-c', p.vars.line],
      capture: true,
      errors: 'joined',
    }),
    show: (p) => {
      if (p.child?.interrupted || p.child?.exit === 130) return exit(0)
      const left = `Every ${(p.vars.everyMs / 1000).toFixed(1)}s: ${p.vars.line}`
      const right = `${p.node.split('.')[0]}: ${ctime(clockOf(p.world))}`
      const room = Math.max(WIDTH - right.length, left.length + 2)
      p.screen('clear')
      p.vars.shown = true
      p.out(`${p.vars.titled ? `${left.padEnd(room)}${right}\n\n` : ''}${p.child?.stdout ?? ''}`)
      return { next: 'sleep', ms: p.vars.everyMs, then: 'run' }
    },
  },
  interrupt: () => 0,
})

const digits = (n: number, width: number): string => String(n).padStart(width, '0')

const minutes = (ms: number): string =>
  `${Math.floor(ms / 60000)}m${Math.floor((ms % 60000) / 1000)}.${digits(ms % 1000, 3)}s`

/** time: how much simulated time a command takes. */
export const time: Program = defineProgram({
  vars: { since: 0 },
  steps: {
    run: (p) => {
      p.vars.since = p.world.now
      return { next: 'run', argv: ['bash', '-c', lineOf(p.argv.slice(1))], stdin: p.stdin }
    },
    tell: (p) => {
      p.err(`\nreal\t${minutes(p.world.now - p.vars.since)}\nuser\t0m0.000s\nsys\t0m0.000s\n`)
      return exit(p.child?.exit ?? 0)
    },
  },
})

/** sudo, nice, nohup, setsid …: the command itself; `setsid` also takes it off its terminal. */
export const through: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const words = p.argv.slice(1)
      const from = words.findIndex((word) => !word.startsWith('-'))
      if (from < 0) {
        p.err(`usage: ${p.argv[0]} command [arguments]\n`)
        return exit(1)
      }
      return { next: 'run', argv: ['bash', '-c', lineOf(words.slice(from))], stdin: p.stdin }
    },
    end: (p) => exit(p.child?.exit ?? 0),
  },
})

/** service NAME ACTION: the init script of Ganeti; the other services of a node have none here. */
export const service: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const [name, action = ''] = p.argv.slice(1)
      if (name === undefined) {
        p.err(
          'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n',
        )
        return exit(1)
      }
      if (name !== 'ganeti') {
        p.err(`${name}: unrecognized service\n`)
        return exit(1)
      }
      return { next: 'run', argv: ['bash', '-c', lineOf(['/etc/init.d/ganeti', action])] }
    },
    end: (p) => exit(p.child?.exit ?? 0),
  },
})

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 }

/** A time as sleep and timeout read it, in milliseconds: 20, 0.5, 2m. Undefined if it is not a time. */
export function durationMs(word: string): number | undefined {
  const m = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(word)
  return m ? Math.round(Number(m[1]) * 1000 * (own(UNITS, m[2] ?? '') ?? 1)) : undefined
}

/** `sleep`: lets simulated time pass. Takes the suffixes s, m and h, and adds several arguments up. */
export const sleep: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const args = p.argv.slice(1)
      const again = "Try 'sleep --help' for more information.\n"
      let ms = 0
      for (const arg of args) {
        const each = durationMs(arg)
        if (each === undefined) {
          p.err(`sleep: invalid time interval '${arg}'\n${again}`)
          return exit(1)
        }
        ms += each
      }
      if (args.length === 0) {
        p.err(`sleep: missing operand\n${again}`)
        return exit(1)
      }
      return { next: 'sleep', ms }
    },
    end: () => exit(0),
  },
})

/** `clear`: empties the screen of the terminal. */
export const clear: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      p.screen('clear')
      return exit(0)
    },
  },
})
