import { t } from '../lib/language/t.ts'
import { rich } from '../ui/rich.tsx'
import './compare.css'
import '../ui/printed-alone.css'
import { useEffect, useState } from 'react'
import { minutesSeconds } from '../lib/text/duration.ts'
import { messageOf } from '../lib/text/message.ts'
import { inputsOf, nameOfWay, standingWay } from '../session/history/branches.ts'
import { sumOf } from '../session/labs/lab-run.ts'
import { hasSolution } from '../session/labs/solution.ts'
import { type Difference, differencesOf } from '../session/plan/compare.ts'
import type { Session } from '../session/session.ts'
import { useApp } from '../session/store.ts'
import type { WayEnd, WayEnds, WayToPlay } from '../session/worker/ends.ts'
import { inWorker } from '../session/worker/in-worker.ts'

/** One of two ways that are compared: the number of a way, or the lab's solution. */
export type Choice = number | 'solution'

/** What one can compare: the open way, the branches, and the lab's solution where it is of the whole lab. */
export function choicesOf({ way, branches, lab, from, definition }: Session): Choice[] {
  const solved = lab !== null && from === null && hasSolution(lab, definition)
  return [
    way.id,
    ...[...branches].reverse().map(({ id }) => id),
    ...(solved ? ['solution' as const] : []),
  ]
}

/** What a way that can be compared is called. */
export const nameOfChoice = ({ way, branches }: Session, choice: Choice): string => {
  if (choice === 'solution') return t`The lab’s solution`
  return nameOfWay([way, ...branches].find(({ id }) => id === choice) ?? way)
}

const playOf = (session: Session, choice: Choice): WayToPlay => {
  if (choice === 'solution') return 'solution'
  const branch = session.branches.find(({ id }) => id === choice)
  return branch ? { inputs: inputsOf(session, branch), until: branch.until } : standingWay(session)
}

/** Plays both ways in a worker; null while it does. Does not reject. */
function useEnds(session: Session, pair: readonly [Choice, Choice]): WayEnds | null {
  const [first, second] = pair
  const [ends, setEnds] = useState<WayEnds | null>(null)
  useEffect(() => {
    let shown = true
    setEnds(null)
    const { lab, definition, from } = session
    const ways = [playOf(session, first), playOf(session, second)]
    const request = { ends: { lab, definition, from, ways } }
    void inWorker<WayEnds>(
      (reader) => reader.endsAside(request),
      ({ endsOf }, engine) => endsOf(engine, request),
    )
      .catch((problem: unknown): WayEnds => ({ ok: false, why: messageOf(problem) }))
      .then((made) => {
        if (shown) setEnds(made)
      })
    return () => {
      shown = false
    }
  }, [session, first, second])
  return ends
}

interface CompareProps {
  session: Session
  pair: readonly [Choice, Choice]
}

/** Two ways side by side, each at its end: the seconds that count, and what is different. It can be printed. */
export function Compare({ session, pair }: CompareProps) {
  const ends = useEnds(session, pair)
  const names = pair.map((choice) => nameOfChoice(session, choice)) as [string, string]
  const title = useApp((state) => state.session.lab?.title ?? t`Free play`)
  if (ends === null) return <p role="status">{t`Playing both to their ends…`}</p>
  if (!ends.ok) return <p role="alert">{t`They cannot be compared. ${ends.why}`}</p>
  const [one, other] = ends.ends
  if (!one || !other) return null
  return (
    <section className="compared printed-alone" aria-label={t`Comparison`}>
      <h3 className="compared-of">{title}</h3>
      <ul className="compared-sums">
        <Sum name={names[0]} end={one} />
        <Sum name={names[1]} end={other} />
      </ul>
      <Seconds names={names} ends={[one, other]} />
      <Differences names={names} list={differencesOf(one.world, other.world)} />
      <button type="button" className="button not-printed" onClick={() => window.print()}>
        {t`Print`}
      </button>
    </section>
  )
}

