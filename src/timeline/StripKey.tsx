import { t } from '../lib/language/t.ts'
import './strip-key.css'
import type { InstanceCondition } from '../session/recording/recording.ts'

/** What a lane of the time strip says. */
const WORDS: Readonly<Record<InstanceCondition, string>> = {
  two: t`two copies`,
  one: t`one copy`,
  down: 'down',
  twice: t`running twice`,
  off: t`blank: stopped`,
}

/** The characters in a stretch; the style sheet draws the lines of the others. */
export const FILLING: Readonly<Partial<Record<InstanceCondition, string>>> = {
  down: 'x',
  twice: '2',
}

const CONDITIONS = Object.keys(WORDS) as readonly InstanceCondition[]

/** The key of the time strip, in the strip's own marks. `compared`: it shows the seconds of the lab's solution. */
export function StripKey({ compared = false }: { compared?: boolean }) {
  return (
    <ul className="strip-key" aria-label={t`Key of the time strip`}>
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
      {compared && <li className="is-comparison">{t`(0:00): the lab’s own solution`}</li>}
    </ul>
  )
}
