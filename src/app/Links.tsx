import './links.css'
import { useEffect, useId, useRef, useState } from 'react'
import type { Lab } from '../labs/lab.ts'
import { addressOf, linkTo, type Opens } from '../session/link.ts'
import { stateLink } from '../session/open-link.ts'
import { panels } from '../session/panels.ts'
import type { Session } from '../session/session.ts'
import { sessionNow } from '../session/store.ts'
import { Dialog } from '../ui/Dialog.tsx'

/** Links to what is open: the lab, the goal, and the very state. As it was when the dialog was opened. */
export default function Links() {
  const [session] = useState(sessionNow)
  const [presents, setPresents] = useState(false)
  const state = useStateLink(session)
  return (
    <Dialog title="Copy a link" onClosed={panels.closeDialog}>
      <label className="links-present">
        <input
          type="checkbox"
          checked={presents}
          onChange={(event) => setPresents(event.target.checked)}
        />
        Open it in the presenter view
      </label>
      {placesOf(session).map(({ label, opens }) => (
        <Row key={label} label={label} address={addressOf(linkTo(opens, presents))} />
      ))}
      {state === null ? (
        <p role="status">Preparing the link to this state…</p>
      ) : state.ok ? (
        <Row
          label="This state: the cluster as it is now, with all that led to it"
          address={addressOf(`${state.fragment}${presents ? '&present' : ''}`)}
        />
      ) : (
        <p className="links-refusal" role="status">
          {state.why}
        </p>
      )}
      <p className="links-note">
        Whoever opens a link keeps their own session as the previous one.
      </p>
    </Dialog>
  )
}

type Made = Awaited<ReturnType<typeof stateLink>>

/** The link to a state; null while it is made. */
function useStateLink(session: Session): Made | null {
  const [made, setMade] = useState<Made | null>(null)
  useEffect(() => {
    let shown = true
    void stateLink(session).then((link) => {
      if (shown) setMade(link)
    })
    return () => {
      shown = false
    }
  }, [session])
  return made
}

interface Place {
  label: string
  opens: Opens
}

/** What has an address of its own. A lab from a file has none. */
function placesOf({ lab, definition, progress }: Session): Place[] {
  const { release, seed } = definition
  if (!lab) return [{ label: `Free play, Ganeti ${release}`, opens: { is: 'free', release } }]
  if (lab.source !== undefined) return []
  const part: Extract<Opens, { is: 'lab' }> = {
    is: 'lab',
    lab: lab.id,
    release,
    ...(lab.causes.length > 0 ? { seed: seed ?? 1 } : {}),
  }
  const goal = progress.done.length > 0 ? lab.goals[progress.done.length] : undefined
  return [
    { label: `${nameOf(lab, seed)}, Ganeti ${release}`, opens: part },
    ...(goal ? [{ label: `The goal “${goal.text}”`, opens: { ...part, goal: goal.id } }] : []),
  ]
}

const nameOf = (lab: Lab, seed = 1): string =>
  lab.causes.length > 0 ? `Drill ${seed}` : `The lab “${lab.title}”`

/** An address in a field, and a button that copies it; where the browser forbids that, it selects the field. */
function Row({ label, address }: { label: string; address: string }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [told, setTold] = useState<'' | 'copied' | 'selected'>('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      setTold('copied')
    } catch {
      field.current?.focus()
      field.current?.select()
      setTold('selected')
    }
  }
  return (
    <div className="links-row">
      <label htmlFor={id}>{label}</label>
      <div>
        <input
          ref={field}
          id={id}
          className="field"
          readOnly
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          className="button"
          aria-label={`Copy: ${label}`}
          onClick={() => void copy()}
        >
          Copy
        </button>
      </div>
      <p role="status">
        {told === 'copied'
          ? 'Copied.'
          : told === 'selected'
            ? 'Your browser does not let the page copy. The link is selected: press Ctrl-C.'
            : ''}
      </p>
    </div>
  )
}
