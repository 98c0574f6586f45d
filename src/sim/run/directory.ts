import type { ProgramContext } from './program.ts'

/** Where a program's relative paths start: its shell's directory. */
export function directoryOf(p: Pick<ProgramContext, 'terminal' | 'node'>): string {
  const shell = p.terminal.stack.findLast(
    (q) => q.node === p.node && q.frame.shows?.cwd !== undefined,
  )
  return shell?.frame.shows?.cwd ?? '/root'
}
