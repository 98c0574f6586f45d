import type { Emission } from '../../sim/input.ts'
import type { Checkpoints } from '../history/checkpoint.ts'
import { type Shown, shownBy } from '../history/terminal-output.ts'

/** Limits of the terminal output in a save, in entries and characters. The newest is kept. */
const MOST_ENTRIES = 3000
const MOST_CHARACTERS = 400_000

/** Terminal output as a save holds it. */
export interface KeptOutput {
  shown: Emission[]
  /**
   * Where entries are left out because their terminal has cleared them: a position in `shown`, ascending, and how many
   * stood before it. Absent if there are none, and in older saves.
   */
  cleared?: [position: number, count: number][]
}

/** Stands for an entry that was left out, so that entries keep their numbers. It belongs to no terminal. */
const LEFT_OUT: Emission = { at: 0, terminal: '', stream: 'screen', text: '' }

/**
 * The newest output within the limits, without what a terminal has cleared since. A replay from a checkpoint begins
 * with what could be read there, so that is kept too.
 */
export function keptOutput(session: Shown, checkpoints: Checkpoints): KeptOutput {
  const shown = shownBy(session)
  const starts = new Set(checkpoints.map((point) => point.shown - session.shownFrom))
  const wiped = new Set<string>()
  const kept: Emission[] = []
  const gaps: { newer: number; count: number }[] = []
  let characters = 0
  for (let i = shown.length - 1; i >= 0; i--) {
    const emission = shown[i]
    if (!emission) continue
    const { terminal, stream, text } = emission
    if (starts.has(i + 1)) wiped.clear()
    if (stream === 'echo') wiped.delete(terminal)
    if (wiped.has(terminal) || terminal === LEFT_OUT.terminal) {
      const gap = gaps.at(-1)
      if (gap?.newer === kept.length) gap.count += 1
      else gaps.push({ newer: kept.length, count: 1 })
      continue
    }
    if (stream === 'screen' && text === 'clear') wiped.add(terminal)
    characters += text.length
    if (kept.length >= MOST_ENTRIES || characters > MOST_CHARACTERS) break
    kept.push(emission)
  }
  const cleared = gaps
    .filter(({ newer }) => newer < kept.length)
    .map(({ newer, count }): [number, number] => [kept.length - newer, count])
    .reverse()
  return { shown: kept.reverse(), ...(cleared.length === 0 ? {} : { cleared }) }
}

/** The output of a save with every entry at its number. */
export function withLeftOut({ shown, cleared = [] }: KeptOutput): Emission[] {
  let from = 0
  const pieces = cleared.map(([position, count]) => {
    const piece = [...shown.slice(from, position), ...Array<Emission>(count).fill(LEFT_OUT)]
    from = position
    return piece
  })
  return [...pieces.flat(), ...shown.slice(from)]
}
