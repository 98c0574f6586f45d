import { t } from '../../lib/language/t.ts'
import './notices.css'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import { Report } from '../../ui/Report.tsx'

/** Messages of the app, each in a row that stays until it is closed. */
export function Notices() {
  const notices = useApp((state) => state.notices)
  return (
    <div className="notices" role="status">
      {notices.map(({ kind, text, details, action, report }) => (
        <div key={kind} className="notice">
          <p>{text}</p>
          {details && (
            <details className="notice-details">
              <summary>{t`Show all problems`}</summary>
              <ol>
                {details.map((line, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
                  <li key={i}>{line}</li>
                ))}
              </ol>
            </details>
          )}
          {report !== undefined && <Report text={report} />}
          {action && (
            <button type="button" className="button" onClick={action.run}>
              {action.label}
            </button>
          )}
          <button type="button" className="button is-quiet" onClick={() => actions.dismiss(kind)}>
            {t`Close`}
          </button>
        </div>
      ))}
    </div>
  )
}
