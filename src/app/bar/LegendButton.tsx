import { t } from '../../lib/language/t.ts'
import { panels, usePanels } from '../../session/panels.ts'

/** Shows or hides the legend of the picture. */
export function LegendButton({ className = '' }: { className?: string }) {
  const shown = usePanels((state) => state.foot?.show === 'legend')
  return (
    <button
      type="button"
      className={`button ${className}`}
      aria-expanded={shown}
      title={t`What the signs of the picture mean (L)`}
      onClick={panels.toggleLegend}
    >
      {t`Legend`}
    </button>
  )
}
