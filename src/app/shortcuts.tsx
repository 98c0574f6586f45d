import { useEffect } from 'react'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { panels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog') !== null

/** The time strip is an input, too, but takes no letters. */
const isTypingText = (target: EventTarget | null): boolean =>
  isTyping(target) && !(target instanceof HTMLInputElement && target.type === 'range')

/** Single-key shortcuts, active wherever the learner is not typing. */
export function useShortcuts(): void {
  useEffect(() => {
    const travel = (event: KeyboardEvent): void => {
      const run = travelOf(event)
      if (!run) return
      event.preventDefault()
      event.stopPropagation()
      run()
    }
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const onButton = event.target instanceof Element && event.target.closest('button, a') !== null
      if ((event.key === ' ' || event.key === 'Enter') && onButton) return
      const run = actionOf(event.key, useApp.getState())
      if (!run) return
      event.preventDefault()
      run()
    }
    // First of all: the console would take them, too.
    document.addEventListener('keydown', travel, true)
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('keydown', travel, true)
      document.removeEventListener('keydown', press)
    }
  }, [])
}

/** Alt-Z and Alt-Shift-Z work everywhere but in a text field of the page. On a Mac, Alt makes another letter of Z. */
function travelOf(event: KeyboardEvent): (() => void) | undefined {
  const { altKey, ctrlKey, metaKey, shiftKey, key, code, target } = event
  if (!altKey || ctrlKey || metaKey) return undefined
  if (key.toLowerCase() !== 'z' && (/^[a-z]$/i.test(key) || code !== 'KeyZ')) return undefined
  const inConsole = target instanceof Element && target.closest('.xterm') !== null
  if (isTypingText(target) && !inConsole) return undefined
  return shiftKey ? actions.redo : actions.undo
}

function actionOf(
  key: string,
  { presenter, speed, view, terminal }: AppState,
): (() => void) | undefined {
  switch (key) {
    case 'p':
    case 'P':
      return () => actions.setPresenter(!presenter)
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
      return panels.faults
    case 'l':
    case 'L':
      return panels.toggleLegend
    case 'm':
    case 'M':
      return () => panels.openDialog('map')
    case 'u':
    case 'U':
      return actions.undo
    case 'r':
    case 'R':
      return actions.redo
    case 'Enter':
      return presenter ? () => actions.openTerminal(terminal) : undefined
    case 'c':
    case 'C':
      return () => actions.openTerminal(terminal)
    case '?':
      return () => panels.openDialog('help')
    default:
      return undefined
  }
}
