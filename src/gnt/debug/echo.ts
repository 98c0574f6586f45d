/**
 * gnt-debug wconfd and metad: commands for two daemons by hand. Manual: gnt-debug(8), WCONFD, METAD. Source:
 * lib/client/gnt_debug.py (Wconfd, Metad).
 */
import { own } from '../../lib/own.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { failure } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { metad as metadSpec, wconfd as wconfdSpec } from '../declared/debug.ts'
import { pythonStr } from '../query/python.ts'
import type { CommandSpec } from '../spec.ts'
import { lockStates } from './locks.ts'

type Client = ClientContext<object>

/** Answers one command: how many words follow it, what the complaint is otherwise, and what is printed. */
interface Call {
  words: 0 | 1
  complaint: string
  answer: (p: Client, word: string) => string
}

const ECHO: Call = {
  words: 1,
  complaint: "Command 'echo' takes only precisely argument.",
  answer: (_p, word) => `Answer: ${word}`,
}

/** What the configuration daemon is asked by hand. Locks are asked for as an owner that no job is. */
const WCONFD: Readonly<Record<string, Call>> = {
  echo: ECHO,
  cleanuplocks: {
    words: 0,
    complaint: "Command 'cleanuplocks' takes no arguments.",
    answer: () => 'Stale locks cleaned up.',
  },
  listalllocks: {
    words: 0,
    complaint: "Command 'listalllocks' takes no arguments.",
    answer: (p) => `Answer: ${pythonStr(lockStates(p).map(({ name }) => name))}`,
  },
  flushconfig: {
    words: 0,
    complaint: "Command 'flushconfig' takes no arguments.",
    answer: () => 'Configuration flushed.',
  },
}

const METAD: Readonly<Record<string, Call>> = { echo: ECHO }

/** The daemon cannot read how this command names a job (wconfdcontext without a process number). */
const listLocks = (p: Client): ProgramNext => {
  const [, job = ''] = p.vars.args
  if (p.vars.args.length !== 2)
    return failure(p, "Command 'listlocks' takes precisely one argument.")
  if (!/^[+-]?\d+$/.test(job))
    return failure(p, `ValueError: invalid literal for int() with base 10: '${job}'`)
  return failure(
    p,
    `Unhandled Ganeti error: RPC input: malformed client id: JSArray [JSRational False (${Number(job)} % 1),JSString (JSONString {fromJSString = "/var/run/ganeti/livelocks/masterd_1"})]`,
  )
}

const calling =
  (calls: Readonly<Record<string, Call>>) =>
  (p: Client): ProgramNext => {
    const [name = '', ...words] = p.vars.args
    if (calls === WCONFD && name === 'listlocks') return listLocks(p)
    const call = own(calls, name)
    if (!call) return failure(p, `Command '${name}' not supported`)
    if (words.length !== call.words) return failure(p, call.complaint)
    p.out(`${call.answer(p, words[0] ?? '')}\n`)
    return exit(0)
  }

const talkTo = (spec: CommandSpec, calls: Readonly<Record<string, Call>>) =>
  defineCommand({
    spec,
    where: 'master',
    queriesOnly: true,
    vars: {},
    steps: { call: calling(calls) },
  })

/** `gnt-debug wconfd`: echo, the locks, and writing the configuration out. */
export const wconfd = talkTo(wconfdSpec, WCONFD)
/** `gnt-debug metad`: echo alone. */
export const metad = talkTo(metadSpec, METAD)
