export type Theme = 'system' | 'light' | 'dark'

/** What the learner chose for the screen; kept in this browser, apart from the session. */
export interface Preferences {
  theme: Theme
  hideHints: boolean
  /** Whether the seconds that count are shown beside the clock. */
  strip: boolean
}

/** Where localStorage keeps them, as JSON. */
export const PREFERENCES_KEY = 'ganeti-lab preferences'
const DEFAULTS: Preferences = { theme: 'system', hideHints: false, strip: true }

const readTheme = (value: unknown): Theme =>
  value === 'light' || value === 'dark' ? value : DEFAULTS.theme

/** The stored choices; the usual ones where nothing readable is stored. */
export function loadPreferences(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? '{}') as Record<
      string,
      unknown
    >
    return {
      theme: readTheme(stored.theme),
      hideHints: stored.hideHints === true,
      strip: stored.strip !== false,
    }
  } catch {
    return DEFAULTS
  }
}

/** Stores the choices. Where the browser forbids it they last until the page is closed. */
export function savePreferences({ theme, hideHints, strip }: Preferences): void {
  try {
    localStorage.setItem(PREFERENCES_KEY, JSON.stringify({ theme, hideHints, strip }))
  } catch {
    // Only the comfort of the next visit is lost.
  }
}
