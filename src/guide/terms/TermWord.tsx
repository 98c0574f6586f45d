import { t } from '../../lib/language/t.ts'
import './terms.css'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react'
import { panels } from '../../session/panels.ts'
import type { Term } from '../../shell/glossary/terms.ts'

interface Props {
  term: Term
  /** As the prose writes it. */
  text: string
}

/** A click that closes the note must not open it again: it comes this many milliseconds after. */
const SAME_CLICK_MS = 400

/** A term in prose. Click, tap, Enter or Space show what it means. */
export function TermWord({ term, text }: Props) {
  const [open, setOpen] = useState(false)
  const word = useRef<HTMLSpanElement>(null)
  const closedAt = useRef(Number.NEGATIVE_INFINITY)
  const toggle = (event: MouseEvent | KeyboardEvent) => {
    if (event.timeStamp - closedAt.current > SAME_CLICK_MS) setOpen(!open)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    // Outside of controls, Space pauses the clock.
    event.stopPropagation()
    setOpen(!open)
  }
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a line cannot end between two words of a button */}
      <span
        ref={word}
        role="button"
        tabIndex={0}
        className={open ? 'term is-open' : 'term'}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={toggle}
        onKeyDown={press}
      >
        {text}
      </span>
      {open && (
        <TermNote
          term={term}
          onClosed={(at, withKey) => {
            closedAt.current = at
            setOpen(false)
            if (withKey) word.current?.focus()
          }}
        />
      )}
    </>
  )
}

interface NoteProps {
  term: Term
  onClosed: (at: number, withKey: boolean) => void
}

/** What a term means, in a small window beside it. It takes the focus, so that it is read aloud. */
function TermNote({ term, onClosed }: NoteProps) {
  const note = useRef<HTMLSpanElement>(null)
  const id = useId()
  useEffect(() => {
    const element = note.current
    element?.showPopover?.()
    element?.focus()
  }, [])
  const press = (event: KeyboardEvent) => {
    // What is pressed in here is not for the page.
    event.stopPropagation()
    if (event.key !== 'Escape') return
    event.preventDefault()
    onClosed(event.timeStamp, true)
  }
  return (
    <span
      ref={note}
      popover="auto"
      role="dialog"
      aria-labelledby={`${id} ${id}-says`}
      tabIndex={-1}
      className="term-note"
      onKeyDown={press}
      onToggle={(event) => event.newState === 'closed' && onClosed(event.timeStamp, false)}
    >
      <b id={id}>{term.name}</b> <span id={`${id}-says`}>{term.says}</span>{' '}
      <button type="button" className="link" onClick={() => panels.openTerms(term.name)}>
        {t`All terms`}
      </button>
    </span>
  )
}
