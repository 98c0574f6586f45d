import { inputName } from '../../session/history/input-name.ts'
import type { Input } from '../../sim/input.ts'
import { type GroupAction, ROOM } from './entry.ts'
import type { PlayedLog } from './play.ts'

/** Steps that are taken back, or one that is done again. */
export interface Taken {
  is: 'back' | 'again'
  many: number
  /** The first of them in words; null: what the instructor breaks is to be found. */
  step: string | null
  /** The seats that did them, each once; without what is to be found. */
  of: readonly string[]
}

/** What an action takes back or does again; null where that is nothing. `before`: the log that it comes to. */
export function takenBy(what: GroupAction, { session, doers }: PlayedLog): Taken | null {
  if (!session) return null
  const { inputs, undone } = session
  const from = what.do === 'back' ? what.keep : inputs.length
  const steps = what.do === 'back' ? inputs.slice(from) : what.do === 'redo' ? undone.slice(-1) : []
  const [first] = steps
  if (!first) return null
  const known = steps.flatMap(({ input }, i) => {
    const by = doers[from + i] ?? ROOM
    return isSecret(input, by) ? [] : [by]
  })
  return {
    is: what.do === 'back' ? 'back' : 'again',
    many: steps.length,
    step: isSecret(first.input, doers[from] ?? ROOM) ? null : inputName(first.input),
    of: [...new Set(known)],
  }
}

/** Whether a group has to find out what was done, and that it was done on purpose. */
const isSecret = ({ kind }: Input, by: string): boolean =>
  by === ROOM && kind !== 'line' && kind !== 'key' && kind !== 'diagnosis'
