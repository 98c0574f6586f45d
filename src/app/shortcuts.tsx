import { useEffect } from 'react'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { panels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog') !== null

/** Single-key shortcuts, active wherever the learner is not typing. */
export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const onButton = event.target instanceof Element && event.target.closest('button, a') !== null
      if ((event.key === ' ' || event.key === 'Enter') && onButton) return
      const run = actionOf(event.key, useApp.getState(), onHelp)
      if (!run) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [onHelp])
}

function actionOf(
  key: string,
  { presenter, speed, view, terminal }: AppState,
  onHelp: () => void,
): (() => void) | undefined {
  switch (key) {
    case 'p':
    case 'P':
      return () => actions.setPresenter(!presenter)
    case 'Escape':
      return presenter ? () => actions.setPresenter(false) : undefined
    case ' ':
      return () => actions.setSpeed(speed === 'paused' ? 1 : 'paused')
    case '1':
      return () => actions.setSpeed(1)
    case '2':
      return () => actions.setSpeed(5)
    case '3':
      return () => actions.setSpeed(60)
    case 'n':
    case 'N':
      return actions.nextEvent
    case 'v':
    case 'V':
      return () => actions.setView(view === 'is' ? 'known' : 'is')
    case 'j':
    case 'J':
      return presenter ? undefined : panels.toggleJobs
    case 'd':
    case 'D':
      return presenter ? undefined : panels.changes
    case 'b':
    case 'B':
      return presenter ? undefined : panels.faults
    case 'l':
    case 'L':
      return panels.toggleLegend
    case 'm':
    case 'M':
      return () => panels.openDialog('map')
    case 'u':
    case 'U':
      return actions.undo
    case 'Enter':
      return presenter ? () => actions.openTerminal(terminal) : undefined
    case 'c':
    case 'C':
      return () => actions.openTerminal(terminal)
    case '?':
      return onHelp
    default:
      return undefined
  }
}
