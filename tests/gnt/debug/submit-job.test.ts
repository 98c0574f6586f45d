import { expect, test } from 'vitest'
import { sitting } from '../../support/driver.ts'

const DELAY = `echo '[{"OP_ID":"OP_TEST_DELAY","duration":0.1}]' > /tmp/j1`

/** As a real Ganeti 3.0.2 cluster answered. */
const withFile = (...lines: string[]) => {
  const { type } = sitting({ release: '3.0' })
  for (const line of lines) type(line)
  return type
}

test('submit-job makes a job of each file and waits for them', () => {
  const type = withFile(DELAY)
  expect(type('gnt-debug submit-job /tmp/j1').output).toBe(
    'Waiting for job 1 for file /tmp/j1/0 ...\n',
  )
  expect(type('cd /tmp; gnt-debug submit-job --verbose j1 j1').output).toBe(
    'Submitted jobs 2, 3\nWaiting for job 2 for file j1/0 ...\nWaiting for job 3 for file j1/0 ...\n',
  )
})

test('submit-job repeats opcodes and jobs, and measures', () => {
  const type = withFile(DELAY)
  const { output } = type(
    'gnt-debug submit-job --timing-stats --job-repeat=2 --op-repeat=3 /tmp/j1',
  )
  expect(output).toMatch(
    /^Loading...\nSubmitting...\nExecuting...\nWaiting for job 1 for file \/tmp\/j1\/0 ...\nWaiting for job 2 for file \/tmp\/j1\/1 ...\nC:op {8}6\nC:job {7}2\nT:submit 0\.0000\nT:exec {3}\d/,
  )
  expect(type('gnt-job list --no-headers -o summary | head -1').output).toBe(
    'TEST_DELAY(0.1),TEST_DELAY(0.1),TEST_DELAY(0.1)\n',
  )
})

test('the opcodes of a file act, and a refusal is said without failing', () => {
  const type = withFile(
    `echo '[{"OP_ID":"OP_INSTANCE_SHUTDOWN","instance_name":"debianz"}]' > /tmp/j5`,
    `echo '[{"OP_ID":"OP_INSTANCE_SHUTDOWN","instance_name":"nosuch"}]' > /tmp/j6`,
  )
  expect(type('gnt-debug submit-job /tmp/j5').exit).toBe(0)
  expect(type('gnt-instance list --no-headers -o status debianz').output).toBe('ADMIN_down\n')
  expect(type('gnt-debug submit-job /tmp/j6')).toMatchObject({
    output:
      "Waiting for job 2 for file /tmp/j6/0 ...\nJob 2 for file /tmp/j6/0 has failed: Failure: prerequisites not met for this operation:\nerror type: unknown_entity, error details:\nInstance 'nosuch' not known\n",
    exit: 0,
  })
})

test.each([
  [
    `echo x > /tmp/j`,
    'simplejson.errors.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
  ],
  [
    `echo '[{"OP_ID":"OP_NOSUCH"}]' > /tmp/j`,
    'ValueError: Invalid data to LoadOpCode: OP_ID OP_NOSUCH unsupported',
  ],
  [
    `echo '{"OP_ID":"OP_TEST_DELAY"}' > /tmp/j`,
    "ValueError: Invalid data to LoadOpCode (<class 'str'>)",
  ],
  [
    `echo '[{"OP_ID":"OP_INSTANCE_SHUTDOWN","nosuch":1}]' > /tmp/j`,
    "AttributeError: 'OpInstanceShutdown' object has no attribute 'nosuch'",
  ],
  ['true', "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/j'"],
  [`echo '[{"OP_ID":"OP_NODE_REMOVE"}]' > /tmp/j`, 'OP_NODE_REMOVE: this trainer submits only'],
])('%s cannot be submitted', (line, text) => {
  const { output, exit } = withFile(line)('gnt-debug submit-job /tmp/j')
  expect(output).toContain(text)
  expect(exit).toBe(1)
})
