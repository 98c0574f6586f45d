import { t } from '../../../lib/language/t.ts'
import './report.css'
import { download } from '../../../session/save/download.ts'
import { reportCsv, reportMarkdown, reportOf } from '../../log/report.ts'
import { downloadSessions } from './downloads.ts'
import { groupsIn, useWall } from './wall-state.ts'

/** The report of all groups as it is now: to read, to print and to save. */
export function ClassReport() {
  const ids = useWall((state) => state.ids)
  const groups = useWall((state) => state.groups)
  const report = reportOf(groupsIn({ ids, groups }))
  return (
    <main className="class-report">
      <div className="class-report-bar">
        <button
          type="button"
          className="button"
          onClick={() => useWall.setState({ reports: false })}
        >
          {t`Back to the wall`}
        </button>
        <button type="button" className="button" onClick={() => window.print()}>
          {t`Print`}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => download('class.md', 'text/markdown', reportMarkdown(report))}
        >
          {t`Save as Markdown`}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => download('class.csv', 'text/csv', reportCsv(report))}
        >
          {t`Save as CSV`}
        </button>
        <button type="button" className="button" onClick={downloadSessions}>
          {t`Save the sessions`}
        </button>
      </div>
      <h1>{t`Report of the class`}</h1>
      <p>{t`All seconds are simulated seconds.`}</p>
      <Pending />
      <div className="class-report-table">
        <table>
          <thead>
            <tr>
              {report.head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a group may play a lab twice, and lines only come at the end
              <tr key={row}>
                {cells.map((cell, i) => (
                  <td key={report.head[i]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.details.map(({ group, lab, goals, turns }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group may play a lab twice
        <section key={i}>
          <h2>
            {group}: {lab}
          </h2>
          <ul>
            {goals.map(({ text, reached }) => (
              <li key={text}>
                {text} <b>{reached ?? t`not reached`}</b>
              </li>
            ))}
          </ul>
          {turns.length > 0 && (
            <>
              <h3>{t`Wrong turns`}</h3>
              <ul>
                {turns.map((turn) => (
                  <li key={turn}>{turn}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </main>
  )
}

/** Labs that were over before this page was opened take a while. */
function Pending() {
  const behind = useWall((state) => state.behind)
  if (behind === 0) return null
  return <p role="status">{t`Earlier labs are still being played: ${behind} steps to go.`}</p>
}
