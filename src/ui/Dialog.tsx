import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '../lib/language/t.ts'
import './dialog.css'

interface DialogProps {
  title: ReactNode
  /** Called when it has been closed: by its button, by Esc, by a click beside it, or by `close` of its element. */
  onClosed: () => void
  /** Takes all the room that its content wants. */
  wide?: boolean
  children: ReactNode
}

/** A modal dialog that is open while it is shown. The focus goes back to where it was. */
export function Dialog({ title, onClosed, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (!element || element.open) return
    if ('showModal' in element) element.showModal()
    // Without it the dialog is not modal, but it can be read.
    else Object.assign(element, { open: true })
    // Without this, the browser would scroll to the first control, wherever that is.
    element.focus()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, too
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={wide ? 'dialog is-wide' : 'dialog'}
      aria-labelledby={id}
      onClose={onClosed}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="dialog-inner">
        <header className="dialog-head">
          <h2 id={id}>{title}</h2>
          <button
            type="button"
            className="button"
            onClick={() => {
              dialog.current?.close()
            }}
          >
            {t`Close`}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
