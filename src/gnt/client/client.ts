import { fill } from '../../lib/text/wrap.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { runs } from '../../sim/cluster/machine.ts'
import type { Job, OpResult } from '../../sim/jobs/job.ts'
import { PRIORITY } from '../../sim/jobs/submit.ts'
import { type Behaviour, byRelease, type Daemon } from '../../sim/releases.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { sleep } from '../../sim/run/flow.ts'
import { type Submission, type Submittable, withParams } from '../../sim/run/opcode.ts'
import { again, block, leave, repeat } from '../../sim/run/parts.ts'
import { ask, exit, follow, type ProgramNext } from '../../sim/run/program.ts'
import { isRead, machineOf, type World } from '../../sim/world.ts'
import type { ClientContext, ClientSteps, Parsed } from '../command.ts'
import { logCommand } from './command-log.ts'

/** What every gnt-* client does: find the master, ask, submit, follow, report. Source: lib/cli.py. */

const QUESTION_WIDTH = 70
/** Less than a real client takes, so that the picture answers a key press at once. */
const START_UP_MS = 30
/** How long a client tries to reach the daemon's socket (luxi's connect time-out). */
export const CONNECT_MS = 30_000

/** Why no daemon answers, per release. Exit status 1. */
const NO_MASTERD =
  'Cannot communicate with the master daemon.\nIs the process running and listening for connections?\n'
const NO_LUXID =
  'Timeout while talking to the master daemon. Jobs might have been submitted and will continue to run even if the call timed out. Useful commands in this situation are "gnt-job list", "gnt-job cancel" and "gnt-job watch". Error:\nConnect timed out\n'

const notMaster = (p: ClientContext<object>, master: NodeName): ProgramNext =>
  failure(
    p,
    prereqText({
      class: 'wrong_input',
      text: `This is not the master node, please connect to node '${master}' and rerun the command`,
    }),
    { is: 'not master', node: master },
  )

/** Finds the master by this node's own files, and waits for the daemons that `needed` names. */
const reach = (needed: (behaviour: Behaviour) => readonly Daemon[]): ClientSteps<object> =>
  block('reach the master', {
    startUp: () => sleep(START_UP_MS),
    findMaster: (p) => {
      const machine = machineOf(p.world, p.node)
      const { ssconf } = machine.files
      if (!ssconf)
        return failure(
          p,
          prereqText({
            class: 'wrong_input',
            text: 'Cluster not initialized or this machine is not part of a cluster',
          }),
          { is: 'no cluster' },
        )
      // Who gets a connection does not look at the files: a master among two is talked to.
      const acting = runs(machine, p.behaviour.jobDaemon)
      if (!acting && ssconf.masterNode !== p.node) return notMaster(p, ssconf.masterNode)
      // The files of an old master that came back are old, but its daemon has asked the others.
      const { outvotedFor } = machine
      if (p.behaviour.clientsHearAtOnce && outvotedFor) return notMaster(p, outvotedFor)
      const dead = needed(p.behaviour).find((daemon) => !runs(machine, daemon))
      if (dead === undefined) return leave()
      return p.behaviour.clientsHearAtOnce
        ? failure(p, NO_MASTERD, { is: 'daemon down', node: p.node, word: dead })
        : sleep(CONNECT_MS)
    },
    giveUp: (p) => {
      const machine = machineOf(p.world, p.node)
      const word = p.behaviour.queryDaemon
      return runs(machine, word)
        ? undefined
        : failure(p, NO_LUXID, { is: 'daemon down', node: p.node, word })
    },
  })

/** Steps in front of every command that talks to the master's daemons, by what it wants of them. */
export const reachMaster: Record<'jobs' | 'queries', ClientSteps<object>> = {
  jobs: reach(({ jobDaemon, queryDaemon }) => [jobDaemon, queryDaemon]),
  queries: reach(({ queryDaemon }) => [queryDaemon]),
}

/**
 * Prints an error and ends with status 1. A missing line end is added. `cause`: why, where it is not that the options do
 * not fit; null: a job has failed, and says it.
 */
export const failure = <V>(
  p: ClientContext<V>,
  text: string,
  cause: FailureCause | null = { is: 'options' },
  code = 1,
): ProgramNext => {
  logCommand(p, text)
  p.err(text.endsWith('\n') ? text : `${text}\n`)
  return exit(code, cause ?? undefined)
}

/** Ganeti's frame around a refusal, with a line break at its end; some classes have another frame, or none. */
export const prereqText = (refusal: { class: string; text: string }): string => {
  if (refusal.class === 'invalid_tag') return `Failure: invalid tag(s) given:\n${refusal.text}\n`
  const type =
    refusal.class === 'unclassified' ? '' : `error type: ${refusal.class}, error details:\n`
  return `Failure: prerequisites not met for this operation:\n${type}${refusal.text}\n`
}

/** Ends a client that refuses what was typed, before any job was submitted. `text` has no frame around it. */
export const refusal = <V>(p: ClientContext<V>, text: string, cause?: FailureCause): ProgramNext =>
  failure(p, prereqText({ class: 'wrong_input', text }), cause)

/** Line breaks at the end of what a program printed are not shown (cli.FormatError). */
const trimmed = (text: string): string => text.replace(/\n+$/, '')

/** An error of its own since jobs are processes, which no client knows a word for. */
const canceledText = byRelease({
  '2.11': 'Failure: command execution error:\nJob was canceled\n',
  '3.0': 'Unhandled Ganeti error: Job was canceled\n',
})

