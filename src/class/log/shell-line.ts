import { own } from '../../lib/own.ts'
import type { Session } from '../../session/session.ts'
import { atShell } from '../../shell/prompt.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { partsOfTerminal } from '../../sim/world.ts'
import type { Entry } from './entry.ts'

/** A line that was typed at a shell. */
export interface ShellLine {
  by: string
  node: string
  line: string
}

/**
 * The line that an entry types at a shell; null if it does something else. `before`: the session that it comes to;
 * without one, a line counts whatever reads it.
 */
export function shellLineOf(
  { by, what }: Entry,
  before?: Pick<Session, 'world'> | null,
): ShellLine | null {
  if (what.do !== 'input' || what.input.kind !== 'line') return null
  const { terminal, text } = what.input
  if (before !== undefined && !atShell(own(before?.world.terminals, terminal))) return null
  const line = text.trim()
  return line === '' ? null : { by, node: shortName(partsOfTerminal(terminal).node), line }
}
