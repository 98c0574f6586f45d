import type { Emission } from '../../sim/input.ts'
import { isShellEcho } from './decorate.ts'

/** Characters of output beyond which the amount makes no difference. */
const LONG = 4000

/** What a terminal has printed since the last line that was typed at its shell, as text; of a long one, the end. */
export function lastOutput(shown: readonly Emission[], terminal: string): string {
  let text = ''
  for (let i = shown.length - 1; i >= 0; i--) {
    const emission = shown[i]
    if (emission?.terminal !== terminal) continue
    if (emission.stream === 'screen') {
      if (emission.text === 'clear') break
      continue
    }
    if (emission.stream === 'echo' && isShellEcho(emission.text)) break
    text = emission.text + text
    if (text.length > LONG) break
  }
  return text
}

/** The rows that a text takes in so many columns; the line that has no end yet does not count. */
export const rowsIn = (text: string, columns: number): number =>
  text
    .split('\n')
    .slice(0, -1)
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), 0)
