import { t } from '../../../lib/language/t.ts'
import './report.css'
import '../../../ui/printed-alone.css'
import { download } from '../../../session/save/download.ts'
import { reportCsv, reportMarkdown, reportOf } from '../../log/report.ts'
import { downloadSessions } from './downloads.ts'
import type { Wall } from './wall-line.ts'
import { groupsIn, useWall } from './wall-state.ts'

/** The report of all groups as it is now: to read, to print and to save. */
export function ClassReport({ wall }: { wall: Wall }) {
  const ids = useWall((state) => state.ids)
  const groups = useWall((state) => state.groups)
  const named = useWall((state) => state.named)
  const report = reportOf(groupsIn({ ids, groups }))
  return (
    <main className="class-report printed-alone">
      <div className="class-report-bar not-printed">
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
        <button type="button" className="button" onClick={() => void downloadSessions(wall)}>
          {t`Save the sessions`}
        </button>
        <button
          type="button"
          className="button"
          aria-pressed={!named}
          onClick={() => wall.showNames(!named)}
        >
          {named ? t`Hide names` : t`Show names`}
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

/** What takes a while: labs that were over before this page was opened, and files. */
function Pending() {
  const behind = useWall((state) => state.behind)
  const task = useWall((state) => state.task)
  const trouble = useWall((state) => state.trouble)
  const earlier = behind > 0 && t`Earlier labs are still being played: ${behind} steps to go.`
  return (
    <p role="status" className="class-report-state not-printed">
      {task ?? (earlier || trouble)}
    </p>
  )
}
