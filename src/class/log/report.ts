import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import type { LabPlayed, ReportedGoal } from './lab-played.ts'
import type { Member } from './protocol.ts'
import { playedIn, type Watched } from './watched.ts'

/** A group in the report. */
export interface Reported {
  name: string
  watched: Watched
  /** Its members; without names where those are hidden. */
  members: readonly Pick<Member, 'seat' | 'name'>[]
}

/** A line of the table: a group in a lab. Seconds are simulated and whole. */
type Row = Record<keyof typeof HEAD, string | number>

const HEAD = {
  group: () => t`Group`,
  lab: () => t`Lab`,
  goals: () => t`Goals`,
  seconds: () => t`Seconds`,
  down: () => t`Seconds down`,
  one: () => t`Seconds with one copy`,
  twice: () => t`Seconds running twice`,
  wrong: () => t`Wrong turns`,
  hints: () => t`Hints`,
  typed: () => t`Commands typed`,
} as const
const COLUMNS = Object.keys(HEAD) as (keyof Row)[]

function rowOf(group: string, members: Reported['members'], played: LabPlayed): Row {
  const { lab, goals, run, lines } = played
  const typed = members
    .map(({ seat, name }) => `${name || t`Member ${seat}`}: ${own(lines, seat) ?? 0}`)
    .join(', ')
  const reached = goals.filter((goal) => goal.reached !== null).length
  const { seconds, down, one, twice, hints, wrong } = run
  return {
    group,
    lab: lab ?? t`Free play`,
    goals: lab === null ? '' : t`${reached} of ${goals.length}`,
    ...{ seconds, down, one, twice, wrong, hints, typed },
  }
}

/** A group that has not opened anything yet. */
const emptyRow = (group: string): Row => ({
  ...{ group, lab: '', goals: '', seconds: 0, down: 0, one: 0, twice: 0, wrong: 0, hints: 0 },
  typed: '',
})

/** What a class did: a table with its head, and for each group and lab what became of it. Times are simulated. */
export interface ClassReport {
  head: readonly string[]
  rows: readonly (readonly (string | number)[])[]
  details: readonly {
    group: string
    lab: string
    goals: readonly ReportedGoal[]
    /** Wrong turns in words, with what became of each. */
    turns: readonly string[]
  }[]
}

/** The report of some groups: what each did in every lab, the last one as it is now. */
export function reportOf(groups: readonly Reported[]): ClassReport {
  const all = groups.map((group) => ({ ...group, played: playedIn(group.watched) }))
  const rows = all.flatMap(({ name, members, played }) =>
    played.length === 0 ? [emptyRow(name)] : played.map((one) => rowOf(name, members, one)),
  )
  return {
    head: COLUMNS.map((column) => HEAD[column]()),
    rows: rows.map((row) => COLUMNS.map((column) => row[column])),
    details: all.flatMap(({ name, played }) =>
      played.flatMap(({ lab, goals, turns }) =>
        lab === null ? [] : [{ group: name, lab, goals, turns }],
      ),
    ),
  }
}

/** A cell of a CSV file. Text that a spreadsheet would run as a formula is kept from that. */
const csvCell = (value: string | number): string => {
  const text = String(value)
  const safe = /^[=+\-@\t]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The table as CSV, one line for each group and lab. */
export const reportCsv = ({ head, rows }: ClassReport): string =>
  [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('')

/** Text in Markdown that is not read as markup. */
const plainText = (text: string | number): string =>
  String(text).replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')

/** The table as Markdown, and for each group and lab its goals and its wrong turns. */
export function reportMarkdown({ head, rows, details }: ClassReport): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(plainText).join(' | ')} |`
  const table = [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)]
  const groups = details.map(({ group, lab, goals, turns }) => {
    const list = goals.map(({ text, reached }) =>
      reached === null ? `- [ ] ${plainText(text)}` : `- [x] ${plainText(text)} (${reached})`,
    )
    const wrong = turns.map((turn) => `- ${plainText(turn)}`)
    const all = [...list, ...(wrong.length > 0 ? ['', t`Wrong turns:`, '', ...wrong] : [])]
    return `\n## ${plainText(group)}: ${plainText(lab)}\n\n${all.join('\n')}\n`
  })
  return `# ${t`Report of the class`}\n\n${table.join('\n')}\n${groups.join('')}`
}
