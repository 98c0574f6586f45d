/**
 * gnt-debug delay: a job that waits, on the master and on nodes. Manual: gnt-debug(8), DELAY. Source:
 * lib/client/gnt_debug.py (Delay), lib/cmdlib/test.py (LUTestDelay).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { call, defineOpcode, done, fail, goto, refuse, sleep } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, failure, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { delay as spec } from '../declared/debug.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag, int, texts } from '../optparse/read.ts'

interface DelayParams {
  seconds: number
  onMaster: boolean
  nodes: string[]
  /** Number of further waits; 0: one wait. */
  repeat: number
  noLocks: boolean
  dryRun: boolean
}

/** As Haskell writes a floating-point number: with a point, always. */
const decimal = (seconds: number): string =>
  Number.isInteger(seconds) ? `${seconds}.0` : String(seconds)

const TEST_DELAY = defineOpcode<DelayParams, { round: number; nodes: NodeName[] }>({
  name: 'TEST_DELAY',
  summary: ({ seconds }) => decimal(seconds),
  locks: ({ nodes, noLocks }, config): Lock[] =>
    noLocks
      ? []
      : nodes.flatMap((typed) => {
          const node = findNode(config, typed)
          return node ? [{ level: 'node', name: node.name, mode: 'exclusive' }] : []
        }),
  vars: { round: 0, nodes: [] },
  exec: 'begin',
  steps: {
    check: (op) => {
      if (op.params.seconds < 0) return refuse('unclassified', 'Duration must be greater than zero')
      for (const typed of op.params.nodes) {
        const node = findNode(op.config, typed)
        if (!node) return unknownNode(typed)
        op.vars.nodes.push(node.name)
      }
    },
    begin: (op) => {
      const { repeat } = op.params
      if (repeat > 0) op.info(`Test delay iteration ${op.vars.round}/${repeat - 1}`)
      return op.params.onMaster ? sleep(1000 * op.params.seconds) : undefined
    },
    onNodes: (op) =>
      op.vars.nodes.length > 0
        ? call(op.vars.nodes, 'test_delay', { seconds: op.params.seconds })
        : goto('next'),
    judge: (op) => {
      const deaf = op.all('test_delay').find((reply) => !reply.ok)
      if (deaf && !deaf.ok)
        return fail(`Failure during rpc call to node ${deaf.node}: ${deaf.error}`)
    },
    waitThere: (op) => sleep(1000 * op.params.seconds),
    next: (op) => {
      op.vars.round += 1
      return op.vars.round < op.params.repeat ? goto('begin') : done()
    },
  },
})

export const delay = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const [typed = ''] = p.vars.args
        if (typed.trim() !== '' && !Number.isNaN(Number(typed))) return
        return failure(p, `ValueError: could not convert string to float: '${typed}'`)
      },
    },
    submitAndFollow<typeof FOLLOWING>(({ vars: { args, options } }) => [
      {
        opcode: TEST_DELAY.name,
        params: {
          seconds: Number(args[0]),
          onMaster: flag(options, 'on_master'),
          nodes: [...texts(options, 'on_nodes')],
          repeat: int(options, 'repeat') ?? 0,
          noLocks: flag(options, 'no_locks'),
          dryRun: flag(options, 'dry_run'),
        } satisfies DelayParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [TEST_DELAY],
})
