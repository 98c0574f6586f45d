import type { InstanceCondition } from '../session/recording.ts'

/** What a lane of the time strip says. */
const WORDS: Readonly<Record<InstanceCondition, string>> = {
  two: 'two copies',
  one: 'one copy',
  down: 'down',
  twice: 'running twice',
  off: 'blank: stopped',
}

/** The characters in a stretch; the style sheet draws the lines of the others. */
export const FILLING: Readonly<Partial<Record<InstanceCondition, string>>> = {
  down: 'x',
  twice: '2',
}

const CONDITIONS = Object.keys(WORDS) as readonly InstanceCondition[]

/** The key of the time strip, in the strip's own marks. */
export function StripKey() {
  return (
    <ul className="strip-key" aria-label="Key of the time strip">
      {CONDITIONS.map((is) => (
        <li key={is}>
          {is !== 'off' && (
            <span className="strip-sample" aria-hidden="true">
              <span className={`strip-segment is-${is}`}>{(FILLING[is] ?? '').repeat(3)}</span>
            </span>
          )}
          {WORDS[is]}
        </li>
      ))}
    </ul>
  )
}
