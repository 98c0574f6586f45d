/**
 * gnt-debug test-jobqueue: jobs that depend on each other, jobs that log, and jobs that fail.
 * Manual: gnt-debug(8), TEST-JOBQUEUE. Source: lib/client/gnt_debug.py (TestJobqueue), lib/cmdlib/test.py
 * (LUTestJqueue).
 */
import { defineOpcode, done, fail, withParams } from '../../sim/run/opcode.ts'
import { forEach } from '../../sim/run/parts.ts'
import { exit, follow } from '../../sim/run/program.ts'
import { outcomeOf, priorityOf } from '../client/client.ts'
import { WAITING, watchJobs } from '../client/several.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { testJobqueue as spec } from '../declared/debug.ts'
import { TEST_DELAY } from './delay.ts'

interface JqueueParams {
  logMessages: string[]
  fail: boolean
}

const TEST_JQUEUE = defineOpcode<JqueueParams, object, boolean>({
  name: 'TEST_JQUEUE',
  summary: () => null,
  locks: (_params, { cluster }) => [{ level: 'node', name: cluster.masterNode, mode: 'exclusive' }],
  vars: {},
  steps: {
    expandNames: (op) => op.info('Expanding names'),
    execute: (op) => {
      op.info('Executing')
      op.params.logMessages.forEach((_text, i) => {
        op.info(`Sending log message ${i + 1}`)
      })
      return op.params.fail ? fail('Opcode failure was requested') : done(true)
    },
  },
})

/** What each round is called, and whether the opcodes of its job fail. */
const ROUNDS: readonly { title: string; fails: readonly boolean[] }[] = [
  { title: 'Testing job success', fails: [false] },
  { title: 'Testing multiple successful opcodes', fails: [false, false] },
  { title: 'Testing job failure', fails: [true] },
  { title: 'Testing partial job failure', fails: [false, false, true, false] },
]

const MESSAGES = ['Hello World', 'A', '', 'B', 'Foo|bar|baz']

/** Which job of the five each one waits for, by position. */
const AFTER: readonly (number | null)[] = [null, 0, 0, null, 2]

const VARS = { ...WAITING, job: 0 }
type Client = ClientContext<typeof VARS>

const delayOf = {
  seconds: 1,
  onMaster: true,
  nodes: [],
  repeat: 0,
  noLocks: false,
  dryRun: false,
}

/** Submits the five jobs that wait for each other. */
function submitDependent(p: Client): void {
  const ids: number[] = []
  for (const before of AFTER) {
    const after = before === null ? [] : [ids[before] ?? 0]
    ids.push(...p.submit([{ ops: [withParams(TEST_DELAY, delayOf)], after }]))
  }
  p.vars.queue = ids.map((id) => ({ id, name: '' }))
  p.out(`Submitted jobs ${ids.join(', ')}\n`)
}

export const testJobqueue = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    {
      submission: (p) => {
        // Every job of this part has a priority that no job may have: none is taken.
        p.out('Testing job submission\nJob submission tests were successful\n')
        p.out('Testing job dependencies\n')
        submitDependent(p)
      },
    },
    watchJobs<typeof VARS>(),
    {
      dependencies: (p) => {
        if (p.vars.failed > 0) return exit(1)
        p.out('Job dependency tests were successful\n')
      },
    },
    forEach(
      'rounds',
      (_p: Client) => ROUNDS,
      (round) => ({
        submit: (p) => {
          const { title, fails } = round(p)
          p.out(`${title}\n`)
          const logMessages = [`Testing mode ${round.index(p)}`, ...MESSAGES, 'now']
          const ops = fails.map((fails) => withParams(TEST_JQUEUE, { logMessages, fail: fails }))
          const [id = 0] = p.submit([{ ops, priority: priorityOf(p.vars) }])
          p.vars.job = id
          return follow(id)
        },
        judge: (p) => {
          const job = p.world.jobs[p.vars.job]
          const outcome = job ? outcomeOf(job) : null
          if (outcome && !outcome.ok) p.out(`Ignoring error for 'job fail' test: ${outcome.text}\n`)
        },
      }),
    ),
    {
      conclude: (p) => {
        p.out('Job queue test successful\n')
        return exit(0)
      },
    },
  ],
  opcodes: [TEST_JQUEUE],
})
