import type { LoggedCommand } from '../../sim/cluster/machine.ts'
import type { ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'

const KEPT = 200

/** Notes in the log of its node that a command was run, or that it failed with this text. */
export function logCommand(
  { world, node, argv }: Pick<ProgramContext, 'world' | 'node' | 'argv'>,
  error?: string,
): void {
  const { files } = machineOf(world, node)
  const entry: LoggedCommand = {
    at: world.now,
    argv: [...argv],
    ...(error === undefined ? {} : { error }),
  }
  files.commands = [...(files.commands ?? []), entry].slice(-KEPT)
}
