import { useState } from 'react'

/** The text of a report of a failure, to look at and to copy. */
export function Report({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  const copy = () => {
    if (!navigator.clipboard) return setSaid('Select the text and copy it.')
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser does not allow it. Select the text and copy it.'),
    )
  }
  return (
    <details className="report">
      <summary>Report</summary>
      <pre>{text}</pre>
      <button type="button" className="button" onClick={copy}>
        Copy the report
      </button>{' '}
      <span role="status">{said}</span>
    </details>
  )
}
