import type { Submittable } from '../../sim/run/opcode.ts'
import { type Command, defineCommand, type Parsed } from '../command.ts'
import type { CommandSpec } from '../spec.ts'
import { FOLLOWING, type Given, submitOpcode } from './client.ts'

/** A command that asks nothing and submits one job: its words become the parameters of its opcode. */
export const submits = <P extends { dryRun: boolean }, R>(
  spec: CommandSpec,
  opcode: Submittable<P, R>,
  params: (line: Parsed) => Given<P>,
): Command =>
  defineCommand({
    spec,
    where: 'master',
    vars: FOLLOWING,
    steps: submitOpcode(opcode, params),
    opcodes: [opcode],
  })
