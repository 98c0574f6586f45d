import { useState } from 'react'

/** The report of an error, to read and to copy. */
export function Report({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  const copy = () => {
    if (!navigator.clipboard) return setSaid('Select the text and copy it.')
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser did not allow this. Select the text and copy it.'),
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
