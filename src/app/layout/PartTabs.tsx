import { useEffect, useRef } from 'react'
import { t } from '../../lib/language/t.ts'
import type { AppState } from '../../session/app-state.ts'
import { type PagePart, panels, usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'

const PARTS: readonly [PagePart, string][] = [
  ['picture', t`Picture`],
  ['guide', t`Guide`],
  ['console', t`Console`],
]

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

/** Switches to the part where the learner opened something: a console, an answer, a plan, another lab. */
function followWhatIsAsked(tabs: () => HTMLElement | null): () => void {
  let back: PagePart | null = null
  const show = (part: PagePart): void => {
    panels.setPart(part)
    // After the part has its layout.
    requestAnimationFrame(() => bringIntoSight(tabs()))
  }
  const answers = (open: boolean): void => {
    if (open) {
      back ??= usePanels.getState().part
      return show('guide')
    }
    // Back to the part where the question was asked, unless the learner has chosen another.
    if (back !== null && usePanels.getState().part === 'guide') show(back)
    back = null
  }
  const leaveSession = useApp.subscribe((state: AppState, before: AppState) => {
    if (state.session.lab !== before.session.lab) show('guide')
    else if (state.showConsole !== before.showConsole) show('console')
    if ((state.asked === null) !== (before.asked === null)) answers(state.asked !== null)
  })
  const leavePanels = usePanels.subscribe((open, before) => {
    if ((open.foot === null) !== (before.foot === null)) answers(open.foot !== null)
    if (open.jobs && !before.jobs) show('console')
  })
  return () => {
    leaveSession()
    leavePanels()
  }
}
