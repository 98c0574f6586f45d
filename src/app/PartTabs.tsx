import { useEffect, useRef } from 'react'
import type { AppState } from '../session/app-state.ts'
import { type PagePart, useAsides } from '../session/asides.ts'
import { useSession } from '../session/store.ts'

const PARTS: readonly [PagePart, string][] = [
  ['picture', 'Picture'],
  ['guide', 'Guide'],
  ['console', 'Console'],
]

/** Picture, guide or console, where there is room for one of them. Elsewhere the style sheet hides these tabs. */
export function PartTabs() {
  const part = useAsides((asides) => asides.part)
  const { setPart } = useAsides.getState()
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    const leave = followWhatIsAsked(() => tabs.current)
    return leave
  }, [])
  return (
    <nav className="part-tabs" ref={tabs} aria-label="Parts of the page">
      {PARTS.map(([name, label]) => (
        <button
          key={name}
          type="button"
          aria-current={part === name ? 'true' : undefined}
          onClick={() => {
            setPart(name)
            bringIntoSight(tabs.current)
          }}
        >
          {label}
        </button>
      ))}
    </nav>
  )
}

/** In a low window the page scrolls: the tabs go to its top, and the chosen part fills the rest. */
function bringIntoSight(tabs: HTMLElement | null): void {
  if (tabs && tabs.offsetHeight > 0) tabs.scrollIntoView?.({ block: 'start' })
}

/** Shows the part in which something was asked for: a console, an answer, a plan, another lab. */
function followWhatIsAsked(tabs: () => HTMLElement | null): () => void {
  let back: PagePart | null = null
  const show = (part: PagePart): void => {
    useAsides.getState().setPart(part)
    // The part is laid out first.
    requestAnimationFrame(() => bringIntoSight(tabs()))
  }
  const answers = (open: boolean): void => {
    if (open) {
      back ??= useAsides.getState().part
      return show('guide')
    }
    // Back to where it was asked, unless another part was chosen since.
    if (back !== null && useAsides.getState().part === 'guide') show(back)
    back = null
  }
  const leaveSession = useSession.subscribe((lab: AppState, before: AppState) => {
    if (lab.session.lab !== before.session.lab) show('guide')
    else if (lab.showConsole !== before.showConsole) show('console')
    if ((lab.asked === null) !== (before.asked === null)) answers(lab.asked !== null)
  })
  const leaveAsides = useAsides.subscribe((asides, before) => {
    if ((asides.foot === null) !== (before.foot === null)) answers(asides.foot !== null)
    if (asides.jobs && !before.jobs) show('console')
  })
  return () => {
    leaveSession()
    leaveAsides()
  }
}
