/** gnt-debug test-osparams. Manual: gnt-debug(8), TEST-OSPARAMS. Source: lib/cmdlib/test.py (LUTestOsParams). */
import { defineOpcode, fail } from '../../sim/run/opcode.ts'
import { FOLLOWING, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { testOsparams as spec } from '../declared/debug.ts'
import type { KeyValues } from '../optparse/keyvals.ts'
import { keyValues } from '../optparse/read.ts'
import { pythonStr } from '../query/python.ts'

const TEST_OS_PARAMS = defineOpcode<{ secret: KeyValues; dryRun: boolean }, object>({
  name: 'TEST_OS_PARAMS',
  summary: () => null,
  locks: () => [],
  vars: {},
  steps: {
    say: (op) => {
      if (Object.keys(op.params.secret).length === 0) return fail('Opcode needs secret parameters')
      op.log(`Secret OS parameters: ${pythonStr(op.params.secret)}`)
    },
  },
})

export const testOsparams = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: submitOpcode(TEST_OS_PARAMS, ({ options }) => ({
    secret: keyValues(options, 'osparams_secret'),
  })),
  opcodes: [TEST_OS_PARAMS],
})
