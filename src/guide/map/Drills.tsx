import { useEffect, useState } from 'react'
import { causesIn } from '../../labs/drill.ts'
import type { Lab } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { actions } from '../../session/actions.ts'
import { fetchLab } from '../../session/labs/catalogue.ts'
import { startLab } from '../../session/labs/open-lab.ts'
import { bestRun, solvedHow, useSolvedLabs } from '../../session/labs/solved-labs.ts'
import { DRILLS, linkTo } from '../../session/links/link.ts'
import { panels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { SOLVED } from './LabRow.tsx'
import { ShareButtons } from './ShareButtons.tsx'

/** The drills as a grid of numbers: one for each fault that there is in this release. */
export function Drills({ teach }: { teach: boolean }) {
  const lab = useDrills()
  const release = useApp((state) => state.session.definition.release)
  const entry = useSolvedLabs((state) => own(state.solved, DRILLS))
  const open = useApp(({ session }) =>
    session.lab?.id === DRILLS ? (session.definition.seed ?? 1) : null,
  )
  if (!lab) return null
  const numbers = causesIn(lab, release).map((_, i) => i + 1)
  const solved = numbers.filter((number) => solvedHow(entry, number) !== 'not yet').length
  const start = (seed: number) => {
    panels.closeDialog()
    if (seed === open) actions.focusTerminal()
    else startLab(lab, { seed })
  }
  return (
    <section className="map-more" aria-labelledby="map-drills">
      <h3 id="map-drills">{lab.title}</h3>
      <p>
        {lab.teaches ?? lab.summary} {t`${solved} of ${numbers.length} solved in this browser.`}
      </p>
      <ul className="map-drills">
        {numbers.map((number) => {
          const how = solvedHow(entry, number)
          const best = bestRun(entry, number)
          const time = best ? t`, at best in ${Math.ceil(best.seconds / 60)} minutes` : ''
          const said = `${SOLVED[how]}${time}${number === open ? t`; open now` : ''}`
          return (
            <li key={number}>
              <button
                type="button"
                className={how === 'not yet' ? 'map-drill' : 'map-drill is-solved'}
                aria-label={t`Drill ${number}: ${said}`}
                aria-current={number === open ? 'true' : undefined}
                title={said}
                onClick={() => start(number)}
              >
                <span>{number}</span>
                <b>{how === 'not yet' ? '[ ]' : how === 'with wrong turns' ? '[-]' : '[x]'}</b>
              </button>
            </li>
          )
        })}
      </ul>
      <p className="map-facts">
        {t`[x] solved, [-] solved with wrong turns. Higher numbers bring the same faults in another order.`}
      </p>
      {teach ? <DrillLink /> : null}
    </section>
  )
}

/** The lab of drills; null until it has come, or where it does not come. */
function useDrills(): Lab | null {
  const [lab, setLab] = useState<Lab | null>(null)
  useEffect(() => {
    let shown = true
    fetchLab(DRILLS).then(
      (found) => {
        if (shown) setLab(found ?? null)
      },
      () => undefined,
    )
    return () => {
      shown = false
    }
  }, [])
  return lab
}

/** A link to a drill of any number. */
function DrillLink() {
  const [number, setNumber] = useState(1)
  return (
    <div className="map-buttons">
      <label>
        {t`Drill`}{' '}
        <input
          className="field"
          type="number"
          min="1"
          step="1"
          value={number}
          onChange={(event) => setNumber(Math.max(1, Math.trunc(event.target.valueAsNumber || 1)))}
        />
      </label>
      <ShareButtons
        what={t`drill ${number}`}
        fragment={linkTo({ is: 'lab', lab: DRILLS, seed: number })}
      />
    </div>
  )
}
