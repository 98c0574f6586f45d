/**
 * gnt-debug delay: a job that waits, on the master and on nodes. Manual: gnt-debug(8), DELAY. Source:
 * lib/client/gnt_debug.py (Delay), lib/cmdlib/test.py (LUTestDelay).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { defineOpcode, fail, refuse, sleep } from '../../sim/run/opcode.ts'
import { askAll, forEach, when } from '../../sim/run/parts.ts'
import { FOLLOWING, failure, submitOpcode } from '../client/client.ts'
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

/** Later releases take the locks whatever --no-locks says (LUTestDelay.ExpandNames). */
const obeysNoLocks = byRelease({ '2.11': true, '2.12': false })

/** Whether a time of 0 is refused. */
const wantsTime = byRelease({ '2.11': false, '2.12': true })

/** Waits on the master and on nodes. */
export const TEST_DELAY = defineOpcode<DelayParams, { nodes: NodeName[] }, null>({
  name: 'TEST_DELAY',
  summary: ({ seconds }) => decimal(seconds),
  locks: ({ nodes, noLocks, onMaster }, config, world): Lock[] => {
    if (noLocks && obeysNoLocks({ world })) return []
    const found = nodes.flatMap((typed) => findNode(config, typed)?.name ?? [])
    const names = onMaster ? [...found, config.cluster.masterNode] : found
    return [...new Set(names)].map((name) => ({ level: 'node', name, mode: 'exclusive' }))
  },
  vars: { nodes: [] },
  exec: 'begin',
  steps: [
    {
      check: (op) => {
        if (op.params.seconds <= 0 && wantsTime(op))
          return refuse('unclassified', 'Duration must be greater than zero')
        for (const typed of op.params.nodes) {
          const node = findNode(op.config, typed)
          if (!node) return unknownNode(typed)
          op.vars.nodes.push(node.name)
        }
      },
      begin: () => undefined,
    },
    forEach(
      'iterations',
      (op) => Array.from({ length: Math.max(op.params.repeat, 1) }, (_, i) => i),
      (iteration) => [
        {
          waitOnTheMaster: (op) => {
            const { repeat, onMaster, seconds } = op.params
            if (onMaster && seconds < 0) return fail('Error during master delay test')
            if (repeat > 0) op.info(`Test delay iteration ${iteration(op)}/${repeat - 1}`)
            return onMaster ? sleep(1000 * seconds) : undefined
          },
        },
        when('on nodes', (op) => op.vars.nodes.length > 0, [
          askAll('ask the nodes to wait', 'test_delay', {
            to: (op) => op.vars.nodes,
            args: (op) => ({ seconds: op.params.seconds }),
            answer: (_op, replies) => {
              const deaf = replies.find((reply) => !reply.ok)
              if (deaf && !deaf.ok)
                return fail(`Failure during rpc call to node ${deaf.node}: ${deaf.error}`)
            },
          }),
          { waitForTheNodes: (op) => sleep(1000 * op.params.seconds) },
        ]),
      ],
    ),
  ],
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
    submitOpcode(TEST_DELAY, ({ args, options }) => ({
      seconds: Number(args[0]),
      onMaster: flag(options, 'on_master'),
      nodes: [...texts(options, 'on_nodes')],
      repeat: int(options, 'repeat') ?? 0,
      noLocks: flag(options, 'no_locks'),
    })),
  ],
  opcodes: [TEST_DELAY],
})
