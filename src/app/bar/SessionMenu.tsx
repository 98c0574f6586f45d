import { t } from '../../lib/language/t.ts'
import './menu.css'
import { useEffect, useId, useRef, useState } from 'react'
import { lazyPart } from '../../session/loading/lazy-part.tsx'
import { openFile } from '../../session/save/files.ts'
import { Boundary } from '../notices/Boundary.tsx'

const Items = lazyPart(() => import('./SessionItems.tsx'))

/** The menu of the session. A plain disclosure with buttons in the tab order. */
export function SessionMenu({ dark }: { dark: boolean }) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const close = (event: Event) => {
      const inside = event.target instanceof Node && root.current?.contains(event.target)
      const escaped = event instanceof KeyboardEvent && event.key === 'Escape'
      if (escaped || (!inside && !(event instanceof KeyboardEvent))) setOpen(false)
      if (escaped) root.current?.querySelector('button')?.focus()
    }
    document.addEventListener('pointerdown', close)
    document.addEventListener('focusin', close)
    document.addEventListener('keydown', close)
    return () => {
      document.removeEventListener('pointerdown', close)
      document.removeEventListener('focusin', close)
      document.removeEventListener('keydown', close)
    }
  }, [open])
  const then = (run: () => void) => () => {
    // The item goes away. What opens next gives the focus back to the menu's button.
    root.current?.querySelector('button')?.focus()
    setOpen(false)
    run()
  }
  return (
    <div className="menu" ref={root}>
      <button
        type="button"
        className="button is-quiet"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t`Session`}
        <svg width="10" height="6" viewBox="0 0 10 6" aria-hidden="true">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
      <input
        ref={file}
        type="file"
        accept=".json,application/json,.md,text/markdown"
        hidden
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          if (chosen) void openFile(chosen)
          event.target.value = ''
        }}
      />
      {open && (
        <ul className="menu-list" id={id}>
          <Boundary name={t`The menu`}>
            <Items dark={dark} then={then} onImport={() => file.current?.click()} />
          </Boundary>
        </ul>
      )}
    </div>
  )
}