const shownSeconds = (seconds: number): string => minutesSeconds(seconds * 1000)

function Sum({ name, end }: { name: string; end: WayEnd }) {
  const twice = sumOf(end.costs, 'twice')
  return (
    <li>
      {rich`${<b>{name}:</b>} ${shownSeconds(sumOf(end.costs, 'down'))} down, ${shownSeconds(sumOf(end.costs, 'one'))} with one copy`}
      {twice > 0 && t`, ${shownSeconds(twice)} running twice`}
      {t`; ${shownSeconds(end.seconds)} in all.`}
      {end.left === 1 && t` One goal is left.`}
      {(end.left ?? 0) > 1 && t` ${end.left} goals are left.`}
    </li>
  )
}

interface TablesProps {
  names: readonly [string, string]
}

const COLUMNS = [
  ['down', 'down'],
  ['one', t`one copy`],
  ['twice', t`running twice`],
] as const

/** The seconds of each instance on both ways; what is 0 everywhere has no column. */
function Seconds({ names, ends }: TablesProps & { ends: readonly [WayEnd, WayEnd] }) {
  const columns = COLUMNS.filter(
    ([key]) => key === 'down' || ends.some((end) => sumOf(end.costs, key) > 0),
  )
  const labels = [...new Set(ends.flatMap(({ costs }) => costs.map(({ label }) => label)))]
  return (
    <div className="compared-scroll">
      <table>
        <caption>{t`Seconds that count`}</caption>
        <thead>
          <tr>
            <th scope="col">{t`Instance`}</th>
            {columns.flatMap(([key, words]) =>
              names.map((name, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: there are two, and both may have one name
                <th key={`${key} ${i}`} scope="col">
                  {words}, {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {columns.flatMap(([key]) => cellsOf(label, key, ends))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The larger of two numbers is bold. */
function cellsOf(label: string, key: 'down' | 'one' | 'twice', ends: readonly [WayEnd, WayEnd]) {
  const costs = ends.map((end) => end.costs.find((cost) => cost.label === label))
  const most = Math.max(...costs.map((cost) => cost?.[key] ?? 0))
  const least = Math.min(...costs.map((cost) => cost?.[key] ?? 0))
  return costs.map((cost, i) => {
    const text = cost ? (key === 'one' && cost.plain ? 'always' : shownSeconds(cost[key])) : '–'
    const isMore = cost !== undefined && most > least && cost[key] === most
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: there are two, in their order
      <td key={`${key} ${i}`}>{isMore ? <b>{text}</b> : text}</td>
    )
  })
}

const HEADINGS: Readonly<Record<Difference['kind'], string>> = {
  instance: t`Instances`,
  disk: t`Disks`,
  node: t`Nodes`,
}

function Differences({ names, list }: TablesProps & { list: readonly Difference[] }) {
  if (list.length === 0)
    return <p>{t`At their ends, instances, disks and nodes are the same on both ways.`}</p>
  return (
    <div className="compared-scroll">
      <table>
        <caption>{t`What is different at their ends`}</caption>
        <thead>
          <tr>
            <th scope="col">{t`Where`}</th>
            <th scope="col">{t`What`}</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
          </tr>
        </thead>
        {(Object.keys(HEADINGS) as Difference['kind'][]).map((kind) => {
          const rows = list.filter((one) => one.kind === kind)
          if (rows.length === 0) return null
          return (
            <tbody key={kind}>
              <tr>
                <th scope="rowgroup" colSpan={4} className="compared-kind">
                  {HEADINGS[kind]}
                </th>
              </tr>
              {rows.map(({ subject, what, values }) => (
                <tr key={`${subject} ${what}`}>
                  <th scope="row">{subject}</th>
                  <td>{what}</td>
                  <td>{values[0] ?? t`none`}</td>
                  <td>{values[1] ?? t`none`}</td>
                </tr>
              ))}
            </tbody>
          )
        })}
      </table>
    </div>
  )
}
