import { expect, test } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { outcomeWords, taskOf } from '../../src/labs/operations.ts'
import { lasting } from '../../src/lib/text/duration.ts'
import { RULES } from '../../src/shell/rules.ts'
import type { JobOp } from '../../src/sim/jobs/job.ts'
import { startWorld } from '../../src/sim/start.ts'

const opOf = (opcode: string, subject: string): JobOp => ({
  opcode,
  params: {},
  summary: `${opcode}(${subject})`,
  status: 'success',
  log: [],
  result: { ok: true, value: null },
  frame: { step: '', vars: {}, replies: [], wait: null },
  started: 0,
  ended: 0,
})

const world = startWorld(RULES, EXERCISE)
const [group] = Object.keys(world.machines['nodeA.virt.nsrc.org']?.files.config?.groups ?? {})

/** Ganeti names groups by their UUID in some summaries. */
const uuidOf = (opcode: string): string[] =>
  group !== undefined && /GROUP/.test(opcode) ? [group] : []

test.each(Object.keys(RULES.opcodes))('%s has words for people', (opcode) => {
  for (const subject of ['debianX', 'nodeB.virt.nsrc.org', ...uuidOf(opcode)]) {
    const op = opOf(opcode, subject)
    expect(taskOf(world, op)).toMatch(/^[a-z]+ .|^wait/)
    expect(outcomeWords(world, op)).toMatch(/^[A-Za-z].+\.$/)
    expect(`${taskOf(world, op)} ${outcomeWords(world, op)}`).not.toMatch(
      /[A-Z]+_[A-Z]+|[0-9a-f]{8}-|virt\.nsrc/,
    )
  }
})

test('a duration is told in its two largest units', () => {
  expect([400, 26_000, 60_000, 125_000, 3_600_000, 7_265_000].map(lasting)).toEqual([
    '1 second',
    '26 seconds',
    '1 minute',
    '2 minutes 5 seconds',
    '1 hour',
    '2 hours 1 minute',
  ])
})
