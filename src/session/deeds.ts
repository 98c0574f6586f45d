import { listed } from '../lib/listed.ts'
import { own } from '../lib/own.ts'
import { shortName } from '../sim/cluster/called.ts'
import type { Input } from '../sim/input.ts'
import type { World } from '../sim/world.ts'
import { atShell } from './rest.ts'
import { type Session, undo } from './session.ts'

/** Something that was done, and the World just before it. */
export interface Deed {
  /** Simulated milliseconds. */
  at: number
  /** A line that was typed, or a sentence. */
  what: { line: string; node: string } | string
  before: World
}

/** What was done in a sitting, newest first. Answers and keys belong to the line before them. */
export function* deedsOf(session: Session): Generator<Deed> {
  let at = session
  for (let last = at.inputs.at(-1); last; last = at.inputs.at(-1)) {
    const before = undo(at)
    const what = nameOf(last.input, before.world)
    if (what !== null) yield { at: last.at, what, before: before.world }
    at = before
  }
}

function nameOf(input: Input, before: World): Deed['what'] | null {
  switch (input.kind) {
    case 'line': {
      const typed = atShell(own(before.terminals, input.terminal)) && input.text.trim() !== ''
      return typed ? { line: input.text.trim(), node: shortName(input.terminal) } : null
    }
    case 'power':
      return `the power button of ${shortName(input.node)} (${input.to})`
    case 'cable':
      return `the cable of ${shortName(input.node)} (${input.is})`
    case 'link':
      return `the link between ${listed(input.nodes.map(shortName))} (${input.is})`
    case 'daemon':
      return `${input.daemon} on ${shortName(input.node)} (${input.is})`
    case 'guest':
      return `${input.instance} (${input.is})`
    case 'volume group':
      return `the volume group of ${shortName(input.node)} (${input.is})`
    case 'hardware':
      return 'other hardware'
    case 'key':
    case 'label':
    case 'diagnosis':
      return null
  }
}
