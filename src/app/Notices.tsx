import { useState } from 'react'
import { useSession } from '../session/store.ts'

/** Messages of the app itself: a row that pushes, and stays until it is closed. */
export function Notices() {
  const notices = useSession((lab) => lab.notices)
  const { dismiss } = useSession.getState()
  return (
    <div className="notices" role="status">
      {notices.map(({ kind, text, action, report }) => (
        <div key={kind} className="notice">
          <p>{text}</p>
          {report !== undefined && <Report text={report} />}
          {action && (
            <button type="button" className="button" onClick={action.run}>
              {action.label}
            </button>
          )}
          <button type="button" className="button is-quiet" onClick={() => dismiss(kind)}>
            Close
          </button>
        </div>
      ))}
    </div>
  )
}

/** What failed, to look at and to copy. */
function Report({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <details className="notice-report">
      <summary>Report</summary>
      <pre>{text}</pre>
      <button type="button" className="button" onClick={copy}>
        {copied ? 'Copied' : 'Copy the report'}
      </button>
    </details>
  )
}
