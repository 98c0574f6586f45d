import { useEffect } from 'react'
import { useAsides } from '../session/asides.ts'
import { useSession } from '../session/store.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog') !== null

/** Single keys, wherever nothing is being typed. */
export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const lab = useSession.getState()
      const onButton = event.target instanceof Element && event.target.closest('button, a') !== null
      if ((event.key === ' ' || event.key === 'Enter') && onButton) return
      const run = actionOf(event.key, lab, onHelp)
      if (!run) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [onHelp])
}

type Lab = ReturnType<typeof useSession.getState>

function actionOf(key: string, lab: Lab, onHelp: () => void): (() => void) | undefined {
  switch (key) {
    case 'p':
    case 'P':
      return () => lab.setPresenter(!lab.presenter)
    case 'Escape':
      return lab.presenter ? () => lab.setPresenter(false) : undefined
    case ' ':
      return () => lab.setSpeed(lab.speed === 'paused' ? 1 : 'paused')
    case '1':
      return () => lab.setSpeed(1)
    case '2':
      return () => lab.setSpeed(5)
    case '3':
      return () => lab.setSpeed(60)
    case 'n':
    case 'N':
      return lab.nextEvent
    case 'v':
    case 'V':
      return () => lab.setView(lab.view === 'is' ? 'known' : 'is')
    case 'j':
    case 'J':
      return lab.presenter
        ? undefined
        : () => useAsides.getState().setJobs(!useAsides.getState().jobs)
    case 'd':
    case 'D':
      return lab.presenter ? undefined : useAsides.getState().changes
    case 'b':
    case 'B':
      return lab.presenter ? undefined : useAsides.getState().faults
    case 'u':
    case 'U':
      return lab.undo
    case 'Enter':
      return lab.presenter ? () => lab.openTerminal(lab.terminal) : undefined
    case 'c':
    case 'C':
      return () => lab.openTerminal(lab.terminal)
    case '?':
      return onHelp
    default:
      return undefined
  }
}
