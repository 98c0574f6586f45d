import { useEffect, useRef, useState } from 'react'
import { t } from '../../lib/language/t.ts'
import { addressOf } from '../../session/links/link.ts'
import { panels } from '../../session/panels.ts'
import { rich } from '../../ui/rich.tsx'

interface ShareProps {
  /** What the link opens. */
  what: string
  /** With its #. */
  fragment: string
}

/** For whoever teaches: presents something, or copies the link to it. */
export function ShareButtons({ what, fragment }: ShareProps) {
  const [told, setTold] = useState<'' | 'copied' | 'refused'>('')
  const address = addressOf(fragment)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      setTold('copied')
    } catch {
      setTold('refused')
    }
  }
  const present = () => {
    panels.closeDialog()
    // As whoever clicks on it would open it.
    window.location.hash = `${fragment}&present`
  }
  return (
    <span className="map-share">
      <button
        type="button"
        className="button is-wrapping is-quiet"
        aria-label={t`Present ${what}`}
        onClick={present}
      >
        {t`Present`}
      </button>
      <button
        type="button"
        className="button is-wrapping is-quiet"
        aria-label={t`Copy link to ${what}`}
        onClick={() => void copy()}
      >
        {told === 'copied' ? t`Copied` : t`Copy link`}
      </button>
      {told === 'refused' ? <ByHand what={what} address={address} /> : null}
      <span role="status" className="visually-hidden">
        {told === 'copied' ? t`Copied the link to ${what}.` : ''}
      </span>
    </span>
  )
}

/** The link in a field, selected, where the browser does not let the page copy. */
function ByHand({ what, address }: { what: string; address: string }) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <label className="map-by-hand">
      {rich`Press Ctrl-C to copy the link${<span className="visually-hidden"> {t`to ${what}`}</span>}`}
      <input ref={field} className="field" readOnly value={address} />
    </label>
  )
}
