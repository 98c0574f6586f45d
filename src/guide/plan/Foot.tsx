import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { panels } from '../../session/panels.ts'
import { showFromTop } from '../../ui/in-sight.ts'

interface FootProps {
  title: ReactNode
  /** A new value moves the focus here; null leaves it where it is. */
  focus: object | null
  children: ReactNode
}

/** A panel at the foot of the guide. Closing it gives the focus back to the console. */
export function Foot({ title, focus, children }: FootProps) {
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    showFromTop(section.current)
    if (focus) section.current?.focus({ preventScroll: true })
  }, [focus])
  const close = () => {
    panels.close()
    actions.focusTerminal()
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // It leaves this panel, not the view that the panel stands in.
    event.stopPropagation()
    close()
  }
  return (
    <section
      ref={section}
      className="guide-answer guide-foot"
      tabIndex={-1}
      aria-labelledby="foot-title"
      onKeyDown={press}
    >
      <header>
        <h2 id="foot-title">{title}</h2>
        <button type="button" className="button is-quiet" onClick={close}>
          {t`Close`}
        </button>
      </header>
      {children}
    </section>
  )
}
