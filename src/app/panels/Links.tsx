import { t } from '../../lib/language/t.ts'
import './links.css'
import { useEffect, useId, useRef, useState } from 'react'
import type { Lab } from '../../labs/lab.ts'
import { isOwnCluster } from '../../session/labs/free-cluster.ts'
import { clusterLink } from '../../session/labs/own-cluster.ts'
import { addressOf, linkTo, type Opens } from '../../session/links/link.ts'
import { type StateLink, stateLink } from '../../session/links/open-link.ts'
import { panels } from '../../session/panels.ts'
import type { Session } from '../../session/session.ts'
import { sessionNow } from '../../session/store.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** Links to what is open: the lab, the goal, and the very state. As it was when the dialog was opened. */
export default function Links() {
  const [session] = useState(sessionNow)
  const [presents, setPresents] = useState(false)
  const state = useStateLink(session)
  return (
    <Dialog title={t`Copy a link`} onClosed={panels.closeDialog}>
      <label className="links-present">
        <input
          type="checkbox"
          checked={presents}
          onChange={(event) => setPresents(event.target.checked)}
        />
        {t`Open it in the presenter view`}
      </label>
      {placesOf(session).map(({ label, opens }) => (
        <Row key={label} label={label} address={addressOf(linkTo(opens, presents))} />
      ))}
      {state === null ? (
        <p role="status">{t`Preparing the link to this state…`}</p>
      ) : state.ok ? (
        <>
          <Row
            label={t`This state: the cluster as it is now, with all that led to it`}
            address={addressOf(linkTo(state.opens, presents))}
          />
          {state.without !== null && <p className="links-refusal">{state.without}</p>}
        </>
      ) : (
        <p className="links-refusal" role="status">
          {state.why}
        </p>
      )}
      {session.lab?.source === undefined ? null : (
        <p className="links-note">
          {t`A lab from a file has no link of its own. The link to this state contains the whole lab; to pass on the lab alone, send the file.`}
        </p>
      )}
      <p className="links-note">
        {t`People who open a link keep their own session as the previous one.`}
      </p>
    </Dialog>
  )
}

/** The link to a state; null while it is made. */
function useStateLink(session: Session): StateLink | null {
  const [made, setMade] = useState<StateLink | null>(null)
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
  if (!lab && isOwnCluster(definition)) {
    const opens = clusterLink(definition)
    return opens ? [{ label: t`This cluster, as it was at the start`, opens }] : []
  }
  if (!lab) return [{ label: t`Free play, Ganeti ${release}`, opens: { is: 'free', release } }]
  if (lab.source !== undefined) return []
  const part: Extract<Opens, { is: 'lab' }> = {
    is: 'lab',
    lab: lab.id,
    release,
    ...(lab.causes.length > 0 ? { seed: seed ?? 1 } : {}),
  }
  const goal = progress.done.length > 0 ? lab.goals[progress.done.length] : undefined
  return [
    { label: t`${nameOf(lab, seed)}, Ganeti ${release}`, opens: part },
    ...(goal ? [{ label: t`The goal “${goal.text}”`, opens: { ...part, goal: goal.id } }] : []),
  ]
}

const nameOf = (lab: Lab, seed = 1): string =>
  lab.causes.length > 0 ? t`Drill ${seed}` : t`The lab “${lab.title}”`

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
          aria-label={t`Copy: ${label}`}
          onClick={() => void copy()}
        >
          {t`Copy`}
        </button>
      </div>
      <p role="status">
        {told === 'copied'
          ? t`Copied.`
          : told === 'selected'
            ? t`Your browser does not let the page copy. The link is selected: press Ctrl-C.`
            : ''}
      </p>
    </div>
  )
}
