import type { LoggedLine } from '../../sim/cluster/machine.ts'
import type { ProgramContext } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'

const KEPT = 200

/** What a run of the watcher keeps in mind for its log. */
export interface WatcherRun {
  /** When it began, in simulated milliseconds: its lines have one process number. */
  began: number
}

/** Writes a line to the watcher's log on its node. */
export function logOfWatcher(
  { world, node, vars }: ProgramContext<WatcherRun>,
  level: LoggedLine['level'],
  text: string,
): void {
  const { files } = machineOf(world, node)
  const line: LoggedLine = { at: world.now, began: vars.began, level, text }
  files.watcherLog = [...(files.watcherLog ?? []), line].slice(-KEPT)
}
