import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react'
import { savePreferences } from '../session/storage/preferences.ts'
import { useApp } from '../session/store.ts'

/** Whether a media query matches, kept up to date. Outside a browser none does. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
    () => false,
  )
}

/** Whether the page is dark, by the learner's choice or the system's. Applies the theme and stores the preferences. */
export function useDark(): boolean {
  const theme = useApp((state) => state.theme)
  const hideHints = useApp((state) => state.hideHints)
  const strip = useApp((state) => state.strip)
  const presenter = useApp((state) => state.presenter)
  const system = useMedia('(prefers-color-scheme: dark)')
  const dark = theme === 'system' ? system : theme === 'dark'
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.theme = dark ? 'dark' : 'light'
    root.toggleAttribute('data-present', presenter)
  }, [dark, presenter])
  useEffect(() => {
    savePreferences({ theme, hideHints, strip })
  }, [theme, hideHints, strip])
  return dark
}
