/**
 * A flag in localStorage, which can be read before anything is painted: "1" while the browser's database holds a
 * session that looks different from a first visit. A page that finds it must not show the first lab meanwhile.
 * The database decides: the flag may be missing where localStorage is forbidden, or be left over.
 */
export const KEPT_FLAG = 'ganeti-lab:kept'

/** The key in localStorage of the list of solved labs, as JSON. */
export const SOLVED_LABS_KEY = 'ganeti-lab progress'

/** Sets or removes the flag. */
export function markKept(kept: boolean): void {
  try {
    if (kept) localStorage.setItem(KEPT_FLAG, '1')
    else localStorage.removeItem(KEPT_FLAG)
  } catch {
    // Forbidden: the first lab may appear for a moment before the stored session.
  }
}
