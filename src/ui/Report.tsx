import { useState } from 'react'
import { t } from '../lib/language/t.ts'

/** The report of an error, to read and to copy. */
export function Report({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  const copy = () => {
    if (!navigator.clipboard) return setSaid(t`Select the text and copy it.`)
    navigator.clipboard.writeText(text).then(
      () => setSaid(t`Copied.`),
      () => setSaid(t`The browser did not allow this. Select the text and copy it.`),
    )
  }
  return (
    <details className="report">
      <summary>{t`Report`}</summary>
      <pre>{text}</pre>
      <button type="button" className="button" onClick={copy}>
        {t`Copy the report`}
      </button>{' '}
      <span role="status">{said}</span>
    </details>
  )
}
