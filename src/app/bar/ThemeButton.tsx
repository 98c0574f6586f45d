import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'

/** Switches between the light and the dark theme. */
export function ThemeButton({ dark, className }: { dark: boolean; className: string }) {
  const other = dark ? 'light' : 'dark'
  const label = t`Switch to the ${other} theme`
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      title={label}
      onClick={() => actions.setTheme(other)}
    >
      <svg width="17" height="17" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  )
}
