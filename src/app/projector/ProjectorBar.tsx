import { t } from '../../lib/language/t.ts'
import './projector-bar.css'
import { projector, useProjector } from '../../session/projector/lead.ts'

/** What the instructor does with the projector's window, while there is one. The room does not see it. */
export function ProjectorBar() {
  const { connected, frozen, pointing } = useProjector()
  if (!connected) return null
  return (
    <div className="projector-bar" role="toolbar" aria-label={t`Projector`}>
      <b>{t`Projector`}</b>
      <button
        type="button"
        className="button"
        aria-pressed={frozen}
        title={t`The room keeps seeing what it sees now`}
        onClick={() => projector.setFrozen(!frozen)}
      >
        {frozen ? t`Frozen` : t`Freeze`}
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={pointing}
        title={t`A spotlight follows your pointer in the picture`}
        onClick={() => projector.setPointing(!pointing)}
      >
        {t`Point`}
      </button>
      <button type="button" className="button is-quiet" onClick={projector.close}>
        {t`Close it`}
      </button>
    </div>
  )
}
