import { byRelease } from '../../sim/releases.ts'
import type { ProgramNext } from '../../sim/run/program.ts'
import type { ClientContext } from '../command.ts'
import { failure, prereqText } from './client.ts'

/** What a client says whose request the master's daemon cannot read. Source: src/Ganeti/Luxi.hs. */
export const protocolText = (why: string): string =>
  `Unhandled protocol error while talking to the master daemon:\nFailed to parse request: ${why}\n`

/** What checks the values of a request first: the daemon that takes the job, or the job itself. */
const checksValues = byRelease<'when it is sent' | 'in the job'>({
  '2.11': 'in the job',
  '2.12': 'when it is sent',
})

/** A parameter of an opcode with a value it cannot have; `why` is what luxid says of it. */
export const refuseValue = <V>(
  p: ClientContext<V>,
  opcode: string,
  parameter: string,
  why: string,
): ProgramNext =>
  checksValues(p) === 'in the job'
    ? failure(
        p,
        prereqText({
          class: 'wrong_input',
          text: `Parameter 'OP_${opcode}.${parameter}' fails validation`,
        }),
        { is: 'value', word: parameter },
      )
    : failure(p, protocolText(`SubmitJob: Can't parse value for '${parameter}': ${why}`), {
        is: 'value',
        word: parameter,
      })

/** What luxid says of a word that the type does not have. */
export const notOfType = (type: string, word: string): string =>
  `Invalid string value for type ${type}: "${word}"`
