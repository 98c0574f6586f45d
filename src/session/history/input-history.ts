import { own } from '../../lib/own.ts'
import { atShell } from '../../shell/prompt.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { Input } from '../../sim/input.ts'
import type { World } from '../../sim/world.ts'
import { type Session, undo } from '../session.ts'
import { inputName } from './input-name.ts'

/** Something that was done, and the World just before it. */
export interface PastInput {
  /** Simulated milliseconds. */
  at: number
  /** A line that was typed, or a sentence. */
  what: { line: string; node: string } | string
  before: World
}

/** What was done in a sitting, newest first. Answers and keys belong to the line before them. */
export function* pastInputs(session: Session): Generator<PastInput> {
  let at = session
  for (let last = at.inputs.at(-1); last; last = at.inputs.at(-1)) {
    const before = undo(at)
    const what = nameOf(last.input, before.world)
    if (what !== null) yield { at: last.at, what, before: before.world }
    at = before
  }
}

function nameOf(input: Input, before: World): PastInput['what'] | null {
  switch (input.kind) {
    case 'line': {
      const terminal = own(before.terminals, input.terminal)
      const typed = terminal && atShell(terminal) && input.text.trim() !== ''
      return typed ? { line: input.text.trim(), node: shortName(terminal.node) } : null
    }
    case 'key':
    case 'label':
    case 'diagnosis':
      return null
    default:
      return inputName(input)
  }
}
