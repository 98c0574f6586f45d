import { useEffect, useRef } from 'react'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import type { AppState } from '../../session/app-state.ts'
import { type PagePart, panels, usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'

const PARTS: readonly [PagePart, string][] = [
  ['picture', t`Picture`],
  ['guide', t`Guide`],
  ['console', t`Console`],
]

/** Where the page scrolls as a whole: see layout.css. */
const LOW = '(max-height: 539.98px)'

/** Tabs for picture, guide and console in windows with room for one. In others the style sheet hides them. */
export function PartTabs() {
  const part = usePanels((state) => state.part)
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    const leave = followWhatIsAsked(() => tabs.current)
    return leave
  }, [])
  return (
    <nav className="part-tabs" ref={tabs} aria-label={t`Parts of the page`}>
      {PARTS.map(([name, label]) => (
        <button
          key={name}
          type="button"
          aria-current={part === name ? 'true' : undefined}
          onClick={() => {
            panels.setPart(name)
            bringIntoSight(tabs.current)
            // Where a finger chose it, the keyboard of the screen would come up.
            if (name === 'console') actions.focusTerminal()
          }}
        >
          {label}
        </button>
      ))}
    </nav>
  )
}

/** Scrolls the tabs to the top of a low window, so that the chosen part fills the rest. */
function bringIntoSight(tabs: HTMLElement | null): void {
  if (tabs && tabs.offsetHeight > 0) tabs.scrollIntoView?.({ block: 'start' })
}

/** What stands at the foot of the guide: an answer or another panel; null: nothing. */
const opened = (): object | null => useApp.getState().asked ?? usePanels.getState().foot

/** Shows what stands at the foot of the guide, and leads back to where it was asked for when it is closed. */
function followWhatOpens(): () => void {
  let shown = opened()
  let back: { part: PagePart; scrolled: number } | null = null
  return () => {
    const now = opened()
    if (now === shown) return
    shown = now
    const { part } = usePanels.getState()
    if (now) {
      if (back === null || part !== 'guide') back = { part, scrolled: window.scrollY }
      // It scrolls itself into sight when it is there.
      return panels.setPart('guide')
    }
    // Unless the learner has chosen another part.
    if (back !== null && part === 'guide') {
      const { scrolled } = back
      panels.setPart(back.part)
      requestAnimationFrame(() => {
        if (window.scrollY !== scrolled) window.scrollTo({ top: scrolled })
      })
    }
    back = null
  }
}

/** Switches to the part where the learner opened something: a console, an answer, a plan, another lab. */
function followWhatIsAsked(tabs: () => HTMLElement | null): () => void {
  // After the part has its layout.
  const inSight = () => requestAnimationFrame(() => bringIntoSight(tabs()))
  const show = (part: PagePart): void => {
    panels.setPart(part)
    inSight()
  }
  const follow = followWhatOpens()
  const low = window.matchMedia?.(LOW)
  // Whoever turns a phone goes on with the part that is shown.
  low?.addEventListener('change', inSight)
  const leaveSession = useApp.subscribe((state: AppState, before: AppState) => {
    if (state.session.lab !== before.session.lab) show('guide')
    else if (state.showConsole !== before.showConsole) show('console')
    follow()
  })
  const leavePanels = usePanels.subscribe((open, before) => {
    follow()
    // They scroll themselves into sight.
    if (open.jobs && !before.jobs) panels.setPart('console')
  })
  return () => {
    low?.removeEventListener('change', inSight)
    leaveSession()
    leavePanels()
  }
}