/** How a job's result reads on the terminal; empty for success. */
export const resultText = (on: { world: World }, result: OpResult): string => {
  if (result.ok) return ''
  switch (result.kind) {
    case 'prereq':
      return prereqText(result)
    case 'exec':
      return `Failure: command execution error:\n${trimmed(result.text)}\n`
    case 'died':
      return `Failure: command execution error:\n${trimmed(result.text)}\n`
    case 'corrupt':
      return `Corrupt configuration file: ${result.text}\nAborting.\n`
    case 'parameter':
      return `Parameter Error: ${result.text}\n`
    case 'unhandled':
      return `Unhandled Ganeti error: ${result.text}\n`
    case 'canceled':
      return canceledText(on)
  }
}

/** The first opcode of a job that did not succeed; the last one's result otherwise. */
export const outcomeOf = (job: Job): OpResult =>
  job.ops.find((op) => op.result && !op.result.ok)?.result ??
  job.ops.at(-1)?.result ?? { ok: true, value: null }

/** What an opcode ended with; null when it did not succeed, or when there is no such job. */
export const resultOf = <P extends object, R>(
  _opcode: Submittable<P, R>,
  job: Job | undefined,
): R | null => {
  const outcome = job && outcomeOf(job)
  // The result went through the World as JSON; `defineOpcode` held its steps to the type.
  return outcome?.ok ? (outcome.value as R) : null
}

/** What `?` explains about the two answers. */
interface Choices {
  y: string
  n: string
}

const YES_OR_NO: Choices = { y: 'Perform the operation', n: 'Do not perform the operation' }

/**
 * Asks until y or n comes. `question` may be null: nothing is asked; a list of
 * lines is shown as it is. "no" ends the program with `otherwise`. The first two characters of a line
 * count, the rest of it is lost with the next question: "yes" and "no" are asked again.
 */
export const confirm = <V>(
  name: string,
  question: (p: ClientContext<V>) => string | readonly string[] | null,
  otherwise = 1,
  choices: Choices = YES_OR_NO,
): ClientSteps<V> =>
  repeat(name, {
    [`${name}: ask`]: (p) => {
      const text = question(p)
      if (text === null) return leave()
      if (!hasTerminal(p)) return exit(otherwise)
      p.tty(`${wrapped(text)}\n`)
      return ask('y/[n]/?: ')
    },
    [`${name}: read`]: (p) => {
      const typed = p.answer?.kind === 'text' ? p.answer.text : ''
      const letters = typed.slice(0, 2).trim().toLowerCase()
      if (letters === 'y') return leave()
      if (letters === 'n') return exit(otherwise)
      if (letters === '?') p.tty(` y - ${choices.y}\n n - ${choices.n}\n\n`)
      return again()
    },
  })

/** Questions go to the terminal itself, past pipes; cron and `setsid` leave a program without one. */
const hasTerminal = <V>(p: ClientContext<V>): boolean =>
  isRead(p.terminal) && !p.terminal.stack.some((process) => process.argv[0] === 'setsid')

/** Lines that come as a list are laid out already. */
const wrapped = (text: string | readonly string[]): string =>
  typeof text === 'string'
    ? text
        .split('\n')
        .map((line) => fill(line, QUESTION_WIDTH))
        .join('\n')
    : text.join('\n')

interface Following {
  jobId: number
}

/** Variables that `submitAndFollow` needs. */
export const FOLLOWING: Following = { jobId: 0 }

/** Parameters as a command gives them: `--dry-run` is every command's, and added to all. */
export type Given<P> = Omit<P, 'dryRun'>

/**
 * Submits one job of one opcode, shows its log and reports how it ended (SubmitOrSend). Honours --submit,
 * --print-jobid and --dry-run. After success the steps that follow run; without any the program ends with 0.
 */
export const submitOpcode = <V extends Following, P extends { dryRun: boolean }, R>(
  opcode: Submittable<P, R>,
  params: (line: Parsed, p: ClientContext<V>) => Given<P>,
): ClientSteps<V> =>
  submitAndFollow((p) => [
    withParams(opcode as Submittable<object>, {
      ...params(p.vars, p),
      dryRun: p.vars.options.dry_run === true,
    }),
  ])

/**
 * Submits one job, shows its log and reports how it ended (SubmitOrSend). Honours --submit and
 * --print-jobid. After success the steps that follow run; without any the program ends with 0.
 */
export const submitAndFollow = <V extends Following>(
  build: (p: ClientContext<V>) => Submission['ops'],
): ClientSteps<V> => ({
  submit: (p) => {
    const { options } = p.vars
    const [id] = p.submit([{ ops: build(p), priority: priorityOf(p.vars) }])
    p.vars.jobId = id ?? 0
    if (options.print_jobid === true) p.out(`${id}\n`)
    if (options.submit_only === true) {
      p.out(`JobID: ${id}\n`)
      return exit(0)
    }
    return follow(p.vars.jobId)
  },
  report: (p) => {
    const job = p.world.jobs[p.vars.jobId]
    const text = job ? resultText(p, outcomeOf(job)) : ''
    const corrupt = job !== undefined && isCorrupt(outcomeOf(job))
    return text === '' ? undefined : failure(p, text, null, corrupt ? 2 : 1)
  },
})

const isCorrupt = (result: OpResult): boolean => !result.ok && result.kind === 'corrupt'

/** --priority as a number; the declaration translates the word. */
export const priorityOf = ({ options }: Parsed): number =>
  typeof options.priority === 'number' ? options.priority : PRIORITY.normal
